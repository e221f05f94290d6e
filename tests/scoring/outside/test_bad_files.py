"""Files as they should not be: each fault is named with its place and its mend, the good rest is scored."""

import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.scoring.outside.files import PROJECT, rows_of, run


@pytest.mark.parametrize("header", ["profile_id,platform", "handle,platform,followers", "just words"])
def test_a_missing_column_is_named(tmp_path, header):
    with pytest.raises(CommandError, match="missing") as refused:
        run(tmp_path, f"{header}\na,b,c\n")
    assert refused.value.returncode == 2
    assert not (tmp_path / "r.csv").exists()


def test_a_missing_column_is_told_without_a_traceback_and_the_exit_code_is_2(tmp_path):
    (tmp_path / "p.csv").write_text("handle,platform,followers\na,b,c\n")
    said = subprocess.run(
        [
            sys.executable, "manage.py", "score_files", "--profiles", tmp_path / "p.csv",
            "--out", tmp_path / "r.csv", "--words-only",
        ],
        cwd=PROJECT, capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 2
    assert "missing" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "r.csv").exists()


def test_bad_rows_are_named_by_row_field_and_mend_and_the_rest_is_kept(tmp_path):
    profiles = (
        "profile_id,platform,followers,bio\n"
        "a,instagram,5000,baker\n"
        ",instagram,6000,no id\n"
        "a,instagram,7000,again\n"
        "b,instagram,many,gamer\n"
        "c,instagram,900,one,too,many\n"
        "d,instagram,NaN,hiking\n"
    )
    rows, _, said, complaints = run(tmp_path, profiles)
    assert [row["profile_id"] for row in rows] == ["a", "b", "d"]
    assert "row 3, profile_id: no profile_id; the row is left out" in complaints
    assert "row 4, profile_id 'a': this profile_id came before; the row is left out" in complaints
    assert "row 5, followers 'many': not a number; taken as unknown" in complaints
    assert "row 6, last cells 'too | many': 6 cells under 4 headings" in complaints
    assert "3 rows of profiles left out" in said
    assert rows[1]["niche"] == "gaming"
    assert rows[1]["score"] == ""


def test_when_no_row_is_good_the_exit_code_is_1(tmp_path):
    with pytest.raises(CommandError, match="No row") as error:
        run(tmp_path, "profile_id,platform,followers\n,instagram,5\n")
    assert error.value.returncode == 1


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--posts-out", "s.csv"], "--posts-out needs --posts"),
        (["--posts", "absent.csv"], "cannot be opened"),
        (["--out", "r.txt"], "ends in .csv or .parquet"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence(tmp_path, monkeypatch, extra, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=words) as error:
        run(tmp_path, "profile_id,platform,followers\na,instagram,5\n", None, *extra)
    assert error.value.returncode == 2


def test_an_empty_list_gives_an_empty_result(tmp_path):
    rows, told, _, _ = run(tmp_path, "profile_id,platform,followers\n", "profile_id,post_id\n")
    assert (rows, told) == ([], [])


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only(tmp_path):
    profiles = (
        'profile_id,platform,followers,bio\na,tiktok,1,"never closed\nb,tiktok,2,baker\nc,tiktok,3,gamer\n'
    )
    rows, _, _, _ = run(tmp_path, profiles)
    assert [row["profile_id"] for row in rows] == ["a", "b", "c"]
    assert [row["niche"] for row in rows] == ["other", "food", "gaming"]


@pytest.mark.parametrize("content", [b"", b"PAR1broken", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, b"{"])
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path, content):
    (tmp_path / "p.csv").write_bytes(content)
    with pytest.raises(CommandError, match="p.csv") as error:
        call_command("score_files", profiles=tmp_path / "p.csv", out=tmp_path / "r.csv")
    assert error.value.returncode == 2
    assert not (tmp_path / "r.csv").exists()


ODD = [
    "",
    "nan",
    "N/A",
    "-1",
    "-5",
    "inf",
    "1e9",
    "1.2万",
    "13.8M",
    "12%",
    "10-20k",
    "abc",
    "=1+1",
    "٣٤٥",
    "\u202ex",
]


ODD_DATES = ["2026-02-30", "9999-12-31", "45413", "1767000000.5", "yesterday", "13/02/2026", "0000-00-00"]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_odd_cells_in_any_column_never_end_the_run(tmp_path, suffix):
    cells = [*ODD, *ODD_DATES]
    columns = ["platform", "followers", "following", "bio", "country", "language"]
    profiles = pd.DataFrame({name: np.roll(cells, k) for k, name in enumerate(columns)})
    profiles.insert(0, "profile_id", [f"{k:03}" for k in range(len(cells))])
    columns = ["published_at", "kind", "caption", "likes", "comments", "shares", "views"]
    posts = pd.DataFrame({name: np.roll(cells * 3, k) for k, name in enumerate(columns)})
    posts.insert(0, "profile_id", np.resize(profiles["profile_id"], len(posts)))
    for name, frame in (("p", profiles), ("q", posts)):
        path = tmp_path / f"{name}.{suffix}"
        frame.to_csv(path, index=False) if suffix == "csv" else frame.to_parquet(path)
    call_command(
        "score_files", profiles=tmp_path / f"p.{suffix}", posts=tmp_path / f"q.{suffix}",
        out=tmp_path / "r.csv", posts_out=tmp_path / "s.csv", level=2,
        words_only=True, stdout=io.StringIO(), stderr=io.StringIO(),
    )  # fmt: skip
    assert [row["profile_id"] for row in rows_of(tmp_path / "r.csv")] == profiles["profile_id"].tolist()
    assert len(rows_of(tmp_path / "s.csv")) == len(posts)


def test_a_wrong_ending_is_refused_before_anything_is_read(tmp_path):
    (tmp_path / "p.csv").write_text("profile_id,platform,followers\n1,tiktok,-5\n")
    err = io.StringIO()
    with pytest.raises(CommandError, match=r"\.csv or \.parquet"):
        call_command("score_files", profiles=tmp_path / "p.csv", out=tmp_path / "r.txt", stderr=err)
    assert err.getvalue() == ""


def test_why_accounts_have_no_score_is_counted(tmp_path):
    _, _, _, err = run(tmp_path, "profile_id,platform,followers\n1,tiktok,9000\n2,tiktok,0\n")
    assert "1 x p.csv score: followers unknown: no score" in err
    assert "1 x p.csv score: no posts yet: no score" in err
