"""Ranking candidates for a brief, with the features that scoring stored."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd
from django.db.models import QuerySet

from influencers.choices import Basis, Source
from influencers.models import Profile, ProfileNiche
from influencers.terms import withheld_sources, words_of_terms
from scoring.core.candidates import AT, Scored, not_asked, score_candidates, weights_of
from scoring.core.combine import composite, order
from scoring.core.diversity import Traits, similarity, size_thirds, vary
from scoring.core.hard_limits import left_out
from scoring.core.lexicon import Lexicon
from scoring.core.meaning import Meaning, brief_fit
from scoring.core.niche_fit import Target, target
from scoring.core.results import Explained, Teller
from scoring.core.schema import CRITERIA, Brief, Ranking, Result
from scoring.core.weights import Constants
from scoring.meaning import current_meaning
from scoring.models import ProfileScore
from scoring.niches import lexicon_with
from scoring.overrides import constants_with, current_overrides, version_with, weights_with
from scoring.run import latest_run
from scoring.vectors import surroundings_of, vectors_of

LIMITED = ("id", "platform", "followers", "country", "language", "source", "last_post_at", "bound_source")


def rank_profiles(
    brief: Brief,
    profiles: QuerySet[Profile] | Iterable[int],
    now: datetime,
    top: int = 200,
    alone: bool = False,
    only: int | None = None,
    varied: bool = False,
    intervals: bool = True,
    beside: Mapping[str, float] | None = None,
) -> Ranking:
    """The candidates ranked for the brief, best first, each with its parts in words.

    profiles: a queryset of Profile (cheapest: it stays in the database) or an iterable of profile ids.
    Candidates outside the hard limits (platform, country, language, size band, dormant, demo beside real)
    are counted in `left_out` by reason, not ranked; those whose source's terms forbid it are in `withheld`.
    Scores rest on the stored features and the frozen benchmark of the last run, so one candidate never
    changes another's score; a curated niche counts at once. With `alone` each result is left without what it
    only is among others: rank, its interval, what their median would give; with `only`, a profile id,
    everybody is ranked and that one alone explained. With `varied` the best are re-ordered so that those
    near each other are less alike; ranks stay, and `alike` says who was moved down for whom. Without
    `intervals` results lack the interval of their rank, which is most of the work for a small catalogue.
    `beside` are weights like a brief's, for the rank with which `otherwise` is filled. Costs a fixed number
    of queries.
    `now` must be aware. Reads only.
    """
    pool = _pool(brief, profiles, now)
    limited, candidates, scored, wanted = pool.limited, pool.candidates, pool.scored, pool.wanted
    held = (pool.reasons == "") & (pool.terms != "")
    teller = Teller(candidates, scored, brief, wanted, pool.lexicon, top, alone, pool.constants, intervals)
    run = latest_run(bool(len(candidates)) and bool(candidates["is_demo"].iat[0]))
    total = len(scored.order)
    mixed, alike = _varied(candidates, scored, brief, pool.constants) if varied else (None, {})

    def shown(place: int) -> Result:
        return teller.ranked(place if mixed is None or place >= len(mixed) else int(mixed[place]))

    ranked = Explained(total, shown)[_wanted(candidates, scored.order, top, only)]
    left = not_asked(brief, wanted)
    return Ranking(
        ranked=ranked,
        total=total,
        needs_data=Explained(len(scored.short), teller.short),
        withheld=dict(
            zip(limited["profile_id"][held].tolist(), "not ranked: " + pool.terms[held], strict=True)
        ),
        left_out=dict(Counter(reason for reason in pool.reasons if reason)),
        notes=pool.notes,
        version=pool.version,
        run_id=run.pk if run else None,
        alike=alike,
        weights={c: float(scored.weights[AT[c]]) for c in CRITERIA if c not in left},
        otherwise={} if beside is None else _otherwise(pool, brief, beside, {r.profile_id for r in ranked}),
    )


def _otherwise(pool: "_Pool", brief: Brief, weights: Mapping[str, float], ids: set[int]) -> dict[int, int]:
    """{profile id: rank with other weights} of those of `ids` that can be ranked with them."""
    scored, c = pool.scored, pool.constants
    whole = composite(scored.parts, weights_of(replace(brief, weights=weights), pool.wanted), c)
    found = pool.candidates["profile_id"].to_numpy()
    best = order(whole.score, whole.coverage, scored.theta, found)
    enough = found[best[whole.coverage[best] >= c.coverage_needed - 1e-9]]
    return {int(pk): place for place, pk in enumerate(enough, 1) if pk in ids}


def scores_among(
    brief: Brief, profiles: QuerySet[Profile], ids: Iterable[int], now: datetime
) -> dict[int, tuple[int, np.ndarray]]:
    """{profile id: (rank among `profiles`, its scores in the order of CRITERIA, NaN where unknown)} of those
    of `ids` that can be ranked. The same cost as a ranking without its words."""
    pool = _pool(brief, profiles, now)
    wanted = set(ids)
    found = pool.candidates["profile_id"].to_numpy()[pool.scored.order]
    return {
        int(profile_id): (place, pool.scored.parts[pool.scored.order[place - 1]])
        for place, profile_id in enumerate(found, 1)
        if profile_id in wanted
    }


def best_scores(
    brief: Brief, profiles: QuerySet[Profile] | Iterable[int], now: datetime, top: int | None = None
) -> dict[int, float]:
    """{profile id: score 0..100} of those that can be ranked, best first, at most `top`. The same cost as a
    ranking without its words."""
    pool = _pool(brief, profiles, now)
    best = pool.scored.order[:top]
    ids = pool.candidates["profile_id"].to_numpy()[best].tolist()
    return dict(zip(ids, pool.scored.whole.score[best].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Pool:
    """Candidates sorted out and scored: limited (all, with reasons and terms in words, "" for the others),
    candidates (those to be ranked, with their features) and their scores."""

    limited: pd.DataFrame
    reasons: np.ndarray
    terms: np.ndarray
    candidates: pd.DataFrame
    scored: Scored
    wanted: Target
    notes: list[str]
    lexicon: Lexicon
    constants: Constants
    version: str


def _pool(brief: Brief, profiles: QuerySet[Profile] | Iterable[int], now: datetime) -> _Pool:
    overrides = current_overrides()
    lexicon, c = lexicon_with(overrides), constants_with(overrides)
    brief = replace(brief, weights={**weights_with(overrides), **brief.weights})
    limited = _limited(profiles)
    reasons = left_out(limited, brief, now, c)
    terms = _terms(limited)
    eligible = limited[(reasons == "") & (terms == "")].reset_index(drop=True)
    meaning = current_meaning(lexicon)
    wanted, notes = target(brief.niches, brief.words, lexicon, meaning)
    candidates = _with_features(eligible)
    meant = _meant(eligible, wanted, meaning)
    scored = score_candidates(candidates, brief, wanted, lexicon, c, meant=meant)
    version = version_with(overrides)
    return _Pool(limited, reasons, terms, candidates, scored, wanted, notes, lexicon, c, version)


def _meant(eligible: pd.DataFrame, wanted: Target, meaning: Meaning | None) -> np.ndarray | None:
    """How near each candidate is to the brief by meaning; None where meaning is off or the run is older."""
    if meaning is None or wanted.vector is None or not len(eligible):
        return None
    around = surroundings_of(latest_run(bool(eligible["is_demo"].iat[0])), meaning)
    if around is None:
        return None
    return brief_fit(vectors_of(eligible["profile_id"].tolist(), meaning), wanted.vector, around)


def _varied(
    candidates: pd.DataFrame, scored: Scored, brief: Brief, c: Constants
) -> tuple[np.ndarray, dict[int, int]]:
    """(places of the best in a varied order, {id of one moved down: id of the one it is like})."""
    best = scored.order[: c.varied_top]
    own = candidates.iloc[best]
    followers = own["followers"].to_numpy(dtype=float)
    traits = Traits(
        scored.shares[best],
        own["platform"].to_numpy(dtype=object),
        own["language"].fillna("").to_numpy(dtype=object),
        size_thirds(followers, brief.min_followers, brief.max_followers),
    )
    found = vary(scored.whole.score[best], similarity(traits))
    ids = own["profile_id"].tolist()
    return found.order, {ids[moved]: ids[like] for moved, like in found.like.items()}


def _wanted(candidates: pd.DataFrame, order: np.ndarray, top: int, only: int | None) -> slice:
    """The places that are put into words."""
    if only is None:
        return slice(top)
    place = np.flatnonzero(candidates["profile_id"].to_numpy()[order] == only)
    return slice(place[0], place[0] + 1) if len(place) else slice(0)


def _limited(profiles: QuerySet[Profile] | Iterable[int]) -> pd.DataFrame:
    """What the hard limits look at, in the order of ids; one query."""
    found = _queryset(profiles).order_by("id").values_list(*LIMITED)
    frame = pd.DataFrame(found, columns=["profile_id", *LIMITED[1:]])
    frame["is_demo"] = frame["source"] == Source.DEMO
    frame["last_post_at"] = pd.to_datetime(frame["last_post_at"], utc=True)
    return frame


def _terms(limited: pd.DataFrame) -> np.ndarray:
    """For each candidate the terms that forbid to rank it, in words; "" for the others."""
    terms = np.full(len(limited), "", dtype=object)
    for key in withheld_sources():
        terms[((limited["source"] == key) | (limited["bound_source"] == key)).to_numpy()] = words_of_terms(
            key
        )
    return terms


def _queryset(profiles: QuerySet[Profile] | Iterable[int]) -> QuerySet[Profile]:
    return profiles if isinstance(profiles, QuerySet) else Profile.objects.filter(id__in=list(profiles))


def _with_features(eligible: pd.DataFrame) -> pd.DataFrame:
    """The candidates with their stored parts, niches and badges, and what curators say; two queries."""
    ids = eligible["profile_id"].tolist()
    scores = ProfileScore.objects.filter(profile__in=ids).values_list(
        "profile_id", "parts", "niches", "badges"
    )
    stored = {row[0]: row[1:] for row in scores}
    curated: dict[int, dict[str, float]] = {}
    words: dict[int, list[str]] = {}
    named = ProfileNiche.objects.filter(profile__in=ids, basis__in=[Basis.CURATED, Basis.MEASURED])
    for profile_id, slug, basis, weight, evidence in named.order_by("-weight", "niche__slug").values_list(
        "profile_id", "niche__slug", "basis", "weight", "evidence"
    ):
        if basis == Basis.CURATED:
            curated.setdefault(profile_id, {})[slug] = weight
        else:
            words.setdefault(profile_id, []).extend(evidence.get("words", ())[:4])
    nothing = (None, None, None)
    return eligible.assign(
        parts=pd.Series([stored.get(i, nothing)[0] for i in ids], dtype=object),
        niches=pd.Series([stored.get(i, nothing)[1] for i in ids], dtype=object),
        badges=pd.Series([stored.get(i, nothing)[2] for i in ids], dtype=object),
        curated=pd.Series([curated.get(i) for i in ids], dtype=object),
        words=pd.Series([words.get(i, ())[:8] for i in ids], dtype=object),
    )
