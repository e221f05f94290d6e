"""100,000 refreshed profiles, four fifths of them known, by an import against Django's own bulk upsert.

The import is the way in which a refreshed list comes in at this size: it parses the file, finds by handle whom
it knows, judges what is newer, notes for undo what each row was, and writes by COPY and a statement a table.
Baseline: `bulk_create`, `update_conflicts` of the very rows that the import leaves in its three tables, made
beforehand and told their ids, so that it need neither read, find, judge nor note anything. Both end with
their references checked and are taken back; the tables are equal after them, row by row.
"""

import csv
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.db import connection, models, transaction
from django.utils import timezone

from benchmarks.report import Row
from influencers.importing.plan import make_plan
from influencers.importing.run import carry_out
from influencers.models import ImportFile, Influencer, Profile, Snapshot

DEFAULT_CREATORS = 1_000_000
REFRESHED, KNOWN = 100_000, 0.8
RUNS, BATCH, AIM = 3, 5_000, 3.0
TABLES = (Influencer, Profile, Snapshot)
# What each run says by its own clock.
_OF_NOW = {"updated_at", "created_at", "data_changed_at"}
# What a refreshed list changes of a profile.
_CHANGED = ["followers", "following", "posts_count", "fetched_at", "source", "import_file", "updated_at", "data_changed_at"]  # fmt: skip


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark in a catalogue of `scale` accounts."""
    count = scale or DEFAULT_CREATORS
    today, known = timezone.now().date(), int(min(REFRESHED, count) * KNOWN)
    with tempfile.TemporaryDirectory() as folder:
        stock, refreshed = Path(folder) / "stock.csv", Path(folder) / "refreshed.csv"
        _list(stock, range(count), seed=1)
        step = count // known
        _list(refreshed, [*range(0, known * step, step), *range(count, count + REFRESHED - known)], seed=2)
        _import(stock, today - timedelta(days=30))
        record = ImportFile.objects.create(name="refreshed", as_of=today)
        ours, theirs = [], []
        rows = _taken_back(lambda: _import(refreshed, today, record), lambda: _rows_of(record))[1]
        for _ in range(RUNS):
            seconds, left = _taken_back(lambda: _upsert(rows), _contents)
            theirs.append(seconds)
            seconds, expected = _taken_back(lambda: _import(refreshed, today, record), _contents)
            ours.append(seconds)
            if left != expected:
                raise RuntimeError("The two ways left other rows")
    own, bulk = sorted(ours)[RUNS // 2], sorted(theirs)[RUNS // 2]
    return [
        Row(f"upsert: bulk_create(update_conflicts) of {REFRESHED:,} profiles in {count:,}", bulk, "s"),
        Row("upsert: the same rows by an import, from the file", own, "s", bulk, bulk / own,
            f">= {AIM:g}x faster", bulk >= AIM * own),
    ]  # fmt: skip


def _list(path: Path, numbers, seed: int) -> None:
    dice = random.Random(seed)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Username", "Full name", "Platform", "Followers", "Following", "Posts", "Bio"])
        for number in numbers:
            size = int(dice.lognormvariate(10, 1.1)) + 50
            out.writerow(
                [f"creator.{number}", f"Creator {number}", "TikTok", size, dice.randrange(3000),
                 dice.randrange(2000), f"Number {number}, here for the fun of it"]
            )  # fmt: skip


def _import(path: Path, as_of: date, record: ImportFile | None = None) -> None:
    plan = make_plan(path, path.name)
    record = record or ImportFile.objects.create(name=path.name, as_of=as_of)
    record.mapping = plan.chosen
    carry_out(plan, record)


def _upsert(rows: dict[type[models.Model], list[models.Model]]) -> None:
    now = timezone.now()
    for profile in rows[Profile]:
        profile.updated_at = profile.data_changed_at = now
    changed = {
        Influencer: ["name"],
        Profile: _CHANGED,
        Snapshot: ["followers", "following", "posts_count", "source"],
    }
    with transaction.atomic():
        for model in TABLES:
            unique = ["profile", "day"] if model is Snapshot else ["id"]
            model.objects.bulk_create(
                rows[model],
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=unique,
                update_fields=changed[model],
            )


def _taken_back(work: Callable[[], None], look: Callable[[], dict]) -> tuple[float, dict]:
    """(seconds of `work` with its references checked, what `look` sees then); nothing of it stays."""
    with connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")
        with transaction.atomic():
            started = time.perf_counter()
            work()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            seconds = time.perf_counter() - started
            seen = look()
            transaction.set_rollback(True)
    return seconds, seen


def _of(record: ImportFile) -> dict[type[models.Model], models.QuerySet]:
    """The rows that the list leaves, by table: all of its accounts, their sizes of the day, new creators."""
    profiles = Profile.objects.filter(import_file=record)
    return {
        Influencer: Influencer.objects.filter(profiles__in=profiles, pk__gt=_stocked()),
        Profile: profiles,
        Snapshot: Snapshot.objects.filter(profile__in=profiles, day=record.as_of),
    }


def _stocked() -> int:
    """The last creator before the refreshed list."""
    first = ImportFile.objects.order_by("pk").first()
    return Profile.objects.filter(import_file=first).aggregate(most=models.Max("influencer"))["most"]


def _rows_of(record: ImportFile) -> dict[type[models.Model], list[models.Model]]:
    rows = {model: list(found) for model, found in _of(record).items()}
    for size in rows[Snapshot]:
        size.pk = None
    return rows


def _contents() -> dict[str, tuple[int, str]]:
    """(rows, digest over all their values) by table; without times of now and without ids of new rows, which
    come from a sequence: handles and names stand for them."""
    account = "influencers_profile p JOIN influencers_influencer i ON i.id = p.influencer_id"
    asked = {
        Influencer: ("influencers_influencer t", "t.name", {"id"}),
        Profile: (f"{account} JOIN influencers_profile t ON t.id = p.id", "i.name, t.handle", {"id", "influencer_id"}),
        Snapshot: (f"{account} JOIN influencers_snapshot t ON t.profile_id = p.id", "p.handle, t.day",
                   {"id", "profile_id"}),
    }  # fmt: skip
    found = {}
    for model, (rows, key, ids) in asked.items():
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in _OF_NOW | ids]
        told = ", ".join([key, *(f't."{name}"' for name in names)])
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), md5(string_agg(md5(ROW({told})::text), '' ORDER BY {key})) FROM {rows}"
            )
            found[model._meta.db_table] = cursor.fetchone()
    return found
