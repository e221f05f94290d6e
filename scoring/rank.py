"""Ranking candidates for a brief, with the features that scoring stored."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pandas as pd
from django.db.models import QuerySet

from influencers.choices import Basis, Source
from influencers.models import Profile, ProfileNiche
from influencers.terms import withheld_sources, words_of_terms
from scoring.core.candidates import left_out, score_candidates
from scoring.core.meaning import Meaning, brief_fit
from scoring.core.niche import Target, target
from scoring.core.results import Explained, Teller
from scoring.core.schema import Brief, Ranking
from scoring.core.weights import VERSION
from scoring.meaning import current_meaning
from scoring.models import ProfileScore, ScoreRun
from scoring.niches import current_lexicon
from scoring.run import latest_run
from scoring.vectors import surroundings_of, vectors_of

LIMITED = ("id", "platform", "followers", "country", "language", "source", "last_post_at", "bound_source")


def rank_profiles(
    brief: Brief,
    profiles: QuerySet[Profile] | Iterable[int],
    now: datetime,
    top: int = 200,
    alone: bool = False,
) -> Ranking:
    """The candidates ranked for the brief, best first, each with its parts in words.

    profiles: a queryset of Profile (cheapest: it stays in the database) or an iterable of profile ids.
    Candidates outside the hard limits (platform, country, language, size band, dormant, demo beside real)
    are counted in `left_out` by reason, not ranked; those whose source's terms forbid it are in `withheld`.
    Scores rest on the stored features and the frozen benchmark of the last run, so one candidate never
    changes another's score; a curated niche counts at once. With `alone` each result is left without what it
    only is among others: rank, its interval, what their median would give. Costs a fixed number of queries.
    `now` must be aware. Reads only.
    """
    lexicon = current_lexicon()
    limited = _limited(profiles)
    reasons = left_out(limited, brief, now)
    terms = _terms(limited)
    eligible = limited[(reasons == "") & (terms == "")].reset_index(drop=True)
    held = (reasons == "") & (terms != "")
    meaning = current_meaning(lexicon)
    wanted, notes = target(brief.niches, brief.words, lexicon, meaning)
    candidates = _with_features(eligible)
    run = latest_run(bool(len(eligible)) and bool(eligible["is_demo"].iat[0]))
    meant = _meant(eligible["profile_id"].tolist(), wanted, run, meaning)
    scored = score_candidates(candidates, brief, wanted, lexicon, meant=meant)
    teller = Teller(candidates, scored, brief, wanted, lexicon, top, alone)
    total = len(scored.order)
    return Ranking(
        ranked=Explained(total, teller.ranked)[:top],
        total=total,
        needs_data=Explained(len(scored.short), teller.short),
        withheld=dict(zip(limited["profile_id"][held].tolist(), "not ranked: " + terms[held], strict=True)),
        left_out=dict(Counter(reason for reason in reasons if reason)),
        notes=notes,
        version=VERSION,
        run_id=run.pk if run else None,
    )


def _meant(
    ids: list[int], wanted: Target, run: ScoreRun | None, meaning: Meaning | None
) -> np.ndarray | None:
    """How near each candidate is to the brief by meaning; None where meaning is off or the run is older."""
    if meaning is None or wanted.vector is None or not ids:
        return None
    around = surroundings_of(run, meaning)
    return brief_fit(vectors_of(ids, meaning), wanted.vector, around) if around else None


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
