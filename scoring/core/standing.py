"""Which channel speaks for a creator, and the engagement that the app shows (method, 2.1, 2.7, 8)."""

import numpy as np
import pandas as pd

from scoring.core.benchmark import CHANNELS, Benchmark
from scoring.core.engagement import doubtful_claim, posterior
from scoring.core.features import PostFeatures, distinct, numbers, view_share
from scoring.core.grouped import group_sum
from scoring.core.means import Columns, CreatorMeans, plain_rates
from scoring.core.weights import CONSTANTS, Constants

BASES = {"": "", "measured": "rate", "comments": "comment_rate", "reported": "reported"}
"""What the engagement of a creator rests on, and the channel that it is read from."""
TAKEN = ("score", "low", "high", "theta", "theta_var", "mu", "tau2", "n", "n_eff", "peers", "floored")


def standing(
    profiles: pd.DataFrame,
    features: PostFeatures,
    pass_one: CreatorMeans,
    benchmark: Benchmark,
    c: Constants = CONSTANTS,
) -> pd.DataFrame:
    """One row a profile, in the order of `profiles`: the engagement shown and scored.

    basis: "measured", "comments" (likes hidden), "reported" or ""; score, low, high: expected percentile
    0..1 with its 90% interval, the views channel mixed in; view_share, view_score: weight and score of that
    channel; er, er_low, er_high: fractions of followers, NaN with hidden likes or under 100 followers;
    claimed: the rate a file reports; doubtful: it is too high to be believed, so nothing is scored; typical:
    usual for the size; reported_alone: the peers are reported figures too; floored: 1 where they are too
    similar or too few to tell apart; missing: why there is no score, in words; then the plain rates and what
    was seen of posts. comment_z: comments for the size, in deviations between creators.
    """
    size = len(profiles)
    values = _values(pass_one, benchmark, c)
    row = _rows(profiles, pass_one)
    plain = plain_rates(features.posts, size)
    basis = _basis(row, values, plain, c)
    chosen = np.choose(basis, [np.full(size, -1), *(row[channel] for channel in list(BASES.values())[1:])])
    out: Columns = {"basis": _words(list(BASES), basis)}
    for name in TAKEN:
        out[name] = _at(values[name], chosen)
    reported = basis == list(BASES).index("reported")
    out["reported_alone"] = reported & (_at(values["against"], row["reported"]) == CHANNELS.index("reported"))
    watched = _at(values["score"], row["view_rate"])
    measured = basis == list(BASES).index("measured")
    share = np.where(np.isfinite(watched) & measured, _view_share(features, size), 0.0)
    out["view_score"] = np.where(share > 0, watched, np.nan)
    for name in ("score", "low", "high"):
        out[name] = (1 - share) * out[name] + share * np.nan_to_num(_at(values[name], row["view_rate"]))
    out["view_share"] = share
    followers = numbers(profiles, "followers")
    _show_rates(out, (followers >= c.rate_followers) & (basis != list(BASES).index("comments")), c)
    claims = _at(values["m"], row["reported"])
    out["claimed"] = np.exp(claims)
    out["typical"] = np.exp(out["mu"])
    theta, mu, tau2 = (_at(values[name], row["comment_rate"]) for name in ("theta", "mu", "tau2"))
    out["comment_z"] = (theta - mu) / np.sqrt(tau2)
    out["doubtful"] = reported & doubtful_claim({"m": claims}, c)
    found = features.seen["found"].to_numpy()
    missing, out["missing"] = _missing(out, basis, found, followers, profiles["platform"], c)
    for name in ("score", "low", "high"):
        out[name][missing] = np.nan
    whose = profiles[["profile_id"]].reset_index(drop=True)
    return pd.concat([whose, features.seen, plain, pd.DataFrame(out, copy=False)], axis=1)


def _values(pass_one: CreatorMeans, benchmark: Benchmark, c: Constants) -> Columns:
    """The means and what the benchmark makes of them, as columns in the order of the means."""
    means = {name: pass_one.means[name].to_numpy() for name in ("m", "n", "n_eff")}
    return means | posterior(pass_one, benchmark, c)


def _rows(profiles: pd.DataFrame, pass_one: CreatorMeans) -> dict[str, np.ndarray]:
    """{channel: for each profile its row among the means, -1 where it has none}."""
    code = pd.Index(profiles["profile_id"]).get_indexer(pass_one.means["profile_id"])
    channel, names = distinct(pass_one.means["channel"])
    row = {name: np.full(len(profiles), -1) for name in CHANNELS}
    for at, name in enumerate(names):
        mine = np.flatnonzero((channel == at) & (code >= 0))
        if name in row:
            row[name][code[mine]] = mine
    return row


def _at(values: np.ndarray, row: np.ndarray) -> np.ndarray:
    """The values of these rows as float64; NaN for row -1."""
    return np.append(values.astype(float), np.nan)[row]


def _words(names: list[str], at: np.ndarray) -> pd.Series:
    return pd.Series(np.array(names, dtype=object)[at], dtype=object)


def floats(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as float64, also where nothing in it is known."""
    return frame[name].to_numpy(dtype=float, na_value=np.nan)


def _show_rates(out: Columns, may_be_shown: np.ndarray, c: Constants) -> None:
    shown = may_be_shown & np.isfinite(out["theta"])
    reach = c.z90 * np.sqrt(out["theta_var"])
    for name, shift in (("er", 0.0), ("er_low", -reach), ("er_high", reach)):
        out[name] = np.where(shown, np.exp(out["theta"] + shift), np.nan)


def _basis(row: dict[str, np.ndarray], values: Columns, plain: pd.DataFrame, c: Constants) -> np.ndarray:
    """Visible likes where enough are visible, else comments, else what a file reports: positions in BASES."""
    hidden, visible = plain["hidden"].to_numpy(), plain["visible"].to_numpy()
    total = np.maximum(hidden + visible, 1)
    enough = (hidden == 0) | ((visible >= c.visible_posts) & (visible / total >= c.visible_share))
    has_rate, has_comments = row["rate"] >= 0, row["comment_rate"] >= 0
    claimed = np.isfinite(_at(values["m"], row["reported"]))
    return np.select([has_rate & enough, has_comments, has_rate, claimed], [1, 2, 1, 3], default=0)


def _view_share(features: PostFeatures, size: int) -> np.ndarray:
    """Share of a creator's weight that engagement per view gets, from the kinds of its posts with views."""
    posts = features.posts
    rated = np.flatnonzero(np.isfinite(posts["rate"].to_numpy()))
    code, weight = posts["code"].to_numpy()[rated], posts["weight"].to_numpy()[rated]
    of_cell = np.array([view_share(name) for name in posts["cell"].cat.categories] or [0.0])
    cell = posts["cell"].cat.codes.to_numpy()[rated]
    watched = np.isfinite(posts["view_rate"].to_numpy()[rated]) * of_cell[cell]
    total = group_sum(code, weight, size)
    return np.divide(group_sum(code, weight * watched, size), total, out=np.zeros(size), where=total > 0)


def _missing(
    out: Columns,
    basis: np.ndarray,
    found: np.ndarray,
    followers: np.ndarray,
    platforms: pd.Series,
    c: Constants,
) -> tuple[np.ndarray, pd.Series]:
    """(which profiles have no score, why in words)."""
    platform, names = distinct(platforms)
    reasons = [
        "",
        "followers unknown",
        f"fewer than {c.rate_followers:g} followers",
        "no posts old and recent enough",
        "no posts yet",
        f"the reported rate is above {100 * c.reported_highest:g}% of followers: to check",
        *(f"too few peers on {name} to compare with" for name in names),
    ]
    why = np.select(
        [
            ~(followers > 0),
            followers < c.rate_followers,
            basis == 0,
            out["doubtful"],
            ~np.isfinite(out["score"]),
        ],
        [1, 2, np.where(found > 0, 3, 4), 5, 6 + platform],
        default=0,
    )
    return why > 0, _words(reasons, why)
