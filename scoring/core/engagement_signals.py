"""Signals in how an account's posts are liked: too little or too much for the size, likes that look alike,
comments out of line with likes (method, section 3: groups ghost and likes)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.columns import Short
from scoring.core.features import distinct, numbers
from scoring.core.grouped import group_count, group_mean, group_median, group_sum
from scoring.core.signals import GHOST, LIKES, Signal
from scoring.core.standing import floats
from scoring.core.weights import CONSTANTS, Constants

REFERENCED = {"spread": "spread_posts", "ratio": "ratio_posts"}
"""Figures that are held against the catalogue, and the constant that says how many posts they need."""


def ghost_signals(profiles: pd.DataFrame, engagement: pd.DataFrame, c: Constants = CONSTANTS) -> list[Signal]:
    """Engagement far below, and far above, what is usual for the size; engagement is `standing`.

    High likes are believed when comments are high too; without comments they cannot be judged.
    """
    deviation = np.sqrt(floats(engagement, "tau2"))
    z = (floats(engagement, "theta") - floats(engagement, "mu")) / deviation
    had = np.where(engagement["basis"].isin(["measured", "comments"]), floats(engagement, "n_eff"), 0.0)
    had = np.nan_to_num(had)
    comments = floats(engagement, "comment_z")
    judged = np.isfinite(comments) & (engagement["basis"] == "measured").to_numpy()
    big = numbers(profiles, "followers") >= c.excess_followers
    return [
        Signal("ghost", GHOST, z, had, c.ghost_n_eff, c.ghost_low, c.ghost_high),
        Signal(
            "excess", GHOST, np.where(judged, z, np.nan), had, c.ghost_n_eff, c.excess_low, c.excess_high,
            ~big | (comments >= c.excess_comments),
        ),
    ]  # fmt: skip


def like_figures(posts: pd.DataFrame, size: int) -> pd.DataFrame:
    """Per profile: spread (log-sd of likes without the noise of counting), spread_posts; ratio (median
    ln comments per like), ratio_posts; cell (where most of its posts stand, "" without posts).

    Where no post has a comment they are taken as switched off, and the ratio is unknown.
    """
    code, likes, comments = (posts[name].to_numpy() for name in ("code", "likes", "comments"))
    shown = np.isfinite(likes)
    at, counted = code[shown], likes[shown] + 0.5
    log, n = np.log(counted), group_count(at, size)
    away = log - group_mean(at, log, size)[at]
    around = group_sum(at, away * away, size) / np.maximum(n - 1, 1)
    noise = group_mean(at, 1 / counted, size)
    talked = group_sum(at, np.nan_to_num(comments[shown]), size) > 0
    ratio = np.where(talked[at], np.log(comments[shown] + 0.5) - log, np.nan)
    return pd.DataFrame(
        {
            "spread": np.sqrt(np.maximum(around - noise, 0)),
            "spread_posts": n,
            "ratio": group_median(at, ratio, size),
            "ratio_posts": group_count(at[~np.isnan(ratio)], size),
            "cell": _main_cells(posts, size),
        }
    )


def _main_cells(posts: pd.DataFrame, size: int) -> pd.Categorical:
    """The cell with most posts per profile, the first by name of equals; "" without posts."""
    cell = posts["cell"].cat
    names = list(cell.categories)
    table = group_count(posts["code"].to_numpy() * (len(names) + 1) + cell.codes, size * (len(names) + 1))
    table = table.reshape(size, len(names) + 1)
    most = np.where(table.any(axis=1), table.argmax(axis=1), len(names))
    return pd.Categorical.from_codes(most, [*names, ""], validate=False)


def fit_likes(seen: pd.DataFrame, c: Constants = CONSTANTS) -> dict[str, Any]:
    """{figure: {cell or platform: {"median", "scale", "peers"}}} of `like_figures` of all creators.

    A cell with fewer than 30 creators is left to its platform, a platform with fewer than 10 to nobody.
    """
    frozen: dict[str, Any] = {}
    for name, needs in REFERENCED.items():
        usable = seen[(seen[f"{name}_posts"] >= getattr(c, needs)) & np.isfinite(seen[name])]
        by = {}
        for key, least in (
            (usable["cell"], c.peers_own_fit),
            (usable["cell"].map(platform_of), c.peers_own_level),
        ):
            for label, own in usable.groupby(key, sort=True, observed=True):
                if len(own) >= least:
                    values = np.sort(own[name].to_numpy())
                    middle = float(np.median(values))
                    scale = c.mad_to_sd * float(np.median(np.abs(values - middle)))
                    by[str(label)] = {"median": middle, "scale": scale, "peers": len(own)}
        frozen[name] = by
    return frozen


def platform_of(cell: str) -> str:
    """The platform of a cell "platform:media"."""
    return cell.partition(":")[0]


def like_signals(figures: pd.DataFrame, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> list[Signal]:
    """Likes that differ less than posts usually do, and comments per like far from what is usual."""
    spread_middle, spread_scale = _usual(figures["cell"], frozen.get("spread", {}))
    ratio_middle, ratio_scale = _usual(figures["cell"], frozen.get("ratio", {}))
    ratio_scale = np.fmax(ratio_scale, c.ratio_scale_floor)
    spread, ratio = figures["spread"].to_numpy(), figures["ratio"].to_numpy()
    # Where most accounts have so narrow a spread, it says nothing.
    usual = spread >= spread_middle - c.spread_z * np.fmax(spread_scale, c.spread_scale_floor)
    away = np.where(np.isfinite(ratio_middle), (ratio - ratio_middle) / ratio_scale, np.nan)
    told = {"share": np.exp(ratio), "usual": np.exp(ratio_middle), "scale": ratio_scale}
    return [
        Signal(
            "spread", LIKES, spread, figures["spread_posts"].to_numpy(), c.spread_posts, c.spread_low,
            c.spread_high, usual, {"usual": Short(spread_middle)},
        ),
        Signal(
            "ratio", LIKES, np.abs(away), figures["ratio_posts"].to_numpy(), c.ratio_posts, c.ratio_low,
            c.ratio_high, None, {name: Short(values) for name, values in told.items()},
        ),
    ]  # fmt: skip


def _usual(cells: pd.Series, by: Mapping[str, Mapping[str, float]]) -> tuple[np.ndarray, np.ndarray]:
    """(median, scale) of each cell, of its platform where the cell has none, else NaN."""
    cell, names = distinct(cells)
    known = [by.get(name) or by.get(platform_of(name)) or {} for name in names]
    table = np.array([[own.get(what, np.nan) for what in ("median", "scale")] for own in known])
    return table[cell, 0], table[cell, 1]
