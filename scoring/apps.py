from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self):
        # Models can be imported only now. `told` registers what Data health tells.
        from scoring import audited
        from scoring.catalogue import told  # noqa: F401

        audited.register()
