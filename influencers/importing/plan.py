"""A file and a person's answers -> what an import would do, or does: the path of page, task, command."""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from influencers.choices import PROFILE_URLS
from influencers.importing.accounts import Row
from influencers.importing.columns import BY_A_PERSON, UNSURE, guess
from influencers.importing.headings import fold
from influencers.importing.mapping import BadMapping, Mapping, Question
from influencers.importing.problems import ProblemLog, problems
from influencers.importing.records import RowReader
from influencers.importing.tables import Opened, Table, open_file

_ADDRESSES = {str(platform): pattern for platform, pattern in PROFILE_URLS.items()}


@dataclass
class Plan:
    """A file that was opened, how its columns are read, and what is still to be answered."""

    opened: Opened
    tables: list[tuple[Table, Mapping]]
    left_out: list[tuple[Table, Mapping]] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        return list(dict.fromkeys(name for _, mapping in self._asked for name in mapping.missing))

    @property
    def questions(self) -> list[Question]:
        return list(dict.fromkeys(question for _, mapping in self._asked for question in mapping.questions))

    @property
    def _asked(self) -> list[tuple[Table, Mapping]]:
        return self.tables or self.left_out

    @property
    def unmapped(self) -> list[str]:
        mapped = self.chosen
        return [h for h in dict.fromkeys(h for _, m in self._asked for h in m.unmapped) if h not in mapped]

    @property
    def chosen(self) -> dict[str, str]:
        """{heading: spec} of every table; where two sheets differ, the first one's."""
        merged: dict[str, str] = {}
        for _, mapping in self._asked:
            for heading, spec in mapping.chosen.items():
                merged.setdefault(heading, spec)
        return merged

    @property
    def headings(self) -> list[str]:
        """Every heading of the tables that are read, in the order of the file."""
        return list(dict.fromkeys(h for table, _ in self._asked for h in table.headings))

    @property
    def platform(self) -> str:
        """The one platform of the file, or an empty string where rows or sheets differ."""
        found = {mapping.platform for _, mapping in self.tables}
        return found.pop() if len(found) == 1 else ""

    @property
    def header_key(self) -> str:
        """A hash of the headings: files of one layout share it."""
        words = "\n".join("\t".join(table.headings) for table, _ in self._asked)
        return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()

    @property
    def notes(self) -> list[str]:
        """How the file was read, in sentences: encoding, sheets left out, columns that are not what they
        say.
        """
        found = list(self.opened.notes)
        for _, mapping in self.tables:
            found += mapping.warnings
            found += [
                f"{c.heading!r}: {c.note}." for c in mapping.columns if c.note and c.note not in BY_A_PERSON
            ]
        if self.tables:
            found += [
                f"Sheet {table.name!r} was left out: it has no column of handles."
                for table, _ in self.left_out
            ]
        return list(dict.fromkeys(found))

    @property
    def wide(self) -> bool:
        """Whether a row may name several accounts."""
        return any(mapping.wide for _, mapping in self.tables)

    def rows(self, as_of: datetime.date) -> Iterator[tuple[Row, list[str]]]:
        """Every data row of every table, read, with the headings of its table."""
        several = len(self.tables) > 1
        for table, mapping in self.tables:
            if not several:
                table.name = ""
            for row in RowReader(table, mapping, as_of, _ADDRESSES).rows():
                yield row, table.headings


@dataclass
class Report:
    """What an import did or would do; rows = created + updated + unchanged + rejected rows."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected_rows: int = 0
    rejected: ProblemLog = field(default_factory=ProblemLog)
    warnings: ProblemLog = field(default_factory=ProblemLog)

    def shown(self, count: int) -> list[dict]:
        """At most `count` problems for a page: those that left rows out first, marked `fatal`."""
        fatal = [problem | {"fatal": True} for problem in self.rejected.first(count)]
        return (fatal + self.warnings.first(count))[:count]

    def unlisted(self, count: int) -> int:
        """How many problems `shown(count)` leaves out."""
        return max(0, len(self.rejected) + len(self.warnings) - count)


def make_plan(path: Path, name: str, *, platform: str = "", chosen: dict[str, str] | None = None) -> Plan:
    """Opens a file and decides how to read it. Raises Unreadable, or BadMapping where `chosen` does not fit
    it.
    """
    opened = open_file(path, name)
    chosen = chosen or {}
    known = {fold(h) for table in opened.tables for h in table.headings} | {
        h for table in opened.tables for h in table.headings
    }
    for heading in chosen:
        if heading not in known and fold(heading) not in known:
            raise BadMapping(f"The file has no column {heading!r}.")
    plan = Plan(opened, [])
    for table in opened.tables:
        own = set(table.headings) | {fold(h) for h in table.headings}
        mine = {h: spec for h, spec in chosen.items() if h in own or fold(h) in own}
        hints = (table.name, *table.titles, Path(opened.inner).stem, Path(name).stem)
        mapping = guess(
            table.headings,
            table.sample(),
            hints=hints,
            platform=platform,
            chosen=mine,
            semicolons=table.semicolons,
        )
        (plan.left_out if "handle" in mapping.missing else plan.tables).append((table, mapping))
    _set_aside(plan)
    if not plan.tables:
        plan.left_out = plan.left_out[:1]
    return plan


def _set_aside(plan: Plan) -> None:
    """Leaves out sheets of mere words (notes, a legend) beside sheets that say where their handles stand."""
    vague = [
        (table, mapping)
        for table, mapping in plan.tables
        if {c.sure for c in mapping.columns if c.field in ("handle", "url", "platform_id")} == {UNSURE}
    ]
    if len(vague) < len(plan.tables):
        plan.tables = [pair for pair in plan.tables if pair not in vague]
        plan.left_out += vague


def report(counts: dict[str, int], limit: int | None = None) -> Report:
    """The counts of `judging.judge` with each cell that was not used, row by row."""
    found = Report(
        rows=sum(counts.values()),
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        rejected_rows=counts["rejected"],
    )
    for problem in problems(limit):
        fatal = problem.pop("fatal")
        if not problem["sheet"]:
            del problem["sheet"]
        (found.rejected if fatal else found.warnings).append(problem)
    return found
