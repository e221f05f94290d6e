from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self):
        # Registers what an erasure takes away here; models can be imported only now.
        from campaigns import erased  # noqa: F401
