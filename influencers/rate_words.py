"""An engagement rate in words: how sure, against whom, and why there is none."""

from dataclasses import dataclass

from influencers.choices import Basis
from influencers.discover_rows import rate_told_by
from influencers.models import Profile
from influencers.post_history import PostHistory
from influencers.terms import why_not_measured

# Below, one like more or less moves the rate by a percent (scoring takes the same bound).
SMALLEST_AUDIENCE = 100


@dataclass(frozen=True)
class Rate:
    """An account's engagement rate.

    value, low, high: fractions, the latter two None where there is no interval; standing: better than this
    whole percentage of accounts of its size; usual: the plain median of reactions / followers, beside which
    the measured rate can be judged; missing: why there is no value, empty where there is one.
    """

    value: float | None
    low: float | None
    high: float | None
    standing: int | None
    told: str
    reported: bool
    usual: float | None
    missing: str


def rate_of(profile: Profile, history: PostHistory) -> Rate:
    """The rate of an account whose reported figures are at hand."""
    plain = history.measure == "likes and comments" and history.usual is not None and profile.followers
    return Rate(
        value=profile.engagement_rate,
        low=profile.er_low,
        high=profile.er_high,
        standing=None if profile.percentile is None else int(profile.percentile * 100),
        told=rate_told_by(profile),
        reported=profile.er_basis == Basis.REPORTED,
        usual=history.usual / profile.followers if plain else None,
        missing=_missing(profile, history),
    )


def _missing(profile: Profile, history: PostHistory) -> str:
    if profile.engagement_rate is not None:
        return ""
    if why := why_not_measured(profile):
        return f"{why[0].upper()}{why[1:]}, which allow no rates made of its figures."
    if not profile.followers:
        return "Nobody told how many followers this account has."
    if profile.followers < SMALLEST_AUDIENCE:
        return f"With fewer than {SMALLEST_AUDIENCE} followers a rate would say nothing."
    if profile.er_basis == Basis.REPORTED:
        return (
            "The file reports more reactions to a post than the account has followers. Check its figures: "
            "until posts are known, this rate is not compared with others."
        )
    if not history.points:
        return "No posts are known yet, and no file reports a rate."
    if profile.scored_at is None or profile.scored_at < profile.data_changed_at:
        return "Measured within a minute or two of new figures."
    if history.hidden == len(history.points):
        return "This account hides its likes, so only its standing by comments is known."
    return "Too few posts show their likes."
