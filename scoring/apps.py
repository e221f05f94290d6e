from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self):
        # Models can be imported only now.
        from scoring import audited

        audited.register()
