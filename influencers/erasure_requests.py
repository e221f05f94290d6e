"""A pasted list of handles and links, as data protection requests bring them -> whom to erase."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Lower

from influencers.choices import PROFILE_URLS, Platform
from influencers.erasing import erase, family_of
from influencers.erasure import Account
from influencers.finding.handles import Named, TooMany, named_in
from influencers.models import Erasure, Influencer, Profile

MOST = 500


@dataclass(frozen=True)
class Request:
    """Whom a list names: creators of the catalogue, accounts that are not in it, and what names nobody."""

    creators: list[Influencer] = field(default_factory=list)
    unknown: list[Account] = field(default_factory=list)
    unreadable: list[Named] = field(default_factory=list)

    @property
    def unknown_words(self) -> list[str]:
        """The accounts that are not in the catalogue, in words."""
        return [
            f"{f'@{handle}' if handle else own} on {Platform(platform).label}"
            for platform, own, handle in self.unknown
        ]

    @property
    def names_somebody(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.creators or self.unknown)


def read(text: str, platform: str = "") -> Request:
    """Whom a list names; `platform` is that of bare handles. Raises TooMany.

    The accounts of each creator are those that would go with it, all of them.
    """
    named = named_in(text, [platform] if platform in Platform.values else [])
    if len(named) > MOST:
        raise TooMany(f"These are more than {MOST} accounts; erase fewer at once.")
    wanted = {(one.platform, one.platform_id or None, one.handle or None) for one in named if one.platform}
    found: set[int] = set()
    unknown = []
    for account in sorted(wanted, key=str):
        rows = _known(*account)
        found.update(row.influencer_id for row in rows)
        if not rows:
            unknown.append(account)
    creators = family_of(found).prefetch_related("profiles") if found else []
    return Request(list(creators), unknown, [one for one in named if not one.platform])


def carry_out(request: Request, by=None, reason: str = "asked") -> Erasure:
    """Erases whom the list names; those that are not in the catalogue are kept out from now on."""
    return erase([creator.pk for creator in request.creators], by, reason, request.unknown)


def as_list(creators: Iterable[Influencer]) -> str:
    """A list that names these creators, to be read by `read`."""
    accounts = Profile.objects.filter(influencer__in=list(creators), handle_is_current=True)
    return "\n".join(
        PROFILE_URLS.get(account.platform, "@{handle}").format(handle=account.handle)
        for account in accounts.order_by("pk")
    )


def _known(platform: str, platform_id: str | None, handle: str | None) -> list[Profile]:
    """The account of the catalogue by this id, or else by this handle."""
    rows = Profile.objects.filter(platform=platform)
    own = list(rows.filter(platform_id=platform_id)) if platform_id else []
    if own or not handle:
        return own
    named = rows.alias(label=Lower("handle")).filter(label=handle.lower(), handle_is_current=True)
    return list(named.filter(Q(platform_id=platform_id) | Q(platform_id=None)) if platform_id else named)
