"""What a question asks for as sets of rows: the conditions of `influencers.filters` over columns."""

from datetime import timedelta
from functools import cached_property, reduce

import numpy as np
from django.utils import timezone

from influencers.catalogue import bits
from influencers.catalogue.part import Part
from influencers.catalogue.reading import ids_of
from influencers.catalogue.shape import (
    COLUMNS,
    FLAG,
    NO_NUMBER,
    PLATFORMS,
    code_of,
    number_of,
)
from influencers.filter_kinds import UNKNOWN, CountFilter, PercentFilter
from influencers.filter_rules import Leaf, Rule
from influencers.filters import ProfileFilter
from influencers.meaning_search import nearest
from influencers.models import Niche, Profile, Tier
from influencers.tiers import rank_of

VERIFIED = {"yes": FLAG[True], "no": FLAG[False], UNKNOWN: FLAG[None]}


class Masks:
    """The sets of rows of one part that a question asks for, each worked out once."""

    def __init__(self, question: ProfileFilter, part: Part, alive: bits.Words):
        self.question, self.part, self.alive = question, part, alive

    def scope(self) -> bits.Words:
        """Whom the question is about at all: fictional accounts, or real ones who may be found."""
        demo = self.part.held["demo"].having(1)
        if self.question.shows_demo:
            return self.alive & demo
        return self.alive & ~demo & self.part.held["discoverable"].having(1)

    def asked(self) -> dict[str, bits.Words]:
        """{filter that is set: the rows it lets through}."""
        return {name: self.of(name, value) for name, value in self.question.asked.items() if name != "demo"}

    def of(self, name: str, value) -> bits.Words:
        """The rows that one filter lets through."""
        kind = self.question.filters[name]
        if isinstance(kind, CountFilter | PercentFilter):
            return self._bounded(kind.field_name, kind.lookup_expr, value)
        match name:
            case "platform":
                return self.part.held[name].having_any(map(PLATFORMS.index, value))
            case "country" | "language":
                return self.part.held[name].having_any(
                    0 if code == UNKNOWN else number_of(code) for code in value
                )
            case "verified":
                return self.part.held[name].having_any(VERIFIED[v] for v in value)
            case "contact":
                return self.part.everybody if len(value) == 2 else self.contact(value[0])
            case "niche":
                return self._niches(value)
            case "tier":
                return reduce(np.bitwise_or, (self.tiers[slug] for slug in value))
            case "tag":
                return self.part.held[name].having_any(map(int, value))
            case "rule":
                return reduce(np.bitwise_and, (self._rule(self.question.rule_of(text)) for text in value))
            case "last_post":
                since = round((timezone.now() - timedelta(days=value)).timestamp() * 1_000_000)
                return bits.pack(self.part.number("last_post_at") >= since)
        return self._by_database(name, value)

    def _rule(self, part: Rule | Leaf) -> bits.Words:
        if isinstance(part, Leaf):
            return self.of(part.name, self.question.value_of(part))
        join = np.bitwise_and if part.kind == "all" else np.bitwise_or
        joined = reduce(join, (self._rule(one) for one in part.parts))
        return ~joined & self.part.everybody if part.kind == "none" else joined

    def contact(self, answer: str) -> bits.Words:
        """Those who may be written to, or not."""
        return self.part.held["contact"].having(1 if answer == "yes" else 0)

    @cached_property
    def tiers(self) -> dict[str, bits.Words]:
        """{slug of a band: the rows in it}; each account in one, as in `influencers.tiers`."""
        tiers = self.question.tiers
        told = tuple((one.slug, one.lower, one.upper, one.platform, one.market) for one in tiers)
        return self.part.latest(told, lambda: self._tiers(tiers))

    def _tiers(self, tiers: list[Tier]) -> dict[str, bits.Words]:
        within = {tier.pk: self._within(tier) for tier in tiers}
        found: dict[str, bits.Words] = {}
        for tier in tiers:
            rows = within[tier.pk]
            for other in tiers:
                if rank_of(other) > rank_of(tier):
                    rows = rows & ~within[other.pk]
            found[tier.slug] = found[tier.slug] | rows if tier.slug in found else rows
        return found

    @cached_property
    def _below(self) -> dict[int, list[int]]:
        """{id of a niche: ids of those below it}."""
        found: dict[int, list[int]] = {}
        for one in self.question.niches.values():
            if one.parent_id:
                found.setdefault(one.parent_id, []).append(one.pk)
        return found

    def family(self, niche: Niche) -> list[int]:
        """The ids of a niche and of those below it."""
        return [niche.pk, *self._below.get(niche.pk, ())]

    def without_niche(self) -> bits.Words:
        """Those of whom no niche is known on any basis."""
        return ~self.part.held["any_niche"].having(1) & self.part.everybody

    def _niches(self, values: list[str]) -> bits.Words:
        wanted = (self.family(self.question.niches[slug]) for slug in values if slug != UNKNOWN)
        found = self.part.held["niche"].having_any(pk for family in wanted for pk in family)
        return found | self.without_niche() if UNKNOWN in values else found

    def _within(self, tier: Tier) -> bits.Words:
        size = self.part.number("followers")
        fits = size >= max(tier.lower, NO_NUMBER + 1)
        if tier.upper is not None:
            fits &= size < tier.upper
        rows = bits.pack(fits)
        if tier.platform:
            rows = rows & self.part.held["platform"].having(PLATFORMS.index(tier.platform))
        if tier.market:
            rows = rows & self.part.held["country"].having(number_of(tier.market))
        return rows

    def _bounded(self, column: str, lookup: str, value: float) -> bits.Words:
        numbers = self.part.number(column)
        fits = numbers >= value if lookup == "gte" else numbers <= value
        if COLUMNS[column].dtype == "i8":
            fits &= numbers != COLUMNS[column].unknown
        return bits.pack(fits)

    def _by_database(self, name: str, value) -> bits.Words:
        """What no column tells, such as words: PostgreSQL, or the vectors, say whom it is about."""
        if name == "about":
            near = nearest(value, self.question.shows_demo)
            return bits.of_rows(self.part.rows_of(near), len(self.part))
        if name == "q":
            rows = self.question.held(value).ids
        else:
            found = self.question.filters[name].filter(Profile.objects.all(), value)
            rows = found.order_by().values_list("pk")
        ids = self.question.once((name, "ids", str(value)), lambda: ids_of(rows))
        return bits.of_rows(self.part.rows_of(ids), len(self.part))


def letters(counts: dict[int, int]) -> dict[str, int]:
    """Counts by the number of a code as counts by the code."""
    return {code_of(number) or UNKNOWN: n for number, n in counts.items()}
