"""A shortlist of 100,000 candidates as a file: how long it takes, and how much memory beside a tenth of it.

Each export runs in a process of its own and writes its file to disk as it is streamed, as the download does.
The candidates are copies of 500 that were really scored and shortlisted, with as much frozen and noted as
those have, so that rows are as wide as in use. Baseline is the same export of a tenth. Seconds are of the
processor, so that what else runs on the machine matters little.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from benchmarks._creators import NOW
from benchmarks.report import Row
from benchmarks.scoring import fill_catalogue
from campaigns import exports, shortlist
from campaigns.models import Campaign, Candidate, Comment, StageChange
from campaigns.shortlist import make_stages
from influencers.models import Influencer, Profile
from influencers.spreadsheet import csv_response, xlsx_response
from scoring.models import ProfileScore
from scoring.run import score_all

DEFAULT_CANDIDATES = 100_000
PATTERNS = 500
"""Creators that are scored; the others are copies."""
FORMATS = {"csv": csv_response, "xlsx": xlsx_response}
_FLAT = 1.1


@dataclass(frozen=True)
class Exported:
    """Seconds of the clock to the first byte, of the processor to the last (without the database's), peak
    memory and size of the file in MB."""

    first: float
    seconds: float
    peak: float
    size: float


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark at `scale` candidates."""
    count = scale or DEFAULT_CANDIDATES
    large = fill(count)
    small = fill_campaign(large, count // 10)
    rows = []
    for kind in FORMATS:
        few, many = exported(small, kind), exported(large, kind)
        rows += [
            Row(f"export: {kind}, {count:,} candidates", count / many.seconds, "rows/s",
                count // 10 / few.seconds),
            Row(f"export: {kind}, first byte", many.first, "s", few.first),
            Row(f"export: {kind}, the whole file of {many.size:.0f} MB", many.seconds, "s", few.seconds,
                many.seconds / few.seconds),
            Row(f"export: {kind}, peak memory, {count:,} candidates against a tenth", many.peak, "MB",
                few.peak, many.peak / few.peak, f"<= {_FLAT:g}x", many.peak <= _FLAT * few.peak),
        ]  # fmt: skip
    return rows


def exported(campaign_id: int, kind: str) -> Exported:
    """The export of a campaign's shortlist, in a process of its own."""
    code = (
        "import django, sys; django.setup(); from benchmarks.export import export_once;"
        "told = export_once(int(sys.argv[1]), sys.argv[2], sys.argv[3]);"
        # VmHWM, because the peak that getrusage tells is inherited from the process that started this one.
        "words = open('/proc/self/status').read().split();"
        "print(*told, int(words[words.index('VmHWM:') + 1]) / 1024)"
    )
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"shortlist.{kind}"
        done = subprocess.run(
            [sys.executable, "-c", code, str(campaign_id), kind, str(path)],
            capture_output=True, text=True, check=True, env=environment,
        )  # fmt: skip
        first, seconds, peak = (float(word) for word in done.stdout.split()[-3:])
        return Exported(first, seconds, peak, path.stat().st_size / 1e6)


def export_once(campaign_id: int, kind: str, path: str) -> tuple[float, float]:
    """Writes the file that the page would stream; (seconds to its first byte, of the processor in all)."""
    campaign = Campaign.objects.get(pk=campaign_id)
    started, busy, first = time.perf_counter(), time.process_time(), 0.0
    response = FORMATS[kind](path, exports.HEADER, exports.shortlist_rows(campaign, timezone.now()))
    with Path(path).open("wb") as file:
        for piece in response:
            first = first or time.perf_counter() - started
            file.write(piece)
    response.close()
    return first, time.process_time() - busy


def fill(count: int) -> int:
    """A catalogue of `count` creators who are all on the shortlist of one campaign; its id."""
    fill_catalogue(PATTERNS)
    score_all(NOW)
    now = timezone.now()
    campaign = _campaign(count)
    by = get_user_model().objects.get_or_create(username="bench")[0]
    shortlist.add(campaign, Profile.objects.values_list("pk", flat=True), by, now)
    for candidate in campaign.candidates.all():
        shortlist.note(candidate, "Answered within a day; likes the product, free in May.", by, now)
    for model, other in (
        (Influencer, {}),
        (Profile, {"influencer_id": "", "handle": "text"}),
        (ProfileScore, {"profile_id": ""}),
        (Candidate, {"profile_id": ""}),
        (Comment, {"candidate_id": ""}),
        (StageChange, {"candidate_id": ""}),
    ):
        _copies(model, other, count)
    return campaign.pk


def fill_campaign(source_id: int, count: int) -> int:
    """Another campaign with the first `count` candidates of one on its shortlist; its id."""
    campaign = _campaign(count)
    stage = campaign.stages.first()
    columns = [field.column for field in Candidate._meta.local_concrete_fields if field.column != "id"]
    told = {"campaign_id": str(campaign.pk), "stage_id": str(stage.pk)}
    chosen = ", ".join(told.get(column, f'"{column}"') for column in columns)
    table = Candidate._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table}"
            f" WHERE campaign_id = %s ORDER BY id LIMIT %s",
            [source_id, count],
        )
        cursor.execute("ANALYZE")
    return campaign.pk


def _campaign(count: int) -> Campaign:
    campaign = Campaign.objects.create(name=f"{count:,} creators", min_followers=1, max_followers=10**9)
    make_stages(campaign)
    return campaign


def _copies(model, other: dict[str, str], count: int) -> None:
    """Copies of the first PATTERNS rows until there are `count`, ids and the `other` columns shifted."""
    columns = [field.column for field in model._meta.local_concrete_fields]
    table = model._meta.db_table
    shifted = {"id": f"{table}.id + {PATTERNS} * n"}
    for column, kind in other.items():
        shifted[column] = f"{column} || '.' || n" if kind == "text" else f"{column} + {PATTERNS} * n"
    chosen = ", ".join(shifted.get(column, f'{table}."{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({named}) SELECT {chosen} FROM {table},"
            f" generate_series(1, {count // PATTERNS - 1}) AS n"
        )
