"""Size over time: at the date of a post, over a month, and the platform's own paid label."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from scoring.core.growth import followers_then, growth_30d
from tests.scoring.planted import NOW, post, posts_frame, profiles_frame


def snapshots(*rows: tuple[int, float, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["profile_id", "days_ago", "followers"])
    frame["day"] = pd.to_datetime([NOW - timedelta(days=d) for d in frame["days_ago"]], utc=True)
    return frame


def test_the_nearest_snapshot_within_two_weeks_tells_the_size():
    posts = posts_frame(post(age=100), post(age=12), post(2, age=100), post(age=60))
    sizes = snapshots((1, 104, 10_000), (1, 95, 11_000), (1, 10, 20_000), (1, 11, None))
    found = followers_then(posts, sizes)
    assert found[:2].tolist() == [10_000, 20_000]
    assert np.isnan(found[2:]).all()


def test_growth_compares_with_the_snapshot_a_month_before():
    sizes = snapshots((1, 1, 12_000), (1, 20, 11_500), (1, 32, 10_000), (1, 44, 9_000), (2, 1, 5_000))
    found = growth_30d(profiles_frame({}, {}, {}), sizes, NOW)
    assert found[0] == pytest.approx(0.2)
    assert np.isnan(found[1:]).all()


def test_growth_of_an_account_that_was_not_read_lately_is_unknown():
    assert np.isnan(growth_30d(profiles_frame({}), snapshots((1, 50, 12_000), (1, 85, 10_000)), NOW)).all()
