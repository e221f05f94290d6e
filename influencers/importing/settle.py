"""What a mapping needs beyond its columns: the platform, who is who, how figures are written; or a question.
Pure.
"""

import math
from dataclasses import replace

from influencers.importing.addresses import platform_of_words, platforms_in
from influencers.importing.column_style import (
    decimal_of,
    rate_unit,
    rates_in,
    style_of,
    unit_by_arithmetic,
    unit_is_unknown,
)
from influencers.importing.headings import AVERAGES, COUNTS, RATE, fold, platform_in, scale_in
from influencers.importing.mapping import PLATFORMS, SCALES, UNITS, Column, Mapping, Question
from influencers.importing.numbers import BadNumber, read_average, read_count, read_rate
from influencers.importing.samples import Look


def settle_platform(mapping: Mapping, looks: list[Look], hints: tuple[str, ...], platform: str) -> None:
    """Decides the platform of the rows: a person, a column, addresses, headings, then `hints`; else it is
    asked.
    """
    if platform:
        mapping.platform, mapping.platform_from = platform, "given"
        return
    if mapping.wide:
        mapping.platform_from = "headings"
        return
    told = [c for c in mapping.columns if c.field == "platform"]
    if told:
        mapping.platform_from = f"column {told[0].heading!r}"
        return
    hosts: dict[str, int] = {}
    for column in mapping.columns:
        look, words = looks[column.index], fold(column.heading)
        owned = column.field in ("handle", "url") or not {"bio", "external", "website"} & set(words.split())
        if owned and look.account_url >= 0.5:
            for name, count in look.url_platforms.items():
                hosts[name] = hosts.get(name, 0) + count * (10 if column.field in ("handle", "url") else 1)
    if hosts:
        first = max(hosts, key=lambda name: hosts[name])
        if hosts[first] >= 0.9 * sum(hosts.values()):
            mapping.platform, mapping.platform_from = first, "addresses"
        elif any(c.field in ("url", "handle") and looks[c.index].account_url > 0.5 for c in mapping.columns):
            mapping.platform_from = "addresses"
        if mapping.platform_from:
            return
    named = {
        platform_in(c.heading)[0]
        for c in mapping.columns
        if c.field in ("handle", "name", "followers", "url")
    }
    named |= {platform_of_words(c.heading) for c in mapping.columns}
    named.discard("")
    words = {word for c in mapping.columns for word in fold(c.heading).split()}
    if not named and {"channel", "subscribers"} <= words and words & {"video", "videos", "uploads"}:
        named = {"youtube"}
    if len(named) == 1:
        mapping.platform, mapping.platform_from = named.pop(), "headings"
        return
    for hint in hints:
        found = platforms_in(hint)
        if len(found) == 1:
            mapping.platform, mapping.platform_from = found.pop(), f"{hint!r}"
            return
    mapping.missing.append("platform")
    mapping.questions.append(
        Question("platform", "", "On which platform are these accounts?", tuple(sorted(PLATFORMS)))
    )


def settle_identity(mapping: Mapping, looks: list[Look]) -> None:
    """Asks for the handle where no column can stand in for it."""
    if any(c.field in ("handle", "url") for c in mapping.columns):
        return
    ids = [c for c in mapping.columns if c.field == "platform_id"]
    names = [c for c in mapping.columns if c.field == "name"]
    if names and mapping.platform == "youtube":
        column = names[0]
        mapping.columns[column.index] = replace(
            column, field="handle", note="channel titles stand in for handles"
        )
        mapping.warnings.append(
            f"{column.heading!r} holds channel titles, not handles; they are kept as handles."
        )
        return
    if ids and mapping.platform:
        return
    mapping.missing.append("handle")
    headings = tuple(c.heading for c in mapping.columns if c.heading)
    mapping.questions.append(
        Question("handle", "", "Which column holds the handle or profile address?", headings)
    )


def settle_styles(mapping: Mapping, looks: list[Look], sample: list[list[str]], semicolons: bool) -> None:
    """Decides how each figure column writes numbers; asks where neither column, file nor arithmetic tells."""
    numeric = [c for c in mapping.columns if c.field in (*COUNTS, *AVERAGES, RATE)]
    decimal = decimal_of((looks[c.index].evidence for c in numeric), semicolons)
    for column in numeric:
        kind = "count" if column.field in COUNTS else "rate" if column.field == RATE else "average"
        scale = SCALES.get(column.unit) or scale_in(column.heading)
        style = style_of(looks[column.index].evidence, kind, decimal, scale)
        mapping.columns[column.index] = replace(column, style=style)
    spread = any(mapping.columns[c.index].style.thousands_as_decimal for c in numeric)
    for column in numeric:
        column = mapping.columns[column.index]
        if column.field in COUNTS and not column.unit and column.style.scale == 1.0:
            _settle_count_unit(mapping, column, looks[column.index], spread)
        elif column.field == RATE:
            _settle_rate_unit(mapping, column, looks[column.index], sample)
    for column in [c for c in mapping.columns if c.field == "as_of"]:
        day_first = looks[column.index].day_first
        mapping.columns[column.index] = replace(column, day_first=day_first)
        if day_first is None:
            mapping.warnings.append(
                f"{column.heading!r}: day or month first? Nothing tells, so the file's date is used."
            )


def _settle_count_unit(mapping: Mapping, column: Column, look: Look, spread: bool) -> None:
    if column.style.thousands_as_decimal or look.evidence.short_fraction and spread:
        style = replace(column.style, thousands_as_decimal=True)
        mapping.columns[column.index] = replace(column, style=style)
        example = next((v for v in look.values if "." in v or "," in v), "")
        mapping.warnings.append(
            f"{column.heading!r}: {example} is read as thousands with the trailing zero lost."
        )
    elif unit_is_unknown(look.evidence):
        example = next((v for v in look.values if "." in v or "," in v), "")
        mapping.missing.append(f"{column.field} unit")
        mapping.questions.append(
            Question(
                f"{column.field} unit",
                column.heading,
                f"What does {example} in {column.heading!r} stand for?",
                tuple(f"{column.field}_{unit}" for unit in SCALES),
            )
        )


def _settle_rate_unit(mapping: Mapping, column: Column, look: Look, sample: list[list[str]]) -> None:
    decimal = column.style.decimal
    if column.unit:
        percent: bool | None = UNITS[column.unit]
    else:
        check = _implied(mapping, column, sample)
        percent = rate_unit(look.values, column.heading, decimal, check)
        bare, signed = rates_in(look.values, decimal)
        if any(bare) and unit_by_arithmetic(check) is percent is not None:
            unit = "per cent" if percent else "fractions (0.03 for 3%)"
            mapping.warnings.append(
                f"{column.heading!r} is read as {unit}: engagement and followers of its rows say so."
            )
        elif signed and any(bare):
            unit = {True: "read as per cent too", False: "read as fractions (0.03 for 3%)"}.get(
                percent, "asked about"
            )
            mapping.warnings.append(
                f"{column.heading!r}: {len(signed)} have a % sign; {len(bare)} have none and are {unit}."
            )
    mapping.columns[column.index] = replace(column, style=replace(column.style, percent=percent))
    if percent is None:
        example = next(v for v in look.values if "%" not in v)
        mapping.missing.append("engagement_rate unit")
        mapping.questions.append(
            Question(
                "engagement_rate unit",
                column.heading,
                f"Is {example} in {column.heading!r} per cent or a fraction (0.03 for 3%)?",
                tuple(f"{RATE}_{unit}" for unit in UNITS),
            )
        )


def _implied(mapping: Mapping, rate: Column, sample: list[list[str]]) -> list[tuple[float, ...]]:
    """For sample rows that have them: the stated rate divided by each engagement / followers of the row."""
    by_field = {c.field: c for c in mapping.columns if c.field and c.platform in ("", rate.platform)}
    followers = by_field.get("followers")
    likes, comments = by_field.get("avg_likes"), by_field.get("avg_comments")
    total = by_field.get("avg_engagement")
    if not followers or not (likes or total):
        return []
    style = replace(rate.style, percent=False)
    implied = []
    for row in sample:
        text = row[rate.index] if rate.index < len(row) else ""
        try:
            stated = None if "%" in text else read_rate(text, style, limit=math.inf)
            size = read_count(_cell(row, followers), followers.style)
        except BadNumber:
            continue
        liked, said, engaged = _average(row, likes), _average(row, comments), _average(row, total)
        engagements = {engaged, liked, (liked or 0) + (said or 0)} - {None, 0}
        if stated and size and engagements:
            implied.append(tuple(stated * size / engagement for engagement in engagements))
    return implied


def _cell(row: list[str], column: Column) -> str:
    return row[column.index] if column.index < len(row) else ""


def _average(row: list[str], column: Column | None) -> float | None:
    try:
        return read_average(_cell(row, column), column.style) if column else None
    except BadNumber:
        return None
