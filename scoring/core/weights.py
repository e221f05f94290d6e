"""Every constant of the scoring method, with its meaning and where it comes from.

A changed number is a new VERSION: stored scores carry the version that made them.
Sources: P paper, S secondary page, SIM simulation with planted truth, J judgement.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from scoring.core.schema import (
    AUTHENTICITY,
    CONSISTENCY,
    COST,
    CRITERIA,
    ENGAGEMENT,
    FRESHNESS,
    NICHE,
    REPLIES,
    TIER,
)

VERSION = "1.1"

DEFAULT_WEIGHTS: Mapping[str, float] = {
    NICHE: 0.35,
    ENGAGEMENT: 0.25,
    TIER: 0.10,
    AUTHENTICITY: 0.10,
    FRESHNESS: 0.07,
    COST: 0.05,
    REPLIES: 0.05,
    CONSISTENCY: 0.03,
}
PRESETS: Mapping[str, Mapping[str, float]] = {
    "balanced": DEFAULT_WEIGHTS,
    "awareness": dict(zip(CRITERIA, (0.30, 0.20, 0.20, 0.08, 0.05, 0.12, 0.03, 0.02), strict=True)),
    "trust": dict(zip(CRITERIA, (0.29, 0.21, 0.08, 0.25, 0.06, 0.04, 0.04, 0.03), strict=True)),
    "fresh faces": dict(zip(CRITERIA, (0.30, 0.22, 0.08, 0.09, 0.20, 0.04, 0.04, 0.03), strict=True)),
}

TEXT_NETWORKS = frozenset({"bluesky", "mastodon", "x", "threads"})
MOVING_KINDS = frozenset({"video", "reel", "short", "live"})
SHARES_COUNT = frozenset({"tiktok"}) | TEXT_NETWORKS
"""Platforms whose shares (reposts, quotes, boosts) are part of the engagement."""
VIEW_SHARE: Mapping[str, float] = {"instagram:video": 0.4, "tiktok:video": 0.7, "youtube:video": 0.7}
"""Weight of engagement per view beside engagement per follower, by cell; 0 for cells not named (J)."""


def constant(default: float, means: str, source: str) -> float:
    return field(default=default, metadata={"means": means, "source": source})


@dataclass(frozen=True, slots=True)
class Constants:
    """The numbers of the method. Change one with `dataclasses.replace` and a run stores what it used."""

    count_offset: float = constant(0.5, "added to a count before its logarithm, so that 0 stays usable", "J")
    half_life_days: float = constant(90, "a post this old counts half", "SIM: best at 10% drift a month")
    window_days: float = constant(365, "older posts are not used", "J")
    newest_posts: int = constant(200, "at most so many posts a creator", "J")
    maturity_text_days: float = constant(2, "age at which a post of a text network has its figures", "S")
    maturity_days: float = constant(3, "the same for Instagram, TikTok and others", "S Graffius 2018")
    maturity_youtube_days: float = constant(
        14, "the same for YouTube", "S Graffius 2018; HypeAuditor drops < 7 d"
    )
    duplicate_hours: float = constant(24, "same text again within this time is the same post", "J")
    winsor_width: float = constant(2.0, "a post counts up to so many scales from the median", "J")
    mad_to_sd: float = constant(1.4826, "median absolute deviation to standard deviation", "normal law")
    scale_floor: float = constant(0.30, "smallest scale of a creator's posts, in logs", "J")
    scale_default: float = constant(0.80, "scale where there are too few posts to measure it", "J")
    scale_posts: int = constant(5, "posts needed to measure the own scale", "J")
    huber_k: float = constant(
        1.345, "Huber's constant of the benchmark fit", "95% efficiency under normality"
    )
    reference_followers: float = constant(20_000, "size at which the benchmark's intercept is read", "J")
    peer_n_eff: float = constant(5, "effective posts a creator needs to be part of a benchmark", "J")
    peers_own_fit: int = constant(30, "peers for a fit of the cell's own", "J")
    peers_own_level: int = constant(10, "peers for an own level with the platform's slope", "J")
    peers_curve: int = constant(300, "peers from which a curve (x squared) is tried", "J")
    sigma_posts: int = constant(8, "posts a creator needs to inform the common scale", "J")
    sigma_inflation: float = constant(1.15, "the median scale is a little too small on average", "SIM")
    drift_per_month: float = constant(0.10, "how far true engagement drifts in a month, in logs", "SIM")
    tau2_floor: float = constant(0.02, "smallest variance between creators of the same size", "J")
    z90: float = constant(1.645, "half width of a 90% interval in standard deviations", "normal law")
    reported_n_eff: float = constant(3, "effective posts that a reported figure is worth", "J")
    reported_scale: float = constant(0.8, "scale assumed behind a reported figure", "J")
    reported_highest: float = constant(
        1.0, "a reported rate above this share of followers is shown to be checked, and not scored", "J"
    )
    visible_posts: int = constant(3, "posts with visible likes needed to use them alone", "J")
    visible_share: float = constant(0.30, "share of posts with visible likes needed to use them alone", "J")
    top_post_ratio: float = constant(5, "a post this many times the median gets a badge", "J")
    high_rate: float = constant(0.50, "engagement above this share of followers is flagged", "J")
    rate_followers: float = constant(100, "below so many followers the rate is not shown", "J")
    future_share: float = constant(0.05, "more posts dated in the future than this flag the data", "J")
    dormant_days: float = constant(180, "silent for so long is dormant", "J")
    hashtag_points: float = constant(2, "log-odds that a niche's word adds as a hashtag", "J")
    caption_points: float = constant(1, "the same in a caption", "J")
    bio_points: float = constant(3, "the same in the bio", "J")
    text_cap: float = constant(3, "log-odds one text can add to one niche", "J")
    other_points: float = constant(1, "log-odds of belonging to no niche", "J")
    bio_strength: float = constant(5, "posts that the bio is worth (Dirichlet prior)", "J")
    silent_post: float = constant(0.25, "weight of a post without any niche word, counted as other", "J")
    sibling_share: float = constant(0.35, "share of its siblings' mass that a niche is given", "J")
    meaning_dims: int = constant(256, "dimensions kept of a sentence model's vectors", "measurements, F")
    meaning_sharpness: float = constant(
        20, "how fast an example's vote for its niche falls with its distance", "own examples, leave one out"
    )
    telling_share: float = constant(
        0.5, "a text tells its niche by meaning when less than this share goes to none", "J"
    )
    meaning_share: float = constant(0.4, "share of the niche fit that the brief's meaning has", "method, 5")
    score_floor: float = constant(0.05, "lowest score of any criterion, so that none wipes out the rest", "J")
    near_miss: float = constant(2, "the size score reaches its floor at this factor outside the band", "J")
    active_weeks: float = constant(12, "weeks looked at for regularity", "J")
    silence_grace_days: float = constant(7, "days since the last post that cost nothing", "J")
    silence_decay_days: float = constant(30, "days after the grace in which that part falls to 37%", "J")
    coverage_needed: float = constant(0.6, "share of the weights that must be known to be ranked", "J")
    draws: int = constant(400, "draws behind the interval of a rank", "J")
    draw_seed: int = constant(20_261_124, "fixed seed of the draws", "-")
    weight_jitter: float = constant(0.2, "log-sd by which the draws vary the weights", "J")

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


CONSTANTS = Constants()


def constants_table() -> str:
    """The constants as a Markdown table, as docs/scoring.md shows them."""
    rows = ["| constant | value | meaning | source |", "|---|---|---|---|"]
    rows += [
        f"| `{f.name}` | {getattr(CONSTANTS, f.name):g} | {f.metadata['means']} | {f.metadata['source']} |"
        for f in fields(Constants)
    ]
    return "\n".join(rows)


def brief_weights(chosen: Mapping[str, float], not_asked: frozenset[str] = frozenset()) -> dict[str, float]:
    """The weights of a brief, summing to 1: `chosen` over the default, without criteria not asked for."""
    weights = {k: float(chosen.get(k, DEFAULT_WEIGHTS[k])) for k in CRITERIA if k not in not_asked}
    total = sum(weights.values())
    if total <= 0:
        raise ValueError("At least one criterion needs a weight above 0.")
    return {k: w / total for k, w in weights.items()}
