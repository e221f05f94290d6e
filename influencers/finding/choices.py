"""Searches for new creators as a choice among accounts: `?discovery=` on Discover."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from influencers.models import Discovery, DiscoveryFind


def discovery_of(text: str) -> str | None:
    """The id of a job, or None for what is none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    return str(int(text)) if Discovery.objects.filter(pk=int(text)).exists() else None


def discovery_label(value: str) -> str:
    """What the job searched for."""
    return Discovery.objects.get(pk=value).name


def kept_from(jobs: Iterable[str]) -> Exists:
    """Whether an account was kept from one of these jobs."""
    finds = DiscoveryFind.objects.filter(profile_id=OuterRef("pk"), keep__isnull=False)
    return Exists(finds.filter(discovery__in=list(jobs)))
