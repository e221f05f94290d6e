"""Where accounts stand before they are looked up: in the catalogue already, blocked, or erased."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Lower

from influencers.choices import InfluencerStatus
from influencers.erasure import REFUSAL, erased_among
from influencers.models import Profile
from influencers.models.discovery import Outcome


class Account(NamedTuple):
    """An account by what is known of it so far."""

    platform: str
    platform_id: str | None
    handle: str


class Standing(NamedTuple):
    """Why an account is left out, and the account of the catalogue that it is, where there is one."""

    outcome: str
    reason: str
    profile_id: int | None = None


OF_STATUS = {
    InfluencerStatus.BLOCKED: (Outcome.BLOCKED, "A curator blocked this creator."),
}
ERASED = Standing(Outcome.OPTED_OUT, f"{REFUSAL}.")


def standing_of(accounts: Sequence[Account]) -> list[Standing | None]:
    """For each account why it is left out, or None where nothing speaks against it. A few queries for all.

    A handle alone counts where the catalogue's account of that name has no other id: names change owners.
    """
    erased = erased_among({(one.platform, one.platform_id or None, one.handle or None) for one in accounts})
    by_id, by_handle = _known(accounts)
    return [_one(account, by_id, by_handle, erased) for account in accounts]


def _one(account: Account, by_id: dict, by_handle: dict, erased: set) -> Standing | None:
    if (account.platform, account.platform_id or None, account.handle or None) in erased:
        return ERASED
    row = by_id.get((account.platform, account.platform_id)) if account.platform_id else None
    if row is None and account.handle:
        row = by_handle.get((account.platform, account.handle.lower()))
        if row and account.platform_id and row["platform_id"] not in (None, "", account.platform_id):
            row = None
    if row is None:
        return None
    if row["influencer__status"] == InfluencerStatus.ERASED:
        return ERASED
    outcome, reason = OF_STATUS.get(row["influencer__status"], (Outcome.KNOWN, "Already in your catalogue."))
    return Standing(outcome, reason, row["pk"])


def _known(accounts: Iterable[Account]) -> tuple[dict, dict]:
    ids: dict[str, set[str]] = {}
    handles: dict[str, set[str]] = {}
    for account in accounts:
        if account.platform_id:
            ids.setdefault(account.platform, set()).add(account.platform_id)
        if account.handle:
            handles.setdefault(account.platform, set()).add(account.handle.lower())
    fields = ("pk", "platform", "platform_id", "handle", "influencer__status")
    rows = Profile.objects.order_by().values(*fields)
    by_id: dict = {}
    by_handle: dict = {}
    for platform, wanted in ids.items():
        for row in rows.filter(platform=platform, platform_id__in=wanted):
            by_id[platform, row["platform_id"]] = row
    lowered = Profile.objects.alias(label=Lower("handle")).filter(handle_is_current=True).order_by()
    for platform, wanted in handles.items():
        for row in lowered.filter(Q(platform=platform), label__in=wanted).values(*fields):
            by_handle[platform, row["handle"].lower()] = row
    return by_id, by_handle
