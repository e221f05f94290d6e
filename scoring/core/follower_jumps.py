"""The growth signal: followers that jump in a week without a post that explains it (method, section 3)."""

from datetime import datetime

import numpy as np
import pandas as pd

from scoring.core.features import age_in_days, distinct, maturity_days, numbers, texts
from scoring.core.grouped import group_count, group_max, group_median, rank_in_group
from scoring.core.signals import GROWTH, Signal
from scoring.core.weights import CONSTANTS, Constants

WEEK = 7
GAPS = (4, 31)
"""Days between two readings that may stand for weeks; a longer gap than a week is spread evenly over it."""
SHORTEST = 30
"""Days of history at least that a rate of high posts is taken from."""
CODES = 100_000
"""More than there are days, so that profile and day fit into one sortable number."""


def jump_signal(
    profiles: pd.DataFrame,
    posts: pd.DataFrame,
    snapshots: pd.DataFrame,
    now: datetime,
    c: Constants = CONSTANTS,
) -> Signal:
    """The largest weekly jump that no post explains; the largest week where there is none, and p is 0.

    posts are `PostFeatures.posts`. A week is judged only where the posts around it are known and mature.
    extra: `day`, the end of that week (ISO), and `explained`: a jump of this account has a post behind it.
    """
    size = len(profiles)
    grown, weeks = weekly_growth(profiles, snapshots, now)
    code = grown["code"].to_numpy()
    jumped = np.flatnonzero(_stands_out(grown, size, c) & _judged(grown, profiles, posts, c))
    behind = explained(posts, grown.iloc[jumped], size, c)
    behind |= _follows(grown.iloc[jumped], behind, c)
    unexplained = np.zeros(len(grown), dtype=bool)
    unexplained[jumped[~behind]] = True
    # Per profile its largest unexplained jump, else its largest week; the newest of equals.
    order = np.lexsort((grown["end"].to_numpy(), -grown["log"].to_numpy(), ~unexplained, code))
    best = order[rank_in_group(code[order]) == 0]
    value, quiet, told = np.full(size, np.nan), np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
    days = np.full(size, "", dtype=object)
    value[code[best]] = np.expm1(grown["log"].to_numpy()[best])
    quiet[code[unexplained]] = False
    told[code[jumped[behind]]] = True
    ends = pd.Timestamp(now).tz_convert("UTC") - pd.to_timedelta(grown["end"].to_numpy()[best], unit="D")
    days[code[best]] = ends.strftime("%Y-%m-%d").to_numpy(dtype=object)
    return Signal(
        "jump", GROWTH, value, weeks, c.jump_weeks, c.jump_low, c.jump_high, quiet,
        {"day": days, "explained": told},
    )  # fmt: skip


def weekly_growth(
    profiles: pd.DataFrame, snapshots: pd.DataFrame, now: datetime
) -> tuple[pd.DataFrame, np.ndarray]:
    """(growth over the week before each reading, number of weeks with a reading per profile).

    A reading is held against the one nearest to seven days earlier. The frame has code (row of the profile),
    end (age in days of the later reading), gap (days between the two), log (ln growth a week).
    """
    code = pd.Index(profiles["profile_id"]).get_indexer(snapshots["profile_id"])
    followers = numbers(snapshots, "followers")
    age = age_in_days(snapshots["day"], now)
    usable = (code >= 0) & (followers > 0) & (age > -1)
    code, followers, age = code[usable].astype(np.int64), followers[usable], age[usable]
    # Ascending in profile and time; one reading a day.
    key = code * CODES + (CODES // 2 - np.floor(age).astype(np.int64))
    order = np.lexsort((followers, key))
    order = order[np.r_[np.diff(key[order]) != 0, np.ones(min(len(key), 1), dtype=bool)]]
    code, followers, age, key = code[order], followers[order], age[order], key[order]
    weeks = group_count(np.unique(code * CODES + (key % CODES) // WEEK) // CODES, len(profiles))
    before = _week_before(key)
    gap = key - key[before]
    at = np.flatnonzero((gap >= GAPS[0]) & (gap <= GAPS[1]))
    log = np.log(followers[at] / followers[before[at]]) / np.maximum(gap[at] / WEEK, 1)
    return pd.DataFrame({"code": code[at], "end": age[at], "gap": gap[at], "log": log}), weeks


def _week_before(key: np.ndarray) -> np.ndarray:
    """For each reading the position of the earlier one nearest to a week before it, the reading itself where
    there is none; keys ascend, and those of different profiles lie far apart."""
    here = np.arange(len(key))
    right = np.searchsorted(key, key - WEEK)
    left = np.maximum(right - 1, 0)
    nearest = np.where(np.abs(key - WEEK - key[left]) <= np.abs(key[right] - key + WEEK), left, right)
    return np.where(nearest == here, np.maximum(here - 1, 0), nearest)


def _stands_out(grown: pd.DataFrame, size: int, c: Constants) -> np.ndarray:
    """Which weeks are jumps: at least 5%, and far above the own usual week."""
    code, log = grown["code"].to_numpy(), grown["log"].to_numpy()
    above = log - group_median(code, log, size)[code]
    scale = np.fmax(c.mad_to_sd * group_median(code, np.abs(above), size), c.jump_scale_floor)
    return (above > c.jump_z * scale[code]) & (np.expm1(log) >= c.jump_low)


def _judged(grown: pd.DataFrame, profiles: pd.DataFrame, posts: pd.DataFrame, c: Constants) -> np.ndarray:
    """Which weeks have posts around them that are known and mature, so that one of them could explain it."""
    size, code = len(profiles), grown["code"].to_numpy()
    oldest = np.full(size, np.nan)
    # The newest posts of a profile come first.
    oldest[posts["code"].to_numpy()] = posts["age"].to_numpy()
    platform, names = distinct(texts(profiles, "platform"))
    mature = np.array([maturity_days(name, c) for name in names])[platform]
    return (grown["end"].to_numpy() >= mature[code]) & (oldest[code] >= _first_day(grown, c))


def _first_day(weeks: pd.DataFrame, c: Constants) -> np.ndarray:
    """Age in days of the oldest post that can explain a week; more where its readings lie far apart."""
    later = np.maximum(c.jump_before_days, weeks["gap"].to_numpy() + c.jump_before_days - WEEK)
    return weeks["end"].to_numpy() + later


def explained(posts: pd.DataFrame, weeks: pd.DataFrame, size: int, c: Constants = CONSTANTS) -> np.ndarray:
    """Which of these weeks (rows of `weekly_growth`) have a post behind them, by engagement or comments.

    Such a post is among the own best, far above the own median, drew enough reactions, and is so rare that
    one as high would hardly fall there by accident: the chance is that of a Poisson process with the rate of
    higher posts until then.
    """
    found = np.zeros(len(weeks), dtype=bool)
    if not len(weeks):
        return found
    first, last = _first_day(weeks, c), weeks["end"].to_numpy() - c.jump_after_days
    code, number = weeks["code"].to_numpy(), np.arange(len(weeks))
    # Few creators have such a week, and the posts of the others tell nothing here.
    posts = posts[group_count(code, size)[posts["code"].to_numpy()] > 0]
    week = pd.DataFrame(
        {
            "code": code,
            "first": first,
            "last": last,
            "week": number,
            "growth": np.expm1(weeks["log"].to_numpy()),
        }
    )
    for channel in ("rate", "comment_rate"):
        high, length = _high_posts(posts, channel, size, c)
        pairs = week.merge(high, on="code")
        inside = pairs[
            (pairs["age"] <= pairs["first"])
            & (pairs["age"] >= pairs["last"])
            & (pairs["reached"] >= c.jump_reactions * pairs["growth"])
        ]
        best = inside.sort_values(["week", "rank"]).drop_duplicates("week")
        width = (best["first"] - best["last"]).to_numpy()
        before = np.maximum(length[best["code"].to_numpy()] - best["first"].to_numpy(), SHORTEST)
        chance = -np.expm1(-_higher_before(best, high) * width / before)
        found[best["week"].to_numpy()[chance <= c.jump_chance]] = True
    return found


def _higher_before(best: pd.DataFrame, high: pd.DataFrame) -> np.ndarray:
    """How many higher posts came before the window of each of these (one row a week)."""
    pairs = best[["week", "code", "first", "rank"]].merge(high, on="code", suffixes=("", "_other"))
    before = pairs[(pairs["rank_other"] < pairs["rank"]) & (pairs["age"] > pairs["first"])]
    return before.groupby("week").size().reindex(best["week"], fill_value=0).to_numpy()


def _follows(weeks: pd.DataFrame, behind: np.ndarray, c: Constants) -> np.ndarray:
    """Which of these weeks end soon after a larger one that has a post behind it: followers go on coming."""
    if not behind.any():
        return behind
    number = np.arange(len(weeks))
    all_weeks = weeks[["code", "end", "log"]].assign(week=number)
    pairs = all_weeks.merge(all_weeks[behind], on="code", suffixes=("", "_before"))
    later = pairs["end_before"] - pairs["end"]
    tail = (later > 0) & (later <= c.jump_before_days) & (pairs["log"] < pairs["log_before"])
    return np.isin(number, pairs.loc[tail, "week"])


def _high_posts(
    posts: pd.DataFrame, channel: str, size: int, c: Constants
) -> tuple[pd.DataFrame, np.ndarray]:
    """(posts high enough to explain a jump: code, age, rank from 0 among the own; age of the oldest post)."""
    own = posts[np.isfinite(posts[channel].to_numpy())]
    code, y, age = (own[name].to_numpy() for name in ("code", channel, "age"))
    n = group_count(code, size)
    above = y - group_median(code, y, size)[code]
    scale = np.fmax(c.mad_to_sd * group_median(code, np.abs(above), size), c.scale_floor)
    order = np.lexsort((age, -y, code))
    rank = np.empty(len(code), dtype=np.int64)
    rank[order] = rank_in_group(code[order])
    # Where likes are hidden nobody knows how many reacted.
    reached = np.where(np.isfinite(own["rate"]), np.exp(own["rate"]), np.inf)
    high = (rank <= c.jump_post_share * (n[code] - 1)) & (above >= c.jump_post_scales * scale[code])
    return pd.DataFrame(
        {"code": code[high], "age": age[high], "rank": rank[high], "reached": reached[high]}
    ), group_max(code, age, size)
