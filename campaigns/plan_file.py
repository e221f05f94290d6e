"""A plan as a table that leaves the house: each figure with where it comes from."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from campaigns.planner import PlanPage
from influencers.exports import source_of
from influencers.terms import restrictions

HEADER = (
    "Platform", "Handle", "Name", "Link", "Stage", "Locked in", "Main niche", "Currency", "Fee",
    "Fee source", "Fee as told", "Fee as of", "Product", "Cost", "Expected engagements",
    "Cost per engagement", "Score", "Score as of", "Followers", "Followers source", "Followers as of",
    "Planned at", "Restrictions",
)  # fmt: skip


def plan_rows(page: PlanPage, now: datetime) -> Iterator[tuple]:
    """A row for each creator of the plan, the one that brings most first, as HEADER names them."""
    for row in page.rows:
        one, p = row.choice, row.choice.profile
        known = p.followers is not None
        yield (
            p.get_platform_display(), p.handle, p.display_name or p.influencer.name, p.link,
            one.candidate.stage.name if one.candidate else "", row.locked,
            p.primary_niche.name if p.primary_niche else "", page.wish.currency, one.price.amount,
            one.price.source, one.price.told, one.price.as_of, one.cost - one.price.amount, one.cost,
            None if one.expected is None else round(one.expected), one.cpe and round(one.cpe, 3),
            None if one.score is None else round(one.score, 1), None if one.score is None else now,
            p.followers, source_of(p) if known else "", p.fetched_at if known else None,
            timezone.localtime(now), " ".join(restrictions(p)),
        )  # fmt: skip
