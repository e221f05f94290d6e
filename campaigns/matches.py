"""New posts of agreed creators that look as if they were for the campaign, offered to a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from auditlog.models import LogEntry
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from campaigns.choices import ActionKind, DeliverableState, FoundHow, StageKind, Status
from campaigns.deliverable_log import acted, differences, record, snapshot
from campaigns.deliverables import stands_for
from campaigns.models import Campaign, Candidate, Deliverable, NotAResult, ShortlistAction
from campaigns.post_matching import Wanted, Words, match
from campaigns.shortlist import act, lock
from influencers.models import Post
from scoring.expected import estimates
from scoring.models import PostText

# A post may come late: so long after the campaign's last day it is still offered.
LATE = timedelta(days=14)
# As many as a person looks through at once; the others come when these are judged.
SHOWN = 50
# The number beside the tab is worked out four times an hour; one that is older than this says nothing.
COUNT_LASTS = 2 * 3600


@dataclass(frozen=True, slots=True)
class Offered:
    """A post that may be for the campaign, how it was recognised and by which words."""

    candidate: Candidate
    post: Post
    how: FoundHow
    words: tuple[str, ...]
    late: bool


def wanted_of(campaign: Campaign) -> Wanted:
    """What posts of a campaign are known by."""
    names = ("brand_names", "brand_handles", "brand_domains", "hashtags", "codes")
    return Wanted(*(tuple(getattr(campaign, name)) for name in names))


def working(campaign: Campaign):
    """The candidates of whom posts are expected: agreed with, or with a deliverable that stands."""
    owes = Q(deliverables__isnull=False) & ~Q(deliverables__state=DeliverableState.DROPPED)
    return campaign.candidates.listed().filter(Q(stage__kind=StageKind.AGREED) | owes).distinct()


def offered(campaign: Campaign) -> list[Offered]:
    """Posts between the campaign's days that match and that nobody judged yet, the surest and newest first;
    a fixed number of queries. Without a first day posts count from when the creator was added."""
    wanted = wanted_of(campaign)
    if not wanted:
        return []
    candidates = {row.profile_id: row for row in working(campaign).select_related("profile").defer("frozen")}
    posts = Post.objects.filter(profile__in=candidates).filter(_days(campaign, candidates.values()))
    judged = NotAResult.objects.filter(candidate__campaign=campaign).values("post")
    taken = Deliverable.objects.filter(candidate__campaign=campaign, post__isnull=False)
    taken = taken.exclude(state=DeliverableState.DROPPED).values("post")
    posts = list(posts.exclude(pk__in=judged).exclude(pk__in=taken).order_by("-published_at", "-pk"))
    brands = dict(PostText.objects.filter(post__in=posts).values_list("post", "brands"))
    last = _last_day(campaign)
    found = []
    for post in posts:
        words = Words(post.caption, post.hashtags, post.mentions, brands.get(post.pk, ()))
        if told := match(words, wanted):
            late = bool(last) and post.published_at > last
            found.append(Offered(candidates[post.profile_id], post, told.how, told.words, late))
    surest = [FoundHow.CODE, FoundHow.HASHTAG, FoundHow.BRAND]
    return sorted(found, key=lambda one: surest.index(one.how))


def count(campaign: Campaign, number: int | None = None) -> int:
    """How many posts wait for a person's word, kept for the head of every page of the campaign."""
    number = len(offered(campaign)) if number is None else number
    cache.set(_key(campaign), number, COUNT_LASTS)
    return number


def count_all() -> int:
    """How many posts wait in all campaigns that are worked on; each campaign's number is kept."""
    live = Campaign.objects.exclude(status=Status.ARCHIVED)
    return sum(count(campaign) for campaign in live.order_by("pk").iterator())


def waiting(campaign: Campaign) -> int:
    """The number as it was kept last; 0 where none is known. No queries."""
    return cache.get(_key(campaign), 0)


def _key(campaign: Campaign) -> str:
    return f"campaign-{campaign.pk}-posts-offered"


def _last_day(campaign: Campaign) -> datetime | None:
    return timezone.make_aware(datetime.combine(campaign.ends_on, time.max)) if campaign.ends_on else None


def _days(campaign: Campaign, candidates: Iterable[Candidate]) -> Q:
    if campaign.starts_on:
        days = Q(published_at__gte=timezone.make_aware(datetime.combine(campaign.starts_on, time.min)))
    else:
        days = Q(pk__in=[])
        for row in candidates:
            days |= Q(profile=row.profile_id, published_at__gte=row.added_at)
    last = _last_day(campaign)
    return days & Q(published_at__lte=last + LATE) if last else days


@transaction.atomic
def accept(campaign: Campaign, chosen: Sequence[Offered], by, now: datetime) -> ShortlistAction | None:
    """Posts taken for the campaign, each for an open deliverable of its creator: one of its kind first, else
    any; without an open one it is one more than was agreed. None where nothing was left to take."""
    lock(campaign)
    before: dict[int, dict | None] = {}
    rows: list[Deliverable] = []
    for one in chosen:
        row = _place_for(one, by, now)
        if row is None:
            continue
        was = snapshot(row) if row.pk else None
        row.candidate = one.candidate
        stands_for(row, one.post, one.how, one.words, by, now)
        row.save()
        before[row.pk] = was
        rows.append(row)
    if not rows:
        return None
    new, old = ([row for row in rows if (before[row.pk] is None) is made] for made in (True, False))
    record(new, {row.pk: {"state": [None, row.state]} for row in new}, by, LogEntry.Action.CREATE)
    record(old, {row.pk: differences(before[row.pk], snapshot(row)) for row in old}, by)
    words = f"{len(rows)} post{'s count' if len(rows) > 1 else ' counts'} for this campaign."
    return acted(campaign, before, rows, by, now, words)


def _place_for(one: Offered, by, now: datetime) -> Deliverable | None:
    """The deliverable that a post is taken for, a new one where none is open; None where it has one."""
    candidate, post = one.candidate, one.post
    mine = candidate.deliverables.exclude(state=DeliverableState.DROPPED).select_for_update()
    mine = list(mine.order_by("due_on", "pk"))
    if any(row.post_id == post.pk for row in mine):
        return None
    waiting = [row for row in mine if row.state == DeliverableState.AGREED]
    if waiting:
        return min(waiting, key=lambda row: (row.kind != post.kind, bool(row.kind)))
    estimate = estimates([candidate.profile])[candidate.profile_id]
    return Deliverable(candidate=candidate, kind=post.kind, estimate=estimate, added_by=by, added_at=now)


@transaction.atomic
def reject(campaign: Campaign, chosen: Iterable[Offered], by, now: datetime) -> ShortlistAction:
    """Posts that are not for the campaign, so that nobody is asked about them again."""
    lock(campaign)
    pairs = [[one.candidate.pk, one.post.pk] for one in chosen]
    rows = [NotAResult(candidate_id=candidate, post_id=post, by=by, at=now) for candidate, post in pairs]
    NotAResult.objects.bulk_create(rows, ignore_conflicts=True)
    number = len(pairs)
    words = f"{number} post{'s are' if number != 1 else ' is'} not for this campaign."
    data = {"was": {}, "became": {}, "not_results": pairs, "words": words}
    return act(campaign, ActionKind.DELIVERABLE, data, by, now)
