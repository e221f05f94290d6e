"""What is done to deliverables: agreed, changed, linked to a post, given figures by hand, taken off. Each
change is told in the campaign's history and can be taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from auditlog.models import LogEntry
from django.db import transaction

from campaigns.choices import DeliverableState, FoundHow
from campaigns.deliverable_log import COUNTS, WISHED, acted, differences, locked, record, snapshot
from campaigns.models import Campaign, Candidate, Deliverable, ShortlistAction
from campaigns.post_links import NoPost, keys_of, read_link
from campaigns.shortlist import lock
from campaigns.stages import NotDone
from influencers.choices import Source
from influencers.models import Post
from scoring.expected import estimates

MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """A deliverable as a person describes it; fee_share in per cent."""

    kind: str = ""
    due_on: date | None = None
    fee_share: Decimal | None = None
    note: str = ""

    def values(self) -> dict[str, Any]:
        """The fields of the row."""
        return {name: getattr(self, name) for name in WISHED}


@dataclass(frozen=True, slots=True)
class Typed:
    """Counts that a person typed in, as they stood on a day; None: hidden or not told."""

    likes: int | None
    comments: int | None
    shares: int | None
    views: int | None
    counted_at: datetime
    published_at: datetime | None = None


@transaction.atomic
def add(campaign: Campaign, candidate_id: int, wish: Wish, number: int, by, now: datetime) -> ShortlistAction:
    """`number` deliverables of one kind for a creator on the shortlist, each with today's estimate."""
    lock(campaign)
    candidate = campaign.candidates.listed().filter(pk=candidate_id).select_related("profile").first()
    if candidate is None:
        raise NotDone("Nothing was added: this creator is not on the shortlist any more.")
    number = max(1, min(number, MOST_AT_ONCE))
    _shares_fit(candidate, wish.fee_share, number)
    estimate = estimates([candidate.profile])[candidate.profile_id]
    rows = [
        Deliverable(candidate=candidate, estimate=estimate, added_by=by, added_at=now, **wish.values())
        for _ in range(number)
    ]
    Deliverable.objects.bulk_create(rows)
    record(rows, {row.pk: {"state": [None, row.state]} for row in rows}, by, LogEntry.Action.CREATE)
    return acted(
        campaign,
        {row.pk: None for row in rows},
        rows,
        by,
        now,
        f"{number} deliverable{'s are' if number != 1 else ' is'} on the list.",
    )


@transaction.atomic
def change(campaign: Campaign, deliverable_id: int, wish: Wish, by, now: datetime) -> ShortlistAction | None:
    """Kind, date, share and note as a person wants them; None where they are so already."""

    def wished(row: Deliverable) -> None:
        _shares_fit(row.candidate, wish.fee_share, 1, but=row.pk)
        for name, value in wish.values().items():
            setattr(row, name, value)

    return _changed(campaign, deliverable_id, wished, by, now, "changed")


@transaction.atomic
def put(campaign: Campaign, deliverable_id: int, state: str, by, now: datetime) -> ShortlistAction | None:
    """Missed, taken off, open again or settled as a person says. Raises NotDone for what cannot be."""

    def moved(row: Deliverable) -> None:
        MOVES[state](row, by, now)

    return _changed(campaign, deliverable_id, moved, by, now, _PUT[state])


def _miss(row: Deliverable, by, now: datetime) -> None:
    if row.state != DeliverableState.AGREED:
        raise NotDone("Nothing was changed: a post was found for this deliverable.")
    row.state = DeliverableState.MISSED


def _drop(row: Deliverable, by, now: datetime) -> None:
    row.state = DeliverableState.DROPPED


def _reopen(row: Deliverable, by, now: datetime) -> None:
    """Waits for its post again; what was found or typed in before is let go."""
    row.state, row.post_id, row.link, row.found_how, row.matched = DeliverableState.AGREED, None, "", "", []
    row.found_at = row.found_by_id = row.settled_at = None
    _forget_counts(row)


def _settle(row: Deliverable, by, now: datetime) -> None:
    if row.state != DeliverableState.FOUND or row.post is None:
        raise NotDone("Nothing was changed: there is no post whose figures could be final.")
    keep_counts(row, row.post, now)


MOVES: Mapping[str, Callable] = {
    DeliverableState.MISSED: _miss,
    DeliverableState.DROPPED: _drop,
    DeliverableState.AGREED: _reopen,
    DeliverableState.SETTLED: _settle,
}
_PUT = {
    DeliverableState.MISSED: "marked as missed",
    DeliverableState.DROPPED: "taken off",
    DeliverableState.AGREED: "waiting for its post again",
    DeliverableState.SETTLED: "settled with the figures of now",
}


def keep_counts(row: Deliverable, post: Post, now: datetime) -> None:
    """Makes the post's counts the final ones of a deliverable, not saved yet."""
    row.state, row.settled_at = DeliverableState.SETTLED, now
    row.counted_at, row.counted_source, row.published_at = post.fetched_at, post.source, post.published_at
    for name in COUNTS:
        setattr(row, name, getattr(post, name))


def _forget_counts(row: Deliverable) -> None:
    for name in COUNTS:
        setattr(row, name, None)
    row.counted_at, row.counted_source, row.published_at = None, "", None


@transaction.atomic
def give_link(
    campaign: Campaign, deliverable_id: int, link: str, by, now: datetime
) -> tuple[ShortlistAction | None, bool]:
    """(action, whether the post is known already): the link of the post that was made. Raises NotDone where
    it names none of this creator's platform."""
    try:
        wanted = read_link(link)
    except NoPost as problem:
        raise NotDone(str(problem)) from problem
    found = []

    def linked(row: Deliverable) -> None:
        _has_none(row)
        profile = row.candidate.profile
        if wanted.platform != profile.platform:
            there = profile.get_platform_display()
            raise NotDone(f"This is not a post on {there}, where @{profile.handle} is on the shortlist.")
        row.link = link.strip() if "://" in link else f"https://{link.strip()}"
        post = post_of_link(row.candidate, row.link)
        found.append(post)
        if post:
            stands_for(row, post, FoundHow.LINK, [], by, now)
        else:
            row.state = DeliverableState.AGREED

    action = _changed(campaign, deliverable_id, linked, by, now, "linked")
    return action, bool(found and found[0])


def post_of_link(candidate: Candidate, link: str) -> Post | None:
    """The post of a candidate's account that a link names; None where it was not read yet."""
    wanted = read_link(link)
    posts = candidate.profile.posts.only("pk", "profile", "platform_post_id", "url")
    for post in posts.order_by("-published_at").iterator():
        if wanted in keys_of(candidate.profile.platform, post.platform_post_id, post.url):
            return Post.objects.get(pk=post.pk)
    return None


def stands_for(
    row: Deliverable, post: Post, how: FoundHow, matched: Sequence[str], by, now: datetime
) -> None:
    """Makes a post the one of a deliverable, not saved yet. Raises NotDone where it is another's already."""
    taken = Deliverable.objects.filter(candidate=row.candidate_id, post=post).exclude(pk=row.pk)
    if taken.exclude(state=DeliverableState.DROPPED).exists():
        raise NotDone("Nothing was changed: this post stands for another deliverable of this creator.")
    _forget_counts(row)
    row.state, row.post, row.found_how, row.matched = DeliverableState.FOUND, post, how, list(matched)
    row.found_at, row.found_by, row.settled_at = now, by, None


@transaction.atomic
def pick(campaign: Campaign, deliverable_id: int, post_id: int, by, now: datetime) -> ShortlistAction | None:
    """The post that a person chose among those of the creator."""

    def picked(row: Deliverable) -> None:
        _has_none(row)
        post = Post.objects.filter(pk=post_id, profile=row.candidate.profile_id).first()
        if post is None:
            raise NotDone("Nothing was changed: this post is not there any more.")
        row.link = ""
        stands_for(row, post, FoundHow.PICKED, [], by, now)

    return _changed(campaign, deliverable_id, picked, by, now, "linked")


@transaction.atomic
def type_in(
    campaign: Campaign, deliverable_id: int, typed: Typed, by, now: datetime
) -> ShortlistAction | None:
    """Figures of a person, for what no source reads: stories, and platforms that are not connected."""

    def settled(row: Deliverable) -> None:
        if row.post_id:
            raise NotDone("Nothing was changed: the figures of this post are read from its platform.")
        for name in (*COUNTS, "counted_at", "published_at"):
            setattr(row, name, getattr(typed, name))
        row.counted_source, row.state, row.settled_at = Source.CURATOR, DeliverableState.SETTLED, now
        row.found_how, row.found_at, row.found_by = FoundHow.HAND, row.found_at or now, by

    return _changed(campaign, deliverable_id, settled, by, now, "settled with these figures")


def _has_none(row: Deliverable) -> None:
    if row.post_id or row.state == DeliverableState.SETTLED:
        raise NotDone(
            "Nothing was changed: this deliverable has its post. Say first that it is not the right one."
        )


def _shares_fit(candidate: Candidate, share: Decimal | None, number: int, but: int | None = None) -> None:
    if share is None:
        return
    others = candidate.deliverables.exclude(pk=but)
    others = others.exclude(state__in=[DeliverableState.DROPPED, DeliverableState.MISSED])
    told = sum((row.fee_share or Decimal(0)) for row in others)
    if told + share * number > 100:
        raise NotDone(
            f"The shares of this creator's fee would be more than 100%: {told.normalize():f}% are given away."
        )


def _changed(
    campaign: Campaign, deliverable_id: int, how: Callable[[Deliverable], None], by, now: datetime, words: str
) -> ShortlistAction | None:
    lock(campaign)
    rows = locked(campaign, [deliverable_id])
    if not rows:
        raise NotDone("Nothing was changed: this deliverable is not there any more.")
    row = rows[0]
    before = snapshot(row)
    how(row)
    if snapshot(row) == before:
        return None
    row.save()
    record([row], {row.pk: differences(before, snapshot(row))}, by)
    return acted(campaign, {row.pk: before}, [row], by, now, f"The deliverable is {words}.")
