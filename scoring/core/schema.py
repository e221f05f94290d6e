"""The shapes that go into and come out of the scoring core.

Frames in (one row each, extra columns are ignored, absent optional columns count as empty):

PROFILES  profile_id int, platform str, followers float; optional: handle, following, bio, language, country
POSTS     profile_id int, post_id str, published_at datetime64 UTC; optional: kind, caption, language,
          hashtags (list), likes, comments, shares, views (NaN where hidden or absent, never 0 for unknown),
          followers_then (followers when the post was made), is_repost, is_deleted, paid_flag,
          mentions (list); sponsored_probability, matches, brands (of `post_texts`; read where absent)
COMMENTS  profile_id int, post_id, published_at (when it was written), author (salted hash, "" unknown),
          is_creator bool, answers bool (a reply to another comment); optional: words, emoji, mentions,
          is_generic, wording (salted hash of the bare text), comment_id and answers_to (salted hashes: which
          comment a reply answers), mutual bool (the creator comments on its author's posts too)
FEES      profile_id, fee_id, kind (what the fee is for, "" any), amount and currency as told, usd (the same
          in US dollars, NaN where nobody entered a rate), day (ISO date)
REPORTED  profile_id int, engagement_rate (fraction), average_likes, average_comments; what a file claims
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NICHE = "niche"
ENGAGEMENT = "engagement"
TIER = "tier"
AUTHENTICITY = "authenticity"
FRESHNESS = "freshness"
COST = "cost"
REPLIES = "replies"
CONSISTENCY = "consistency"
CRITERIA = (NICHE, ENGAGEMENT, TIER, AUTHENTICITY, FRESHNESS, COST, REPLIES, CONSISTENCY)
LABELS: Mapping[str, str] = {
    NICHE: "Niche fit",
    ENGAGEMENT: "Engagement",
    TIER: "Size",
    AUTHENTICITY: "Authenticity",
    FRESHNESS: "Freshness",
    COST: "Cost",
    REPLIES: "Community replies",
    CONSISTENCY: "Consistency",
}
FEES = ("profile_id", "fee_id", "kind", "usd", "amount", "currency", "day")


@dataclass(frozen=True, slots=True)
class Brief:
    """What a campaign looks for. Empty collections mean "any".

    niches: {slug: weight} with slugs of either level of the tree, any positive weights (they are normalised);
    words: free words of the brief, turned into niches where the tree knows them;
    weights: {criterion: weight}, of which those named replace the default;
    freshness: "fresh", "neutral" (criterion not asked) or "proven";
    near_misses: also rank creators just outside the size band; dormant: also rank those silent for 180 days;
    demo: True ranks only demo creators, False only real ones, None real ones if there are any, else demo
    ones.
    """

    niches: Mapping[str, float] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    min_followers: int = 5_000
    max_followers: int = 100_000
    platforms: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    freshness: str = "neutral"
    near_misses: bool = False
    dormant: bool = False
    demo: bool | None = None

    def __post_init__(self) -> None:
        if not 0 < self.min_followers <= self.max_followers:
            raise ValueError("The size band needs 0 < smallest <= largest number of followers.")
        if any(not w >= 0 for w in (*self.niches.values(), *self.weights.values())):
            raise ValueError("Weights must be numbers of 0 or more.")
        unknown = set(self.weights) - set(CRITERIA)
        if unknown:
            raise ValueError(f"Unknown criteria in the weights: {', '.join(sorted(unknown))}.")


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion of one creator's score, ready to be shown.

    score is 0..1, or None when missing (then `missing` says why in words and weight and points_lost are 0);
    weight is the share that counted (renormalised over the criteria that are known); points_lost of all parts
    add up to 100 - score of the creator; at_median is the creator's whole score if this criterion alone were
    at the median of the candidates; evidence are short texts: niches found, words matched, badges.
    """

    criterion: str
    label: str
    score: float | None
    weight: float
    points_lost: float
    value: str
    missing: str = ""
    at_median: float | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One candidate: score 0..100 (None if not ranked), coverage 0..1, rank and its 5-95% interval."""

    profile_id: int
    score: float | None
    coverage: float
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    chance_top20: float | None
    parts: tuple[Part, ...]
    badges: tuple[str, ...] = ()
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON-ready values, for freezing it when a creator is shortlisted."""
        names = [n for n in self.__slots__ if n != "parts"]
        plain = {n: getattr(self, n) for n in names}
        plain["badges"] = list(self.badges)
        plain["parts"] = [
            {n: getattr(p, n) if n != "evidence" else list(p.evidence) for n in Part.__slots__}
            for p in self.parts
        ]
        return plain


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every candidate of a brief, sorted out.

    ranked: best first, explained, at most `top` of them; total is how many could be ranked;
    needs_data: known for too small a share of the weights, so not ranked, with what is missing; each is put
    into words when it is looked at, so take a slice;
    withheld: {profile id: reason in words} of those that meet the limits, but may not be ranked;
    left_out: {reason in words: number of candidates} by the hard limits of the brief;
    notes: plain sentences about the brief itself, such as words that no niche knows;
    version: of the method and constants; run_id: the ScoreRun whose frozen benchmark was used (None: not
    scored);
    alike: in a varied ranking {id of one moved down: id of the earlier one that it is like};
    weights: {criterion: share of the score} of those that the brief asks for, making 1;
    otherwise: {profile id: rank with other weights} of those in `ranked`, where others were given.
    """

    ranked: list[Result]
    total: int
    needs_data: Sequence[Result]
    left_out: dict[str, int]
    notes: list[str]
    version: str
    run_id: int | None = None
    alike: Mapping[int, int] = field(default_factory=dict)
    withheld: Mapping[int, str] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    otherwise: Mapping[int, int] = field(default_factory=dict)
