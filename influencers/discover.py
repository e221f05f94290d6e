"""Discover as a value: the rows of a page, the exact total, the chips, and the rail with its counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.paginator import Paginator

from influencers import columns as cols
from influencers.discover_address import State, read_address
from influencers.discover_rail import Facet, facets_of
from influencers.discover_rows import Row, rows_of, with_matches
from influencers.finding.fetch import Fetch, fetches
from influencers.found import Counts, Found
from influencers.import_choices import import_options
from influencers.importing.niche_words import fold, slugs_of
from influencers.meaning_search import why_not
from influencers.models import SavedSearch
from influencers.rule_builder import Draft, Line, lines
from influencers.rule_choices import POST_AGES
from influencers.search import count, counts_without, find
from influencers.text_search import Answer
from influencers.typed_words import Kind

PAGE_SIZE = 50
HANDLE = re.compile(r"@?\w[\w.-]{1,62}")


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    name: str
    text: str
    href: str


@dataclass(frozen=True)
class Heading:
    """A column as it stands in the table."""

    column: cols.Column
    href: str
    direction: str  # as aria-sort wants it: "ascending", "descending" or "none"


@dataclass(frozen=True)
class Loosened:
    """A filter that might be left out, and what there would be without it."""

    text: str
    count: int
    href: str


class _Counted(Sequence):
    """So many rows, of which a paginator only wants the number."""

    def __init__(self, total: int):
        self.total = total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, at):
        return []


class Discover:
    """One state of the page, answered. What a template does not ask for is not computed."""

    def __init__(self, params, user):
        self.state: State = read_address(params)
        self.user = user
        self.draft = Draft(params, self.state)
        found: Found = find(self.state.question, self.state.sort, self.state.page, PAGE_SIZE)
        self.state = replace(self.state, page=found.page)
        self.found = found
        self.total = found.total

    @property
    def question(self):
        """The filters that are asked for."""
        return self.state.question

    @property
    def form(self):
        """The form of the filters, with what was typed and what was wrong with it."""
        return self.question.form

    @cached_property
    def rows(self) -> list[Row]:
        """The accounts of this page."""
        return with_matches(rows_of(self.found.ids), self.answer, "about" in self.question.asked)

    @cached_property
    def answer(self) -> Answer | None:
        """Who holds the words that are searched for, where there are any."""
        words = self.question.asked.get("q", "")
        return self.question.held(words) if words else None

    @property
    def by_meaning(self) -> bool:
        """Whether one can search by meaning."""
        return not why_not()

    @property
    def words_by_meaning(self) -> str:
        """Where words are searched for: the address that searches for the same by meaning, the nearest first;
        "" where one cannot, or does so already."""
        words, asked = self.question.asked.get("q", ""), self.question.asked
        typed = self.answer.typed if self.answer else ()
        says = any(one.kind in (Kind.WORD, Kind.PHRASE) for one in typed)
        if not says or "about" in asked or not self.by_meaning:
            return ""
        others = [pair for pair in self.question.pairs() if pair[0] != "q"]
        return self.state.address([("about", words), *others], sort=cols.NEAREST, search=False)

    @property
    def alike(self) -> str:
        """What was typed where nobody has it and handles that are nearly it are shown; else ""."""
        return self.answer.typed[0].text if self.answer and self.answer.alike else ""

    @cached_property
    def page_obj(self):
        """The page for `_pagination.html`."""
        return Paginator(_Counted(self.total), PAGE_SIZE).page(self.state.page)

    @property
    def page_range(self):
        """The numbers of the pages that are offered."""
        return self.page_obj.paginator.get_elided_page_range(self.state.page)

    @property
    def address(self) -> str:
        """The shortest address of this state."""
        return self.state.address(page=self.state.page)

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters that are on, but for the switch between real and demo creators."""
        return [
            Chip(name, self.question.words(name, value), self.state.without(name, value))
            for name, value in self.question.pairs()
            if name != "demo"
        ]

    @property
    def plain_chips(self) -> list[Chip]:
        """The chips of single filters."""
        return [chip for chip in self.chips if chip.name != "rule"]

    @cached_property
    def rules(self) -> list[Line]:
        """The rules that are on, part by part."""
        return lines(self.state)

    @property
    def cleared(self) -> str:
        """The address without filters."""
        return self.state.cleared()

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The lists of choices in the rail, each choice with its count."""
        return facets_of(self.question, self.found.facets)

    @cached_property
    def loosened(self) -> list[Loosened]:
        """When nothing matches: what each filter alone costs, most first."""
        if self.total or not self.chips:
            return []
        counts: Counts = counts_without(self.question)
        found = [
            Loosened(self._words_of(name), counts[name], self.state.without(name))
            for name in counts
            if counts[name] and name != "rule"
        ]
        found += (Loosened(rule.text, n, rule.without) for rule in self.rules if (n := self._without(rule)))
        return sorted(found, key=lambda one: -one.count)

    @cached_property
    def niche_meant(self) -> Loosened | None:
        """When nobody has the words: the niche that they name, if any, and how many post about it."""
        words = self.question.asked.get("q", "")
        if self._is_found or not words:
            return None
        tree = {fold(niche.name): slug for slug, niche in self.question.niches.items()}
        slug = next(iter(slugs_of(words, tree)), None)
        if slug is None:
            return None
        others = [pair for pair in self.question.pairs() if pair[0] not in ("q", "niche")]
        href = self.state.address([*others, ("niche", slug)], search=False)
        n = count(read_address(href.removeprefix("?")).question)
        return Loosened(self.question.niches[slug].name, n, href) if n else None

    def _without(self, rule: Line) -> int:
        """How many accounts there were without one of the rules."""
        return count(read_address(rule.without.removeprefix("?")).question)

    def _words_of(self, name: str) -> str:
        return ", ".join(chip.text for chip in self.chips if chip.name == name)

    @property
    def _is_found(self) -> bool:
        """Whether there is somebody who has what was asked for, and not just a handle like it."""
        return bool(self.total) and not self.alike

    @cached_property
    def _words_are_nowhere(self) -> bool:
        """Whether nobody has the words, whatever the other filters."""
        others = self.question.asked.keys() - {"q"}
        return bool(self.alike) or not self.question.narrowed(others).exists()

    @cached_property
    def missing_handle(self) -> str:
        """When nobody has the words: these, where they may be the handle of an account that is not in the
        catalogue at all; else ""."""
        words = self.question.asked.get("q", "").strip()
        elsewhere = self.question.shows_demo and self.question.has_real
        if self._is_found or elsewhere or not HANDLE.fullmatch(words):
            return ""
        return words if self._words_are_nowhere else ""

    @cached_property
    def fetches(self) -> list[Fetch]:
        """When nobody has the handle or link that was looked for: from where the account could be fetched."""
        words = self.question.asked.get("q", "")
        return fetches(words) if words and not self._is_found and self._words_are_nowhere else []

    @cached_property
    def columns(self) -> list[cols.Column]:
        """The columns that are shown."""
        return [cols.BY_KEY[key] for key in self.state.columns]

    @property
    def is_wide(self) -> bool:
        """Whether there are more columns than a screen holds, so that the table scrolls by itself."""
        return len(self.columns) > len(cols.DEFAULT_COLUMNS) or "bio" in self.state.columns

    @property
    def headings(self) -> list[Heading]:
        """The heads of the table after that of the creator."""
        return [self._heading(column) for column in self.columns]

    @property
    def name_heading(self) -> Heading:
        """The head of the first column."""
        return self._heading(cols.Column("name", "Creator", "name"))

    def _heading(self, column: cols.Column) -> Heading:
        if not column.sort:
            return Heading(column, "", "none")
        sorted_by = self.state.sort.removeprefix("-") == column.sort
        direction = "descending" if self.state.sort.startswith("-") else "ascending"
        href = self.state.address(sort=cols.next_sort(column, self.state.sort))
        return Heading(column, href, direction if sorted_by else "none")

    @property
    def column_choices(self) -> list[tuple[cols.Column, bool]]:
        """Every column, and whether it is shown."""
        return [(column, column.key in self.state.columns) for column in cols.COLUMNS]

    @property
    def sort_choices(self) -> list[tuple[str, str]]:
        """The orders that the menu offers, the one in use included."""
        nearest = (cols.NEAREST,) if self.question.asked.get("about") else ()
        offered = dict.fromkeys((*nearest, *cols.OFFERED, self.state.sort))
        return [(sort, cols.sort_label(sort)) for sort in offered]

    @property
    def post_ages(self) -> list[tuple[str, str]]:
        """How long ago the last post may be: (value in the address, words), the one in use included."""
        days = sorted({*POST_AGES, self.question.asked.get("last_post", POST_AGES[0])})
        return [("", "Any time"), *((str(n), f"In the last {n} days") for n in days)]

    @cached_property
    def import_choices(self) -> list[tuple[str, str]]:
        """The imports that can be chosen, latest first: (value in the address, words)."""
        return import_options(self.question.asked.get("import", ()))

    @property
    def other_scope(self) -> tuple[str, str] | None:
        """Where real and demo creators are both there: what the switch says, and where it leads."""
        if not (self.question.has_real and self.question.has_demo):
            return None
        pairs = [pair for pair in self.question.pairs() if pair[0] != "demo"]
        if self.question.shows_demo:
            return "Show real creators", self.state.address(pairs, search=False)
        return "Show demo creators", self.state.address([*pairs, ("demo", "1")], search=False)

    @cached_property
    def searches(self) -> list[SavedSearch]:
        """The saved searches that this person may open, own ones first."""
        found = SavedSearch.visible_to(self.user).select_related("owner")
        return sorted(found, key=lambda one: (one.owner_id != self.user.pk, one.name.casefold()))

    @cached_property
    def search(self) -> SavedSearch | None:
        """The saved search that this address came from."""
        return next((one for one in self.searches if one.pk == self.state.search), None)

    @property
    def search_changed(self) -> bool:
        """Whether filters, columns or order differ from those of the saved search."""
        one = self.search
        return bool(one) and (one.query, tuple(one.columns), one.order) != (
            self.state.filters,
            tuple(self.state.columns),
            self.state.sort,
        )

    @property
    def catalogue_is_empty(self) -> bool:
        """Whether there is nobody to find at all."""
        return not self.total and not self.question.has_real and not self.question.has_demo
