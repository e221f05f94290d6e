"""What is usual among peers, and how far a creator's own mean can be trusted (method, 2.3, 2.4 and 2.7)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from scoring.core.benchmark import CHANNELS, DRIFTS, Benchmark, Curve, Norm, fit_cell, fit_curve
from scoring.core.features import distinct
from scoring.core.grouped import group_mean
from scoring.core.means import Columns, CreatorMeans, creator_means, plain_rates
from scoring.core.weights import CONSTANTS, Constants

__all__ = [
    "CreatorMeans",
    "creator_means",
    "doubtful_claim",
    "fit_benchmark",
    "plain_rates",
    "posterior",
    "shrink",
]

MEANS = ("profile_id", "m", "within", "n_eff", "months", "noise", "x")
ADDED = ("mu", "tau2", "theta", "theta_var", "score", "low", "high", "peers", "floored", "against")


def doubtful_claim(claims: Mapping[str, Any], c: Constants = CONSTANTS) -> np.ndarray:
    """Which reported rates (log means in `m`) are too high to be believed; such a figure is a slip, or an
    average over the few posts that went round the world, and is no evidence of what a usual post gets."""
    return np.asarray(claims["m"], dtype=float) > np.log(c.reported_highest) + 1e-9


def fit_benchmark(pass_one: CreatorMeans, c: Constants = CONSTANTS) -> Benchmark:
    """What is usual per platform, channel and cell among the creators given (sections 2.3 and 2.4).

    The order of rows is irrelevant. Each platform and channel with fewer than 10 peers stays without a norm.
    """
    cell, names = distinct(pass_one.cells["cell"])
    cells = dict(_apart(pass_one.cells, ("profile_id", "x", "m", "n_eff", "weight"), cell=cell))
    norms: dict[str, dict[str, Norm]] = {}
    for (channel, platform), own in _apart(pass_one.means, MEANS):
        mine = cells[channel, platform]
        norms.setdefault(channel, {})[platform] = _fit_norm(own, mine, names, channel, c)
    return Benchmark(norms)


def _apart(
    frame: pd.DataFrame, names: Sequence[str], **more: np.ndarray
) -> Iterator[tuple[tuple[str, str], Columns]]:
    """((channel, platform), the columns of its rows in the order of profiles) wherever there are rows."""
    columns = {name: frame[name].to_numpy() for name in names} | more
    ids = columns["profile_id"]
    found = frame.groupby(["channel", "platform"], observed=True, sort=False).indices
    for channel, platform in sorted(found):
        rows = found[channel, platform]
        rows = rows[np.argsort(ids[rows], kind="stable")]
        yield (channel, platform), {name: values[rows] for name, values in columns.items()}


def _only(rows: Columns, chosen: np.ndarray) -> Columns:
    return {name: values[chosen] for name, values in rows.items()}


def _fit_norm(own: Columns, cells: Columns, names: np.ndarray, channel: str, c: Constants) -> Norm:
    """The norm of one platform in one channel; `cell` of the cells is a position in `names`."""
    needed = 0 if channel == "reported" else c.peer_n_eff
    if channel == "reported":
        own = _only(own, ~doubtful_claim(own, c))
    # Views are known of accounts whose size is not; those are nobody's peers.
    own, cells = _only(own, np.isfinite(own["x"])), _only(cells, np.isfinite(cells["x"]))
    peers = _only(own, own["n_eff"] >= needed)
    if len(peers["m"]) < c.peers_own_level:
        return Norm()
    pooled = fit_curve(peers["x"], peers["m"], c)
    curves: dict[str, Curve] = {}
    for at in sorted(np.unique(cells["cell"]), key=lambda at: names[at]):
        if not (name := names[at]):
            continue
        inside = _only(cells, (cells["cell"] == at) & (cells["n_eff"] >= needed))
        if len(inside["m"]) >= c.peers_own_fit and _alike(inside, peers):
            curves[name] = pooled
        elif curve := fit_cell(inside["x"], inside["m"], pooled, c):
            curves[name] = curve
    sigma2 = c.reported_scale**2 if channel == "reported" else _common_scatter(peers, c)
    norm = Norm(pooled, curves, sigma2)
    squares = (peers["m"] - _usual(peers, cells, names, norm)) ** 2
    for drift in [d for d in DRIFTS if d <= c.drift_per_month] or [0.0]:
        variance = _variance(peers, sigma2, drift, c)
        between = float(np.mean(squares - variance))
        if drift == 0 or float(np.mean(variance)) <= max(c.tau2_floor, between):
            return Norm(pooled, curves, sigma2, max(c.tau2_floor, between), drift, between < c.tau2_floor)
    raise AssertionError("The drifts tried end with 0.")


def _alike(cell: Columns, all_posts: Columns) -> bool:
    """Whether a platform has posts of this one cell only, so that the curve is the same."""
    return all(np.array_equal(cell[name], all_posts[name]) for name in ("profile_id", "x", "m"))


def _usual(own: Columns, cells: Columns, names: np.ndarray, norm: Norm) -> np.ndarray:
    """mu per row of `own` (one platform, one channel): the curves of its cells by the weight of its posts."""
    at = np.searchsorted(own["profile_id"], cells["profile_id"])
    at = np.minimum(at, len(own["profile_id"]) - 1)
    rows = own["profile_id"][at] == cells["profile_id"]
    at, mine = at[rows], _only(cells, rows)
    values = np.full(len(at), np.nan)
    values[:] = norm.pooled.at(mine["x"]) if norm.pooled else np.nan
    for name, curve in norm.cells.items():
        inside = mine["cell"] == names.tolist().index(name)
        values[inside] = curve.at(mine["x"][inside])
    return group_mean(at, values, len(own["profile_id"]), mine["weight"])


def _common_scatter(peers: Columns, c: Constants) -> float:
    """The variance of a creator's posts around its mean, over all peers by their effective posts."""
    n_eff = peers["n_eff"]
    found = float(np.sum(n_eff * peers["within"]) / np.sum(n_eff - 1))
    return max(found, c.scale_floor**2)


def own_scatter(own: Columns, sigma2: np.ndarray | float, c: Constants = CONSTANTS) -> np.ndarray:
    """The variance of each creator's posts: its own, drawn to the common one (moderated, Smyth 2004).

    own: `within` and `n_eff` of each; sigma2: what is common. Somebody with one post has the common one.
    """
    drawn = c.scatter_strength * sigma2 + own["n_eff"] * own["within"]
    return np.asarray(drawn / (c.scatter_strength + own["n_eff"] - 1), dtype=float)


def _variance(
    own: Columns, sigma2: np.ndarray | float, drift: np.ndarray | float, c: Constants
) -> np.ndarray:
    return own_scatter(own, sigma2, c) / own["n_eff"] + own["noise"] + drift**2 * own["months"]


def shrink(pass_one: CreatorMeans, benchmark: Benchmark, c: Constants = CONSTANTS) -> pd.DataFrame:
    """Posterior per creator and channel (section 2.4): the means plus mu, tau2, theta, theta_var, score,
    low, high, peers, floored (tau2 stands at its floor), against (the channel of the norm).

    score is the expected percentile among accounts of the same size; all of them NaN where there is no norm.
    A reported figure is held against the measured norm of its platform, and against other reported figures
    only where nothing was measured. Without a norm theta is the creator's own mean.
    """
    found = posterior(pass_one, benchmark, c)
    found["against"] = np.array(CHANNELS, dtype=object)[found["against"]]
    whole = pass_one.means.assign(**{name: found[name] for name in ADDED})
    by_name = [np.array(column.astype(str), dtype=object) for column in (whole["platform"], whole["channel"])]
    return whole.iloc[np.lexsort(by_name)].reset_index(drop=True) if len(whole) else whole


def posterior(pass_one: CreatorMeans, benchmark: Benchmark, c: Constants = CONSTANTS) -> Columns:
    """What `shrink` adds, in the order of the means; `against` as a position in CHANNELS."""
    means = pass_one.means
    platform, platforms = distinct(means["platform"])
    channel, channels = distinct(means["channel"])
    norms, sources = _norms(channels, platforms, benchmark)
    pair = channel * len(platforms) + platform
    own = {name: means[name].to_numpy() for name in ("m", "within", "n_eff", "noise", "months")}
    sigma2 = np.array(
        [
            c.reported_scale**2 if name == "reported" else norms[name, p].sigma2 or c.scale_default**2
            for name in channels
            for p in platforms
        ]
    )[pair]
    known = [norms[name, p] for name in channels for p in platforms]
    scored = np.array([norm.pooled is not None for norm in known], dtype=bool)[pair]
    drift = np.array([norm.drift for norm in known])[pair]
    tau2 = np.array([norm.tau2 if norm.pooled else np.nan for norm in known])[pair]
    mu = _expected(pass_one, channel, channels, platform, platforms, norms)
    variance, m = _variance(own, sigma2, drift, c), own["m"]
    trust = tau2 / (tau2 + variance)
    # Nobody to compare with: the own posts alone are shown, and nothing is scored.
    theta = np.where(scored, mu + trust * (m - mu), m)
    theta_var = np.where(scored, trust * variance, variance)
    reach, tau = c.z90 * np.sqrt(theta_var), np.sqrt(tau2)
    return {
        "mu": mu,
        "tau2": tau2,
        "theta": theta,
        "theta_var": theta_var,
        "score": ndtr((theta - mu) / np.sqrt(tau2 + theta_var)),
        "low": ndtr((theta - reach - mu) / tau),
        "high": ndtr((theta + reach - mu) / tau),
        "peers": np.array([norm.pooled.peers if norm.pooled else 0 for norm in known], dtype=int)[pair],
        "floored": np.array([norm.floored for norm in known], dtype=bool)[pair],
        "against": np.array([CHANNELS.index(s) for s in sources], dtype=int)[pair],
    }


def _norms(
    channels: np.ndarray, platforms: np.ndarray, benchmark: Benchmark
) -> tuple[dict[tuple[str, str], Norm], list[str]]:
    """(the norm that each channel of each platform is held against, the channels that those are of)."""
    norms, sources = {}, []
    for channel in channels:
        for platform in platforms:
            measured = channel == "reported" and benchmark.norm("rate", platform).pooled
            sources.append("rate" if measured or not channel else channel)
            norms[channel, platform] = benchmark.norm(sources[-1], platform)
    return norms, sources


def _expected(
    pass_one: CreatorMeans,
    channel: np.ndarray,
    channels: np.ndarray,
    platform: np.ndarray,
    platforms: np.ndarray,
    norms: Mapping[tuple[str, str], Norm],
) -> np.ndarray:
    """mu per row of the means: the curves of its cells by the weight of its posts."""
    means, cells = pass_one.means, pass_one.cells
    whose = pd.Index(means["profile_id"].unique())
    row = np.full((len(channels), max(len(whose), 1)), -1)
    row[channel, whose.get_indexer(means["profile_id"])] = np.arange(len(means))
    of, own_channels = distinct(cells["channel"])
    names = {name: at for at, name in enumerate(channels)}
    of = np.array([names.get(name, -1) for name in own_channels])[of]
    person = whose.get_indexer(cells["profile_id"])
    at = np.where((of >= 0) & (person >= 0), row[of, person], -1)
    kept = np.flatnonzero(at >= 0)
    at, of = at[kept], of[kept]
    cell, cell_names = distinct(cells["cell"])
    table = np.full((len(channels), len(platforms), len(cell_names), 3), np.nan)
    for i, name in enumerate(channels):
        for j, p in enumerate(platforms):
            norm = norms[name, p]
            for k, own in enumerate(cell_names):
                if curve := norm.cells.get(own, norm.pooled):
                    table[i, j, k] = curve.level, curve.slope, curve.bend
    level, slope, bend = table[of, platform[at], cell[kept]].T
    x = cells["x"].to_numpy()[kept]
    values = level + slope * x + bend * x * x
    return group_mean(at, values, len(means), cells["weight"].to_numpy()[kept])
