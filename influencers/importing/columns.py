"""Which column is which field: guessed from headings, checked against the cells, overruled by a person. Pure."""

from dataclasses import dataclass, field, replace

from influencers.importing.addresses import platform_of_words
from influencers.importing.headings import (
    AVERAGES,
    COUNTS,
    FIELDS,
    RATE,
    fields_of,
    fold,
    platform_in,
    scale_in,
)
from influencers.importing.numbers import (
    BadNumber,
    Style,
    decimal_of,
    rate_unit,
    read_average,
    read_count,
    read_rate,
    style_of,
    unit_is_unknown,
)
from influencers.importing.samples import Look, look_at

PLATFORMS = frozenset(
    "instagram tiktok youtube bluesky mastodon x threads twitch facebook pinterest snapchat linkedin".split()
)
UNITS = {"percent": True, "fraction": False}
SCALES = {"exact": 1.0, "thousands": 1e3, "millions": 1e6}
_SHARED = {"name", "bio", "country", "language", "contact", "category", "as_of", "platform", "is_verified"}
_MANY = {"category"}  # several columns may feed it


class BadMapping(ValueError):
    """An answer that does not fit the file: an unknown column or field; `str()` says which."""


@dataclass(frozen=True)
class Column:
    """One column of the file and what it is taken for; `field` is empty where it is left out."""

    index: int
    heading: str
    field: str = ""
    platform: str = ""
    unit: str = ""
    note: str = ""
    style: Style = Style()
    day_first: bool | None = True
    sure: float = 0.0

    @property
    def spec(self) -> str:
        """The column's field as it is written in `--map` and in forms: `tiktok.followers`, `engagement_rate_percent`."""
        if not self.field:
            return ""
        return (
            (f"{self.platform}." if self.platform else "")
            + self.field
            + (f"_{self.unit}" if self.unit else "")
        )


@dataclass(frozen=True)
class Question:
    """What a person must say before the import can go on."""

    field: str
    column: str
    text: str
    choices: tuple[str, ...]


@dataclass
class Mapping:
    """How a table is read: its columns, the platform (empty: each row tells), and what is still open."""

    columns: list[Column]
    platform: str = ""
    platform_from: str = ""
    missing: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def unmapped(self) -> list[str]:
        return [column.heading for column in self.columns if not column.field]

    @property
    def chosen(self) -> dict[str, str]:
        return {column.heading: column.spec for column in self.columns if column.field}

    @property
    def wide(self) -> list[str]:
        """Platforms that have identity columns of their own, where a row may hold several accounts."""
        found = {
            c.platform for c in self.columns if c.platform and c.field in ("handle", "url", "platform_id")
        }
        return sorted(found) if len(found) > 1 else []


def parse_spec(spec: str) -> tuple[str, str, str]:
    """(platform, field, unit) of `tiktok.engagement_rate_percent`; ("", "", "") for `ignore`. Raises BadMapping."""
    spec = spec.strip().lower().replace("-", "_")
    if spec in ("", "ignore", "none", "skip"):
        return "", "", ""
    platform, dot, rest = spec.rpartition(".")
    platform = platform_of_words(platform) or platform
    if dot and platform not in PLATFORMS:
        raise BadMapping(f"{platform!r} is no platform; known are {', '.join(sorted(PLATFORMS))}.")
    rest = {"email": "contact", "niche": "category", "verified": "is_verified", "posts": "posts_count"}.get(
        rest, rest
    )
    for unit in UNITS:
        if rest == f"{RATE}_{unit}":
            return platform, RATE, unit
    for unit in SCALES:
        name = rest.removesuffix(f"_{unit}")
        if name != rest and name in (*COUNTS, *AVERAGES):
            return platform, name, unit
    if rest not in FIELDS:
        raise BadMapping(f"{rest!r} is no field; known are {', '.join(FIELDS)}.")
    return platform, rest, ""


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
    _settle_platform(mapping, looks, hints, platform)
    _settle_identity(mapping, looks)
    _settle_styles(mapping, looks, sample, semicolons)
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
            note="chosen" if name else "left out",
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
    """Tells handles from names by their cells: lists head either with "name", and some swap the two headings."""
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
            columns[column.index] = replace(column, field="name")
        if (good or youtube) and not named_only:
            columns[best.index] = replace(best, field="handle", platform=best.platform or group)
    return columns


def _by_cells_alone(columns: list[Column], looks: list[Look], given: set[int]) -> list[Column]:
    """Fields for columns whose headings say nothing, where the cells leave no doubt and the field is still free."""
    columns = list(columns)

    def free(name: str) -> bool:
        return all(c.field != name for c in columns)

    for column in list(columns):
        look = looks[column.index]
        if column.field or column.index in given or not look.filled:
            continue
        blank = not fold(column.heading) or fold(column.heading).startswith("column ")
        wanted = ""
        if look.account_url >= 0.8 and free("url") and (free("handle") or blank) and _is_profile(look):
            wanted = "url"
        elif look.at >= 0.6 and look.handle >= 0.6 and free("handle"):
            wanted = "handle"
        elif look.email >= 0.6 and free("contact"):
            wanted = "contact"
        elif look.platform >= 0.8 and free("platform"):
            wanted = "platform"
        elif blank and free("handle") and free("url") and look.handle >= 0.8 and look.digits_only < 0.3:
            wanted = "handle" if look.distinct > 0.8 and look.number < 0.3 else ""
        if wanted:
            columns[column.index] = replace(column, field=wanted, sure=0.5, note="by its cells")
    return columns


def _is_profile(look: Look) -> bool:
    return sum("/p/" in v or "/video/" in v or "/reel/" in v for v in look.values) * 5 < look.filled


def _wide_platforms(columns: list[Column], looks: list[Look]) -> list[Column]:
    """Gives URL columns the platform of their addresses, and unlabelled figures the platform named to their left."""
    columns = list(columns)
    for column in columns:
        hosts = looks[column.index].url_platforms
        if column.field == "url" and not column.platform and len(hosts) == 1 and column.sure < 2:
            if sum(c.field in ("url", "handle") for c in columns) > 1:
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
    """Keeps one column a field (the surest, then the first); two bios or follower counts cannot both be meant."""
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


def _settle_platform(mapping: Mapping, looks: list[Look], hints: tuple[str, ...], platform: str) -> None:
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


def platforms_in(text: str) -> set[str]:
    """Every platform that a name of a file or sheet mentions."""
    words = fold(text).split()
    found = {platform_of_words(word) for word in words if word not in ("x", "tt", "snap", "threads")}
    found |= {platform_of_words(" ".join(pair)) for pair in zip(words, words[1:], strict=False)}
    return found - {""}


def _settle_identity(mapping: Mapping, looks: list[Look]) -> None:
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


def _settle_styles(mapping: Mapping, looks: list[Look], sample: list[list[str]], semicolons: bool) -> None:
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
                f"{column.heading!r}: day or month first? Nothing tells, so the date of the file is used instead."
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
    if column.unit:
        percent: bool | None = UNITS[column.unit]
    else:
        percent = rate_unit(
            look.values, column.heading, column.style.decimal, _implied(mapping, column, sample)
        )
    mapping.columns[column.index] = replace(column, style=replace(column.style, percent=percent))
    if percent is None:
        mapping.missing.append("engagement_rate unit")
        mapping.questions.append(
            Question(
                "engagement_rate unit",
                column.heading,
                f"Is {look.values[0]} in {column.heading!r} per cent or a fraction (0.03 for 3%)?",
                tuple(f"{RATE}_{unit}" for unit in UNITS),
            )
        )


def _implied(mapping: Mapping, rate: Column, sample: list[list[str]]) -> list[float]:
    """For sample rows: the stated rate divided by average engagement / followers of the same row."""
    by_field = {c.field: c for c in mapping.columns if c.field and c.platform in ("", rate.platform)}
    followers, likes = by_field.get("followers"), by_field.get("avg_likes") or by_field.get("avg_engagement")
    if not followers or not likes:
        return []
    ratios = []
    for row in sample:
        try:
            cells = [row[c.index] if c.index < len(row) else "" for c in (rate, followers, likes)]
            stated = read_rate(cells[0], replace(rate.style, percent=False))
            size, engaged = read_count(cells[1], followers.style), read_average(cells[2], likes.style)
        except BadNumber:
            continue
        if stated and size and engaged:
            ratios.append(stated / (engaged / size))
    return ratios
