"""Which pictures are due, fetching one, and what lists need to show them."""

import hashlib
import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from influencers.models import Avatar, Profile
from influencers.pictures.fetching import NoPicture, fetch
from influencers.pictures.small import small_square
from influencers.sources.registry import SOURCES, policy_of

logger = logging.getLogger(__name__)

# How long a picture is shown before it is fetched again, where its source sets no shorter time.
FRESH = timedelta(days=90)
RETRY = timedelta(days=1)
AT_ONCE = 500
# Servers that the operator named in a setting may be in a private network.
CHOSEN = {"bluesky": "BLUESKY_APPVIEW_URL", "mastodon": "MASTODON_INSTANCE"}


def waiting(now: datetime) -> list[int]:
    """Accounts whose picture is to be fetched: those of tasks that were lost, and what got old."""
    wanted = Q(fetched_at=None) | ~Q(fetched_from=F("address"))
    for key in SOURCES:
        wanted |= Q(source=key, fetched_at__lt=now - _fresh(key))
    rested = Q(tried_at=None) | Q(tried_at__lt=now - RETRY)
    rows = [row for row in _light().filter(wanted, rested).order_by("told_at")[:AT_ONCE] if is_due(row, now)]
    return [row.pk for row in rows]


def due(profile_id: int) -> bool:
    """Whether the picture of an account is to be fetched now."""
    row = _light().filter(pk=profile_id).first()
    return row is not None and is_due(row, timezone.now())


def is_due(row: Avatar, now: datetime) -> bool:
    """Whether it was never fetched, is another one now, or old; a day after a failure at the soonest."""
    if row.tried_at and now - row.tried_at < RETRY:
        return False
    if row.fetched_at is None or now - row.fetched_at > _fresh(row.source):
        return True
    return _place(row.address) != _place(row.fetched_from)


def fetch_one(profile_id: int) -> bool:
    """Fetches the picture of an account where it is due; whether a new one is kept.

    Never makes a row: one that was erased or purged meanwhile stays away.
    """
    row = _light().filter(pk=profile_id).first()
    now = timezone.now()
    if row is None or not is_due(row, now):
        return False
    same = Avatar.objects.filter(pk=profile_id, address=row.address)
    try:
        image = small_square(fetch(row.address, _trusted(row.source), settings.SOURCE_CONTACT))
    except NoPicture as reason:
        logger.info("No picture for profile %s: %s", profile_id, reason)
        same.update(tried_at=now, trouble=str(reason)[:200])
        return False
    digest = hashlib.sha256(image).hexdigest()[:16]
    kept = {"image": image, "digest": digest, "fetched_at": now, "fetched_from": row.address}
    return bool(same.update(**kept, tried_at=None, trouble=""))


def with_pictures(rows: QuerySet, path: str = "") -> QuerySet:
    """The rows with what `picture_of` needs of the account at `path`, without a further query."""
    heavy = ("image", "address", "fetched_from", "trouble")
    rows = rows.select_related(f"{path}avatar")
    return rows.defer(*(f"{path}avatar__{name}" for name in heavy))


def picture_of(profile: Profile) -> str:
    """Our address of an account's picture; "" where there is none, or the list did not ask for pictures."""
    if not Profile._meta.get_field("avatar").is_cached(profile):
        return ""
    row = getattr(profile, "avatar", None)
    return reverse("avatar", args=[row.pk, row.digest]) if row and row.digest else ""


def image_of(profile_id: int, digest: str) -> bytes | None:
    """The picture itself; None where it is another one by now, or gone."""
    row = Avatar.objects.filter(pk=profile_id, digest=digest, image__isnull=False)
    image = row.values_list("image", flat=True).first()
    return None if image is None else bytes(image)


def _light() -> QuerySet[Avatar]:
    return Avatar.objects.defer("image")


def _fresh(source: str) -> timedelta:
    policy = policy_of(source, settings)
    days = policy and policy.refresh_from_day
    return timedelta(days=days) if days else FRESH


def _place(address: str) -> tuple[str, str]:
    """An address without its query: signed addresses change with every answer and mean the same picture."""
    parts = urlsplit(address)
    return parts.netloc, parts.path


def _trusted(source: str) -> tuple[str, ...]:
    chosen = getattr(settings, CHOSEN.get(source, ""), "") if source in CHOSEN else ""
    return (urlsplit(chosen).netloc,) if chosen else ()
