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

VERSION = "2.3"

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
    scatter_strength: float = constant(
        8,
        "posts that the common scatter is worth beside a creator's own",
        "Smyth 2004; TikTok videos: 5 to 10",
    )
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
    caption_points: float = constant(1.5, "the same in a caption", "texts written for it, decision 69")
    bio_points: float = constant(2, "the same in the bio", "texts written for it, decision 69")
    text_cap: float = constant(
        4, "log-odds one text can add to one niche", "texts written for it, decision 69"
    )
    other_points: float = constant(1, "log-odds of belonging to no niche", "J")
    bio_strength: float = constant(
        1.5, "posts that the bio is worth (Dirichlet prior)", "texts written for it, decision 69"
    )
    silent_post: float = constant(
        0.1, "weight of a post without any niche word, counted as other", "texts written for it, decision 69"
    )
    sibling_share: float = constant(0.35, "share of its siblings' mass that a niche is given", "J")
    meaning_dims: int = constant(256, "dimensions kept of a sentence model's vectors", "measurements, F")
    meaning_sharpness: float = constant(
        20, "how fast an example's vote for its niche falls with its distance", "own examples, leave one out"
    )
    telling_share: float = constant(
        0.5, "a text tells its niche by meaning when less than this share goes to none", "J"
    )
    meaning_share: float = constant(0.4, "share of the niche fit that the brief's meaning has", "method, 5")
    r_flag: float = constant(1.0, "chance that a post is sponsored: the platform labels it as paid", "J")
    r_strong: float = constant(0.95, "the same for a disclosure that leaves no doubt", "J")
    r_disclosure: float = constant(0.75, "the same for a note about affiliate links or a commission", "J")
    r_with_brand: float = constant(0.75, "the same for a promo code or affiliate link beside a brand", "J")
    r_alone: float = constant(0.55, "the same for a promo code or affiliate link alone", "J")
    r_ambiguous: float = constant(0.50, "the same for a tag that may mean more (gifted, collab)", "J")
    r_beside_brand: float = constant(0.65, "the same for a gift or partnership beside a brand", "J")
    r_brand_call: float = constant(0.25, "the same for a brand with a call to action", "J")
    r_code_like: float = constant(0.15, "the same for what may be a promo code or a product's name", "J")
    own_brand_cap: float = constant(0.30, "most that all but plain disclosures tell of an own brand", "J")
    sponsored_from: float = constant(0.60, "a post counts as sponsored from this chance on", "J")
    negation_tokens: int = constant(3, "a negation within so many words takes a tag's rule away", "J")
    together_letters: int = constant(150, "a brand this near a code or affiliate link stands together", "J")
    near_letters: int = constant(60, "a discount, brand or link this near makes a code-like word a code", "J")
    spelled_letters: int = constant(40, "a price off this near makes a code of a word in small letters", "J")
    fresh_half_life_days: float = constant(180, "a post this old counts half for freshness", "J")
    fresh_prior: float = constant(8, "posts that the usual share of sponsored posts is worth", "J")
    fresh_usual: float = constant(0.06, "share of sponsored posts taken as usual where none is measured", "J")
    fresh_share: float = constant(0.10, "freshness halves with each such share of sponsored posts", "J")
    fresh_brands: float = constant(8, "freshness halves with each so many brands", "J")
    proven_peak: float = constant(0.08, "share of sponsored posts at which a creator is most proven", "J")
    proven_most: float = constant(0.30, "share of sponsored posts from which nobody counts as proven", "J")
    proven_brands: int = constant(2, "brands that a proven creator has worked with", "J")
    assumed_recall: float = constant(0.5, "share of sponsored posts that can be told, for comparison", "J")
    conflict_days: float = constant(90, "a competitor named within so many days is a conflict", "J")
    score_floor: float = constant(0.05, "lowest score of any criterion, so that none wipes out the rest", "J")
    near_miss: float = constant(2, "the size score reaches its floor at this factor outside the band", "J")
    active_weeks: float = constant(12, "weeks looked at for regularity", "J")
    silence_grace_days: float = constant(7, "days since the last post that cost nothing", "J")
    silence_decay_days: float = constant(30, "days after the grace in which that part falls to 37%", "J")
    growth_weight: float = constant(0.45, "most that the follower jump takes from authenticity", "method 3")
    ghost_weight: float = constant(0.35, "the same of engagement out of line with the size", "method 3")
    likes_weight: float = constant(0.25, "the same of likes that look alike or lack comments", "method 3")
    comments_weight: float = constant(0.25, "the same of generic comments and steady circles", "method 3")
    account_weight: float = constant(0.10, "the same of following many", "method 3")
    authenticity_unknown: float = constant(0.85, "authenticity taken for what cannot be looked at", "J")
    no_signals: float = constant(0.80, "authenticity from here on reads 'no signals'", "J")
    several_signals: float = constant(0.55, "authenticity below this reads 'several signals'", "J")
    jump_low: float = constant(0.05, "weekly growth from which a jump counts", "SIM")
    jump_high: float = constant(0.30, "weekly growth at which it counts in full", "J")
    jump_z: float = constant(6, "robust scales above the usual week that make a jump", "SIM")
    jump_weeks: int = constant(8, "weeks with a reading of followers needed", "SIM")
    jump_scale_floor: float = constant(0.002, "smallest scale of weekly growth, in logs", "J")
    jump_before_days: float = constant(11, "a post so long before the end of a week can explain it", "SIM")
    jump_after_days: float = constant(1, "the same after its end, as sizes are read late", "J")
    jump_post_scales: float = constant(2, "own robust scales above the median of a post that explains", "SIM")
    jump_post_share: float = constant(0.10, "such a post is among this share of the own best", "SIM")
    jump_reactions: float = constant(0.5, "reactions such a post has at least per new follower", "J")
    jump_chance: float = constant(0.15, "highest chance that such a post falls there by accident", "SIM")
    ghost_low: float = constant(-1.5, "engagement for its size, in deviations, from which it counts", "J")
    ghost_high: float = constant(-3, "the same at which it counts in full", "J")
    excess_low: float = constant(2.5, "the same where engagement is too high", "J")
    excess_high: float = constant(4, "the same at which it counts in full", "J")
    excess_comments: float = constant(1.5, "comments for the size that make high likes believable", "J")
    excess_followers: float = constant(5_000, "smaller accounts are not held against it", "J")
    ghost_n_eff: float = constant(5, "effective posts needed to judge engagement for the size", "J")
    spread_low: float = constant(
        0.20, "spread of likes (log-sd) from which it counts as narrow", "S trendHERO"
    )
    spread_high: float = constant(0.08, "the same at which it counts in full", "J")
    spread_posts: int = constant(10, "posts with visible likes needed for the spread", "J")
    spread_z: float = constant(2, "robust scales below the catalogue that a narrow spread must lie", "SIM")
    spread_scale_floor: float = constant(0.05, "smallest scale of that spread between creators", "J")
    ratio_low: float = constant(
        2.5, "robust scales from the usual comments per like that count", "S HypeAuditor"
    )
    ratio_high: float = constant(5, "the same at which it counts in full", "J")
    ratio_posts: int = constant(5, "posts with likes and comments needed for their ratio", "J")
    ratio_scale_floor: float = constant(0.30, "smallest scale of that ratio between creators, in logs", "J")
    generic_low: float = constant(0.50, "share of generic comments that counts", "S HypeAuditor")
    generic_high: float = constant(0.85, "the same at which it counts in full", "J")
    generic_comments: int = constant(40, "comments needed to judge them", "J")
    pod_low: float = constant(0.35, "share of comments by people under nearly every post that counts", "J")
    pod_high: float = constant(0.70, "the same at which it counts in full", "J")
    pod_posts: int = constant(8, "commented posts needed to see a circle", "method 3")
    pod_presence: float = constant(0.60, "somebody under this share of the posts belongs to it", "method 3")
    pod_people: int = constant(5, "fewer people are friends, not a circle", "J")
    following_low: float = constant(0.5, "accounts followed per follower that count", "J")
    following_high: float = constant(2, "the same at which it counts in full", "J")
    following_followers: float = constant(1_000, "smaller accounts are not held against it", "J")
    replies_prior: float = constant(20, "comments that the platform's usual reply rate is worth", "J")
    replies_comments: int = constant(10, "comments needed for a reply rate", "J")
    replies_a_post: int = constant(20, "first comments of a post that count", "J")
    replies_young_days: float = constant(2, "younger posts are still being answered", "J")
    replies_old_days: float = constant(60, "older posts say little about today", "J")
    replies_hours: float = constant(48, "hours to a reply after which speed is worth 37%", "J")
    replies_speed: float = constant(0.2, "share of the score that is speed", "J")
    coverage_needed: float = constant(0.6, "share of the weights that must be known to be ranked", "J")
    authenticity_strength: float = constant(
        10, "how surely what cannot be looked at is as authentic as usual (beta law, in draws)", "J"
    )
    sponsored_ratio: float = constant(
        0.85, "usual engagement of a sponsored post over that of another", "S US 2019: 1.6% to 1.9%"
    )
    sponsored_strength: float = constant(6, "sponsored posts that the usual ratio is worth", "J")
    price_per_follower: float = constant(
        0.01, "US dollars a follower where no fee is known", "S $100 per 10k"
    )
    price_log_sd: float = constant(0.6, "log-sd of an estimated price", "J")
    cost_power: float = constant(1.5, "how steeply the cost score falls with the cost per engagement", "J")
    diversity_lambda: float = constant(
        0.75, "largest weight of the score beside unlikeness in a varied list", "S search practice .7-.9"
    )
    diversity_step: float = constant(0.05, "how far that weight is lowered at a time", "J")
    diversity_least: float = constant(
        0.25, "how far it is lowered at most", "SIM: below, the score alone falls"
    )
    diversity_loss: float = constant(0.03, "mean score that the first of a varied list may lose", "J")
    diversity_first: int = constant(20, "so many of a list are its first", "J")
    diversity_nearest: float = constant(
        0.25, "weight of the likeness to the nearest beside the mean likeness to all before", "SIM"
    )
    varied_top: int = constant(200, "so many of the best are re-ordered for variety", "J")
    alike_niches: float = constant(0.5, "weight of like niches in the likeness of two creators", "J")
    alike_audience: float = constant(0.3, "weight of a common audience in it", "J")
    alike_kind: float = constant(0.2, "weight of the same platform, language and size third in it", "J")
    alike_from: float = constant(0.5, "likeness from which a moved-down creator is told like whom", "J")
    overlap_least: float = constant(0.02, "common audience of two creators where none was measured", "J")
    overlap_most: float = constant(0.10, "what like niches and the same language add to it", "J")
    feedback_pairs: int = constant(60, "pairs of decisions from which weights are learned", "SIM")
    feedback_briefs: int = constant(3, "briefs that these pairs must come from", "J")
    feedback_prior: float = constant(60, "how strongly learned weights are held to those before", "SIM")
    feedback_steepness: float = constant(4, "how surely a person keeps the better one", "SIM")
    draws: int = constant(400, "draws behind the interval of a rank", "J")
    draw_seed: int = constant(20_261_124, "fixed seed of the draws", "-")
    weight_jitter: float = constant(0.2, "log-sd by which the draws vary the weights", "J")

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


CONSTANTS = Constants()


def constants_table() -> str:
    """The constants and their version in Markdown, as docs/scoring.md shows them."""
    rows = [f"Those of version {VERSION}.", ""]
    rows += ["| constant | value | meaning | source |", "|---|---|---|---|"]
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
