"""The log of an import. Its pointer to an account is not checked by the database: deletions must mind it."""

import json

import pytest

from influencers.importing.problems import ProblemLog
from influencers.importing.undo_import import undo_import
from influencers.models import ImportFile, ImportRow, Influencer, Profile
from tests.influencers.importing.test_import_command import run
from tests.influencers.importing.test_undo_import import HEAD, bring

pytestmark = pytest.mark.django_db


def test_rows_outlive_their_account(tmp_path):
    bring(tmp_path, HEAD + "fern.field,tiktok,12300,Spain,40\nmoss_maker,tiktok,9800,,\n")
    Profile.objects.get(handle="fern.field").delete()
    Influencer.objects.filter(profiles__handle="moss_maker").delete()
    assert list(ImportRow.objects.order_by("row").values_list("outcome", "profile")) == [
        ("created", None),
        ("created", None),
    ]


def test_no_row_points_nowhere_after_an_undo(tmp_path):
    record = bring(tmp_path, HEAD + "fern.field,tiktok,12300,Spain,40\n")
    bring(tmp_path, HEAD + "moss_maker,tiktok,9800,,\nx y,tiktok,1,,\n")
    undo_import(record.pk)
    pointers = set(ImportRow.objects.values_list("profile", flat=True))
    assert pointers - {None} == set(Profile.objects.values_list("pk", flat=True))


def test_rows_go_with_their_file(tmp_path):
    bring(tmp_path, HEAD + "fern.field,tiktok,12300,Spain,40\n").delete()
    assert not ImportRow.objects.exists()
    assert Profile.objects.get().import_file is None


def test_every_problem_of_a_long_list_is_told_in_order(tmp_path):
    path = tmp_path / "long.csv"
    ends = ("100,Narnia", "abc,Spain")
    lines = "".join(f"creator_{n},tiktok,{ends[n % 2]}\n" for n in range(9_000))
    path.write_text("handle,platform,followers,country\n" + lines)
    _, result = run("", path=path)
    assert [p["row"] for p in result["rejected"]] == list(range(3, 9_002, 2))
    assert [p["row"] for p in result["warnings"]] == list(range(2, 9_002, 2))
    kept = ImportFile.objects.get()
    assert (len(kept.warnings), kept.answers["unlisted"]) == (200, 8_800)
    assert all(problem["fatal"] for problem in kept.warnings)


def test_problems_are_read_while_more_come():
    log = ProblemLog()
    for number in range(40_000):
        log.append({"row": number, "value": "é\n\ud800"})
    seen = iter(log)
    assert next(seen)["row"] == 0
    log.append({"row": 40_000})
    assert [p["row"] for p in log][-1] == 40_000
    assert (len(log), json.dumps(log.first(1)[0]["value"])) == (40_001, '"\\u00e9\\n\\ud800"')
