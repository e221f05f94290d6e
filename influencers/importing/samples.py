# ruff: noqa: SIM905 - word lists read best as they are
"""What the cells of a column look like, on a sample of rows. Pure."""

import re
from dataclasses import dataclass, field

from influencers.importing.addresses import address_of, handle_like, looks_like_url, platform_of_words
from influencers.importing.column_style import Evidence, evidence_of
from influencers.importing.dates import day_first_of, day_of
from influencers.importing.numbers import is_empty
from influencers.importing.places import country_of, language_of

_EMAIL = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;]+\.[A-Za-z]{2,}$")
YES = frozenset("true yes y 1 1.0 verified ja oui sí si sim да 是 はい 예 نعم ya có evet ✓ ✔ ✅ x ☑".split())
NO = frozenset(
    "false no n 0 0.0 unverified nein non não нет 否 いいえ 아니요 لا tidak không hayır ✗ ✘ ❌ ☐".split()
)
_NUMERIC = re.compile(r"^[+-]?[\d.,'’ \u00a0]+(?:e[+-]?\d+)?$", re.I)


@dataclass(frozen=True)
class Look:
    """Shares of a column's filled cells that look like something, each 0 to 1."""

    values: list[str]
    filled: int = 0
    number: float = 0.0
    percent: float = 0.0
    digits_only: float = 0.0
    url: float = 0.0
    account_url: float = 0.0
    url_platforms: dict[str, int] = field(default_factory=dict)
    handle: float = 0.0
    at: float = 0.0
    email: float = 0.0
    flag: float = 0.0
    platform: float = 0.0
    country: float = 0.0
    language: float = 0.0
    date: float = 0.0
    spaced: float = 0.0
    distinct: float = 0.0
    longest: int = 0
    evidence: Evidence = field(default_factory=Evidence)
    day_first: bool | None = True


def look_at(cells: list[str]) -> Look:
    """The look of one column. Cells that say nothing (`-`, `N/A`) are left out."""
    values = [cell.strip() for cell in cells if not is_empty(cell)]
    n = len(values)
    if not n:
        return Look(values=[])
    evidence = evidence_of(values)
    urls = [value for value in values if looks_like_url(value)]
    addresses = [found for found in map(address_of, urls) if found]
    platforms: dict[str, int] = {}
    for found in addresses:
        platforms[found.platform] = platforms.get(found.platform, 0) + 1
    day_first = day_first_of(values)
    lowered = [value.casefold() for value in values]
    return Look(
        values=values,
        filled=n,
        number=evidence.numbers / n,
        percent=sum("%" in v for v in values) / n,
        digits_only=sum(bool(_NUMERIC.match(v)) for v in values) / n,
        url=len(urls) / n,
        account_url=len(addresses) / n,
        url_platforms=platforms,
        handle=sum(handle_like(v) for v in values) / n,
        at=sum(v.startswith(("@", "＠")) for v in values) / n,
        email=sum(bool(_EMAIL.match(v)) for v in values) / n,
        flag=sum(v in YES or v in NO for v in lowered) / n,
        platform=sum(bool(platform_of_words(v)) for v in values) / n,
        country=sum(bool(country_of(v)) for v in values) / n,
        language=sum(bool(language_of(v)) for v in values) / n,
        date=sum(bool(day_of(v, True if day_first is None else day_first)) for v in values) / n,
        spaced=sum(" " in v for v in values) / n,
        distinct=len(set(lowered)) / n,
        longest=max(map(len, values)),
        evidence=evidence,
        day_first=day_first,
    )
