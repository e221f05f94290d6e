"""Erasing creators: everything goes, digests stay, and nobody brings them back."""

from collections import Counter
from collections.abc import Iterable, Sequence

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from influencers import trace_list  # noqa: F401 - registers the places that name a creator
from influencers.choices import InfluencerStatus
from influencers.erasure import Account, handle_digest, hold_all, id_digest
from influencers.models import (
    CommentSignal,
    Erasure,
    Influencer,
    Profile,
    Snapshot,
    Tombstone,
)
from influencers.post_rows import delete_posts
from influencers.traces import TRACES, Erased


@transaction.atomic
def erase(
    creator_ids: Iterable[int], by=None, reason: str = "asked", unknown: Sequence[Account] = ()
) -> Erasure:
    """Takes creators away with all that belongs to them; there is no undo. Returns the audit of it.

    1. Holds every door, so that nothing comes in meanwhile. 2. The creators with all that were merged with
    them, locked; a refresh that holds an account is waited for. 3. Tombstones, also of `unknown` accounts
    that are not in the catalogue. 4. Every place that names them (`traces`). 5. The rows, with everything
    that points at them. 6. The audit: when, by whom, how much; not who.
    """
    hold_all()
    creators = _family(creator_ids)
    profiles = list(Profile.objects.filter(influencer__in=creators).order_by("pk").select_for_update())
    known = tuple((row.platform, row.platform_id, _own_handle(row)) for row in profiles)
    erased = Erased(tuple(creators), tuple(row.pk for row in profiles), (*known, *unknown))
    with disable_auditlog():
        _bury(erased.accounts, reason)
        rows = Counter({label: take(erased) for label, take in TRACES.items()})
        rows += _delete(erased)
    return Erasure.objects.create(
        at=timezone.now(),
        by=by,
        reason=reason,
        creators=len(creators),
        accounts=len(profiles),
        unknown=len(unknown),
        rows={label: count for label, count in rows.items() if count},
    )


def erase_account(profile_id: int) -> Erasure | None:
    """Erases the creator of an account that turned out to be one that was erased before."""
    creator = Profile.objects.filter(pk=profile_id).values_list("influencer", flat=True).first()
    return erase([creator]) if creator else None


def family_of(creator_ids: Iterable[int]) -> QuerySet[Influencer]:
    """These creators with everybody that they were merged into, or that was merged into them."""
    found = set(creator_ids)
    while True:
        up = Influencer.objects.filter(pk__in=found, merged_into__isnull=False)
        down = Influencer.objects.filter(merged_into__in=found)
        more = {*up.values_list("merged_into", flat=True), *down.values_list("pk", flat=True)} - found
        if not more:
            return Influencer.objects.filter(pk__in=found).order_by("pk")
        found |= more


def _family(creator_ids: Iterable[int]) -> list[int]:
    return list(family_of(creator_ids).select_for_update(of=("self",)).values_list("pk", flat=True))


def _own_handle(profile: Profile) -> str | None:
    """The handle, unless it went over to somebody else, who must not be kept out by it."""
    return profile.handle if profile.handle_is_current else None


def _bury(accounts: Iterable[Account], reason: str) -> None:
    """What recognises each account from now on; one that is known already stays as it is."""
    now = timezone.now()
    digests = {
        (
            platform,
            id_digest(platform, own) if own else None,
            handle_digest(platform, handle) if handle else None,
        )
        for platform, own, handle in accounts
        if own or handle
    }
    Tombstone.objects.bulk_create(
        [
            Tombstone(platform=platform, id_digest=own, handle_digest=handle, erased_at=now, reason=reason)
            for platform, own, handle in sorted(digests, key=str)
        ],
        ignore_conflicts=True,
    )


def _delete(erased: Erased) -> Counter:
    """Deletes the rows. The large tables first, each in one statement: the cascade would read every row."""
    counts: Counter = Counter()
    accounts = Profile.objects.filter(pk__in=erased.profiles, platform_id__isnull=False)
    own_words = [id_digest(*account) for account in accounts.values_list("platform", "platform_id")]
    said = CommentSignal.objects.filter(author__in=own_words)  # under other people's posts too
    counts[_words(CommentSignal)] += said._raw_delete(using=said.db) or 0
    for model, count in delete_posts(erased.profiles).items():
        counts[_words(model)] += count
    sizes = Snapshot.objects.filter(profile__in=erased.profiles)
    counts[_words(Snapshot)] += sizes._raw_delete(using=sizes.db) or 0
    own = Influencer.objects.filter(pk__in=erased.creators)
    gone = Counter(Profile.objects.filter(pk__in=erased.profiles).delete()[1])
    gone += Counter(own.filter(status=InfluencerStatus.MERGED).delete()[1])
    gone += Counter(own.delete()[1])
    for model in Profile._meta.apps.get_models(include_auto_created=True):
        if count := gone.get(model._meta.label):
            counts[_words(model)] += count
    return counts


def _words(model) -> str:
    return str(model._meta.verbose_name_plural)
