"""Posts of deliverables, followed until their counts stop growing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from campaigns.choices import DeliverableState, FoundHow
from campaigns.deliverables import keep_counts, post_of_link, stands_for
from campaigns.models import Deliverable
from campaigns.stages import NotDone
from influencers.models import Post, PostReading
from influencers.schedule import EARLY, READINGS, next_reading
from scoring.expected import mature_after

# A mature post has settled once it grew by less than this share since a reading a day or more before.
STILL = 0.02
APART = timedelta(days=1)
# No source reads a post after its last reading; who waits longer waits for nothing.
GIVE_UP = READINGS[-1] + timedelta(days=7)
BATCH = 200


def settled(
    platform: str,
    published: datetime,
    read_at: datetime,
    sizes: Sequence[tuple[datetime, int]],
    now: datetime,
) -> bool:
    """Whether the counts of a post are final. sizes: (time, likes and comments or views) of its readings,
    oldest first; read_at: when its account was last read.

    Never before the method takes it for mature on its platform. Then once it hardly grew from one reading to
    another of a later day, once it was read at the last age at which posts are read, or when that is long
    past.
    """
    age = read_at - published
    if age < timedelta(days=mature_after(platform)):
        return now - published >= GIVE_UP
    if age >= EARLY * READINGS[-1] or now - published >= GIVE_UP:
        return True
    late = [(at, size) for at, size in sizes if at - published >= timedelta(days=mature_after(platform))]
    if not late:
        return False
    last_at, last = late[-1]
    if next_reading(published, read_at) != next_reading(published, last_at):
        return True  # read again since, and the same: only changes are kept as readings
    earlier = [size for at, size in sizes if last_at - at >= APART]
    return bool(earlier) and last <= earlier[-1] * (1 + STILL)


def settle(now: datetime) -> int:
    """How many deliverables settled, with the final counts kept. Safe to run twice and to lose."""
    done, last = 0, 0
    open_ones = Deliverable.objects.filter(state=DeliverableState.FOUND, post__isnull=False)
    while ids := list(open_ones.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = ids[-1]
        with transaction.atomic():
            rows = open_ones.filter(pk__in=ids).select_related("post", "candidate__profile")
            rows = list(rows.order_by("pk").select_for_update(of=("self",), skip_locked=True))
            sizes = _sizes([row.post_id for row in rows])
            for row in rows:
                profile = row.candidate.profile
                read_at = max(filter(None, (row.post.fetched_at, profile.fetched_at)))
                if settled(profile.platform, row.post.published_at, read_at, sizes.get(row.post_id, ()), now):
                    keep_counts(row, row.post, now)
                    row.save()
                    done += 1
    return done


def size_of(counts: Post | PostReading) -> int | None:
    """What growth is told by: likes and comments, else views; None where all are hidden."""
    told = [number for number in (counts.likes, counts.comments) if number is not None]
    return sum(told) if told else counts.views


def _sizes(post_ids: Sequence[int]) -> dict[int, list[tuple[datetime, int]]]:
    found: dict[int, list[tuple[datetime, int]]] = {}
    for reading in PostReading.objects.filter(post__in=post_ids).order_by("post", "read_at"):
        if (size := size_of(reading)) is not None:
            found.setdefault(reading.post_id, []).append((reading.read_at, size))
    return found


def find_linked(now: datetime) -> int:
    """How many deliverables found the post of a link that somebody gave before it was read."""
    waiting = Deliverable.objects.filter(state=DeliverableState.AGREED, post=None).exclude(link="")
    done = 0
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            rows = waiting.filter(pk=pk).select_related("candidate__profile")
            row = rows.select_for_update(of=("self",), skip_locked=True).first()
            post = post_of_link(row.candidate, row.link) if row else None
            if post is None:
                continue
            try:
                stands_for(row, post, FoundHow.LINK, [], row.found_by, now)
            except NotDone:
                continue  # found for another deliverable meanwhile
            row.save()
            done += 1
    return done
