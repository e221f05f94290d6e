"""The cells of one row -> values of its fields, each that cannot be used as a problem. Pure."""

import datetime
import re
from collections.abc import Sequence

from influencers.importing.accounts import Problem, Rejected
from influencers.importing.dates import day_of
from influencers.importing.headings import RATE
from influencers.importing.mapping import Column
from influencers.importing.numbers import BadNumber, is_empty, read_average, read_count, read_rate
from influencers.importing.places import country_of, language_of
from influencers.importing.samples import NO, YES

_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ESCAPED = re.compile(r"\\(n|r|t|u[0-9a-fA-F]{4})")
_LONGEST = {"name": 200, "category": 200, "bio": 5000}
_EARLIEST = datetime.date(2005, 1, 1)
_AHEAD = datetime.timedelta(days=366 * 5)


def text_in(columns: Sequence[Column], cells: list[str]) -> str:
    """The first of the columns' cells that says anything, or an empty string."""
    for column in columns:
        text = cells[column.index].strip()
        if text and not is_empty(text):
            return text
    return ""


def count_in(
    columns: Sequence[Column], cells: list[str], problems: list[Problem], fatal: bool = False
) -> int | None:
    """A count. fatal: a cell that is none rejects the row (raises Rejected); else it is left out."""
    for column in columns:
        text = cells[column.index]
        if not text or not fatal and is_empty(text):
            continue
        try:
            value = read_count(text, column.style)
        except BadNumber as error:
            if fatal:
                raise Rejected(column.field, text.strip()[:200], str(error)) from error
            problems.append(Problem(column.field, text.strip()[:200], str(error)))
            continue
        if value is not None:
            return value
    return None


def figure_in(columns: Sequence[Column], cells: list[str], problems: list[Problem]) -> float | None:
    """A reported average, or a reported rate as a fraction; one above 100% is kept with a remark."""
    for column in columns:
        text = cells[column.index]
        if not text:
            continue
        try:
            if column.field != RATE:
                return read_average(text, column.style)
            rate = read_rate(text, column.style)
        except BadNumber as error:
            problems.append(Problem(column.field, text.strip()[:200], str(error)))
            continue
        if rate is not None and rate > 1:
            problems.append(Problem(column.field, text.strip()[:200], "above 100%; kept as the file says"))
        return rate
    return None


def places_in(told: str, spoken: str, problems: list[Problem]) -> tuple[str, str]:
    """(country, language) as ISO codes, empty where unknown; a language in the country's cell becomes one."""
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


def contact_in(text: str, problems: list[Problem]) -> str:
    """The first e-mail address of a cell, or an empty string."""
    if not text:
        return ""
    found = _EMAIL.findall(text)
    if not found or len(found[0]) > 254:
        problems.append(Problem("contact", text[:200], "not an e-mail address"))
        return ""
    if len(found) > 1:
        problems.append(Problem("contact", text[:200], f"several addresses, {found[0]} was kept"))
    return found[0]


def category_in(columns: Sequence[Column], cells: list[str]) -> str:
    """The categories of a row, each once, joined by commas."""
    parts: dict[str, None] = {}
    for column in columns:
        text = cells[column.index].strip()
        if not is_empty(text):
            parts.setdefault(shortened(text, "category"))
    return ", ".join(parts)[:200]


def flag_in(text: str, problems: list[Problem]) -> bool | None:
    """Yes or no, or None for an empty cell or one that is neither."""
    if not text:
        return None
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    problems.append(Problem("is_verified", text[:200], "neither yes nor no"))
    return None


def day_in(
    columns: Sequence[Column], cells: list[str], problems: list[Problem], as_of: datetime.date
) -> datetime.date:
    """The day of the row's figures; that of the file where the row tells none that can be."""
    for column in columns:
        text = cells[column.index].strip()
        if is_empty(text):
            continue
        day = day_of(text, column.day_first)
        if day and _EARLIEST <= day <= as_of + _AHEAD:
            return day
        if column.day_first is not None:
            problems.append(Problem("as_of", text[:200], "not a date; the date of the file is used"))
    return as_of


def shortened(text: str, field: str) -> str:
    """A text as long as its field allows, its white space evened out except in a bio."""
    cut = text[: _LONGEST[field]]
    return cut if field == "bio" else " ".join(cut.split())


def unescaped(text: str) -> str:
    """A bio whose line breaks arrived as the two characters `\\n` (JSON encoded twice), made readable."""
    if "\\" not in text:
        return text

    def plain(found: re.Match) -> str:
        code = found[1]
        return {"n": "\n", "r": "", "t": " "}.get(code) or (chr(int(code[1:], 16)) if code != "r" else "")

    return _ESCAPED.sub(plain, text)
