"""Which column is which field: guessed from headings, checked against the cells, overruled by a person.
Pure.
"""

import re
from dataclasses import replace

from influencers.importing.headings import AVERAGES, COUNTS, RATE, fields_of, fold, platform_in
from influencers.importing.mapping import BadMapping, Column, Mapping, parse_spec
from influencers.importing.numbers import BadNumber, is_range, read_average
from influencers.importing.samples import Look, look_at
from influencers.importing.settle import settle_identity, settle_platform, settle_styles

_SHARED = {"name", "bio", "country", "language", "contact", "category", "as_of", "platform", "is_verified"}
BY_A_PERSON = ("chosen", "left out")  # notes of columns that a person decided
UNSURE = 0.4  # of a column without a heading whose words might be handles
_MANY = {"category"}  # several columns may feed it


def guess(
    headings: list[str],
    sample: list[list[str]],
    *,
    hints: tuple[str, ...] = (),
    platform: str = "",
    chosen: dict[str, str] | None = None,
    semicolons: bool = False,
) -> Mapping:
    """The mapping of a table from its headings and a sample of its rows.

    hints: sheet name, title rows, file name, in the order they are believed. platform: given by a person.
    chosen: {heading: spec} by a person; it overrules the guess for those columns. Raises BadMapping.
    """
    looks = [look_at([row[i] if i < len(row) else "" for row in sample]) for i in range(len(headings))]
    given = _given(headings, chosen or {})
    columns = [given.get(i) or _first_guess(i, heading, looks[i]) for i, heading in enumerate(headings)]
    columns = _name_or_handle(columns, looks, set(given), platform)
    columns = _by_cells_alone(columns, looks, set(given))
    columns = _wide_platforms(columns, looks)
    columns = _one_each(columns, set(given))
    mapping = Mapping(columns)
    settle_platform(mapping, looks, hints, platform)
    settle_identity(mapping, looks)
    settle_styles(mapping, looks, sample, semicolons)
    return mapping


def _given(headings: list[str], chosen: dict[str, str]) -> dict[int, Column]:
    found = {}
    for wanted, spec in chosen.items():
        matches = [i for i, h in enumerate(headings) if h == wanted]
        matches = matches or [i for i, h in enumerate(headings) if fold(h) == fold(wanted)]
        if not matches:
            raise BadMapping(f"The file has no column {wanted!r}.")
        platform, name, unit = parse_spec(spec)
        found[matches[0]] = Column(
            matches[0],
            headings[matches[0]],
            name,
            platform,
            unit,
            note=BY_A_PERSON[0] if name else BY_A_PERSON[1],
            sure=2.0,
        )
    return found


def _first_guess(index: int, heading: str, look: Look) -> Column:
    fields, sure = fields_of(heading)
    platform, _ = platform_in(heading)
    empty = Column(index, heading)
    for name in fields:
        fitted = _fits(name, look, heading)
        if fitted:
            note = "" if fitted == name else f"its cells look like {fitted.replace('_', ' ')}"
            return Column(index, heading, fitted, platform, sure=sure, note=note)
    if sure >= 0.8 and fields[0] in (*COUNTS, *AVERAGES, RATE, "as_of"):
        ranges = sum(is_range(value) for value in look.values) * 2 > look.filled
        shown = "ranges, not figures" if ranges else "no dates" if fields[0] == "as_of" else "no figures"
        return replace(empty, note=f"its cells are {shown}, so it is left out")
    return empty


def _fits(name: str, look: Look, heading: str) -> str:
    """The field that a column headed as `name` really holds by its cells, or "" where they contradict."""
    if not look.filled:
        return name
    if name in ("followers", "following", "posts_count"):
        return name if look.number >= 0.5 and look.percent < 0.2 else ""
    if name in AVERAGES:
        if look.percent > 0.5 and name == "avg_engagement":
            return RATE
        return name if look.number >= 0.5 and look.percent < 0.2 else ""
    if name == RATE:
        if look.number + look.percent < 0.5 and look.number < 0.5:
            return ""
        counts = [v for v in map(_plain, look.values) if v is not None]
        whole = sorted(counts)[len(counts) // 2] if counts else 0
        return (
            "avg_engagement" if whole > 150 and look.percent < 0.2 and "rate" not in fold(heading) else RATE
        )
    if name == "country":
        if look.country >= 0.5 and not (look.language > look.country + 0.2):
            return "country"
        return "language" if look.language >= 0.6 else ""
    if name == "language":
        return "language" if look.language >= 0.4 else ""
    if name == "url":
        if look.account_url >= 0.3:
            return "url"
        return "handle" if look.handle >= 0.6 and look.digits_only < 0.5 and look.url < 0.2 else ""
    if name == "handle":
        return (
            "url" if look.account_url >= 0.7 else "handle" if look.url < 0.5 or look.account_url > 0.2 else ""
        )
    checks = {
        "platform": look.platform >= 0.5,
        "platform_id": look.spaced < 0.1 and look.longest >= 5 and look.distinct > 0.2 and look.url < 0.2,
        "is_verified": look.flag >= 0.7,
        "contact": look.email >= 0.2,
        "as_of": look.date >= 0.5,
        "name": look.digits_only < 0.8 and look.url < 0.5,
        "category": look.digits_only < 0.5 and look.url < 0.5 and look.longest <= 400,
        "bio": look.digits_only < 0.8,
    }
    return name if checks[name] else ""


def _plain(text: str) -> float | None:
    try:
        return read_average(text.replace("%", ""))
    except BadNumber:
        return None


def _name_or_handle(columns: list[Column], looks: list[Look], given: set[int], platform: str) -> list[Column]:
    """Tells handles from names by their cells: lists head either with "name", and some swap the two
    headings.
    """
    columns = list(columns)
    people = [c for c in columns if c.field in ("handle", "url", "name", "platform_id") and c.platform]
    groups = {c.platform for c in people}
    if len(groups) <= 1:  # one account a row: "Instagram name" and "Name" are rivals
        columns = [replace(c, platform="") if c.platform in groups and c.sure < 2 else c for c in columns]
        groups = {""}
    for group in groups:
        people = [
            c
            for c in columns
            if c.field in ("handle", "name") and c.index not in given and c.platform == group
        ]
        rivals = people + [c for c in columns if not c.platform and c.field == "name" and c not in people]
        if any(c.field == "handle" and c.index in given and c.platform == group for c in columns):
            for column in people:
                columns[column.index] = replace(column, field="name")
            continue
        if not people:
            continue

        def score(column: Column) -> float:
            look = looks[column.index]
            if not look.filled:
                return -1.0
            strength = 0.35 * column.sure if column.field == "handle" else 0.05 * bool(column.platform)
            return look.handle + 0.3 * look.at + 0.2 * look.distinct + strength - look.digits_only * 0.3

        best = max(rivals, key=score)
        has_url = any(c.field == "url" for c in columns)
        youtube = "youtube" in (platform, group, best.platform)
        good = looks[best.index].handle >= 0.5 or best.field == "handle" or not looks[best.index].filled
        named_only = best.field == "name" and looks[best.index].handle < 0.8 and has_url
        for column in people:
            again = column is not best and _same_words(column, best)
            note = f"handle is read from {best.heading!r}"
            columns[column.index] = (
                replace(column, field="", note=note) if again else replace(column, field="name")
            )
        if (good or youtube) and not named_only:
            columns[best.index] = replace(best, field="handle", platform=best.platform or group)
    return columns


def _same_words(column: Column, other: Column) -> bool:
    """True for "Handle (2)" beside "Handle"."""
    return re.sub(r" \d+$", "", fold(column.heading)) == re.sub(r" \d+$", "", fold(other.heading))


def _by_cells_alone(columns: list[Column], looks: list[Look], given: set[int]) -> list[Column]:
    """Fields for columns whose headings say nothing, where the cells leave no doubt and the field is still
    free.
    """
    columns = list(columns)

    def free(name: str) -> bool:
        return all(c.field != name for c in columns)

    for column in list(columns):
        look = looks[column.index]
        if column.field or column.index in given or not look.filled:
            continue
        blank = not fold(column.heading) or fold(column.heading).startswith("column ")
        wanted, sure = "", 0.5
        if look.account_url >= 0.8 and free("url") and (free("handle") or blank) and _is_profile(look):
            wanted = "url"
        elif look.at >= 0.6 and look.handle >= 0.6 and free("handle"):
            wanted = "handle"
        elif look.email >= 0.6 and free("contact"):
            wanted = "contact"
        elif look.platform >= 0.8 and free("platform"):
            wanted = "platform"
        elif blank and free("handle") and free("url") and look.handle >= 0.8 and look.digits_only < 0.3:
            wanted, sure = "handle" if look.distinct > 0.8 and look.number < 0.3 else "", UNSURE
        if wanted:
            columns[column.index] = replace(column, field=wanted, sure=sure, note="by its cells")
    return columns


def _is_profile(look: Look) -> bool:
    return sum("/p/" in v or "/video/" in v or "/reel/" in v for v in look.values) * 5 < look.filled


def _wide_platforms(columns: list[Column], looks: list[Look]) -> list[Column]:
    """Gives URL columns the platform of their addresses, and unlabelled figures the platform named to their
    left.
    """
    columns = list(columns)
    for column in columns:
        hosts = looks[column.index].url_platforms
        several = sum(c.field in ("url", "handle") for c in columns) > 1
        if column.field == "url" and not column.platform and len(hosts) == 1 and column.sure < 2 and several:
            columns[column.index] = replace(column, platform=next(iter(hosts)))
    owners = {c.platform for c in columns if c.field in ("handle", "url") and c.platform}
    if len(owners) < 2:
        for (
            only
        ) in owners:  # "Instagram URL" beside "TikTok followers": the account of a row is the Instagram one
            for c in [c for c in columns if c.platform and c.sure < 2]:
                other = replace(c, field="", note="figures of another platform, without its handle")
                columns[c.index] = replace(c, platform="") if c.platform == only else other
        return columns
    left = ""
    counted: dict[str, int] = {}
    for column in columns:
        if column.field and column.field not in _SHARED and not column.platform:
            counted[column.field] = counted.get(column.field, 0) + 1
    for column in columns:
        if column.field in ("handle", "url") and column.platform:
            left = column.platform
        elif column.field and column.field not in _SHARED and not column.platform and column.sure < 2:
            if counted[column.field] > 1 and left:
                columns[column.index] = replace(column, platform=left)
            elif column.field not in ("handle", "url"):
                columns[column.index] = replace(column, field="", note="does not say of which platform")
        elif (
            column.field in _SHARED and column.platform and column.sure < 2 and column.field != "is_verified"
        ):
            columns[column.index] = replace(column, platform="")
    return columns


def _one_each(columns: list[Column], given: set[int]) -> list[Column]:
    """Keeps one column a field (the surest, then the first); two bios or follower counts cannot both be
    meant.
    """
    best: dict[tuple[str, str], Column] = {}
    for column in sorted(columns, key=lambda c: (-c.sure, c.index)):
        if column.field:
            best.setdefault((column.platform, column.field), column)
    out = []
    for column in columns:
        keep = not column.field or column.field in _MANY or best[(column.platform, column.field)] is column
        if keep or column.index in given:
            out.append(column)
        else:
            winner = best[(column.platform, column.field)].heading
            out.append(
                replace(column, field="", note=f"{column.field.replace('_', ' ')} is read from {winner!r}")
            )
    return out
