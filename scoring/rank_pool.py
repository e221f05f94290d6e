"""Candidates of a ranking out of the database, sorted out by the limits and scored by the core."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from influencers.choices import Basis, Source
from influencers.models import ProfileNiche
from influencers.terms import withheld_sources, words_of_terms
from scoring.among import Candidates, as_query
from scoring.core.candidates import Scored, score_candidates, weights_of
from scoring.core.combine import composite, order
from scoring.core.hard_limits import left_out
from scoring.core.meaning import Surroundings, brief_fit
from scoring.models import ProfileScore
from scoring.rank_question import Question
from scoring.run import latest_run
from scoring.vectors import surroundings_of, vectors_of

LIMITED = ("id", "platform", "followers", "country", "language", "source", "last_post_at", "bound_source")


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates sorted out and scored: limited (all, with reasons and terms in words, "" for the others),
    candidates (those to be ranked, with their features) and their scores."""

    limited: pd.DataFrame
    reasons: np.ndarray
    terms: np.ndarray
    candidates: pd.DataFrame
    scored: Scored

    @property
    def ids(self) -> np.ndarray:
        """Ids of those ranked, best first."""
        return self.candidates["profile_id"].to_numpy()[self.scored.order]

    @property
    def withheld(self) -> dict[int, str]:
        """{id: terms} of those who meet the limits and may not be ranked, the largest first."""
        held = np.flatnonzero((self.reasons == "") & (self.terms != ""))
        held = held[np.argsort(-self.limited["followers"].to_numpy(dtype=float)[held], kind="stable")]
        return dict(zip(self.limited["profile_id"].to_numpy()[held].tolist(), self.terms[held], strict=True))

    @property
    def left_out(self) -> Counter[str]:
        """{reason in words: number} of those outside the limits."""
        return Counter(reason for reason in self.reasons if reason)

    def ids_with(self, question: Question, weights: Mapping[str, float]) -> np.ndarray:
        """Ids of those that can be ranked with other weights, best first."""
        scored, c = self.scored, question.constants
        brief = replace(question.brief, weights=weights)
        whole = composite(scored.parts, weights_of(brief, question.wanted), c)
        found = self.candidates["profile_id"].to_numpy()
        best = order(whole.score, whole.coverage, scored.theta, found)
        return found[best[whole.coverage[best] >= c.coverage_needed - 1e-9]]


def pool_of(question: Question, profiles: Candidates) -> Pool:
    """The pool of these candidates; a fixed number of queries."""
    limited = _limited(profiles)
    reasons = left_out(limited, question.brief, question.now, question.constants)
    terms = _terms(limited)
    eligible = limited[(reasons == "") & (terms == "")].reset_index(drop=True)
    candidates = _with_features(eligible)
    scored = score_candidates(
        candidates,
        question.brief,
        question.wanted,
        question.lexicon,
        question.constants,
        meant=_meant(eligible, question),
    )
    return Pool(limited, reasons, terms, candidates, scored)


def _meant(eligible: pd.DataFrame, question: Question) -> np.ndarray | None:
    """How near each candidate is to the brief by meaning; None where that cannot be told."""
    if not len(eligible) or (around := around_for(question, bool(eligible["is_demo"].iat[0]))) is None:
        return None
    vectors = vectors_of(eligible["profile_id"].tolist(), question.meaning)
    return brief_fit(vectors, question.wanted.vector, around)


def around_for(question: Question, demo: bool) -> Surroundings | None:
    """What the brief's meaning is compared with among fictional or real creators; None where meaning is off,
    the brief has none or the run is older."""
    if question.meaning is None or question.wanted.vector is None:
        return None
    return surroundings_of(latest_run(demo), question.meaning)


def _limited(profiles: Candidates) -> pd.DataFrame:
    """What the hard limits look at, in the order of ids; one query."""
    found = as_query(profiles).order_by("id").values_list(*LIMITED)
    frame = pd.DataFrame(found, columns=["profile_id", *LIMITED[1:]])
    frame["is_demo"] = frame["source"] == Source.DEMO
    frame["last_post_at"] = pd.to_datetime(frame["last_post_at"], utc=True)
    return frame


def _terms(limited: pd.DataFrame) -> np.ndarray:
    """For each candidate the terms that forbid to rank it, in words; "" for the others."""
    terms = np.full(len(limited), "", dtype=object)
    for key in withheld_sources():
        bound = ((limited["source"] == key) | (limited["bound_source"] == key)).to_numpy()
        terms[bound] = f"not ranked: {words_of_terms(key)}"
    return terms


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
