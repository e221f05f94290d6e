"""What the page of results and the report show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median

from django.conf import settings
from django.utils import timezone

from campaigns.choices import DeliverableState
from campaigns.matches import SHOWN, Offered, offered, wanted_of, working
from campaigns.models import Campaign, Candidate, Deliverable
from campaigns.result_grounds import followers_of, usual_of
from campaigns.result_totals import Totals, totals
from campaigns.results import Known, Line, Purse, costs, counts_of, line_of
from campaigns.verdicts import Verdicts, verdicts
from influencers.models import Post, PostReading
from influencers.money import rates
from influencers.pictures.keeping import with_pictures
from influencers.terms import kept_apart, withheld_sources, words_of_terms
from scoring.expected import engagements_of
from scoring.media_values import media_values

# Posts that a person may choose among, of this time.
CHOICES, CHOICES_WITHIN = 12, timedelta(days=180)
# More lines in one chart cannot be told apart.
DRAWN = 12


@dataclass(frozen=True, slots=True)
class Creator:
    """A candidate with its lines; posts: its latest ones that stand for nothing yet, for choosing by hand."""

    candidate: Candidate
    lines: list[Line]
    dropped: list[Line]
    posts: list[Post]
    fee: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """creators have deliverables or were agreed with; offered: posts to accept or reject, of `n_offered`;
    growth: what the chart draws; currency: that of costs and values; recognised: whether the brief says what
    posts are known by; emv_sources: who says what engagement is worth; sources: (source, newest reading)."""

    creators: list[Creator]
    offered: list[Offered]
    n_offered: int
    totals: Totals
    verdicts: Verdicts
    growth: dict
    currency: str
    recognised: bool
    emv_sources: list[str]
    sources: list[tuple[str, datetime]]
    n_lines: int


def results_page(campaign: Campaign, now: datetime) -> ResultsPage:
    """Everything about the results of a campaign; a fixed number of queries."""
    candidates = list(
        with_pictures(working(campaign).select_related("profile__influencer", "stage"), "profile__").defer(
            "frozen"
        )
    )
    rows = Deliverable.objects.filter(candidate__in=candidates).select_related("post", "found_by")
    by_candidate: dict[int, list[Deliverable]] = {}
    people = {row.pk: row for row in candidates}
    for row in rows.order_by("due_on", "pk"):
        row.candidate = people[row.candidate_id]
        by_candidate.setdefault(row.candidate_id, []).append(row)
    purse = Purse(campaign.currency or settings.BASE_CURRENCY, rates())
    lines = _lines(campaign, by_candidate, purse, now)
    chosen = _choices(candidates, by_candidate) if getattr(campaign, "may_edit", False) else {}
    creators = [_creator(row, lines.get(row.pk, []), chosen.get(row.profile_id, [])) for row in candidates]
    creators.sort(key=lambda one: (not one.lines, one.candidate.profile.handle.casefold()))
    standing = [line for one in creators for line in one.lines]
    found = offered(campaign)
    return ResultsPage(
        creators=creators,
        offered=found[:SHOWN],
        n_offered=len(found),
        totals=totals(standing),
        verdicts=verdicts(standing, _fees(creators, purse)),
        growth=_growth(standing),
        currency=purse.currency,
        recognised=bool(wanted_of(campaign)),
        emv_sources=_emv_sources(standing),
        sources=_sources(standing),
        n_lines=len(standing),
    )


def _creator(candidate: Candidate, lines: list[Line], posts: list[Post]) -> Creator:
    stand = [line for line in lines if line.row.state != DeliverableState.DROPPED]
    dropped = [line for line in lines if line.row.state == DeliverableState.DROPPED]
    fee = "" if candidate.fee_agreed is None else f"{candidate.currency} {candidate.fee_agreed:,.2f}"
    return Creator(candidate, stand, dropped, posts, fee.removesuffix(".00"))


def _lines(
    campaign: Campaign, by_candidate: Mapping[int, Sequence[Deliverable]], purse: Purse, now: datetime
) -> dict[int, list[Line]]:
    """{candidate id: its lines in the order of its deliverables}."""
    rows = [row for own in by_candidate.values() for row in own]
    profiles = {row.candidate.profile_id: row.candidate.profile for row in rows}
    values = media_values({profile.platform for profile in profiles.values()})
    apart, withheld = kept_apart(), set(withheld_sources())
    usual = usual_of(profiles, [row.post_id for row in rows if row.post_id], withheld, now)
    sizes, today = followers_of(rows), timezone.localdate(now)
    found = {}
    for candidate_id, own in by_candidate.items():
        spent = costs(campaign, own[0].candidate, own, purse)
        found[candidate_id] = []
        for row in own:
            profile, counts = row.candidate.profile, counts_of(row)
            source = counts.source if counts else profile.source
            cost, no_cost = spent.get(row.pk, (None, ""))
            known = Known(
                usual.get(profile.pk), sizes.get(row.pk), values.get(profile.platform, ()),
                words_of_terms(source) if source in withheld else "", source in apart, cost, no_cost,
            )  # fmt: skip
            found[candidate_id].append(line_of(row, known, purse, today))
    return found


def _choices(
    candidates: Sequence[Candidate], by_candidate: Mapping[int, Sequence[Deliverable]]
) -> dict[int, list[Post]]:
    """{profile id: its latest posts that stand for nothing yet} of those with something open."""
    open_ones = {
        row.candidate.profile_id
        for own in by_candidate.values()
        for row in own
        if row.state == DeliverableState.AGREED
    }
    taken = {row.post_id for own in by_candidate.values() for row in own if row.post_id}
    newest = max((row.added_at for row in candidates), default=timezone.now()) - CHOICES_WITHIN
    posts = Post.objects.filter(profile__in=open_ones, published_at__gte=newest).exclude(pk__in=taken)
    found: dict[int, list[Post]] = {}
    for post in posts.order_by("-published_at").only("profile", "published_at", "kind", "caption"):
        own = found.setdefault(post.profile_id, [])
        if len(own) < CHOICES:
            own.append(post)
    return found


def _growth(lines: Sequence[Line]) -> dict:
    """{"series": [{"name", "points": [[days since it was published, engagements], ...]}, ...]} of the latest
    posts that were read more than once, or once and were published since."""
    shown = [line for line in lines if line.row.post and not line.known.withheld]
    shown.sort(key=lambda line: line.row.post.published_at, reverse=True)
    shown = shown[:DRAWN]
    readings: dict[int, list[PostReading]] = {}
    for reading in PostReading.objects.filter(post__in=[line.row.post_id for line in shown]):
        readings.setdefault(reading.post_id, []).append(reading)
    series = []
    for line in shown:
        post, platform = line.row.post, line.row.candidate.profile.platform
        told = {reading.read_at: reading for reading in readings.get(post.pk, ())} | {post.fetched_at: post}
        points = [
            [round((at - post.published_at) / timedelta(days=1), 2), gained]
            for at, counts in sorted(told.items())
            if (gained := engagements_of(platform, counts)) is not None and at >= post.published_at
        ]
        if len(points) > 1:
            day = timezone.localdate(post.published_at)
            series.append({"name": f"@{line.row.candidate.profile.handle}, {day:%-d %b}", "points": points})
    return {"series": series}


def _fees(creators: Sequence[Creator], purse: Purse) -> str:
    """How estimated fees stood to the agreed ones, in words; "" where none was estimated."""
    times = []
    for one in creators:
        rows = [line.row for line in (*one.lines, *one.dropped)]
        told = next(
            (r.estimate for r in rows if r.estimate.get("estimated") and r.estimate.get("price")), None
        )
        agreed = one.candidate.fee_agreed
        paid = None if agreed is None else purse.into(agreed, one.candidate.currency)
        price = purse.into(Decimal(str(told["price"])), "USD") if told else None
        posts = sum(line.row.state != DeliverableState.MISSED for line in one.lines)
        if paid and price and posts:
            times.append(float(paid / (price * posts)))
    if not times:
        return ""
    number = f"{len(times)} creator{'s' if len(times) != 1 else ''}"
    middle = median(times)
    how = "about as estimated" if abs(middle - 1) < 0.1 else f"{middle:.1f} times the estimate"
    return f"Fees: no price was known of {number}; what was agreed for a post is {how} in the middle."


def _emv_sources(lines: Sequence[Line]) -> list[str]:
    told = [value.source for line in lines if line.emv is not None for value in line.known.values]
    return list(dict.fromkeys(told))


def _sources(lines: Sequence[Line]) -> list[tuple[str, datetime]]:
    """(source in words, when its newest counts were told), by name."""
    newest: dict[str, datetime] = {}
    for line in lines:
        if line.counts and line.counts.any:
            name = dict(Deliverable._meta.get_field("counted_source").flatchoices)[line.counts.source]
            newest[name] = max(newest.get(name, line.counts.at), line.counts.at)
    return sorted(newest.items())
