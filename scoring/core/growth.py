"""The size of an account over time: at the date of a post, and over the last month."""

from datetime import datetime

import numpy as np
import pandas as pd

from scoring.core.features import age_in_days, numbers

NEAR_DAYS = 15
MONTH = 30
OLDEST = 45


def followers_then(posts: pd.DataFrame, snapshots: pd.DataFrame) -> np.ndarray:
    """Followers at the date of each post: the nearest snapshot within 15 days, else NaN.

    posts: profile_id, published_at; snapshots: profile_id, day (datetime64 UTC), followers.
    """
    known = snapshots[np.isfinite(numbers(snapshots, "followers"))]
    if not len(known) or not len(posts):
        return np.full(len(posts), np.nan)
    left = posts[["profile_id", "published_at"]].assign(at=np.arange(len(posts)))
    left["published_at"] = pd.to_datetime(left["published_at"], utc=True).astype("datetime64[us, UTC]")
    right = known[["profile_id", "day", "followers"]].copy()
    right["day"] = pd.to_datetime(right["day"], utc=True).astype("datetime64[us, UTC]")
    joined = pd.merge_asof(
        left.sort_values(["published_at", "at"]),
        right.sort_values(["day", "profile_id"]),
        left_on="published_at",
        right_on="day",
        by="profile_id",
        direction="nearest",
        tolerance=pd.Timedelta(days=NEAR_DAYS),
    )
    return joined.sort_values("at")["followers"].to_numpy(dtype=float)


def growth_30d(profiles: pd.DataFrame, snapshots: pd.DataFrame, now: datetime) -> np.ndarray:
    """Growth of followers in about a month, a fraction: newest snapshot against one 30 to 45 days older.

    NaN where there is no such pair or the newest snapshot is itself older than 45 days.
    """
    size = numbers(snapshots, "followers")
    rows = snapshots.assign(age=age_in_days(snapshots["day"], now), size=size)[size > 0]
    rows = rows[rows["age"] >= -1].sort_values(["profile_id", "age"])
    newest = rows.drop_duplicates("profile_id").set_index("profile_id")
    rows = rows[rows["profile_id"].isin(newest.index[newest["age"] <= OLDEST])]
    back = rows["age"].to_numpy() - newest["age"].reindex(rows["profile_id"]).to_numpy()
    before = rows[(back >= MONTH) & (back <= OLDEST)].drop_duplicates("profile_id").set_index("profile_id")
    growth = newest["size"].reindex(before.index) / before["size"] - 1
    return growth.reindex(profiles["profile_id"]).to_numpy(dtype=float)
