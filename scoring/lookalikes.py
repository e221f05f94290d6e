"""Creators of the catalogue like one of them: candidates read, compared, and put into words."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.db.models import F, Q, QuerySet

from influencers.choices import Platform
from influencers.models import Influencer, Niche, Profile
from influencers.pictures.keeping import with_pictures
from influencers.terms import why_not_measured
from scoring.core.lexicon import Lexicon
from scoring.core.lookalike import Creator, most_alike
from scoring.core.meaning import brief_fit
from scoring.core.niche_fit import shares_of
from scoring.meaning import current_meaning, switched_on
from scoring.models import ProfileScore
from scoring.niches import current_lexicon
from scoring.run import latest_run
from scoring.vectors import surroundings_of, vectors_of
from scoring.withheld import measurable

MOST_COMPARED = 1_000
"""Candidates nearest in size that are compared at most; it bounds the time of a page."""
SIZES = {
    "near": ("Half to double the size", 0.5, 2.0),
    "smaller": ("Smaller", 0.0, 1.0),
    "larger": ("Larger", 1.0, np.inf),
    "any": ("Any size", 0.0, np.inf),
}


@dataclass(frozen=True, slots=True)
class LookAlike:
    """One similar account, 0..1 how alike, and why in words."""

    profile: Profile
    likeness: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SimilarPage:
    """chosen: the account compared; compared: how many were looked at; why_none: the reason in words where
    nothing can be compared; platform and size are the filters that hold."""

    creator: Influencer
    chosen: Profile | None
    found: list[LookAlike]
    compared: int
    why_none: str
    platform: str
    size: str


def similar_page(creator: Influencer, platform: str = "", size: str = "", top: int = 30) -> SimilarPage:
    """The accounts most like the creator's largest one, of other creators of the same kind (demo or real),
    whose main niche has the same root. A fixed number of queries, and at most MOST_COMPARED candidates.

    platform: "" for the account's own, "any", or one by name; size: a key of SIZES, any by default.
    """
    chosen = _compared_account(creator)
    platform = platform if platform in (*Platform.values, "any") else (chosen.platform if chosen else "")
    size = size if size in SIZES else "any"
    if why := _why_none(chosen):
        return SimilarPage(creator, chosen, [], 0, why, platform, size)
    lexicon = current_lexicon()
    own = ProfileScore.objects.get(profile=chosen)
    one = Creator(float(chosen.followers), chosen.language, chosen.country, shares_of(own.niches, lexicon))
    frame, shares = _candidates(chosen, platform, size, lexicon)
    names = {at: lexicon.names[slug] for at, slug in enumerate(lexicon.leaves)}
    # A person with two accounts is shown once: some more are ranked than are shown.
    ranked = most_alike(one, frame, shares, names, 2 * top, _meaning(chosen, frame, lexicon))
    ids = [int(frame["profile_id"].iat[alike.at]) for alike in ranked]
    profiles = with_pictures(Profile.objects.select_related("influencer", "primary_niche")).in_bulk(ids)
    found, people = [], set()
    for pk, alike in zip(ids, ranked, strict=True):
        profile = profiles.get(pk)
        if profile and profile.influencer_id not in people:
            people.add(profile.influencer_id)
            found.append(LookAlike(profile, alike.likeness, alike.reasons))
    return SimilarPage(creator, chosen, found[:top], len(frame), "", platform, size)


def _compared_account(creator: Influencer) -> Profile | None:
    """The largest account that has niches; else the largest."""
    accounts = creator.profiles.select_related("primary_niche").order_by(
        F("primary_niche").asc(nulls_last=True), F("followers").desc(nulls_last=True), "pk"
    )
    with_niche = [account for account in accounts if account.primary_niche_id]
    return max(with_niche, key=lambda a: a.followers or 0) if with_niche else next(iter(accounts), None)


def _why_none(chosen: Profile | None) -> str:
    if chosen is None:
        return "This creator has no account to compare."
    if why := why_not_measured(chosen):
        return f"{why[:1].upper()}{why[1:]}, so nobody is compared with this creator."
    if not chosen.followers:
        return "The number of followers is not known yet."
    if (
        not chosen.primary_niche_id
        or not ProfileScore.objects.filter(profile=chosen).exclude(niches={}).exists()
    ):
        return "No niche of this creator is measured yet: neither bio nor posts use a word of the niche tree."
    return ""


def _candidates(
    chosen: Profile, platform: str, size: str, lexicon: Lexicon
) -> tuple[pd.DataFrame, np.ndarray]:
    """The candidates nearest in size, half larger and half smaller, and their shares; four queries."""
    fields = ("pk", "followers", "language", "country")
    rows = [
        row
        for side in _nearest(chosen, platform, size)
        for row in side.values_list(*fields)[: MOST_COMPARED // 2]
    ]
    stored = dict(
        ProfileScore.objects.filter(profile__in=[row[0] for row in rows]).values_list("profile_id", "niches")
    )
    rows = [row for row in rows if stored.get(row[0])]
    frame = pd.DataFrame(rows, columns=["profile_id", "followers", "language", "country"])
    shares = _shares([stored[row[0]] for row in rows], lexicon)
    known = np.isfinite(shares).all(axis=1)
    return frame[known].reset_index(drop=True), shares[known]


def _meaning(chosen: Profile, frame: pd.DataFrame, lexicon: Lexicon) -> np.ndarray | None:
    """How near each candidate writes to the account, 0..1; None where meaning is not in use. Two queries."""
    if not switched_on() or frame.empty:
        return None
    meaning = current_meaning(lexicon)
    around = surroundings_of(latest_run(chosen.is_demo), meaning) if meaning else None
    if around is None:
        return None
    own, *others = vectors_of([chosen.pk, *frame["profile_id"].tolist()], meaning)
    return brief_fit(np.array(others), own, around) if own.any() else None


def _nearest(chosen: Profile, platform: str, size: str) -> tuple[QuerySet[Profile], QuerySet[Profile]]:
    """Accounts as large or larger, and smaller ones, the nearest first; each along the index of followers."""
    niche = chosen.primary_niche
    root = niche.parent_id or niche.pk
    _, low, high = SIZES[size]
    same = measurable().shown().discoverable()
    same = same.demo() if chosen.is_demo else same.real()
    niches = list(Niche.objects.filter(Q(pk=root) | Q(parent=root)).values_list("pk", flat=True))
    same = same.filter(primary_niche__in=niches).exclude(influencer=chosen.influencer_id)
    if platform != "any":
        same = same.filter(platform=platform)
    larger = same.filter(followers__gte=max(chosen.followers, int(low * chosen.followers)))
    smaller = same.filter(followers__lt=chosen.followers, followers__gte=max(1, int(low * chosen.followers)))
    if np.isfinite(high):
        larger = larger.filter(followers__lte=int(high * chosen.followers))
    return larger.order_by("followers", "pk"), smaller.order_by("-followers", "pk")


def _shares(niches: Iterable[dict[str, float]], lexicon: Lexicon) -> np.ndarray:
    rows = [shares_of(one, lexicon) for one in niches]
    return np.array(rows) if rows else np.empty((0, len(lexicon.leaves) + 1))
