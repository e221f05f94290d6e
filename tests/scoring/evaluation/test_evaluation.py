"""The evaluation: rows with aims, absent data said loudly, and a report that can be read again."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scoring.evaluation import __main__ as runner
from scoring.evaluation import (
    disclosures,
    diversity,
    feedback,
    fraud,
    freshness,
    holdout,
    invariants,
    planted_engagement,
    portfolio,
    stability,
)
from scoring.evaluation.page import evaluation_block
from scoring.evaluation.report import Row, meets, read, row, stamp, table, write

PROJECT = Path(__file__).parents[3]


def by_name(rows: list[Row]) -> dict[str, Row]:
    return {found.name: found for found in rows}


@pytest.mark.parametrize(
    ("value", "aim", "holds"),
    [(0.84, ">= .84", True), (0.8, ">= .84", False), (3, "<= 3", True), (0.9, ".85-.95", True),
     (0.96, ".85-.95", False), (1.0, "", None)],
)  # fmt: skip
def test_an_aim_is_read_as_it_is_written(value, aim, holds):
    assert meets(value, aim) is holds


def test_a_row_has_its_first_baseline_beside_it_and_the_others_below():
    rows = row("Test", np.float64(0.8), ">= .7", {"median": 0.5, "mean": 0.4}, note="n")
    assert rows[0] == Row("Test", 0.8, "", 0.5, 1.6, ">= .7", True, "median", "n")
    assert (rows[1].name, rows[1].value) == ("Test, by mean", 0.4)


def test_a_report_can_be_read_again_and_put_on_the_page(tmp_path):
    rows = [*row("A | b", 0.123456, "<= 1"), Row("C", None, note="why")]
    write(rows, tmp_path / "reports" / "evaluate.json")
    again = read(tmp_path / "reports" / "evaluate.json")
    assert again == [replace(one, measured_with=stamp()) for one in rows]
    assert "not run" in table(rows)
    block = evaluation_block(again, "2026-11-24")
    assert "| A / b | 0.123 | <= 1 | yes |" in block
    assert f"Measured on 2026-11-24 with {stamp()}." in block


def test_planted_engagement_is_found_better_than_by_plain_means():
    rows = by_name(planted_engagement.evaluate(seeds=1, creators=1_500))
    whole = rows["Planted engagement: Spearman"]
    assert whole.value > whole.baseline
    assert whole.value > rows["Planted engagement: Spearman, by mean"].value
    assert rows["Planted engagement: RMSE in logs, 1-3 posts"].ratio < 0.8


def test_a_forecast_never_looks_at_what_comes_after():
    profiles, posts, _ = planted_engagement.planted_catalogue(120, 5)
    day = planted_engagement.NOW - pd.Timedelta(days=40)
    before, after = posts[posts["published_at"] <= day], posts[posts["published_at"] > day]
    plain = holdout.forecast(profiles, before, after, day, 40, 1)
    richer = holdout.forecast(profiles, before, after.assign(likes=after["likes"] * 9), day, 40, 1)
    assert plain.guesses["ours"].tolist() == richer.guesses["ours"].tolist()
    assert (richer.future > plain.future).mean() > 0.9


def test_who_knows_the_law_foresees_better_than_a_median_and_worse_than_the_truth_would():
    rows = by_name(holdout.evaluate(seeds=1, creators=700))
    name = "Hold-out, planted: Spearman above the raw median's"
    best, truth = (
        rows[f"{name}, {who}"].value for who in ("the best forecast there can be", "the truth itself")
    )
    assert 0 < best < truth


def test_small_changes_move_a_ranking_a_little():
    rows = by_name(stability.evaluate(seeds=1, creators=300, rounds=5, drops=2))
    assert 0.5 < rows["Stability: overlap@20, weights jittered by exp N(0, .2)"].value < 1


def test_disclosures_are_held_against_their_labels(tmp_path):
    (tmp_path / disclosures.FILE).write_text(
        "video_id,sentence,label\n"
        "a,Some links are affiliate links.,explanation\n"
        "a,This video is sponsored by Brightbrew,\n"
        "b,We spoke about affiliate marketing at school,\n"
        "b,Hello everybody,\n"
    )
    rows = by_name(disclosures.evaluate(tmp_path))
    assert rows["Disclosures, YouTube: recall"].value == 1
    assert rows["Disclosures, YouTube: sentences that strong rules find"].value == 1
    assert rows["Disclosures, YouTube: precision"].baseline == pytest.approx(1 / 3)


def test_the_share_found_follows_the_share_planted_and_is_never_above_it():
    rows = by_name(freshness.evaluate(seeds=1, creators=60))
    assert rows["Freshness, planted: Spearman of the expected share"].value > 0.8
    assert rows["Freshness, planted: detected share not above the true one"].value > 0.95
    assert 0.4 < rows["Freshness, planted: detected over true share"].value < 0.8


def test_planted_fraud_is_told_apart_and_each_signal_has_its_row():
    rows = by_name(fraud.evaluate(seeds=1, creators=300))
    assert rows["Authenticity, planted: AUC"].value > 0.7
    assert sum("without the signal" in name for name in rows) >= 5


def test_a_varied_list_differs_more_and_costs_little():
    rows = by_name(diversity.evaluate(briefs=3, candidates=300))
    likeness = rows["Diversity: mean likeness in the first 20"]
    assert likeness.value < likeness.baseline
    assert rows["Diversity: loss of the mean score"].holds


def test_many_decisions_bring_the_weights_nearer_to_the_hidden_ones():
    cosine = by_name(feedback.evaluate(marketers=6))[
        "Feedback, 200 pairs: cosine of learned and hidden weights"
    ]
    assert cosine.value > cosine.baseline


def test_plans_are_held_against_every_set_and_a_worse_one_is_seen(monkeypatch):
    assert portfolio.evaluate(instances=12, large=60)[0].value == 1

    class Nobody(portfolio.Search):
        def best(self):
            return self._chosen(np.zeros(len(self.options), dtype=bool), 0.0)

    monkeypatch.setattr(portfolio, "Search", Nobody)
    assert portfolio.evaluate(instances=12, large=60)[0].value < 1


def test_the_invariants_hold():
    assert all(found.holds for found in invariants.evaluate(creators=80))


def test_absent_data_is_said_and_what_needs_raters_is_not_made_up(tmp_path, monkeypatch):
    monkeypatch.setattr(
        runner, "sections", lambda data: [("made", lambda: [], None), ("set", lambda: [], data / "set")]
    )
    rows = by_name(runner.evaluate(tmp_path))
    assert "DATA ABSENT" in rows["set"].note
    assert all(rows[name].value is None for name, _ in runner.RATERS)


def test_re_read_videos_are_foreseen_from_the_others(tmp_path):
    columns = (
        "user_name,user_nfollower,vid_id,vid_postTime,vid_scrapeTime,vid_nview,vid_nlike,vid_ncomment,"
        "vid_nshare"
    )
    draw = np.random.default_rng(1)
    lines, again = [], []
    for creator in range(60):
        likes = int(np.exp(draw.normal(7, 1)))
        for video in range(4):
            moments = f"2025-05-0{video + 1} 10:00:00,2025-05-20 10:00:00"
            own = f"c{creator},{20 + creator}K,{creator}-{video},{moments},9K,"
            lines.append(own + f"{likes + video},3,1")
            if not video:
                again.append(own + f"{likes * 2},4,1")
    (tmp_path / "raw_data.csv").write_text("\n".join([columns, *lines]))
    (tmp_path / "recrawled_1v.csv").write_text("\n".join([columns, *again]))
    rows = by_name(holdout.reread(tmp_path))
    assert rows["Hold-out, TikTok: Spearman with videos read again"].value > 0.95
    assert "60 creators" in rows["Hold-out, TikTok: Spearman with videos read again"].note


def test_the_command_asks_no_server_and_says_which_data_is_absent(tmp_path):
    said = subprocess.run(
        [sys.executable, "-c",
         "from pathlib import Path\nfrom scoring.evaluation.__main__ import sections\n"
         "print([name for name, _, folder in sections(Path('nowhere')) if folder])"],
        cwd=PROJECT, capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "HANDPICK_VAR": str(tmp_path)},
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "hold-out, TikTok" in said.stdout
    assert not list(tmp_path.iterdir())
