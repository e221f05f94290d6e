"""A list comes to the same whatever the portions it is read in, and all of it or nothing."""

import datetime
import io
import sys
from contextlib import nullcontext

import pytest
from django.core.management import call_command
from django.utils import timezone

from influencers.choices import RowOutcome, Source
from influencers.importing import read_ahead
from influencers.importing.plan import make_plan
from influencers.importing.run import carry_out
from influencers.importing.undo_import import undo_import
from influencers.models import (
    ImportFile,
    ImportRow,
    Influencer,
    Profile,
    ProfileNiche,
    ReportedFigures,
    Snapshot,
)
from influencers.reported import claims_of
from tests.factories import make_profile

HEAD = "handle,platform,user id,name,followers,country,niche,avg likes,date\n"
LISTS = {
    "all are new": """a_one,tiktok,,Ann,100,Spain,Fitness,4,
a_two,tiktok,7777,Bob,200,,Food,,
x y,tiktok,,,1,,,,
a_three,tiktok,8888,Cy,abc,,,,
a_four,tiktok,9999,,400,Narnia,Travel,5,
""",
    "named again later": """a_one,tiktok,,Ann,100,Spain,Fitness,4,2026-01-03
a_two,tiktok,,Bob,200,,,,2026-01-01
A_One,tiktok,,,90,Italy,Food,,2026-01-01
a_three,tiktok,,,300,,,,
a_one,tiktok,,,95,Germany,Fitness,6,2026-01-02
a_two,tiktok,,Bob,200,,,,2026-01-01
a_four,tiktok,,,1,,,,
""",
    "one id under two handles": """a_one,tiktok,7777,Ann,100,,,,
a_two,tiktok,8888,Bob,200,,,,
a_new_one,tiktok,7777,Ann,110,,,,
a_three,tiktok,,,300,,,,
""",
    "some are known": """a_one,tiktok,,Ann,100,,Food,1,
known,tiktok,,Kay,900,Spain,Fitness,2,
a_two,tiktok,,Bob,200,,,,
renamed,tiktok,5555,Kay,901,,,,
demo,tiktok,,,5,,,,
known,tiktok,1111,Kay,902,,,3,
a_one,tiktok,,,101,,,,
""",
}


def outcome(tmp_path, text: str) -> tuple:
    """Everything that an import of the list leaves behind, without ids."""
    path = tmp_path / "list.csv"
    path.write_text(text)
    options = ("--as-of", "2026-02-01", "--map", "user id=platform_id")
    call_command("import_profiles", str(path), *options, stdout=io.StringIO())
    record = ImportFile.objects.latest("pk")
    profiles = Profile.objects.order_by("platform", "handle")
    accounts = [
        (
            p.handle, p.platform_id, p.influencer.name, p.display_name, p.followers, p.country, p.source,
            p.reported_category, p.primary_niche and p.primary_niche.slug, p.fetched_at.date(),
            p.import_file == record, p.url,
            [claim[:4] + (claim.column,) for claim in claims_of(p)],
            list(p.snapshots.order_by("day").values_list("day", "followers")),
            list(p.niches.order_by("niche").values_list("niche__slug", "basis", "weight")),
        )
        for p in profiles
    ]  # fmt: skip
    names = {p.pk: p.handle for p in profiles}
    rows = [
        (r.row, r.outcome, r.raw, r.errors, names.get(r.profile_id), bool(r.before))
        for r in record.import_rows.order_by("row")
    ]
    counts = (record.rows, record.created, record.updated, record.unchanged, record.rejected)
    return accounts, rows, counts, record.warnings, Influencer.objects.count()


def empty() -> None:
    for model in (ImportRow, Profile, Influencer, ImportFile):
        model.objects.all().delete()
    day = datetime.datetime(2025, 6, 1, tzinfo=datetime.UTC)
    make_profile(
        handle="known", display_name="K", platform="tiktok", followers=10, country="PT", fetched_at=day
    )
    make_profile(
        handle="before", display_name="B", platform="tiktok", platform_id="5555", followers=10, fetched_at=day
    )
    make_profile(handle="demo", display_name="D", platform="tiktok", source=Source.DEMO, fetched_at=day)


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_portions_change_nothing(name, tmp_path, monkeypatch):
    monkeypatch.setattr(read_ahead, "PORTION", 1_000)
    empty()
    whole = outcome(tmp_path, HEAD + LISTS[name])
    assert whole[2][0] == LISTS[name].count("\n")
    assert ("7777" in LISTS[name]) == any(account[1] == "7777" for account in whole[0])
    for size in (1, 2, 3):
        monkeypatch.setattr(read_ahead, "PORTION", size)
        empty()
        assert outcome(tmp_path, HEAD + LISTS[name]) == whole, size


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_a_list_in_portions_is_taken_back_whole(name, tmp_path, monkeypatch):
    monkeypatch.setattr(read_ahead, "PORTION", 2)
    empty()
    before = list(Profile.objects.order_by("pk").values_list("pk", "handle", "followers", "country"))
    outcome(tmp_path, HEAD + LISTS[name])
    undo_import(ImportFile.objects.get().pk)
    assert list(Profile.objects.order_by("pk").values_list("pk", "handle", "followers", "country")) == before
    assert not any(m.objects.exists() for m in (Snapshot, ReportedFigures, ProfileNiche))
    assert Influencer.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_and_nothing_else_until_all_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(read_ahead, "PORTION", 2)
    path = tmp_path / "list.csv"
    path.write_text(HEAD + "".join(f"handle_{n},tiktok,,,{n},,,,\n" for n in range(7)))
    plan = make_plan(path, path.name)
    heard = []

    def progress(rows: int) -> None:
        ImportFile.objects.update(done_rows=rows)
        heard.append((rows, Profile.objects.count(), ImportRow.objects.count()))

    def stop(rows: int) -> None:
        if rows == 6:
            raise RuntimeError

    record = ImportFile.objects.create(name="list.csv", mapping=plan.chosen, as_of=timezone.localdate())
    with pytest.raises(RuntimeError):
        carry_out(plan, record, stop)
    assert not Profile.objects.exists()
    assert not ImportRow.objects.exists()
    carry_out(plan, record, progress)
    assert heard == [(2, 0, 0), (4, 0, 0), (6, 0, 0), (7, 0, 0)]
    assert Profile.objects.count() == 7
    assert ImportRow.objects.filter(outcome=RowOutcome.CREATED).count() == 7


@pytest.mark.parametrize("broken", [False, True])
def test_the_program_takes_its_usual_turns_again_after_a_list(broken):
    usual = sys.getswitchinterval()

    def rows():
        if broken:
            raise OSError("the disk is gone")
        yield from ()

    with pytest.raises(OSError, match="the disk is gone") if broken else nullcontext():
        for _ in read_ahead.portions(rows()):
            pytest.fail("there is nothing to read")
    assert sys.getswitchinterval() == usual
