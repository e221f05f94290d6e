"""Creators whose true engagement is known (the generator of the method, 2.5), and small frames."""

from datetime import timedelta
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

from scoring.evaluation.planted_engagement import NOW, planted_catalogue

__all__ = ["NOW", "planted_catalogue", "post", "posts_frame", "profiles_frame"]
_ids = count(1)


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
