"""How a column writes its figures, from its cells: separators, lost zeros, per cent or fraction. Pure."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from influencers.importing.numbers import BadNumber, Style, is_empty, read_rate, split, ungrouped


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a column's cells show about separators; counts of cells."""

    dot_decimal: int = 0
    comma_decimal: int = 0
    three_digits: int = 0  # lone separator, one to three digits before, exactly three after
    three_dot: int = 0
    long_before: int = 0  # more than three digits before a lone separator: certainly a decimal separator
    short_fraction: int = 0  # one or two digits after, no suffix, up to three before
    four_or_more: int = 0  # more than three digits after
    fractional_plain: int = 0  # a real fraction and no suffix
    suffixed: int = 0
    numbers: int = 0


def evidence_of(values: Iterable[str]) -> Evidence:
    """What the cells of one column show about their separators; cells that are no numbers are passed over."""
    seen = dict.fromkeys(Evidence.__dataclass_fields__, 0)
    for value in values:
        if is_empty(value):
            continue
        try:
            _, body, multiplier, percent = split(value)
        except BadNumber:
            continue
        seen["numbers"] += 1
        seen["suffixed"] += multiplier != 1.0
        for key in _shows(ungrouped(body), plain=multiplier == 1.0 and not percent):
            seen[key] += 1
    return Evidence(**seen)


def _shows(body: str, plain: bool) -> list[str]:
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        return ["dot_decimal"] if body.rfind(".") > body.rfind(",") else ["comma_decimal"]
    if dots > 1:
        return ["comma_decimal"]
    if commas > 1:
        return ["dot_decimal"]
    if not dots + commas:
        return []
    mark = "." if dots else ","
    before, after = body.split(mark)
    decimal = "dot_decimal" if dots else "comma_decimal"
    real = plain and after.strip("0") != ""
    if len(before) > 3:
        return [decimal, "long_before", *(["fractional_plain"] if real else [])]
    if len(after) == 3 and before not in ("", "0"):
        return ["three_digits", *(["three_dot"] if dots else []), *(["fractional_plain"] if plain else [])]
    shown = [decimal]
    if real:
        shown += ["fractional_plain", "short_fraction" if len(after) < 3 else "four_or_more"]
    return shown


def decimal_of(evidence: Iterable[Evidence], semicolons: bool = False) -> str | None:
    """The decimal character that a whole file uses, from the evidence of its columns, or None where nothing
    shows.
    """
    dot = comma = 0
    for column in evidence:
        dot += column.dot_decimal
        comma += column.comma_decimal
    if dot != comma and not (dot and comma and min(dot, comma) * 4 > max(dot, comma)):
        return "." if dot > comma else ","
    return "," if semicolons and not dot else None


def style_of(evidence: Evidence, kind: str, file_decimal: str | None = None, scale: float = 1.0) -> Style:
    """The style of a column of `kind` count, average or rate. A count has no fraction, so `3.416` is 3,416
    there.
    """
    if evidence.dot_decimal and not evidence.comma_decimal:
        decimal = "."
    elif evidence.comma_decimal and not evidence.dot_decimal:
        decimal = ","
    else:
        decimal = file_decimal or "."
    if kind == "rate":
        return Style(decimal, grouped=False, scale=scale)
    if scale != 1.0:
        own = bool(evidence.dot_decimal or evidence.comma_decimal)
        return Style(decimal, grouped=not own and evidence.three_digits > 0, scale=scale)
    grouped = not evidence.long_before
    if kind == "average":
        # A mean of likes written 12.345 and 7.125 is rare; all cells with exactly three digits are grouped
        # thousands.
        same_mark = evidence.three_dot == evidence.three_digits if decimal == "." else evidence.three_dot == 0
        has_decimals = evidence.dot_decimal if decimal == "." else evidence.comma_decimal
        if evidence.three_digits and same_mark and has_decimals and not evidence.suffixed:
            grouped = False
        return Style(decimal, grouped=grouped)
    as_decimal = (
        not evidence.long_before
        and not evidence.four_or_more
        and evidence.short_fraction > 0
        and evidence.three_digits * 2 >= evidence.short_fraction
        and evidence.suffixed == 0
    )
    return Style(decimal, grouped=grouped, thousands_as_decimal=as_decimal)


def unit_is_unknown(evidence: Evidence) -> bool:
    """True where a column of counts holds bare fractions (`348.5`) and nothing shows what they stand for."""
    return (
        evidence.short_fraction > 0
        and evidence.long_before == 0
        and evidence.suffixed * 2 < evidence.numbers
        and evidence.three_digits * 2 < evidence.short_fraction
    )


def rate_unit(
    values: list[str], header: str, decimal: str = ".", check: list[tuple[float, ...]] | None = None
) -> bool | None:
    """True: the column's rates are per cent; False: fractions; None: nothing decides, a person must say.

    check: for each row that has them, its rate divided by every engagement / followers that its other columns
    give. Without it: cells with a sign show what those without one mean; above 1 is per cent; a median up to
    0.05 over 20 rows or more can only be a fraction, since no list has a median engagement of 0.05%.
    """
    if re.search(
        r"%|per ?cent|\bpct\b|prozent|porcentaje|pourcent|процент|百分比|퍼센트|yüzde|persen", header, re.I
    ):
        return True
    bare, signed = rates_in(values, decimal)
    if not any(bare):
        return True  # every figure has its sign, or is 0 either way
    told = unit_by_arithmetic(check or [])
    if told is not None:
        return told
    figures = sorted(bare)
    median = figures[len(figures) // 2]
    if signed:
        usual = sorted(signed)[len(signed) // 2]
        return None if usual / 30 < median < usual / 3 else median >= usual / 3
    if median > 0.5 and figures[-1] > 1:
        return True
    if len(figures) >= 20 and 0 < median <= 0.05:
        return False
    if figures[-1] > 1 and len(figures) < 20:
        return True
    return None


def unit_by_arithmetic(check: list[tuple[float, ...]]) -> bool | None:
    """What the other columns say of a rate: per cent (True) or a fraction (False), where four rows in five
    agree within a factor of three; else None.
    """
    votes = []
    for ratios in check:
        fraction = any(1 / 3 <= ratio <= 3 for ratio in ratios)
        percent = any(100 / 3 <= ratio <= 300 for ratio in ratios)
        votes.append((percent and not fraction, fraction and not percent))
    for unit, agree in ((True, sum(p for p, _ in votes)), (False, sum(f for _, f in votes))):
        if votes and agree >= 0.8 * len(votes):
            return unit
    return None


def rates_in(values: list[str], decimal: str = ".") -> tuple[list[float], list[float]]:
    """(rates written without a sign, rates in per cent written with one), as the figures stand there."""
    style = Style(decimal, grouped=False, percent=False)
    bare: list[float] = []
    signed: list[float] = []
    for value in values:
        if is_empty(value):
            continue
        sign = "%" in value or "٪" in value
        try:
            figure = read_rate(value, style, limit=math.inf) or 0.0
        except BadNumber:
            continue
        (signed if sign else bare).append(figure * 100 if sign else figure)
    return bare, signed
