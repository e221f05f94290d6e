# ruff: noqa: E501, SIM905 - word lists read best as they are
"""One row of a table + a mapping -> the accounts it names, and every cell that could not be used. Pure."""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from influencers.importing.addresses import Address, BadHandle, address_of, handle_of, platform_of_words
from influencers.importing.dates import day_of
from influencers.importing.headings import AVERAGES, RATE
from influencers.importing.mapping import Column, Mapping
from influencers.importing.numbers import BadNumber, is_empty, read_average, read_count, read_rate
from influencers.importing.places import country_of, language_of
from influencers.importing.samples import NO, YES
from influencers.importing.tables import Table

TOTALS = frozenset(
    "total|totals|grand total|sum|average|avg|mean|median|count|subtotal|summe|gesamt|durchschnitt|mittelwert|"
    "total general|promedio|suma|média|soma|totale|media|moyenne|somme|итого|всего|среднее|合计|总计|平均|合計|합계|평균|"
    "toplam|ortalama|المجموع|jumlah|tổng|tổng cộng|rata-rata".split("|")
)
FIGURES = (RATE, *AVERAGES)
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ESCAPED = re.compile(r"\\(n|r|t|u[0-9a-fA-F]{4})")
_LONGEST = {"name": 200, "category": 200, "bio": 5000}
_as_json = json.JSONEncoder(ensure_ascii=False).encode
_CHANNEL = re.compile(r"^UC[\w-]{22}$")


class Problem(NamedTuple):
    """A cell that was not used: its row, the column's field, what stood there, why, and whether the row fell
    with it.
    """

    field: str
    value: str
    reason: str
    fatal: bool = False


class Account(NamedTuple):
    """One account as a row tells it; the order of the fields is that of the staging table."""

    platform: str
    handle: str
    platform_id: str | None = None
    url: str | None = None
    name: str | None = None
    bio: str | None = None
    country: str | None = None
    language: str | None = None
    contact: str | None = None
    category: str | None = None
    is_verified: bool | None = None
    followers: int | None = None
    following: int | None = None
    posts_count: int | None = None
    as_of: datetime.date | None = None
    engagement_rate: float | None = None
    avg_likes: float | None = None
    avg_comments: float | None = None
    avg_views: float | None = None
    avg_shares: float | None = None
    avg_engagement: float | None = None


@dataclass(frozen=True)
class Row:
    """What one row of the file came to; without accounts it is rejected, and a problem says why."""

    sheet: str
    number: int
    cells: list[str]
    accounts: list[Account]
    problems: list[Problem]

    @property
    def rejected(self) -> bool:
        return not self.accounts


class _Rejected(Exception):
    def __init__(self, field: str, value: str, reason: str):
        super().__init__(reason)
        self.problem = Problem(field, value, reason, True)


class RowReader:
    """Reads the rows of one table under one mapping."""

    def __init__(self, table: Table, mapping: Mapping, as_of: datetime.date, profile_url: dict[str, str]):
        self._table, self._mapping, self._as_of, self._profile_url = table, mapping, as_of, profile_url
        self._width = len(table.headings)
        self._strict_platform = mapping.platform_from == "given"
        self._groups = mapping.wide or [mapping.platform]
        self._columns = {group: self._of(group) for group in self._groups}

    def _of(self, group: str) -> dict[str, list[Column]]:
        found: dict[str, list[Column]] = {}
        for column in self._mapping.columns:
            if column.field and column.platform in ("", group):
                found.setdefault(column.field, []).append(column)
        return found

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
        try:
            self._refuse_strays(cells, after_gap)
            for group in self._groups:
                try:
                    account = self._account(cells, group, problems)
                except _Rejected as error:
                    problems.append(error.problem)
                    continue
                if account:
                    accounts.append(account)
            if not accounts and not problems:
                problems.append(Problem("handle", "", "no handle or profile address", True))
        except _Rejected as error:
            problems.append(error.problem)
        if accounts:  # what fell for one of its accounts is a remark, not a rejection of the row
            problems = [p._replace(fatal=False) if p.fatal else p for p in problems]
        return Row(self._table.name, number, cells, accounts, problems)

    def _refuse_strays(self, cells: list[str], after_gap: bool) -> None:
        filled = [cell.strip() for cell in cells if cell.strip()]
        first = filled[0] if filled else ""
        if after_gap and len(filled) == 1 and self._width > 2 and not first.startswith(("@", "http")):
            raise _Rejected("handle", first[:200], "a lone word under the table, not a creator")
        if first.casefold().rstrip(":") in TOTALS:
            raise _Rejected("handle", first, "a totals row, not a creator")
        if len(cells) > self._width and self._table.strict_width:
            extra = " | ".join(cell for cell in cells[self._width :] if cell.strip())
            raise _Rejected(
                "row",
                extra[:200],
                f"{len(cells)} cells under {self._width} headings: a separator inside a cell without quotation marks?",
            )

    def _account(self, cells: list[str], group: str, problems: list[Problem]) -> Account | None:
        columns = self._columns[group]

        def cell(field: str) -> str:
            for column in columns.get(field, ()):
                text = cells[column.index].strip()
                if text and not is_empty(text):
                    return text
            return ""

        address = self._address(cell, group, problems, columns)
        if address is None:
            return None
        followers = self._count(columns, "followers", cells, problems, fatal=True)
        platform_id = address.platform_id or self._platform_id(
            cell("platform_id"), address.platform, problems
        )
        name = _text(cell("name"), "name")
        handle = address.handle
        if not handle:
            handle = name or platform_id or ""
            problems.append(Problem("handle", "", f"no handle; {handle!r} stands in for it"))
        figures = [self._figure(columns, figure, cells, problems) for figure in FIGURES]
        country, language = self._places(cell, problems)
        return Account(
            address.platform,
            handle,
            platform_id or None,
            self._url(address.platform, handle, platform_id),
            name or None,
            _unescaped(_text(cell("bio"), "bio")) or None,
            country or None,
            language or None,
            self._contact(cell("contact"), problems) or None,
            self._category(columns, cells) or None,
            self._flag(cell("is_verified"), problems),
            followers,
            self._count(columns, "following", cells, problems),
            self._count(columns, "posts_count", cells, problems),
            self._day(columns, cells, problems),
            *figures,
        )

    def _address(self, cell, group: str, problems: list[Problem], columns) -> Address | None:
        """Who the row is about. Raises _Rejected; None where this group of columns is blank in a wide row."""
        handle, url, own_id = cell("handle"), cell("url"), cell("platform_id")
        if not handle and not url and not own_id:
            if len(self._groups) > 1:
                return None
            name = cell("name")
            raise _Rejected("handle", name[:200], "no handle or profile address")
        platform = group or self._told_platform(cell("platform"), handle, url)
        by_url = address_of(url) if url else None
        try:
            found = handle_of(handle, platform) if handle else None
            reason = ""
        except BadHandle as error:
            found, reason = None, str(error)
        if found is None and by_url is None and own_id and not reason and (platform or group):
            found = Address(platform or group, "", own_id)
            if not self._platform_id(own_id, found.platform, []):
                raise _Rejected("platform_id", own_id[:200], "not an id of that platform")
        if found is None:
            found = self._by_address(by_url, handle, url, reason)
        elif by_url and by_url.handle and by_url.platform in (found.platform, ""):
            if by_url.handle.casefold() != found.handle.casefold():
                titled = found.platform == "youtube" and (" " in found.handle or not found.handle.isascii())
                if titled:
                    found = by_url
                else:
                    problems.append(
                        Problem(
                            "url", url[:200], f"names @{by_url.handle}, the handle column @{found.handle}"
                        )
                    )
        elif by_url and by_url.platform_id and by_url.platform == found.platform:
            found = found._replace(platform_id=found.platform_id or by_url.platform_id)
        if platform and found.platform != platform:
            if self._strict_platform or len(self._groups) > 1:
                raise _Rejected(
                    "platform", (handle or url)[:200], f"an address on {found.platform}, not {platform}"
                )
            problems.append(Problem("platform", (handle or url)[:200], f"the address says {found.platform}"))
        if not found.platform:
            raise _Rejected("platform", cell("platform")[:200], "no platform")
        if found.platform == "youtube" and " " in found.handle:
            problems.append(
                Problem("handle", found.handle[:200], "looks like a channel title, kept as the handle")
            )
        return found

    def _by_address(self, by_url: Address | None, handle: str, url: str, reason: str) -> Address:
        if by_url is None:
            if handle:
                raise _Rejected("handle", handle[:200], reason)
            raise _Rejected("url", url[:200], "an address that names no account")
        try:
            return handle_of(url, by_url.platform)
        except BadHandle as error:
            raise _Rejected("url", url[:200], str(error)) from error

    def _told_platform(self, told: str, handle: str, url: str) -> str:
        if told:
            platform = platform_of_words(told) or platform_of_words(told.split("/")[0])
            if not platform:
                raise _Rejected("platform", told[:200], "not a platform that is known here")
            return platform
        return ""

    def _platform_id(self, text: str, platform: str, problems: list[Problem]) -> str:
        if not text:
            return ""
        good = {
            "youtube": bool(_CHANNEL.match(text)),
            "bluesky": text.startswith("did:"),
            "instagram": text.isdigit() and len(text) >= 4,
            "tiktok": text.isdigit() and len(text) >= 4 or text.startswith("MS4"),
        }.get(platform, bool(re.match(r"^[\w:.@/-]{1,200}$", text)))
        if not good or re.match(r"^\d(?:\.\d+)?e\+\d+$", text, re.I):
            rounded = "rounded by a spreadsheet" if "e+" in text.lower() else f"not an id of {platform}"
            problems.append(Problem("platform_id", text[:200], rounded))
            return ""
        return text[:200]

    def _count(self, columns, field: str, cells, problems: list[Problem], fatal: bool = False) -> int | None:
        for column in columns.get(field, ()):
            text = cells[column.index]
            if not fatal and is_empty(text):
                continue
            try:
                value = read_count(text, column.style)
            except BadNumber as error:
                if fatal:
                    raise _Rejected(field, text.strip()[:200], str(error)) from error
                problems.append(Problem(field, text.strip()[:200], str(error)))
                continue
            if value is not None:
                return value
        return None

    def _figure(self, columns, field: str, cells, problems: list[Problem]) -> float | None:
        read = read_rate if field == RATE else read_average
        for column in columns.get(field, ()):
            text = cells[column.index]
            try:
                return read(text, column.style)
            except BadNumber as error:
                problems.append(Problem(field, text.strip()[:200], str(error)))
        return None

    def _places(self, cell, problems: list[Problem]) -> tuple[str, str]:
        told, spoken = cell("country"), cell("language")
        country = country_of(told) if told else ""
        language = language_of(spoken) if spoken else ""
        if told and not country:
            as_language = language_of(told)
            if as_language and not spoken:
                language = as_language
                problems.append(Problem("country", told[:200], f"a language, kept as language {as_language}"))
            else:
                problems.append(Problem("country", told[:200], "not a country that is known here"))
        if spoken and not language:
            problems.append(Problem("language", spoken[:200], "not a language that is known here"))
        return country, language

    def _contact(self, text: str, problems: list[Problem]) -> str:
        if not text:
            return ""
        found = _EMAIL.findall(text)
        if not found or len(found[0]) > 254:
            problems.append(Problem("contact", text[:200], "not an e-mail address"))
            return ""
        if len(found) > 1:
            problems.append(Problem("contact", text[:200], f"several addresses, {found[0]} was kept"))
        return found[0]

    def _category(self, columns, cells) -> str:
        parts: dict[str, None] = {}
        for column in columns.get("category", ()):
            text = cells[column.index].strip()
            if not is_empty(text):
                parts.setdefault(_text(text, "category"))
        return ", ".join(parts)[:200]

    def _flag(self, text: str, problems: list[Problem]) -> bool | None:
        if not text:
            return None
        word = text.casefold()
        if word in YES or word in NO:
            return word in YES
        problems.append(Problem("is_verified", text[:200], "neither yes nor no"))
        return None

    def _day(self, columns, cells, problems: list[Problem]) -> datetime.date:
        for column in columns.get("as_of", ()):
            text = cells[column.index].strip()
            if is_empty(text):
                continue
            day = day_of(text, column.day_first)
            if day and datetime.date(2005, 1, 1) <= day <= self._as_of + datetime.timedelta(days=366 * 5):
                return day
            if column.day_first is not None:
                problems.append(Problem("as_of", text[:200], "not a date; the date of the file is used"))
        return self._as_of

    def _url(self, platform: str, handle: str, platform_id: str) -> str | None:
        if platform == "youtube" and platform_id:
            return f"https://www.youtube.com/channel/{platform_id}"
        if platform == "mastodon" and "@" in handle:
            user, host = handle.split("@", 1)
            return f"https://{host}/@{user}"
        pattern = self._profile_url.get(platform)
        return pattern.format(handle=handle) if pattern and " " not in handle and len(handle) <= 150 else None


def _text(text: str, field: str) -> str:
    cut = text[: _LONGEST[field]]
    return cut if field == "bio" else " ".join(cut.split())


def _unescaped(text: str) -> str:
    """A bio whose line breaks arrived as the two characters `\\n` (JSON encoded twice), made readable."""
    if "\\" not in text:
        return text

    def plain(found: re.Match) -> str:
        code = found[1]
        return {"n": "\n", "r": "", "t": " "}.get(code) or (chr(int(code[1:], 16)) if code != "r" else "")

    return _ESCAPED.sub(plain, text)


def raw_of(headings: list[str], cells: list[str]) -> str:
    """A row as JSON text {heading: cell}, for the record and for the file of rejected rows."""
    pairs = {heading: cell for heading, cell in zip(headings, cells, strict=False) if cell != ""}
    if len(cells) > len(headings):
        pairs["(more)"] = " | ".join(cells[len(headings) :])
    return _as_json(pairs)
