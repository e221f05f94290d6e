"""`manage.py import_profiles FILE`: a list of creators into the catalogue, from a terminal or a script."""

import datetime
import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from influencers.importing.addresses import platform_of_words
from influencers.importing.dates import day_in_name
from influencers.importing.limits import Unreadable
from influencers.importing.mapping import PLATFORMS, BadMapping
from influencers.importing.plan import Plan, Report, make_plan
from influencers.importing.problems import ProblemLog
from influencers.importing.rejected_rows import mapping_of, origin_of
from influencers.importing.repeats import digest_of, imported_before
from influencers.importing.result_json import empty_result
from influencers.importing.run import carry_out, dry_run
from influencers.models import ImportFile

EXIT_UNREADABLE, EXIT_MISSING = 1, 2


class Command(BaseCommand):
    """Exit code 0: done (or dry run); 1: the file cannot be read; 2: a person must answer first, nothing is
    written.
    """

    _rejected_rows = 0
    _printed = False
    requires_system_checks = []  # the JSON comes out whatever state the rest of the project is in
    help = "Imports creators from CSV, XLSX or JSON. With --json the result is JSON on standard output."

    def run_from_argv(self, argv: list[str]) -> None:
        """As ever; with --json, words of the command line that make no sense are told in JSON too."""
        try:
            super().run_from_argv(argv)
        except SystemExit as stop:
            if stop.code and "--json" in argv and not self._printed:
                self._print_json(empty_result() | {"error": "The command line makes no sense: see --help."})
            raise

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--platform", default="", help="Platform of every row, e.g. tiktok.")
        parser.add_argument(
            "--map", nargs="+", action="extend", default=[], metavar="COLUMN=FIELD",
            help="Field; also ignore, tiktok.followers, engagement_rate_percent, followers_thousands.",
        )  # fmt: skip
        parser.add_argument(
            "--as-of", default="", metavar="DATE",
            help="Day of the figures (2026-01-31); default what the name of the file tells, else today.",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and write nothing.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Write the result as JSON.")

    def handle(self, *args, **options) -> None:
        result = empty_result()
        try:
            code = self._import(options, result)
        except Unreadable as error:
            code, result["error"] = EXIT_UNREADABLE, str(error)
        except BadMapping as error:
            code, result["error"] = EXIT_MISSING, str(error)
            result["missing"] = result["missing"] or ["mapping"]
        except Exception as error:
            code, result["error"] = EXIT_UNREADABLE, f"The import failed: {error}"
            self._print(result, options["as_json"])
            raise
        self._print(result, options["as_json"])
        if code:
            sys.exit(code)

    def _import(self, options: dict, result: dict) -> int:
        path = Path(options["file"])
        platform = platform_of_words(options["platform"]) or options["platform"].strip().lower()
        if platform and platform not in PLATFORMS:
            raise BadMapping(f"{platform!r} is no platform; known are {', '.join(sorted(PLATFORMS))}.")
        as_of = _day(options["as_of"], path.name)
        plan = make_plan(path, path.name, platform=platform, chosen=_pairs(options["map"]))
        origin = None if options["map"] else origin_of(plan.headings)
        if origin:
            chosen = mapping_of(origin, plan.headings)
            plan = make_plan(path, path.name, platform=platform or origin.platform, chosen=chosen)
            as_of = as_of if options["as_of"] else origin.as_of
        _describe(plan, as_of, result)
        digest = digest_of(path)
        repeat = _told_before(digest)
        result["notes"] = repeat + plan.notes
        if plan.missing:
            result["rows"] = sum(1 for table, _ in plan.tables or plan.left_out for _ in table.rows())
            return EXIT_MISSING
        if options["dry_run"]:
            done = dry_run(plan, as_of)
        else:
            record = ImportFile.objects.create(
                name=path.name[:255], size=path.stat().st_size, platform=plan.platform, as_of=as_of,
                mapping=plan.chosen, header_key=plan.header_key, answers={"sha256": digest},
            )  # fmt: skip
            done = self._carry_out(plan, record)
            result["import"] = record.pk
        _count(done, result)
        self._rejected_rows = done.rejected_rows
        result["notes"] = repeat + plan.notes  # some came while the rows were read
        return 0

    def _carry_out(self, plan: Plan, record: ImportFile) -> Report:
        try:
            return carry_out(plan, record)
        except BaseException:
            record.delete()  # a failed import leaves nothing behind, not even its record
            raise

    def _print(self, result: dict, as_json: bool) -> None:
        if as_json:
            self._print_json(result)
            return
        if result.get("error"):
            self.stderr.write(result["error"])
        for question in result.get("questions", []):
            self.stderr.write(f"Please say: {question['text']} ({', '.join(question['choices'][:12])})")
        if result.get("mapping"):
            read = (f"{' '.join(column.split())!r} as {field}" for column, field in result["mapping"].items())
            self.stdout.write(f"Read: {', '.join(read)}")
            self.stdout.write(f"Left out: {', '.join(map(repr, result['unmapped'])) or 'no column'}")
        for note in result.get("notes", []):
            self.stdout.write(note)
        for problem in result["rejected"]:
            self.stdout.write(
                f"row {problem['row']}: {problem['field']} {problem['value']!r}: {problem['reason']}"
            )
        self.stdout.write(
            f"{result['rows']} rows: {result['created']} created, {result['updated']} updated, "
            f"{result['unchanged']} unchanged, {self._rejected_rows} rejected, "
            f"{len(result.get('warnings', []))} remarks"
        )

    def _print_json(self, result: dict) -> None:
        """One JSON object, its problems written one after the other: there may be as many as rows."""
        self._printed, separator = True, "{"
        for key, value in result.items():
            self.stdout.write(f"{separator}\n {json.dumps(key)}: ", ending="")
            separator = ","
            if not isinstance(value, ProblemLog):
                self.stdout.write(json.dumps(value, default=str), ending="")
                continue
            self.stdout.write("[", ending="")
            for number, problem in enumerate(value):
                self.stdout.write(("," if number else "") + f"\n  {json.dumps(problem)}", ending="")
            self.stdout.write("]", ending="")
        self.stdout.write("\n}")


def _pairs(words: list[str]) -> dict[str, str]:
    pairs = {}
    for word in words:
        column, equals, field = word.rpartition("=")
        if not equals:
            raise BadMapping(f"--map takes COLUMN=FIELD, not {word!r}.")
        pairs[column] = field
    return pairs


def _day(text: str, name: str) -> datetime.date:
    if not text:
        today = timezone.now().date()
        return day_in_name(name, today) or today
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise BadMapping(f"--as-of takes a day such as 2026-01-31, not {text!r}.") from error


def _describe(plan: Plan, as_of: datetime.date, result: dict) -> None:
    result["unmapped"], result["missing"] = plan.unmapped, plan.missing
    result["mapping"] = plan.chosen
    result["platform"], result["as_of"] = plan.platform, as_of.isoformat()
    result["questions"] = [
        {"field": q.field, "column": q.column, "text": q.text, "choices": list(q.choices)}
        for q in plan.questions
    ]
    result["notes"], result["warnings"] = plan.notes, []


def _told_before(digest: str) -> list[str]:
    before = imported_before(digest)
    day = timezone.localtime(before.finished_at).date() if before else None
    return [f"This same file was imported on {day} already (import {before.pk})."] if before else []


def _count(done: Report, result: dict) -> None:
    result["rows"], result["created"] = done.rows, done.created
    result["updated"], result["unchanged"] = done.updated, done.unchanged
    result["rejected"], result["warnings"] = done.rejected, done.warnings
