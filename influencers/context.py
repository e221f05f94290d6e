"""What every page knows of the catalogue."""

from influencers.models import Profile


def demo_banner(request) -> dict:
    """`has_demo`: whether fictional creators are in the catalogue, so that each page says so. Lazy: no
    query where no template asks."""
    return {"has_demo": lambda: Profile.objects.demo().exists()}
