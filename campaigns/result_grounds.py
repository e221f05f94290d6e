"""What results are held against: the creator's usual, and its size when a post was made."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from campaigns.models import Deliverable
from campaigns.results import counts_of
from influencers.models import Post, Profile, Snapshot
from scoring.expected import engagements_of, mature_after

USUAL_WITHIN = timedelta(days=180)
# A median of fewer posts is no usual.
ENOUGH = 3


def usual_of(
    profiles: Mapping[int, Profile], but: Sequence[int], withheld: set[str], now: datetime
) -> dict[int, float]:
    """{profile id: median engagements of its other posts of half a year, those that had time to grow}."""
    posts = Post.objects.filter(
        profile__in=profiles, published_at__gte=now - USUAL_WITHIN, likes__isnull=False
    ).exclude(pk__in=but)
    posts = posts.exclude(source__in=withheld).only("profile", "published_at", "likes", "comments", "shares")
    gained: dict[int, list[int]] = {}
    for post in posts:
        profile = profiles[post.profile_id]
        read_at = profile.fetched_at or now
        if read_at - post.published_at >= timedelta(days=mature_after(profile.platform)):
            gained.setdefault(profile.pk, []).append(engagements_of(profile.platform, post))
    return {pk: median(own) for pk, own in gained.items() if len(own) >= ENOUGH}


def followers_of(rows: Iterable[Deliverable]) -> dict[int, int]:
    """{deliverable id: followers on the day of its post, or on the day nearest before it; else of now}."""
    made = [(row, counts.published_at) for row in rows if (counts := counts_of(row)) and counts.published_at]
    found = {row.pk: row.candidate.profile.followers for row in rows}
    if not made:
        return found
    sizes = Snapshot.objects.filter(
        profile__in={row.candidate.profile_id for row, _ in made}, followers__isnull=False
    ).filter(
        day__lte=max(at for _, at in made).date(), day__gte=min(at for _, at in made).date() - USUAL_WITHIN
    )
    days: dict[int, list[tuple]] = {}
    for profile, day, followers in sizes.order_by("day").values_list("profile", "day", "followers"):
        days.setdefault(profile, []).append((day, followers))
    for row, at in made:
        before = [n for day, n in days.get(row.candidate.profile_id, ()) if day <= at.date()]
        if before:
            found[row.pk] = before[-1]
    return found
