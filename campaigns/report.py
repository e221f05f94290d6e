"""The report of a campaign: its results in words, a picture of each estimate, and notes on every figure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from campaigns.models import Campaign
from campaigns.result_totals import Total
from campaigns.results import Line
from campaigns.results_page import ResultsPage, results_page

# Width of the picture of an estimate, in its own units, and room for the dot at both ends.
WIDTH, EDGE = 200, 6


@dataclass(frozen=True, slots=True)
class Range:
    """Where an estimate's range, its middle and what was gained lie on a scale that all posts share."""

    low: float
    width: float
    middle: float
    gained: float


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A line with its picture; None where it had no estimate or shows no engagements."""

    line: Line
    range: Range | None


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one platform under its sums."""

    total: Total
    rows: list[ReportRow]


@dataclass(frozen=True, slots=True)
class Report:
    """summary: the result in sentences; notes: what a reader must know of the figures."""

    page: ResultsPage
    at: datetime
    summary: list[str]
    groups: list[Group]
    notes: list[str]


def report(campaign: Campaign, now: datetime) -> Report:
    """The report as of now."""
    page = results_page(campaign, now)
    groups = [Group(total, _pictured(total.lines)) for total in page.totals.groups]
    return Report(page, now, _summary(page), groups, _notes(campaign, page))


def _pictured(lines: Sequence[Line]) -> list[ReportRow]:
    """The rows of a platform on one logarithmic scale."""
    shown = [line for line in lines if line.expected and line.engagements is not None]
    if not shown:
        return [ReportRow(line, None) for line in lines]
    first = math.log(min(min(line.low, line.engagements + 1) for line in shown))
    last = math.log(max(max(line.high, line.engagements + 1) for line in shown))

    def place(number: float) -> float:
        share = (math.log(number) - first) / ((last - first) or 1)
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    def picture(line: Line) -> Range | None:
        if not line.expected or line.engagements is None:
            return None
        low, high = place(line.low), place(line.high)
        return Range(low, round(high - low, 1), place(line.expected), place(line.engagements + 1))

    return [ReportRow(line, picture(line)) for line in lines]


def _summary(page: ResultsPage) -> list[str]:
    """What came of the campaign in a few sentences; sums over platforms only where the terms allow them."""
    groups = page.totals.groups
    posts, owed = sum(g.posts for g in groups), sum(g.deliverables for g in groups)
    people = sum(bool(one.lines) for one in page.creators)
    found = [
        f"{people} creator{'s' if people != 1 else ''} agreed to {owed} post{'s' if owed != 1 else ''}; "
        f"{posts} {'is' if posts == 1 else 'are'} published and "
        f"{sum(g.settled for g in groups)} settled."
    ]
    for total in [page.totals.whole] if page.totals.whole else groups:
        if words := _words(total, page.currency):
            found.append(words if page.totals.whole or len(groups) == 1 else f"{total.label}: {words}")
    if page.totals.whole:
        found += [
            f"{total.label}, apart: {words}"
            for total in groups
            if any(line.known.apart for line in total.lines) and (words := _words(total, page.currency))
        ]
    if page.totals.why:
        found.append(page.totals.why)
    if verdict := page.verdicts.whole or next(iter(page.verdicts.platforms), None):
        found.append(verdict.words)
    return found


def _words(total: Total, currency: str) -> str:
    if total.engagements is None:
        return ""
    told = f"{total.engagements:,} engagements"
    if total.expected:
        told += f", {total.got_of_expected / total.expected:.0%} of what was expected"
    if total.cpe is not None:
        told += f", at {currency} {total.cpe:,.2f} each"
        if total.n_cpe < total.n_engagements:
            told += f" over the {total.n_cpe} of {total.n_engagements} posts whose cost is known"
        if total.planned_cpe is not None:
            told += f" ({currency} {total.planned_cpe:,.2f} planned)"
    if total.emv is not None:
        told += f"; as advertising they would have cost about {currency} {total.emv:,.0f}"
    return f"{told}."


def _notes(campaign: Campaign, page: ResultsPage) -> list[str]:
    lines = [line for one in page.creators for line in one.lines]
    found = [
        "Engagements are likes and comments, and shares on TikTok and text networks. Where likes are hidden "
        "there are none, because the rest would pass for all.",
        "The usual is the median of a creator’s other posts of half a year that had time to grow.",
    ]
    versions = sorted({line.row.estimate["version"] for line in lines if line.row.estimate.get("version")})
    if versions:
        found.append(
            "What was expected was kept on the day of the agreement (method "
            f"{', '.join(versions)}): nine in ten posts should land in the range."
        )
    product = ""
    if campaign.product_value:
        product = f" and {campaign.currency} {campaign.product_value:,.2f} of product for each creator"
    found.append(f"Costs are agreed fees{product}, in {page.currency} by the rates that people entered.")
    if missing := sorted({line.known.no_cost for line in lines if line.known.no_cost}):
        found.append(f"Costs are not known of all posts: {', '.join(missing)}.")
    if missing := sorted({line.no_emv for line in lines if line.no_emv}):
        found.append(f"Media values are not known of all posts: {', '.join(missing)}.")
    if page.emv_sources:
        found.append(f"Media values by an editable table: {'; '.join(page.emv_sources)}.")
    growing = page.verdicts.waiting
    if growing:
        found.append(f"{growing} post{'s' if growing != 1 else ''} may still grow; the others are settled.")
    for source, at in page.sources:
        found.append(f"{source}: figures read up to {timezone.localtime(at):%-d %b %Y, %H:%M}.")
    if page.totals.why:
        found.append(page.totals.why)
    return found
