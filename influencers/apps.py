from django.apps import AppConfig


class InfluencersConfig(AppConfig):
    name = "influencers"
    verbose_name = "Catalogue"

    def ready(self):
        # Models can be imported only now.
        from influencers import audited

        audited.register()
