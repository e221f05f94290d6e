"""Keeping finds: from a find to a creator of the catalogue, through the door of ingest."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from influencers.choices import Priority
from influencers.erasure import hold_off
from influencers.finding.standing import Account, standing_of
from influencers.ingest import ingest
from influencers.models import Discovery, DiscoveryFind, DiscoveryKeep, Influencer, Profile
from influencers.models.discovery import KEEPABLE, Outcome
from influencers.sources.base import ProfileRecord
from influencers.sources.registry import refreshing
from influencers.tagging import tag_named, tag_selected

# So many are kept while a person waits; more by a worker.
AT_ONCE = 25
LEFT_AFTER = timedelta(minutes=1)


def keepable(discovery: Discovery) -> QuerySet[DiscoveryFind]:
    """The finds of a job that a person may keep and that nobody kept yet."""
    return discovery.finds.filter(outcome__in=KEEPABLE, keep__isnull=True)


def ask_to_keep(discovery: Discovery, ids: Collection[int] | None, user, tag: str = "") -> DiscoveryKeep:
    """What `fulfil` is to do: keep these finds, or with None all that fit. Raises ValidationError."""
    finds = keepable(discovery)
    finds = finds.filter(outcome=Outcome.FITS) if ids is None else finds.filter(pk__in=ids)
    asked = list(finds.order_by("pk").values_list("pk", flat=True))
    if not asked:
        raise ValidationError("Select accounts first; those that are kept or left out for good do not count.")
    name = tag_named(tag).name if tag.strip() else ""
    return DiscoveryKeep.objects.create(discovery=discovery, by=user, asked=asked, tag=name)


def keep_found(discovery: Discovery) -> None:
    """Keeps the account that a person looked for on Discover, as soon as it was found."""
    ids = list(keepable(discovery).values_list("pk", flat=True))
    if ids:
        fulfil(ask_to_keep(discovery, ids, discovery.asked_by).pk)


def fulfil(keep_id: int) -> int:
    """Keeps what was asked for and is not kept yet; how many came into the catalogue. Safe to run twice, and
    to be cut off: each account is a transaction of its own, and the next run goes on."""
    keep = DiscoveryKeep.objects.select_related("discovery").get(pk=keep_id)
    if keep.done_at or keep.undone_at:
        return 0
    made = 0
    for find_id in keepable(keep.discovery).filter(pk__in=keep.asked).values_list("pk", flat=True):
        try:
            made += _keep_one(keep, find_id)
        except IntegrityError:  # an import brought the same account at the same moment; now it is known
            made += _keep_one(keep, find_id)
    accounts = Profile.objects.filter(pk__in=keep.finds.values("profile_id"))
    if keep.tag and accounts.exists():
        tag_selected(accounts, keep.tag)
    DiscoveryKeep.objects.filter(pk=keep.pk).update(done_at=timezone.now())
    return made


def finish_left_keeps() -> int:
    """How many clicks were brought to their end that a dead worker left."""
    left = DiscoveryKeep.objects.filter(
        done_at__isnull=True, undone_at__isnull=True, at__lt=timezone.now() - LEFT_AFTER
    )
    return len([fulfil(pk) for pk in left.values_list("pk", flat=True)])


@transaction.atomic
def _keep_one(keep: DiscoveryKeep, find_id: int) -> bool:
    """Whether the account came into the catalogue. The find is locked: two clicks make one account."""
    hold_off()
    find = keepable(keep.discovery).select_for_update(of=("self",)).filter(pk=find_id).first()
    if find is None:
        return False
    if standing := standing_of([Account(find.platform, find.platform_id, find.handle)])[0]:
        find.outcome, find.reason, find.profile_id = standing
        find.save(update_fields=["outcome", "reason", "profile_id"])
        return False
    find.profile_id, find.keep = _new_account(find).pk, keep
    find.save(update_fields=["profile_id", "keep"])
    DiscoveryKeep.objects.filter(pk=keep.pk).update(made=F("made") + 1)
    return True


def _new_account(find: DiscoveryFind) -> Profile:
    """The account of a find with its creator, due for a refresh at once."""
    record, now = record_of(find), timezone.now()
    handle = find.handle or find.platform_id
    # Whoever else goes by this handle lost it: the platform says so. Their own refresh tells their new one.
    Profile.objects.alias(label=Lower("handle")).filter(
        platform=find.platform, label=handle.lower(), handle_is_current=True
    ).update(handle_is_current=False, next_refresh_at=now)
    # Many at once: no entries in the change history, which is for what people do row by row.
    creator = Influencer.objects.bulk_create([Influencer(name=(find.name or handle)[:200])])[0]
    profile = Profile.objects.bulk_create(
        [
            Profile(
                influencer=creator,
                platform=find.platform,
                platform_id=find.platform_id,
                handle=handle,
                source=find.source,
                priority=Priority.NOW,
                next_refresh_at=now if find.source in refreshing(settings) else None,
            )
        ]
    )[0]
    ingest(profile.pk, record, (), find.source, find.fetched_at)
    return profile


def record_of(find: DiscoveryFind) -> ProfileRecord:
    """The record that the source told at `fetched_at`, as ingest takes it."""
    told = {name: value for name, value in find.record.items() if name in ProfileRecord.__dataclass_fields__}
    told |= {"labels": tuple(told.get("labels") or ()), "platform_id": find.platform_id}
    return ProfileRecord(**told)
