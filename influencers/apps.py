from django.apps import AppConfig


class InfluencersConfig(AppConfig):
    name = "influencers"
    verbose_name = "Catalogue"

    def ready(self):
        # Models can be imported only now. The others register what Data health tells.
        from influencers import audited, searches_told  # noqa: F401
        from influencers.catalogue import told  # noqa: F401

        audited.register()
