"""Does the search for signals find what was planted? Creators who buy followers, likes or comments or sit in
a circle, among honest ones of whom some went viral, gave things away or are tiny (method, section 9).

Synthetic: it shows that the method finds what it is built for, not how common that is among real accounts.
What is delivered in drops over months, or looks like the own followers in all figures, is not in it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from scoring.core.authenticity import signals_of
from scoring.core.frames import Frames
from scoring.core.frozen import freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import first_pass, observe
from scoring.core.niche import niche_shares
from scoring.core.parts import SecondPass
from scoring.core.schema import AUTHENTICITY
from scoring.core.signals import Signal, judge
from scoring.core.standing import standing
from scoring.core.weights import CONSTANTS

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
YEAR = 364
FRAUD = ("followers", "likes", "circle", "generic")
CONTROLS = {"viral": 0.10, "giveaway": 0.05, "tiny": 0.05}
PREVALENCE = 0.10
FRESH = 20_261_128
"""The constants were chosen on catalogues of the plain seeds 1 to 3; with this beside it each seed is new."""
READ = 10
"""Newest posts of which the first 20 comments are read, as the app does."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Frames with what is true of each profile, in their order: kind (of FRAUD, CONTROLS, or "plain") and
    bought (share of followers that were bought)."""

    frames: Frames
    kind: np.ndarray
    bought: np.ndarray


def evaluate(seed: int, creators: int) -> dict[str, float]:
    """auc (lower authenticity for planted ones), auc_without_<signal>, recall of purchases of 10% and more
    (the growth signal speaks), and shares of each control that would read "check" or worse.

    viral_jump is the stricter share of virals of whom the growth signal speaks at all.
    """
    planted = plant(np.random.default_rng([FRESH, seed]), creators)
    signals = _signals(planted.frames)
    verdict = judge(signals, creators)
    bad = np.isin(planted.kind, FRAUD)
    checked = verdict.a < CONSTANTS.no_signals
    spoke = next(signal.p for signal in signals if signal.name == "jump") > 0
    large = planted.bought >= 0.10
    found = {
        "auc": _auc(verdict.score, bad),
        "purchase_recall": float(spoke[large].mean()),
        "purchase_checked": float(checked[large].mean()),
        "viral_jump": float(spoke[planted.kind == "viral"].mean()),
    }
    found |= {f"{kind}_checked": float(checked[planted.kind == kind].mean()) for kind in (*CONTROLS, "plain")}
    found |= {f"{kind}_found": float(checked[planted.kind == kind].mean()) for kind in FRAUD}
    for left_out in signals:
        rest = [signal for signal in signals if signal is not left_out]
        found[f"auc_without_{left_out.name}"] = _auc(judge(rest, creators).score, bad)
    return found


def _signals(frames: Frames) -> list[Signal]:
    first = first_pass(frames, NOW)
    frozen = freeze([observe(frames, NOW)])
    engagement = standing(frames.profiles, first.features, first.means, frozen.benchmark)
    niche = niche_shares(frames.profiles, frames.posts, NOW, default_lexicon())
    return signals_of(SecondPass(first, engagement, niche, {}), frozen.references[AUTHENTICITY])


def _auc(score: np.ndarray, bad: np.ndarray) -> float:
    """The chance that a planted creator scores lower than an honest one, ties counted half."""
    ranks = rankdata(-np.nan_to_num(score, nan=1.0))
    return float((ranks[bad].sum() - bad.sum() * (bad.sum() + 1) / 2) / (bad.sum() * (~bad).sum()))


def plant(draw: np.random.Generator, creators: int) -> Planted:
    """A catalogue with a year of weekly sizes, posts and comments, a tenth of it planted."""
    kind = np.full(creators, "plain", dtype=object)
    drawn = draw.random(creators)
    fraud = drawn < PREVALENCE
    kind[fraud] = draw.choice(FRAUD, int(fraud.sum()))
    low = PREVALENCE
    for control, share in CONTROLS.items():
        kind[(drawn >= low) & (drawn < low + share)] = control
        low += share
    tiny = kind == "tiny"
    followers = np.exp(draw.uniform(np.log(3_000), np.log(300_000), creators))
    followers[tiny] = draw.uniform(800, 3_000, int(tiny.sum()))
    event = draw.uniform(40, 200, creators)
    bought = np.where(kind == "followers", draw.uniform(0.05, 0.5, creators), 0.0)
    gained = np.where(kind == "viral", draw.uniform(0.05, 0.4, creators), 0.0)
    gained = np.where(kind == "giveaway", draw.uniform(0.03, 0.2, creators), gained)
    sizes = _sizes(draw, followers, event, bought, gained)
    posts = _posts(draw, followers, kind, event, gained)
    newest = sizes.drop_duplicates("profile_id", keep="last")
    ids = np.arange(1, creators + 1)
    profiles = pd.DataFrame(
        {
            "profile_id": ids,
            "platform": "instagram",
            "followers": newest["followers"].to_numpy(),
            "following": np.exp(draw.normal(np.log(700), 0.7, creators)).round(),
        }
    )
    comments = _comments(draw, posts, kind)
    return Planted(Frames(profiles, posts, snapshots=sizes, comments=comments), kind, bought)


def _sizes(
    draw: np.random.Generator,
    followers: np.ndarray,
    event: np.ndarray,
    bought: np.ndarray,
    gained: np.ndarray,
) -> pd.DataFrame:
    """Weekly sizes of 4 to 52 weeks, oldest first. What is bought comes within four days, what a post brings
    over two weeks; `event` is the age in days at which either begins."""
    size = len(followers)
    weeks = draw.integers(4, 53, size)
    long = (bought > 0) | (gained > 0)
    weeks[long] = draw.integers(32, 53, int(long.sum()))
    code = np.repeat(np.arange(size), weeks)
    number = np.concatenate([np.arange(n)[::-1] for n in weeks])
    age = number * 7 + draw.uniform(0.1, 0.9, len(code))
    drift, noise = draw.normal(0.0025, 0.004, size), np.exp(draw.normal(np.log(0.003), 0.5, size))
    wander = draw.normal(0, 1, len(code)) * noise[code]
    since = event[code] - age
    delivered = np.clip(since / draw.uniform(1, 4, size)[code], 0, 1)
    brought = np.where(since > 0, 1 - np.exp(-np.maximum(since, 0) / draw.uniform(2, 6, size)[code]), 0.0)
    log = -drift[code] * number + wander
    grown = np.exp(log) * (1 + bought[code] * delivered + gained[code] * brought)
    return pd.DataFrame(
        {
            "profile_id": code + 1,
            "day": (pd.Timestamp(NOW) - pd.to_timedelta(age, unit="D")).floor("D"),
            "followers": (followers[code] * grown).round(),
        }
    )


def _posts(
    draw: np.random.Generator,
    followers: np.ndarray,
    kind: np.ndarray,
    event: np.ndarray,
    gained: np.ndarray,
) -> pd.DataFrame:
    """A year of posts; one in twenty does far better than usual by chance, whoever made it.

    A post that brings followers is seen by many who are none yet. If one in a hundred viewers follows and
    one in thirty likes, a tenth more followers are ten times the followers as viewers, and twelve times the
    usual engagement.
    """
    size = len(followers)
    truth = np.log(0.03) - 0.25 * np.log(followers / 20_000) + draw.normal(0, 0.55, size)
    scale = np.exp(draw.normal(np.log(0.6), 0.2, size))
    number = np.clip(np.exp(draw.normal(np.log(55), 0.7, size)), 6, 300).astype(int)
    code = np.repeat(np.arange(size), number)
    age = draw.uniform(0.5, YEAR, len(code))
    luck = np.where(draw.random(len(code)) < 0.05, draw.uniform(1.5, 3.5, len(code)), 0.0)
    told = np.exp(draw.normal(np.log(0.05), 0.4, size))[code] * np.exp(draw.normal(0, 0.3, len(code)))
    # The post behind the event, published within the day before followers come.
    first = np.r_[0, np.cumsum(number)[:-1]]
    for control in ("viral", "giveaway"):
        own = first[kind == control]
        age[own] = event[kind == control] + draw.uniform(0, 1, len(own))
        reach = np.log(120 * gained[kind == control]) + draw.normal(0, 0.5, len(own))
        luck[own] = reach if control == "viral" else draw.uniform(0.3, 1.0, len(own))
    rate = np.exp(truth[code] + draw.normal(0, 1, len(code)) * scale[code] + luck)
    likes = draw.poisson(rate * followers[code]).astype(float)
    comments = draw.poisson(rate * followers[code] * np.minimum(told, 1)).astype(float)
    # "Follow and comment to win": whoever follows for it has commented too.
    given = first[kind == "giveaway"]
    comments[given] += (gained * followers)[kind == "giveaway"] * draw.uniform(1, 3, len(given))
    packed = (kind == "likes")[code]
    median = np.exp(truth) * followers
    pack = np.ceil(median * draw.uniform(1.5, 6, size) / 50) * 50
    likes[packed] += (pack[code] * draw.uniform(0.97, 1.03, len(code)))[packed]
    return pd.DataFrame(
        {
            "profile_id": code + 1,
            "post_id": np.arange(len(code)),
            "published_at": pd.Timestamp(NOW) - pd.to_timedelta(age, unit="D"),
            "kind": "photo",
            "likes": likes.round(),
            "comments": comments.round(),
            "given_away": np.isin(np.arange(len(code)), given),
        }
    )


def _comments(draw: np.random.Generator, posts: pd.DataFrame, kind: np.ndarray) -> pd.DataFrame:
    """The first 20 comments under the newest posts, of three in four creators."""
    read = posts.sort_values("published_at", ascending=False).groupby("profile_id").head(READ)
    read = read[(draw.random(len(kind)) < 0.75)[read["profile_id"] - 1]].sort_values("post_id")
    shown = np.minimum(read["comments"].to_numpy(), 20).astype(int)
    at = np.repeat(np.arange(len(read)), shown)
    code = read["profile_id"].to_numpy()[at] - 1
    size = len(kind)
    generic = draw.beta(6, 14, size)
    generic[kind == "generic"] = draw.uniform(0.6, 0.95, int((kind == "generic").sum()))
    share = generic[code]
    share = np.where(read["given_away"].to_numpy()[at], 0.85, share)
    # Fans are many and some are always there; around a tiny account they are few.
    crowd = np.where(kind == "tiny", draw.integers(8, 40, size), draw.integers(150, 4_000, size))
    fan = np.floor(crowd[code] * draw.random(len(code)) ** 2.5).astype(int)
    people = draw.integers(8, 40, size)
    inside = (kind == "circle")[code] & (draw.random(len(code)) < draw.uniform(0.6, 0.95, size)[code])
    place = np.arange(len(at)) - np.repeat(np.cumsum(shown) - shown, shown)
    turn = (place + draw.integers(0, 40, len(read))[at]) % people[code]
    author = np.where(inside, 10_000 + turn, fan)
    return pd.DataFrame(
        {
            "profile_id": code + 1,
            "post_id": read["post_id"].to_numpy()[at],
            "published_at": read["published_at"].take(at).array + pd.to_timedelta(place + 1, unit="min"),
            "author": np.char.add(np.char.add(code.astype(str), "-"), author.astype(str)),
            "is_creator": False,
            "answers": False,
            "words": np.where(draw.random(len(code)) < 0.15, 0, draw.integers(1, 25, len(code))),
            "is_generic": draw.random(len(code)) < share,
            "wording": np.where(
                draw.random(len(code)) < 0.05, "same", np.char.add("w", np.arange(len(code)).astype(str))
            ),
        }
    )
