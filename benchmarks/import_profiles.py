"""Import of a list against plain COPY of the same rows, and memory at N rows and at a quarter of them.

Baseline: the rows that the import parsed, with every column that it parsed them into and the row as it was,
copied by the same COPY into a plain table of those columns (no index, no constraint) on the same server. Each
of them becomes six rows in six tables, with their indexes and checked references, so a second baseline is
COPY of just those rows into just those tables: what any import into this catalogue takes at least.

The list is fictional: handles, figures with suffixes, a category, an engagement rate, average likes, views.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.report import Row
from influencers.copying import copy_rows
from influencers.importing import staging
from influencers.importing.plan import make_plan
from influencers.importing.run import carry_out
from influencers.models import (
    ImportFile,
    ImportRow,
    Influencer,
    Profile,
    ProfileNiche,
    ReportedFigures,
    Snapshot,
)  # fmt: skip

DEFAULT_ROWS = 100_000
_WRITTEN = (Influencer, Profile, Snapshot, ReportedFigures, ProfileNiche, ImportRow)
_AIM, _FLAT = 4.0, 1.15
_PLAIN = (
    staging.STAGE.replace("CREATE TEMP TABLE import_stage", "CREATE TABLE bench_plain")
    .replace(", key text GENERATED ALWAYS AS (lower(handle)) STORED", "")
    .replace("jsonb", "text")
)


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark at `scale` rows of a list."""
    count = scale or DEFAULT_ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        make_list(path, count)
        plain = _plain_copy(path)
        total, written = _import(path)
        floor = _copy_of_written(Path(folder))
        again = _import_again(path)
        small, large = _peak_of_fewer(Path(folder), count), _peak(path)
    return [
        Row("import_profiles: plain COPY of the parsed rows", count / plain, "rows/s"),
        Row("import_profiles: rows parsed to rows in the catalogue", count / written, "rows/s", count / plain,
            written / plain, f"<= {_AIM:g}x the time of plain COPY", written <= _AIM * plain),
        Row("import_profiles: the same, against COPY into the catalogue's tables", count / written, "rows/s",
            count / floor, written / floor),
        Row("import_profiles: file to catalogue, reading included", count / total, "rows/s", count / plain,
            total / plain),
        Row("import_profiles: the same list again", count / again, "rows/s", count / plain, again / plain),
        Row("import_profiles: peak memory, against a quarter of the rows", large, "MB", small, large / small,
            f"<= {_FLAT:g}x", large <= _FLAT * small),
    ]  # fmt: skip


def make_list(path: Path, count: int) -> None:
    """A fictional list of `count` creators, the same for the same count."""
    dice = random.Random(7)
    niches = ("Fitness", "Food", "Travel", "Beauty", "Gaming", "Tech")
    countries = ("Spain", "Germany", "Brazil", "US", "Italy", "")
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Username", "Full name", "Platform", "Followers", "Posts", "Country", "Niche", "Bio",
                      "Engagement rate", "Avg. likes", "Avg. views"])  # fmt: skip
        for number in range(count):
            size = int(dice.lognormvariate(10, 1.1)) + 50
            shown = f"{size / 1000:.1f}K" if dice.random() < 0.5 else f"{size:,}"
            out.writerow(
                [
                    f"creator.{number}",
                    f"Creator {number}",
                    "TikTok",
                    shown,
                    dice.randrange(2000),
                    dice.choice(countries),
                    dice.choice(niches),
                    f"Number {number}, here for the fun of it",
                    f"{dice.uniform(0.2, 9):.2f}%",
                    dice.randrange(size),
                    dice.randrange(size * 3),
                ]
            )


def _plain_copy(path: Path) -> float:
    """Seconds for plain COPY of the parsed rows, parsing left out; the middle one of three runs."""
    plan = make_plan(path, path.name)
    rows = list(staging.staged_rows(plan.rows(timezone.now().date()), [0]))
    seconds = []
    for _ in range(3):
        with connection.cursor() as cursor:
            cursor.execute(_PLAIN)
        started = time.perf_counter()
        copy_rows("bench_plain", staging.COLUMNS, rows)
        seconds.append(time.perf_counter() - started)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_plain")
    return sorted(seconds)[1]


def _import(path: Path) -> tuple[float, float]:
    """(seconds from the file to the catalogue, seconds of it that are not reading and parsing)."""
    started = time.perf_counter()
    plan = make_plan(path, path.name)
    for _ in plan.rows(timezone.now().date()):
        pass
    reading = time.perf_counter() - started
    return (total := _run(path)), total - reading


def _copy_of_written(folder: Path) -> float:
    """Seconds for COPY of what the import wrote into its emptied tables, references checked at the end."""
    tables = [model._meta.db_table for model in _WRITTEN]
    with connection.cursor() as cursor:
        for table in tables:
            with (folder / table).open("w") as out:
                cursor.cursor.copy_expert(f'COPY "{table}" TO STDOUT', out)
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        started = time.perf_counter()
        with transaction.atomic():
            for table in tables:
                with (folder / table).open() as rows:
                    cursor.cursor.copy_expert(f'COPY "{table}" FROM STDIN', rows)
        return time.perf_counter() - started


def _import_again(path: Path) -> float:
    return _run(path)


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{Influencer._meta.db_table}", "{ImportFile._meta.db_table}" CASCADE')


def _run(path: Path) -> float:
    started = time.perf_counter()
    plan = make_plan(path, path.name)
    record = ImportFile.objects.create(name=path.name, mapping=plan.chosen, as_of=timezone.now().date())
    carry_out(plan, record)
    return time.perf_counter() - started


def _peak_of_fewer(folder: Path, count: int) -> float:
    path = folder / "fewer.csv"
    make_list(path, count // 4)
    return _peak(path)


def _peak(path: Path) -> float:
    """Peak memory in MB of a process of its own that imports the list into an empty catalogue."""
    code = (
        "import django, sys; django.setup(); from pathlib import Path;"
        "from benchmarks.import_profiles import import_once; import_once(Path(sys.argv[1]));"
        # VmHWM, because the peak that getrusage tells is inherited from the process that started this one.
        "words = Path('/proc/self/status').read_text().split();"
        "print(int(words[words.index('VmHWM:') + 1]) / 1024)"
    )
    settings = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, env=environment
    )
    return float(done.stdout.split()[-1])


def import_once(path: Path) -> None:
    """Imports a list into a catalogue that is empty."""
    _empty()
    _run(path)
