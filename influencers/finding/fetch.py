"""A handle or link that Discover does not find: from where it could be fetched."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from influencers.choices import Platform, Source
from influencers.finding.asking import Question, ask
from influencers.finding.handles import accounts_of, pieces
from influencers.finding.offers import why_not
from influencers.finding.standing import Account, standing_of
from influencers.importing.addresses import BadHandle, handle_like, looks_like_url
from influencers.models import Discovery, Profile
from influencers.models.discovery import Outcome
from influencers.sources.registry import refreshing


@dataclass(frozen=True, slots=True)
class Fetch:
    """One account that could be meant: `why_not` says why it cannot be fetched, "" where it can."""

    platform: str
    label: str
    handle: str
    why_not: str


def fetches(text: str) -> list[Fetch]:
    """The accounts that a search text could mean, one a platform; none for text that names no account."""
    found = list(pieces(text))
    if len(found) != 1 or len(text.split()) != 1:
        return []
    piece = found[0]
    if not (looks_like_url(piece) or "@" in piece or handle_like(piece)):
        return []
    return [
        Fetch(
            one.platform, Platform(one.platform).label, one.handle or one.platform_id, why_not(one.platform)
        )
        for one in accounts_of(piece, _connected())
        if one.platform
    ]


def fetch(text: str, platform: str, user) -> Discovery | Profile:
    """A job that looks this one account up and keeps it at once; the account itself where the catalogue has
    it. Raises BadHandle in words for what cannot be fetched."""
    named = next((one for one in accounts_of(_only(text), [platform]) if one.platform == platform), None)
    if named is None:
        raise BadHandle(f"“{text[:80]}” is no account on {Platform(platform).label}.")
    if reason := why_not(platform):
        raise BadHandle(reason)
    standing = standing_of([Account(named.platform, named.platform_id or None, named.handle)])[0]
    if standing and standing.outcome == Outcome.KNOWN:
        return Profile.objects.get(pk=standing.profile_id)
    if standing:
        raise BadHandle(standing.reason)
    return ask(Question([platform], handles=named.typed, keep_at_once=True, most=1), user)


def _only(text: str) -> str:
    return next(iter(pieces(text)), "")


def _connected() -> Sequence[str]:
    return [key for key in refreshing(settings) if key != Source.DEMO]
