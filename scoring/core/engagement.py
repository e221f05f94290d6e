"""A robust mean of engagement per creator, its peers, and how sure one can be (method, section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from scipy.special import ndtr

from scoring.core.benchmark import DRIFTS, Benchmark, Curve, Norm, fit_cell, fit_curve
from scoring.core.features import numbers, texts
from scoring.core.grouped import group_count, group_max, group_mean, group_median, group_sum
from scoring.core.weights import CONSTANTS, Constants

MEASURED_CHANNELS = {"rate": "engagements", "view_rate": "engagements", "comment_rate": "comments"}


@dataclass(frozen=True, slots=True)
class CreatorMeans:
    """Pass 1, in rows per creator and channel; small, so that chunks can be put together for the fit.

    means: profile_id, platform, channel, m, scale, n, n_eff, months (mean age), noise (counting variance).
    cells: profile_id, platform, channel, cell, x, m, n_eff, weight; the same creator's posts of one cell.
    """

    means: pd.DataFrame
    cells: pd.DataFrame

    @classmethod
    def together(cls, chunks: Sequence[Self]) -> Self:
        return cls(
            pd.concat([chunk.means for chunk in chunks], ignore_index=True),
            pd.concat([chunk.cells for chunk in chunks], ignore_index=True),
        )


def creator_means(
    profiles: pd.DataFrame,
    posts: pd.DataFrame,
    reported: pd.DataFrame | None = None,
    c: Constants = CONSTANTS,
) -> CreatorMeans:
    """Winsorised, recency-weighted means of ln engagement per creator and channel (section 2.2).

    posts are `PostFeatures.posts`; a reported figure enters as channel "reported" (2.7).
    """
    platform = texts(profiles, "platform").to_numpy(dtype=object)
    ids = profiles["profile_id"].to_numpy()
    means, cell_rows = [], []
    for channel, counted in MEASURED_CHANNELS.items():
        usable = posts[np.isfinite(posts[channel].to_numpy())]
        mean, per_cell = _channel_means(usable, channel, counted, len(profiles), c)
        means.append(mean)
        cell_rows.append(per_cell)
    claims = _reported_means(profiles, reported, c)
    means.append(claims)
    cell_rows.append(claims.assign(cell="", weight=1.0))
    both = []
    for frames in (means, cell_rows):
        frame = pd.concat(frames, ignore_index=True)
        code = frame.pop("code").to_numpy(dtype=np.int64)
        both.append(frame.assign(profile_id=ids[code], platform=platform[code]))
    return CreatorMeans(*both)


def _channel_means(
    posts: pd.DataFrame, channel: str, counted: str, size: int, c: Constants
) -> tuple[pd.DataFrame, pd.DataFrame]:
    code, y, a = (posts[name].to_numpy() for name in ("code", channel, "weight"))
    n = group_count(code, size)
    middle = group_median(code, y, a, size)
    spread = c.mad_to_sd * group_median(code, np.abs(y - middle[code]), a, size)
    scale = np.where(n >= c.scale_posts, np.fmax(spread, c.scale_floor), c.scale_default)
    reach = c.winsor_width * scale
    clipped = np.clip(y, (middle - reach)[code], (middle + reach)[code])
    there = np.flatnonzero(n)
    frame = pd.DataFrame(
        {
            "code": np.arange(size),
            "channel": channel,
            "m": group_mean(code, clipped, a, size),
            "scale": scale,
            "n": n,
            "n_eff": _effective(code, a, size),
            "months": group_mean(code, posts["age"].to_numpy(), a, size) / 30,
            "noise": _divide(group_sum(code, 1 / (posts[counted].to_numpy() + 1), size), n * n),
            "x": group_mean(code, posts["x"].to_numpy(), a, size),
        }
    ).iloc[there]
    cell, names = pd.factorize(posts["cell"].to_numpy(dtype=object), sort=True)
    pair, back = np.unique(code * max(len(names), 1) + cell, return_inverse=True)
    per_cell = pd.DataFrame(
        {
            "code": pair // max(len(names), 1),
            "channel": channel,
            "cell": names[pair % max(len(names), 1)] if len(pair) else np.empty(0, dtype=object),
            "x": group_mean(back, posts["x"].to_numpy(), a, len(pair)),
            "m": group_mean(back, clipped, a, len(pair)),
            "n_eff": _effective(back, a, len(pair)),
            "weight": group_sum(back, a, len(pair)),
        }
    )
    return frame, per_cell


def _reported_means(profiles: pd.DataFrame, reported: pd.DataFrame | None, c: Constants) -> pd.DataFrame:
    """One row per profile whose file claims a rate or an average, worth `reported_n_eff` posts."""
    followers = numbers(profiles, "followers")
    if reported is None or not len(reported):
        reported = pd.DataFrame({"profile_id": profiles["profile_id"].iloc[:0]})
    code = pd.Index(profiles["profile_id"]).get_indexer(reported["profile_id"])
    size = np.where(code >= 0, followers[code], np.nan) if len(followers) else np.empty(0)
    size = np.where(size > 0, size, np.nan)
    average = numbers(reported, "average_likes") + np.nan_to_num(numbers(reported, "average_comments"))
    rate = numbers(reported, "engagement_rate")
    rate = np.where(np.isnan(rate), average / size, rate)
    usable = np.isfinite(rate) & np.isfinite(size)
    size, rate = size[usable], rate[usable]
    return pd.DataFrame(
        {
            "code": code[usable],
            "channel": "reported",
            "m": np.log(rate + c.count_offset / size),
            "scale": c.reported_scale,
            "n": 0,
            "n_eff": c.reported_n_eff,
            "months": 0.0,
            "noise": 0.0,
            "x": np.log(size) - np.log(c.reference_followers),
        }
    ).drop_duplicates("code", ignore_index=True)


def doubtful_claim(claims: pd.DataFrame, c: Constants = CONSTANTS) -> np.ndarray:
    """Which reported rates (log means in `m`) are too high to be believed; such a figure is a slip, or an
    average over the few posts that went round the world, and is no evidence of what a usual post gets."""
    return claims["m"].to_numpy(dtype=float, na_value=np.nan) > np.log(c.reported_highest) + 1e-9


def fit_benchmark(pass_one: CreatorMeans, c: Constants = CONSTANTS) -> Benchmark:
    """What is usual per platform, channel and cell among the creators given (sections 2.3 and 2.4).

    The order of rows is irrelevant. Each platform and channel with fewer than 10 peers stays without a norm.
    """
    means = pass_one.means.sort_values(["channel", "platform", "profile_id"], ignore_index=True)
    cells = pass_one.cells.sort_values(["channel", "platform", "cell", "profile_id"], ignore_index=True)
    norms: dict[str, dict[str, Norm]] = {}
    for (channel, platform), own in means.groupby(["channel", "platform"], sort=True):
        mine = cells[(cells["channel"] == channel) & (cells["platform"] == platform)]
        norms.setdefault(channel, {})[platform] = _fit_norm(own, mine, str(channel), c)
    return Benchmark(norms)


def _fit_norm(own: pd.DataFrame, cells: pd.DataFrame, channel: str, c: Constants) -> Norm:
    needed = 0 if channel == "reported" else c.peer_n_eff
    if channel == "reported":
        own = own[~doubtful_claim(own, c)]
    peers = own[own["n_eff"] >= needed]
    if len(peers) < c.peers_own_level:
        return Norm()
    pooled = fit_curve(peers["x"].to_numpy(), peers["m"].to_numpy(), c)
    curves: dict[str, Curve] = {}
    for name, rows in cells[cells["cell"] != ""].groupby("cell", sort=True):
        inside = rows[rows["n_eff"] >= needed]
        curve = fit_cell(inside["x"].to_numpy(), inside["m"].to_numpy(), pooled, c)
        if curve is not None:
            curves[str(name)] = curve
    rich = own.loc[own["n"] >= c.sigma_posts, "scale"]
    sigma2 = (
        c.reported_scale**2
        if channel == "reported"
        else (c.sigma_inflation * (float(rich.median()) if len(rich) else c.scale_default) ** 2)
    )
    norm = Norm(pooled, curves, sigma2)
    mu = _expected(peers, cells, norm)
    squares = (peers["m"].to_numpy() - mu) ** 2
    for drift in [d for d in DRIFTS if d <= c.drift_per_month] or [0.0]:
        variance = _variance(peers, sigma2, drift)
        between = float(np.mean(squares - variance))
        if drift == 0 or float(np.mean(variance)) <= max(c.tau2_floor, between):
            return Norm(pooled, curves, sigma2, max(c.tau2_floor, between), drift, between < c.tau2_floor)
    raise AssertionError("The drifts tried end with 0.")


def _expected(own: pd.DataFrame, cells: pd.DataFrame, norm: Norm) -> np.ndarray:
    """mu per row of `own` (one platform, one channel): the curves of its cells by the weight of its posts."""
    at = pd.Index(own["profile_id"]).get_indexer(cells["profile_id"])
    rows, at = cells[at >= 0], at[at >= 0]
    x, names, values = rows["x"].to_numpy(), rows["cell"].to_numpy(), np.empty(len(rows))
    values[:] = norm.pooled.at(x) if norm.pooled else np.nan
    for name, curve in norm.cells.items():
        values[names == name] = curve.at(x[names == name])
    return group_mean(at, values, rows["weight"].to_numpy(), len(own))


def _variance(own: pd.DataFrame, sigma2: float, drift: float) -> np.ndarray:
    return (sigma2 / own["n_eff"] + own["noise"] + drift**2 * own["months"]).to_numpy()


def shrink(pass_one: CreatorMeans, benchmark: Benchmark, c: Constants = CONSTANTS) -> pd.DataFrame:
    """Posterior per creator and channel (section 2.4): the means plus mu, tau2, theta, theta_var, score,
    low, high, peers, floored (tau2 stands at its floor), against (the channel of the norm).

    score is the expected percentile among accounts of the same size; all of them NaN where there is no norm.
    A reported figure is held against the measured norm of its platform, and against other reported figures
    only where nothing was measured. Without a norm theta is the creator's own mean.
    """
    done = []
    for (channel, platform), own in pass_one.means.groupby(["channel", "platform"], sort=True):
        channel, platform = str(channel), str(platform)
        source = "rate" if channel == "reported" and benchmark.norm("rate", platform).pooled else channel
        norm = benchmark.norm(source, platform)
        mine = pass_one.cells[
            (pass_one.cells["channel"] == channel) & (pass_one.cells["platform"] == platform)
        ]
        alone = c.sigma_inflation * c.scale_default**2
        sigma2 = c.reported_scale**2 if channel == "reported" else norm.sigma2 or alone
        mu = _expected(own, mine, norm)
        variance = _variance(own, sigma2, norm.drift)
        tau2 = norm.tau2 if norm.pooled else np.nan
        trust = tau2 / (tau2 + variance)
        theta, theta_var = mu + trust * (own["m"].to_numpy() - mu), trust * variance
        if not norm.pooled:
            # Nobody to compare with: the own posts alone are shown, and nothing is scored.
            theta, theta_var = own["m"].to_numpy(), variance
        reach, tau = c.z90 * np.sqrt(theta_var), np.sqrt(tau2)
        done.append(
            own.assign(
                mu=mu,
                tau2=tau2,
                theta=theta,
                theta_var=theta_var,
                score=ndtr((theta - mu) / np.sqrt(tau2 + theta_var)),
                low=ndtr((theta - reach - mu) / tau),
                high=ndtr((theta + reach - mu) / tau),
                peers=norm.pooled.peers if norm.pooled else 0,
                floored=norm.floored,
                against=source,
            )
        )
    added = ["mu", "tau2", "theta", "theta_var", "score", "low", "high", "peers", "floored", "against"]
    columns = [*pass_one.means.columns, *added]
    return pd.concat(done, ignore_index=True) if done else pd.DataFrame(columns=columns)


def plain_rates(posts: pd.DataFrame, size: int) -> pd.DataFrame:
    """The definitions that others use, per profile: fractions of followers, NaN without visible posts.

    median_rate (median of likes + comments ...), mean_rate (their plain mean), likes_rate (median of likes
    only), top_ratio (best post over the median post), visible and hidden (posts with likes shown and not).
    """
    hidden = posts["hidden"].to_numpy()
    code = posts["code"].to_numpy()
    seen = posts[~hidden & np.isfinite(posts["x"].to_numpy())]
    at, ones = seen["code"].to_numpy(), np.ones(len(seen))
    rate = seen["engagements"].to_numpy() / seen["followers"].to_numpy()
    median = group_median(at, rate, ones, size)
    middle = group_median(at, seen["engagements"].to_numpy(), ones, size)
    return pd.DataFrame(
        {
            "median_rate": median,
            "mean_rate": group_mean(at, rate, ones, size),
            "likes_rate": group_median(
                at, seen["likes"].to_numpy() / seen["followers"].to_numpy(), ones, size
            ),
            "top_ratio": _divide(group_max(at, seen["engagements"].to_numpy(), size), middle),
            "best_rate": group_max(at, rate, size),
            "visible": group_count(code[~hidden], size),
            "hidden": group_count(code[hidden], size),
        }
    )


def _effective(code: np.ndarray, weight: np.ndarray, size: int) -> np.ndarray:
    return _divide(group_sum(code, weight, size) ** 2, group_sum(code, weight * weight, size))


def _divide(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
