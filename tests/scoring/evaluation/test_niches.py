"""The measured aim of niches: the figures of real bios where they are, and how they are worked out."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest

from scoring.core.lexicon import default_lexicon
from scoring.evaluation.niches import AIM, LABELS, LEVEL_1, evaluate, f1, keywords, read

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "tiktok-niche"


def rows(*own: tuple[str, str, str]) -> str:
    names = ("handle", "niche", "bio")
    return json.dumps([dict(zip(names, row, strict=True)) | {"country": "eng"} for row in own])


def test_every_label_stands_for_leaves_and_a_root_of_the_tree():
    lexicon = default_lexicon()
    for label, leaves in LABELS.items():
        assert set(leaves) <= set(lexicon.leaves)
        assert LEVEL_1[label] in lexicon.roots


def test_f1_is_that_of_a_table_worked_out_by_hand():
    told, found = np.array(["a", "a", "b", "b"]), np.array(["a", "b", "b", "c"])
    assert f1(told, found) == {"a": pytest.approx(2 / 3), "b": pytest.approx(2 / 4)}


def test_accounts_count_once_and_not_at_all_under_two_labels(tmp_path):
    file = rows(
        ("one", "MakeUp", "lipstick"), ("one", "makeup", "lipstick"), ("two", "fashion", "x"),
        ("two", "gaming", "x"), ("three", "gaming", "  "), ("four", "gaming", "a\\\\nb [email]"),
    )  # fmt: skip
    (tmp_path / "profiles.json").write_text(file)
    handles, labels, profiles = read(tmp_path)
    assert (handles, labels) == (["one", "four"], ["makeup", "gaming"])
    assert profiles["bio"].tolist()[1].split() == ["a", "b"]


def test_a_bio_without_keywords_is_given_the_commonest_label():
    assert keywords(["Crypto and TRADING", "🤍"]).tolist() == ["crypto", "vlog"]


def test_easy_bios_are_all_found(tmp_path):
    file = rows(
        ("a", "crypto", "bitcoin and altcoins"), ("b", "gaming", "twitch streamer"),
        ("c", "travel", "travel blogger"), ("d", "makeup", "makeup artist"),
    )  # fmt: skip
    (tmp_path / "profiles.json").write_text(file)
    found = evaluate(tmp_path)
    assert found["macro_f1"] == 1
    assert found["n"] == 4


def test_real_bios_reach_the_aim_and_beat_the_keywords():
    if not FOLDER.is_dir():
        warnings.warn(f"DATA ABSENT: {FOLDER}; the aim of niches was not measured", stacklevel=1)
        return
    found = evaluate(FOLDER)
    assert found["meaning"]
    assert found["macro_f1"] >= AIM
    assert found["held_macro_f1"] >= AIM
    assert found["macro_f1"] > found["words_macro_f1"] > found["keywords_macro_f1"]
