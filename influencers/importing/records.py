# ruff: noqa: E501, SIM905 - word lists read best as they are
"""One row of a table + a mapping -> the accounts it names, and every cell that could not be used. Pure."""

import datetime
import json
from collections.abc import Iterator

from influencers.importing.accounts import FIGURES, Account, Problem, Rejected, Row
from influencers.importing.cell_values import (
    category_in,
    contact_in,
    count_in,
    day_in,
    figure_in,
    flag_in,
    places_in,
    shortened,
    text_in,
    unescaped,
)
from influencers.importing.headings import FIELDS
from influencers.importing.identity import Told, id_of, identity_of, link_of
from influencers.importing.mapping import Column, Mapping
from influencers.importing.tables import Table

TOTALS = frozenset(
    "total|totals|grand total|sum|average|avg|mean|median|count|subtotal|summe|gesamt|durchschnitt|mittelwert|"
    "total general|promedio|suma|média|soma|totale|media|moyenne|somme|итого|всего|среднее|合计|总计|平均|合計|합계|평균|"
    "toplam|ortalama|المجموع|jumlah|tổng|tổng cộng|rata-rata".split("|")
)
_as_json = json.JSONEncoder(ensure_ascii=False).encode


class RowReader:
    """Reads the rows of one table under one mapping."""

    def __init__(self, table: Table, mapping: Mapping, as_of: datetime.date, profile_url: dict[str, str]):
        self._table, self._as_of, self._profile_url = table, as_of, profile_url
        self._width = len(table.headings)
        self._strict_platform = mapping.platform_from == "given"
        groups = mapping.wide or [mapping.platform]
        self._wide = len(groups) > 1
        self._groups = [(group, _by_field(mapping, group)) for group in groups]

    def rows(self) -> Iterator[Row]:
        """Every row of the table, in order."""
        before = None
        for number, cells in self._table.rows():
            gap = before is not None and number > before + 1
            before = number
            yield self.read(number, cells, after_gap=gap)

    def read(self, number: int, cells: list[str], after_gap: bool = False) -> Row:
        """One row; never raises for what stands in it."""
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        problems: list[Problem] = []
        accounts: list[Account] = []
        named = None
        try:
            self._refuse_strays(cells, after_gap)
            for group, columns in self._groups:
                try:
                    account = self._account(cells, group, columns, problems)
                except Rejected as error:
                    problems.append(error.problem)
                    named = named or error.named
                    continue
                if account:
                    accounts.append(account)
            if not accounts and not problems:
                problems.append(Problem("handle", "", "no handle or profile address", True))
        except Rejected as error:
            problems.append(error.problem)
        if accounts and problems:  # what fell for one of its accounts is a remark, not a rejection of the row
            problems = [p._replace(fatal=False) if p.fatal else p for p in problems]
        elif self._wide and sum(p.fatal for p in problems) > 1:
            problems = [p for p in problems if not p.fatal] + [_in_one([p for p in problems if p.fatal])]
        return Row(self._table.name, number, cells, accounts, problems, named)

    def _refuse_strays(self, cells: list[str], after_gap: bool) -> None:
        first = next((cell for cell in cells if cell and not cell.isspace()), "").strip()
        lone = (
            after_gap
            and self._table.grid
            and self._width > 2
            and sum(1 for cell in cells if cell.strip()) == 1
        )
        if lone and not first.startswith(("@", "http")):
            raise Rejected("handle", first[:200], "a lone word under the table, not a creator")
        if first.casefold().rstrip(":") in TOTALS:
            raise Rejected("handle", first, "a totals row, not a creator")
        if len(cells) > self._width and self._table.strict_width:
            extra = " | ".join(cell for cell in cells[self._width :] if cell.strip())
            raise Rejected(
                "row",
                extra[:200],
                f"{len(cells)} cells under {self._width} headings: a separator inside a cell without quotation marks?",
            )

    def _account(
        self, cells: list[str], group: str, columns: dict[str, tuple[Column, ...]], problems: list[Problem]
    ) -> Account | None:
        name = shortened(text_in(columns["name"], cells), "name")
        told = Told(
            text_in(columns["handle"], cells),
            text_in(columns["url"], cells),
            text_in(columns["platform_id"], cells),
            text_in(columns["platform"], cells),
            name,
        )
        address = identity_of(told, group, problems, wide=self._wide, strict=self._strict_platform)
        if address is None:
            return None
        platform_id = address.platform_id or id_of(told.platform_id, address.platform, problems)
        try:
            followers = count_in(columns["followers"], cells, problems, fatal=True)
        except Rejected as error:
            error.named = (address.platform, address.handle, platform_id or None)
            raise
        handle = address.handle
        if not handle:
            handle = name or platform_id
            problems.append(Problem("handle", "", f"no handle; {handle!r} stands in for it"))
        figures = [figure_in(columns[figure], cells, problems) for figure in FIGURES]
        country, language = places_in(
            text_in(columns["country"], cells), text_in(columns["language"], cells), problems
        )
        return Account(
            address.platform,
            handle,
            platform_id or None,
            link_of(address.platform, handle, platform_id, self._profile_url),
            name or None,
            unescaped(shortened(text_in(columns["bio"], cells), "bio")) or None,
            country or None,
            language or None,
            contact_in(text_in(columns["contact"], cells), problems) or None,
            category_in(columns["category"], cells) or None,
            flag_in(text_in(columns["is_verified"], cells), problems),
            followers,
            count_in(columns["following"], cells, problems),
            count_in(columns["posts_count"], cells, problems),
            day_in(columns["as_of"], cells, problems, self._as_of),
            *figures,
        )


def _in_one(fatal: list[Problem]) -> Problem:
    """One rejection for the row, however many of its accounts fell: who counts them counts rows."""
    told = (
        " | ".join(dict.fromkeys(filter(None, texts))) for texts in zip(*(p[1:3] for p in fatal), strict=True)
    )
    value, reason = told
    return Problem(fatal[0].field, value, reason, True)


def _by_field(mapping: Mapping, group: str) -> dict[str, tuple[Column, ...]]:
    """{field: its columns} of one group; () for a field that no column has."""
    return {
        field: tuple(c for c in mapping.columns if c.field == field and c.platform in ("", group))
        for field in FIELDS
    }


def raw_of(headings: list[str], cells: list[str]) -> str:
    """A row as JSON text {heading: cell}, for the record and for the file of rejected rows."""
    pairs = {heading: cell for heading, cell in zip(headings, cells, strict=False) if cell != ""}
    if len(cells) > len(headings):
        pairs["(more)"] = " | ".join(cells[len(headings) :])
    return _as_json(pairs)
