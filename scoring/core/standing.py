"""Which channel speaks for a creator, and the engagement that the app shows (method, 2.1, 2.7, 8)."""

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.engagement import CreatorMeans, doubtful_claim, plain_rates, shrink
from scoring.core.features import PostFeatures, numbers, texts, view_shares
from scoring.core.grouped import group_sum
from scoring.core.weights import CONSTANTS, Constants

BASES = {"measured": "rate", "comments": "comment_rate", "reported": "reported"}
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
    post = shrink(pass_one, benchmark)
    by = {name: _aligned(post, name, profiles) for name in ("rate", "view_rate", "comment_rate", "reported")}
    plain = plain_rates(features.posts, size)
    basis = _basis(by, plain, c)
    out = pd.concat([profiles[["profile_id"]].reset_index(drop=True), features.seen, plain], axis=1)
    out["basis"] = basis
    for name in TAKEN:
        out[name] = np.select(
            [basis == label for label in BASES],
            [floats(by[channel], name) for channel in BASES.values()],
            np.nan,
        )
    out["reported_alone"] = (basis == "reported") & (by["reported"]["against"] == "reported").to_numpy()
    share = np.where(
        np.isfinite(floats(by["view_rate"], "score")) & (basis == "measured"),
        _view_share(features, size),
        0.0,
    )
    out["view_score"] = np.where(share > 0, floats(by["view_rate"], "score"), np.nan)
    for name in ("score", "low", "high"):
        out[name] = (1 - share) * out[name] + share * np.nan_to_num(floats(by["view_rate"], name))
    out["view_share"] = share
    followers = numbers(profiles, "followers")
    _show_rates(out, followers, c)
    out["claimed"] = np.exp(floats(by["reported"], "m"))
    out["typical"] = np.exp(out["mu"])
    told = by["comment_rate"]
    out["comment_z"] = (floats(told, "theta") - floats(told, "mu")) / np.sqrt(floats(told, "tau2"))
    out["doubtful"] = (basis == "reported") & doubtful_claim(by["reported"], c)
    out["missing"] = _missing(out, followers, texts(profiles, "platform").to_numpy(), c)
    out.loc[out["missing"] != "", ["score", "low", "high"]] = np.nan
    return out


def _show_rates(out: pd.DataFrame, followers: np.ndarray, c: Constants) -> None:
    shown = (followers >= c.rate_followers) & (out["basis"] != "comments") & np.isfinite(out["theta"])
    reach = c.z90 * np.sqrt(out["theta_var"])
    for name, shift in (("er", 0.0), ("er_low", -reach), ("er_high", reach)):
        out[name] = np.where(shown, np.exp(out["theta"] + shift), np.nan)


def floats(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as float64, also where nothing in it is known."""
    return frame[name].to_numpy(dtype=float, na_value=np.nan)


def _aligned(post: pd.DataFrame, channel: str, profiles: pd.DataFrame) -> pd.DataFrame:
    rows = post[post["channel"] == channel].set_index("profile_id")
    return rows.reindex(profiles["profile_id"]).reset_index(drop=True)


def _basis(by: dict[str, pd.DataFrame], plain: pd.DataFrame, c: Constants) -> np.ndarray:
    """Visible likes where enough are visible, else comments, else what a file reports."""
    hidden, visible = plain["hidden"].to_numpy(), plain["visible"].to_numpy()
    total = np.maximum(hidden + visible, 1)
    enough = (hidden == 0) | ((visible >= c.visible_posts) & (visible / total >= c.visible_share))
    has_rate, has_comments = (floats(by[name], "n") > 0 for name in ("rate", "comment_rate"))
    claimed = np.isfinite(floats(by["reported"], "m"))
    return np.select(
        [has_rate & enough, has_comments, has_rate, claimed],
        ["measured", "comments", "measured", "reported"],
        default="",
    )


def _view_share(features: PostFeatures, size: int) -> np.ndarray:
    """Share of a creator's weight that engagement per view gets, from the kinds of its posts with views."""
    posts = features.posts[np.isfinite(features.posts["rate"].to_numpy())]
    code, weight = posts["code"].to_numpy(), posts["weight"].to_numpy()
    watched = np.isfinite(posts["view_rate"].to_numpy()) * view_shares(posts["cell"].to_numpy())
    total = group_sum(code, weight, size)
    return np.divide(group_sum(code, weight * watched, size), total, out=np.zeros(size), where=total > 0)


def _missing(out: pd.DataFrame, followers: np.ndarray, platforms: np.ndarray, c: Constants) -> np.ndarray:
    no_posts = np.where(out["found"].to_numpy() > 0, "no posts old and recent enough", "no posts yet")
    return np.select(
        [
            ~(followers > 0),
            followers < c.rate_followers,
            out["basis"].to_numpy() == "",
            out["doubtful"].to_numpy(),
            ~np.isfinite(out["score"].to_numpy(dtype=float)),
        ],
        [
            "followers unknown",
            f"fewer than {c.rate_followers:g} followers",
            no_posts,
            f"the reported rate is above {100 * c.reported_highest:g}% of followers: to check",
            np.array([f"too few peers on {p} to compare with" for p in platforms], dtype=object),
        ],
        default="",
    ).astype(object)
