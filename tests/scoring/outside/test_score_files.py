"""`manage.py score_files` through its front door: files in, files out, no database."""

import io
import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import call_command

from scoring.core.lexicon import default_lexicon
from scoring.outside.problems import Problems
from scoring.outside.tables import open_table
from tests.scoring.outside.files import PROJECT, planted_files, rows_of, run, score

SCORES = [
    "engagement_rate", "er_low", "er_high", "n_posts", "percentile", "sponsored_share", "authenticity",
    "coverage", "score",
]  # fmt: skip


def test_a_list_gets_a_row_a_profile_with_every_column(tmp_path):
    planted_files(tmp_path)
    rows = rows_of(score(tmp_path))
    roots = [f"p_{slug}" for slug in default_lexicon().roots]
    assert len(roots) == 16
    assert list(rows[0]) == ["profile_id", "niche", *roots, *SCORES]
    assert [row["profile_id"] for row in rows] == [str(k) for k in range(1, 201)]
    full = [row for row in rows if row["score"]]
    assert len(full) > 150
    for row in full:
        assert float(row["er_low"]) < float(row["engagement_rate"]) < float(row["er_high"])
        assert 0 <= float(row["percentile"]) <= 1
        assert 0 < float(row["score"]) <= 100
        assert 0 < float(row["coverage"]) <= 1
    assert {row["niche"] for row in rows} == {"food", "other"}


def test_an_account_without_posts_has_the_rate_of_its_size_and_no_place_among_peers(tmp_path):
    planted_files(tmp_path)
    more = pd.read_csv(tmp_path / "p.csv")
    more.loc[len(more)] = [900, "instagram", 5_000, ""]
    more.loc[len(more)] = [901, "instagram", 200_000, ""]
    more.loc[len(more)] = [902, "instagram", 50, ""]
    more.to_csv(tmp_path / "p.csv", index=False)
    rows = {row["profile_id"]: row for row in rows_of(score(tmp_path))}
    small, large, tiny = (rows[name] for name in ("900", "901", "902"))
    assert small["n_posts"] == "0"
    assert float(small["er_low"]) < float(small["engagement_rate"]) < float(small["er_high"])
    assert float(large["engagement_rate"]) < float(small["engagement_rate"])
    assert small["percentile"] == small["score"] == ""
    assert tiny["engagement_rate"] == ""


def test_the_command_asks_no_server_and_leaves_nothing_behind(tmp_path):
    planted_files(tmp_path, 30)
    home = tmp_path / "home"
    said = subprocess.run(
        [
            sys.executable, "manage.py", "score_files", "--profiles", tmp_path / "p.csv",
            "--posts", tmp_path / "q.csv", "--out", tmp_path / "r.csv", "--words-only",
        ],
        cwd=PROJECT, capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "HANDPICK_VAR": str(home)},
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "30 profiles" in said.stdout
    assert len(rows_of(tmp_path / "r.csv")) == 30
    assert {path.name for path in home.iterdir()} <= {"secret-key"}
    assert not list(tmp_path.glob(".*"))


def test_ids_come_back_exactly_as_given(tmp_path):
    profiles = "profile_id,platform,followers\n007,x,1\n7,x,1\n123456789012345678901,x,1\n=1+1,x,1\n@é,x,1\n"
    posts = 'profile_id,post_id,caption\n007,0001,"#ad a\nb, c"\n@é,18446744073709551617,\n'
    rows, told, _, _ = run(tmp_path, profiles, posts)
    assert [row["profile_id"] for row in rows] == ["007", "7", "123456789012345678901", "=1+1", "@é"]
    assert [(row["profile_id"], row["post_id"]) for row in told] == [
        ("007", "0001"),
        ("@é", "18446744073709551617"),
    ]


def test_parquet_in_and_out_keeps_the_types_of_ids(tmp_path):
    ids = pa.array([2**63 + 5, 3], pa.uint64())
    table = {
        "profile_id": ids,
        "platform": ["tiktok", "tiktok"],
        "followers": [1000, None],
        "bio": ["baker", None],
    }
    pq.write_table(pa.table(table), tmp_path / "p.parquet")
    posts = pd.DataFrame(
        {
            "profile_id": [3.0, np.nan, 3.0],
            "post_id": ["a", "b", None],
            "published_at": pd.to_datetime(["2026-01-01", None, "2026-02-01"]),
            "likes": [5, None, 7],
        }
    )
    posts.to_parquet(tmp_path / "q.parquet")
    call_command(
        "score_files", profiles=tmp_path / "p.parquet", posts=tmp_path / "q.parquet",
        out=tmp_path / "r.parquet", posts_out=tmp_path / "s.parquet",
        words_only=True, stdout=io.StringIO(), stderr=io.StringIO(),
    )  # fmt: skip
    out = pq.read_table(tmp_path / "r.parquet")
    assert out.schema.field("profile_id").type == pa.uint64()
    assert out["profile_id"].to_pylist() == [2**63 + 5, 3]
    assert out["niche"].to_pylist() == ["food", "other"]
    assert out["n_posts"].to_pylist() == [0, 0]  # followers of 3 are unknown
    told = pq.read_table(tmp_path / "s.parquet")
    assert told["post_id"].to_pylist() == ["a", "b", None]
    assert told["profile_id"].to_pylist() == [3.0, None, 3.0]


def test_bios_alone_give_niches(tmp_path):
    rows, _, _, _ = run(
        tmp_path, "profile_id,platform,followers,bio\n1,tiktok,,Gamer and streamer\n2,tiktok,,\n"
    )
    assert [row["niche"] for row in rows] == ["gaming", "other"]
    assert float(rows[0]["p_gaming"]) > 0.5
    assert sum(float(value) for name, value in rows[1].items() if name.startswith("p_")) == 0
    assert (rows[0]["score"], rows[0]["engagement_rate"]) == ("", "")


def test_level_2_adds_the_finer_niches(tmp_path):
    rows, _, _, _ = run(
        tmp_path, "profile_id,platform,followers,bio\n1,tiktok,9,sourdough baking\n", None, "--level", "2"
    )
    assert rows[0]["niche"] == "food/baking"
    assert float(rows[0]["p_food/baking"]) <= float(rows[0]["p_food"])


def test_figures_as_people_write_them(tmp_path):
    posts = "".join(f'1;p{k};0{k}.02.2026;"1,2K";3;\n' for k in range(1, 7))
    rows, _, _, complaints = run(
        tmp_path,
        "profile_id;platform;followers\n1;Instagram;1.2万\n2;IG;13.8M\n",
        "profile_id;post_id;published_at;likes;comments;views\n" + posts,
        "--as-of", "2026-03-01",
    )  # fmt: skip
    assert "likes" not in complaints
    assert rows[0]["n_posts"] == "6"
    assert float(rows[0]["engagement_rate"]) == pytest.approx(1203.5 / 12_000, rel=1e-6)


def test_posts_without_dates_count_as_a_month_old(tmp_path):
    posts = "profile_id,post_id,likes\n" + "".join(f"1,p{k},{100 + k}\n" for k in range(6))
    rows, told, _, complaints = run(tmp_path, "profile_id,platform,followers\n1,instagram,10000\n", posts)
    assert rows[0]["n_posts"] == "6"
    assert len(told) == 6
    assert "6 x q.csv published_at: no date: taken to be 30 days old" in complaints


def test_zones_are_minded_and_as_of_moves_the_window(tmp_path):
    posts = (
        "profile_id,post_id,published_at,likes\n"
        "1,a,2026-01-10T23:30:00-05:00,10\n"  # 04:30 on the 11th, UTC
        "1,b,1768104000,10\n"  # 2026-01-11 04:00 UTC
        "1,c,Sat Jan 10 04:00:00 +0000 2026,10\n"
        "1,d,2024-01-01,10\n"
    )
    profiles = "profile_id,platform,followers\n1,instagram,10000\n"
    _, _, said, _ = run(tmp_path, profiles, posts)
    assert "as of 2026-01-12 04:30 UTC" in said
    rows, _, _, _ = run(tmp_path, profiles, posts, "--as-of", "2026-01-14T04:15:00+00:00")
    assert rows[0]["n_posts"] == "2"


def test_every_post_has_a_row_also_of_unknown_profiles_and_outside_the_window(tmp_path):
    posts = (
        "profile_id,post_id,published_at,caption\nnobody,1,2026-01-01,x\n1,2,1999-01-01,y\n1,2,2026-01-01,z\n"
    )
    rows, told, _, complaints = run(tmp_path, "profile_id,platform,followers\n1,newnet,10000\n", posts)
    assert [row["post_id"] for row in told] == ["1", "2", "2"]
    assert "no such profile" in complaints
    assert len(rows) == 1


def test_the_same_files_give_the_same_bytes_and_the_order_of_rows_changes_no_figure(tmp_path):
    planted_files(tmp_path)
    first = score(tmp_path).read_bytes()
    assert score(tmp_path, "again").read_bytes() == first
    planted_files(tmp_path, shuffled=True)
    mixed = score(tmp_path, "mixed").read_text().splitlines()
    assert sorted(mixed) == sorted(first.decode().splitlines())


def test_what_an_import_reads_is_read_here_too(tmp_path):
    listed = [{"profile_id": "a", "platform": "tiktok", "followers": 5, "bio": "baker"}]
    (tmp_path / "p.json").write_text(json.dumps(listed))
    call_command(
        "score_files", profiles=tmp_path / "p.json", out=tmp_path / "r.csv",
        words_only=True, stdout=io.StringIO(), stderr=io.StringIO(),
    )  # fmt: skip
    assert rows_of(tmp_path / "r.csv")[0]["niche"] == "food"


def test_captions_of_many_lines_with_rows_inside_them_stay_whole(tmp_path):
    captions = ['a, "b"\n1,2,3\n4,5,6\n', '"""', "x\r\ny;z\tw", ",\n,", 'he said 5" and "left', ""]
    posts = pd.DataFrame({"profile_id": "a", "caption": captions, "post_id": range(len(captions))})
    for separator in (",", ";", "\t"):
        text = posts.to_csv(index=False, sep=separator, lineterminator="\n")
        (tmp_path / "q.csv").write_text(text, encoding="utf-8", newline="")
        table = open_table(tmp_path / "q.csv", ("profile_id", "post_id", "caption"), ("profile_id",))
        read = pd.concat(table.batches(Problems()))
        assert read["caption"].tolist() == captions
        assert read["post_id"].tolist() == [str(k) for k in range(len(captions))]


CAPTIONS = {
    "1": "#ad my new shoes",
    "2": "Werbung | Neues Rezept",
    "3": "My adventure in the hills #adventure",
    "4": "Not sponsored, I just love it",
    "5": "",
}


def test_each_post_says_how_likely_it_is_sponsored_and_why(tmp_path):
    posts = pd.DataFrame({"profile_id": "a", "post_id": CAPTIONS.keys(), "caption": CAPTIONS.values()})
    profiles = "profile_id,platform,followers\na,instagram,9000\nb,instagram,9000\n"
    rows, told, _, _ = run(tmp_path, profiles, posts.to_csv(index=False))
    chance = {row["post_id"]: float(row["sponsored_probability"]) for row in told}
    assert chance["1"] >= 0.9
    assert chance["2"] >= 0.9
    assert max(chance["3"], chance["4"], chance["5"]) < 0.3
    assert "#ad" in told[0]["matches"]
    assert [row["sponsored_share"] for row in rows] == ["0.5", ""]  # of the four with words


def test_who_follows_far_more_than_follow_back_has_a_signal_to_check(tmp_path):
    profiles = "profile_id,platform,followers,following\na,x,9000,300\nb,x,9000,90000\nc,x,9000,\n"
    rows, _, _, _ = run(tmp_path, profiles)
    assert float(rows[1]["authenticity"]) < float(rows[0]["authenticity"]) <= 1
    assert rows[2]["authenticity"] == ""


def test_meaning_finds_what_no_word_of_the_tree_names(tmp_path):
    profiles = (
        "profile_id,platform,followers,bio\n1,tiktok,9000,I lift heavy things and put them down again\n"
    )
    by_words, _, _, _ = run(tmp_path, profiles)
    both, _, _, _ = run(tmp_path, profiles, by_meaning=True)
    assert float(both[0]["p_fitness"]) > float(by_words[0]["p_fitness"])
    assert max(both[0], key=lambda name: float(both[0][name]) if name.startswith("p_") else -1) == "p_fitness"


def test_captions_are_read_by_meaning_too(tmp_path):
    captions = [
        "We put up the tent by the lake and slept under the stars",
        "The tent by the lake again, stars",
    ]
    posts = pd.DataFrame({"profile_id": "1", "post_id": range(2), "caption": captions}).to_csv(index=False)
    profiles = "profile_id,platform,followers\n1,tiktok,9000\n"
    both, _, _, _ = run(tmp_path, profiles, posts, by_meaning=True)
    again, _, _, _ = run(tmp_path, profiles, posts, by_meaning=True)
    assert both == again
    assert float(both[0]["p_travel"]) + float(both[0]["p_fitness"]) > 0.3


def test_captions_alone_give_a_niche(tmp_path):
    captions = ["Sourdough crumb at last", "More sourdough today"]
    posts = pd.DataFrame({"profile_id": "1", "post_id": range(2), "caption": captions}).to_csv(index=False)
    rows, _, _, _ = run(tmp_path, "profile_id,platform,followers\n1,tiktok,9000\n", posts)
    assert rows[0]["niche"] == "food"
