from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self):
        # Models can be imported only now. `erased` registers what an erasure takes away here.
        from campaigns import audited, erased  # noqa: F401

        audited.register()
