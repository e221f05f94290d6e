"""The growth signal on series in the shape of the real ones; those themselves are not part of the project."""

import numpy as np
import pandas as pd
import pytest

from scoring.evaluation.real_growth import FILE, evaluate


def write_series(folder, watched: bool) -> None:
    """Two years of a channel that grows evenly, but for a week of many views in the second."""
    draw = np.random.default_rng(2)
    gained = np.exp(draw.normal(np.log(5_000), 0.3, 730))
    joined = np.full(730, 20.0)
    joined[500:506] += 1_500
    if watched:
        gained[500:506] *= 40
    days = pd.date_range("2024-09-01", periods=730, tz="UTC")
    pd.DataFrame(
        {
            "id": "channel",
            "statistics.viewCount": (1_000_000 + gained.cumsum()).astype(int),
            "statistics.subscriberCount": (30_000 + joined.cumsum()).astype(int),
            "statistics.videoCount": 100,
            "retrievedAt": days.strftime("%Y-%m-%d 23:04:43 UTC"),
        }
    ).to_csv(folder / FILE, index=False)


def test_a_jump_that_was_watched_is_no_alarm(tmp_path):
    write_series(tmp_path, watched=True)
    found = evaluate(tmp_path)
    assert (found["channel_years"], found["alarms"], found["alarms_unexplained"]) == (2, 0, 0.5)
    assert found["recall_20"] == 1


def test_a_jump_that_nobody_watched_is_one(tmp_path):
    write_series(tmp_path, watched=False)
    assert evaluate(tmp_path)["alarms"] == 0.5


def test_series_that_are_not_there_are_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="No series of channels"):
        evaluate(tmp_path)
