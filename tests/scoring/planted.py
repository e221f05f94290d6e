"""Creators whose true engagement is known (the generator of the method, 2.5), and small frames."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_ids = count(1)


def planted_catalogue(size: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """(profiles, posts, true ln engagement rate): posts per creator negative binomial, 5% of them viral."""
    draw = np.random.default_rng(seed)
    followers = np.exp(draw.uniform(np.log(3_000), np.log(300_000), size)).round()
    truth = np.log(0.03) - 0.25 * np.log(followers / 20_000) + draw.normal(0, 0.55, size)
    code = np.repeat(np.arange(size), draw.negative_binomial(1.0, 1 / 13, size))
    scale = np.exp(draw.normal(np.log(0.6), 0.2, size))
    viral = np.where(draw.random(len(code)) < 0.05, draw.uniform(1.5, 3.5, len(code)), 0)
    rate = np.exp(truth[code] + draw.normal(0, 1, len(code)) * scale[code] + viral)
    engagements = draw.poisson(rate * followers[code])
    likes = draw.binomial(engagements, 0.95)
    age = draw.uniform(3.5, 150, len(code))
    profiles = pd.DataFrame(
        {"profile_id": np.arange(1, size + 1), "platform": "instagram", "followers": followers}
    )
    posts = pd.DataFrame(
        {
            "profile_id": code + 1,
            "post_id": [f"p{i}" for i in range(len(code))],
            "published_at": pd.Timestamp(NOW) - pd.to_timedelta(age, unit="D"),
            "kind": "photo",
            "likes": likes,
            "comments": engagements - likes,
        }
    )
    return profiles, posts, truth


def profiles_frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """Profiles with ids 1, 2, ...: 20,000 followers on Instagram unless told otherwise."""
    base = {"platform": "instagram", "followers": 20_000.0, "bio": "", "language": ""}
    return pd.DataFrame([{"profile_id": k, **base, **row} for k, row in enumerate(rows, 1)])


def post(profile_id: int = 1, age: float = 30, **values: Any) -> dict[str, Any]:
    """A photo of `age` days with 100 likes and 10 comments and no text, under an id of its own."""
    return {
        "profile_id": profile_id,
        "post_id": f"post{next(_ids)}",
        "published_at": NOW - timedelta(days=age),
        "kind": "photo",
        "caption": "",
        "hashtags": [],
        "language": "",
        "likes": 100.0,
        "comments": 10.0,
        "shares": np.nan,
        "views": np.nan,
    } | values


def posts_frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """Posts as a frame; the columns are there also without rows."""
    frame = pd.DataFrame(list(rows), columns=list(post()))
    for name in {key for row in rows for key in row} - set(frame.columns):
        frame[name] = [row.get(name) for row in rows]
    frame["published_at"] = pd.to_datetime(frame["published_at"], utc=True)
    return frame
