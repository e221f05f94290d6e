"""Jobs keep no word of creators who want to be left alone."""

from influencers.models import DiscoveryFind


def leave_alone(find: DiscoveryFind) -> None:
    """Empties an unsaved find of what its source told; of what a search found, of its name too. A name that
    a person typed stays beside the reason, so that they know whom not to look for."""
    find.name, find.record, find.url, find.country, find.language = "", {}, "", "", ""
    find.followers = None
    if not find.typed:
        find.handle, find.platform_id = "", None
