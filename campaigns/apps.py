from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self):
        # Models can be imported only now.
        from campaigns import audited

        audited.register()
