# ruff: noqa: E501 - tables of cases
"""The command, on our own small files: one oddity each."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from influencers.importing.undo_import import undo_import
from influencers.management.commands.import_profiles import Command
from influencers.models import ImportFile, ImportRow, Influencer, Profile, ReportedFigures, Snapshot
from influencers.reported import claims_of

FILES = Path(__file__).resolve().parents[2] / "files" / "import"
pytestmark = pytest.mark.django_db


def run(name, *options, path=None):
    """(exit code, JSON) of the command on one of our files."""
    out, code = io.StringIO(), 0
    try:
        call_command(
            "import_profiles", str(path or FILES / name), "--json", *options, stdout=out, stderr=io.StringIO()
        )
    except SystemExit as stop:
        code = stop.code
    result = json.loads(out.getvalue())
    assert {"rows", "created", "updated", "unchanged", "rejected", "unmapped", "missing"} <= set(result)
    if code == 0:
        lost = len({(problem.get("sheet"), problem["row"]) for problem in result["rejected"]})
        assert result["rows"] == result["created"] + result["updated"] + result["unchanged"] + lost
    return code, result


def accounts(*fields):
    return list(Profile.objects.order_by("platform", "handle").values_list(*fields))


@pytest.mark.parametrize(
    ("name", "options", "created"),
    [
        ("suffixes.csv", ("--platform", "instagram"), 3),
        ("header_line_breaks.csv", (), 3),
        ("title_rows.csv", (), 2),
        ("latin1.csv", (), 2),
        ("utf16_bom.csv", (), 2),
        ("utf16_no_bom.csv", (), 2),
        ("bom_semicolon.csv", (), 2),
        ("cr_only.csv", (), 2),
        ("nul_bytes.csv", (), 2),
        ("mixed_encodings.csv", (), 3),
        ("broken_quote.csv", (), 3),
        ("inch_marks.csv", (), 2),
        ("sep_line.csv", (), 2),
        ("bare_handles.csv", ("--platform", "tiktok"), 3),
        ("urls_without_header.csv", (), 3),
        ("group_header.csv", (), 2),
        ("rate_percent.csv", (), 3),
        ("rate_checked.csv", (), 3),
        ("thousands_as_decimal.csv", (), 3),
        ("array.json", (), 2),
        ("nested.json", (), 2),
        ("by_column.json", (), 2),
        ("cyrillic_cp1251.csv", (), 4),
        ("shift_jis.csv", (), 2),
        ("youtube_titles.csv", (), 2),
        ("report_layout.xlsx", (), 2),
        ("sheets_by_platform.xlsx", (), 4),
        ("types.xlsx", (), 2),
    ],
)
def test_each_oddity_is_imported(name, options, created):
    code, result = run(name, *options)
    assert (code, result["created"]) == (0, created), result


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("no_platform.csv", ["platform"]),
        ("bare_handles.csv", ["platform"]),
        ("no_handle.csv", ["platform", "handle"]),
        ("rate_ambiguous.csv", ["engagement_rate unit"]),
        ("unit_unknown.csv", ["followers unit"]),
    ],
)
def test_what_only_a_person_knows_is_asked_and_nothing_is_written(name, missing):
    code, result = run(name)
    assert (code, result["missing"]) == (2, missing)
    assert result["questions"]
    assert not Profile.objects.exists()
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["empty.csv", "blank.csv", "broken.json", "picture.csv", "page.html", "header_only.csv", "not_there.csv"],
)
def test_an_unreadable_file_says_so_in_json(name):
    code, result = run(name)
    assert code == 1
    assert result["error"]
    assert not ImportFile.objects.exists()


def test_the_answers_settle_what_was_asked():
    assert run("rate_ambiguous.csv", "--map", "engagement_rate=engagement_rate_percent")[0] == 0
    rates = sorted(ReportedFigures.objects.values_list("engagement_rate", flat=True))
    assert rates == pytest.approx([0.005, 0.008, 0.009])
    assert run("unit_unknown.csv", "--map", "followers=followers_thousands")[0] == 0
    assert set(accounts("followers")[:2]) == {(34_500,), (13_200,)}


@pytest.mark.parametrize("words", [["--json"], ["x.csv", "--json", "--nope"]])
def test_a_command_line_that_makes_no_sense_is_told_in_json_too(words, capsys):
    with pytest.raises(SystemExit) as stop:
        Command().run_from_argv(["manage.py", "import_profiles", *words])
    assert stop.value.code == 2
    result = json.loads(capsys.readouterr().out)
    assert result["error"]
    assert result["rejected"] == result["unmapped"] == result["missing"] == []


@pytest.mark.parametrize("wrong", [{"DEBUG": "maybe"}, {"DATABASE_URL": "nonsense"}])
def test_settings_that_make_no_sense_are_told_in_json_too(wrong):
    line = [sys.executable, "manage.py", "import_profiles", str(FILES / "wide.csv"), "--json"]
    done = subprocess.run(
        line, cwd=FILES.parents[2], env=os.environ | wrong, capture_output=True, check=False, timeout=120
    )
    result = json.loads(done.stdout)
    assert done.returncode == 1
    assert (result["rows"], result["missing"], result["rejected"]) == (0, [], [])
    assert result["error"].startswith("Handpick cannot start: ")


def test_an_answer_that_does_not_fit_is_refused():
    for options in (
        ["--map", "nope=handle"],
        ["--map", "handle=nope"],
        ["--platform", "friendster"],
        ["--as-of", "x"],
    ):
        code, result = run("duplicates.csv", *options)
        assert code == 2
        assert result["error"]


def test_values_arrive_in_their_fields():
    run("bom_semicolon.csv", "--as-of", "2026-01-31")
    assert accounts("platform", "handle", "followers", "source") == [
        ("instagram", "fern.field", 12_300, "file"),
        ("instagram", "moss_maker", 9_800, "file"),
    ]
    claims = claims_of(Profile.objects.get(handle="fern.field"))
    assert [(c.figure, c.value, str(c.as_of)) for c in claims] == [
        ("avg_likes", 1024.5, "2026-01-31"),
        ("engagement_rate", pytest.approx(0.0345), "2026-01-31"),
    ]
    assert all(claim.column in claim.import_file.mapping for claim in claims)
    assert Profile.objects.get(handle="fern.field").engagement_rate is None


def test_every_bad_cell_is_named():
    _, result = run("bad_cells.csv")
    assert [(p["row"], p["field"], p["value"]) for p in result["rejected"]] == [
        (2, "followers", "abc"), (3, "followers", "-5"), (4, "followers", "NaN"), (5, "followers", "999999999999"),
        (6, "followers", "5-10k"), (7, "handle", ""),
    ]  # fmt: skip
    assert {(p["row"], p["field"], p["value"]) for p in result["warnings"]} == {
        (8, "country", "Narnia"), (8, "contact", "not mail"), (8, "is_verified", "perhaps"), (8, "posts_count", "ten"),
    }  # fmt: skip
    assert all(p["reason"] for p in result["rejected"] + result["warnings"])
    assert accounts("handle") == [("glen.games",)]


def test_duplicates_meet_in_one_account():
    _, result = run("duplicates.csv")
    assert (result["created"], result["updated"], result["unchanged"]) == (2, 1, 1)
    assert accounts("handle", "followers") == [("fern.field", 12_900), ("moss_maker", 9_800)]
    assert [p["reason"] for p in result["warnings"]] == ["the same account as row 2"] * 2


def test_one_row_with_two_platforms_is_one_creator():
    _, result = run("two_platforms.csv")
    assert (result["rows"], result["created"], len(result["rejected"])) == (4, 3, 1)
    assert Influencer.objects.count() == 3
    assert Influencer.objects.get(name="Fern Field").profiles.count() == 2
    assert accounts("platform", "handle", "followers") == [
        ("instagram", "fern.field", 12_300), ("instagram", "moss_maker", 9_800),
        ("tiktok", "brook.bakes", 5_100), ("tiktok", "fernfield", 45_000),
    ]  # fmt: skip


def test_platform_words_and_unknown_ones():
    _, result = run("platform_values.csv")
    assert [p["value"] for p in result["rejected"]] == ["Friendster"]
    assert {row[0] for row in accounts("platform")} == {"instagram", "tiktok", "youtube"}


def test_ragged_rows():
    _, result = run("ragged.csv")
    assert result["created"] == 2
    assert result["rejected"][0]["row"] == 3


def test_names_and_handles_are_told_apart_by_their_cells():
    run("header_line_breaks.csv")
    assert accounts("handle", "display_name")[2] == ("moss_maker", "Moss 🌿 Maker")


def test_a_language_in_the_country_column_becomes_the_language():
    run("array.json")
    assert accounts("handle", "country", "language") == [("fern.field", "", "en"), ("moss_maker", "", "es")]
    assert Profile.objects.get(handle="fern.field").bio == "Green \n things"
    assert Profile.objects.get(handle="fern.field").fetched_at.date().isoformat() == "2026-03-04"


def test_an_unreadable_line_is_a_row_with_a_reason():
    _, result = run("lines.jsonl")
    assert (result["created"], [p["row"] for p in result["rejected"]]) == (2, [4])


def test_half_a_character_and_nan_in_json():
    _, result = run("surrogate.json")
    assert [(p["field"], p["value"]) for p in result["rejected"]] == [("followers", "nan")]


def test_the_same_file_again_changes_nothing():
    for name in ("bom_semicolon.csv", "two_platforms.csv", "sheets_by_platform.xlsx", "duplicates.csv"):
        run(name)
        _, again = run(name)
        assert (again["created"], again["updated"]) == (0, 0)


def test_the_same_file_again_is_told_until_its_import_is_taken_back():
    _, first = run("wide.csv")
    _, again = run("wide.csv", "--dry-run")
    told = f"(import {first['import']})."
    assert not any("same file" in note for note in first["notes"])
    assert "This same file was imported on" in again["notes"][0]
    assert again["notes"][0].endswith(told)
    undo_import(first["import"])
    _, fresh = run("wide.csv", "--dry-run")
    assert not any("same file" in note for note in fresh["notes"])


def test_without_json_the_mapping_and_how_the_file_was_read_are_told():
    out = io.StringIO()
    call_command("import_profiles", str(FILES / "latin1.csv"), "--dry-run", stdout=out)
    told = out.getvalue()
    assert " as handle" in told
    assert "Left out: " in told
    assert "The file is not UTF-8" in told


def test_dry_run_says_the_same_and_writes_nothing():
    _, dry = run("two_platforms.csv", "--dry-run")
    assert not Profile.objects.exists()
    assert not ImportFile.objects.exists()
    _, real = run("two_platforms.csv")
    keys = ("rows", "created", "updated", "unchanged", "rejected")
    assert [dry[key] for key in keys] == [real[key] for key in keys]


def test_older_figures_become_history_and_replace_nothing():
    run("rate_percent.csv", "--as-of", "2026-03-01")
    older = FILES / "rate_checked.csv"
    _, result = run("", "--as-of", "2026-01-01", path=older)
    profile = Profile.objects.get(handle="fern.field")
    assert profile.followers == 12_300
    assert sorted(profile.snapshots.values_list("day", "followers")) == [
        (Snapshot.objects.earliest("day").day, 10_000), (Snapshot.objects.latest("day").day, 12_300),
    ]  # fmt: skip
    assert result["updated"] == 3


def test_what_a_curator_set_stays():
    run("duplicates.csv", "--as-of", "2026-01-01")
    mine = Profile.objects.filter(handle="fern.field")
    mine.update(country="PT", followers=1, curated_fields=["country", "followers"])
    _, result = run("duplicates.csv", "--as-of", "2026-03-01")
    assert (mine.get().country, mine.get().followers) == ("PT", 1)
    assert result["created"] == 0


def test_every_row_is_kept_with_what_became_of_it():
    run("bad_cells.csv")
    assert ImportRow.objects.count() == 7
    rejected = ImportRow.objects.get(row=2)
    assert (rejected.outcome, rejected.raw["followers"], rejected.errors[0]["reason"]) == (
        "rejected",
        "abc",
        "not a number",
    )
    assert ImportRow.objects.get(row=8).profile == Profile.objects.get()


def test_a_zip_bomb_is_not_opened(tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    code, result = run("", path=bomb)
    assert code == 1
    assert "far more" in result["error"]


def test_a_workbook_with_entities_is_not_parsed(tmp_path):
    path = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE a [<!ENTITY b "c">]><Types/>')
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert run("", path=path)[0] == 1


@pytest.mark.parametrize("text", ["[" * 5000, '{"a":' * 5000, "[1,2,3]", "[]", "{}", '"text"', '[{"a":"b"}'])
def test_odd_json_is_refused_not_crashed_on(text, tmp_path):
    path = tmp_path / "odd.json"
    path.write_text(text)
    assert run("", path=path)[0] in (1, 2)
