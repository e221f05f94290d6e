"""Jobs keep no word of creators who want to be left alone."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from influencers.models import Discovery, DiscoveryFind
from influencers.models.discovery import Outcome


def leave_alone(find: DiscoveryFind) -> None:
    """Empties an unsaved find of what its source told; of what a search found, of its name too. A name that
    a person typed stays beside the reason, so that they know whom not to look for."""
    find.name, find.record, find.url, find.country, find.language = "", {}, "", "", ""
    find.followers = None
    if not find.typed:
        find.handle, find.platform_id = "", None


def forget_finds(accounts: Iterable[tuple[str, str | None, str | None]]) -> int:
    """How many finds of erased accounts, each (platform, id or None, handle or None), were emptied, the lists
    in which they were pasted with them. The rows stay as numbers: each job still adds up."""
    wanted = Q(pk__in=[])
    for platform, platform_id, handle in accounts:
        same = Q(platform_id=platform_id) if platform_id else Q(pk__in=[])
        if handle:
            same |= Q(handle__iexact=handle)
        wanted |= Q(platform=platform) & same
    finds = DiscoveryFind.objects.filter(wanted)
    jobs = set(finds.values_list("discovery_id", flat=True))
    # A pasted list names them too.
    Discovery.objects.filter(pk__in=jobs).exclude(handles="").update(handles="", name="A list of handles")
    Discovery.objects.filter(pk__in=jobs).update(updated_at=timezone.now())
    return finds.update(
        outcome=Outcome.OPTED_OUT, reason="Erased on request.", name="", handle="", typed="", url="",
        country="", language="", followers=None, record={}, platform_id=None, profile_id=None, keep=None,
        fetched_at=None,
    )  # fmt: skip
