"""The scores of candidates for a brief (pure, over frames)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from scoring.core.combine import Composite, composite, order
from scoring.core.cost import cost_score
from scoring.core.features import numbers
from scoring.core.lexicon import Lexicon
from scoring.core.niche_fit import Target, niche_fit, shares_of
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
    Brief,
)
from scoring.core.tier import tier_score
from scoring.core.weights import CONSTANTS, Constants, brief_weights

AT = {criterion: k for k, criterion in enumerate(CRITERIA)}


@dataclass(frozen=True, slots=True)
class Scored:
    """All candidates scored: parts (candidates x CRITERIA, NaN unknown), the composite, what a draw needs.

    order: positions of those that can be ranked, best first; short: positions of those whose coverage is too
    small, in the order of their coverage; shares, niche_basis and meant: what the niche part rests on.
    """

    parts: np.ndarray
    weights: np.ndarray
    whole: Composite
    order: np.ndarray
    short: np.ndarray
    shares: np.ndarray
    niche_basis: list[str]
    theta: np.ndarray
    posterior: Mapping[str, np.ndarray]
    meant: np.ndarray | None = None


def score_candidates(
    candidates: pd.DataFrame,
    brief: Brief,
    wanted: Target,
    lexicon: Lexicon,
    c: Constants = CONSTANTS,
    meant: np.ndarray | None = None,
) -> Scored:
    """Scores of the candidates; each one's depend on itself, the brief and the frozen benchmark alone.

    candidates: profile_id, followers, parts, niches (both as stored, None where not scored), curated
    ({slug: weight}). meant: how near each one is to the brief by meaning, 0..1 (`brief_fit`), None where
    meaning is off.
    """
    stored = [parts or {} for parts in candidates["parts"]]
    engagement = [parts.get("engagement", {}) for parts in stored]
    shares, basis = _niches(candidates, stored, lexicon)
    parts = np.full((len(candidates), len(CRITERIA)), np.nan)
    fit = _with_meaning(niche_fit(shares, wanted, lexicon, c), meant, c)
    if wanted.asked:
        parts[:, AT[NICHE]] = np.maximum(c.score_floor, fit)
    parts[:, AT[ENGAGEMENT]] = np.maximum(c.score_floor, _values(engagement, "score"))
    parts[:, AT[TIER]] = tier_score(
        numbers(candidates, "followers"), brief.min_followers, brief.max_followers, c
    )
    for criterion in (AUTHENTICITY, COST, REPLIES, CONSISTENCY):
        parts[:, AT[criterion]] = _values([own.get(criterion, {}) for own in stored], "score")
    # How fresh a creator is judged depends on what the brief prefers: the part holds a score for each.
    parts[:, AT[FRESHNESS]] = _values([own.get(FRESHNESS, {}) for own in stored], brief.freshness)
    weights = weights_of(brief, wanted)
    whole = composite(parts, weights, c)
    posterior = {name: _values(engagement, name) for name in ("theta", "theta_var", "mu", "tau2")}
    posterior |= {name: np.nan_to_num(_values(engagement, name)) for name in ("view_share", "view_score")}
    signals = [own.get(AUTHENTICITY, {}) for own in stored]
    posterior |= {f"authenticity_{name}": _values(signals, name) for name in ("a", "coverage")}
    costs = [own.get(COST, {}) for own in stored]
    posterior |= {name: _values(costs, name) for name in ("cpe", "usual_cpe", "log_sd", "estimated")}
    posterior["strength"] = _values([own.get("niche", {}) for own in stored], "strength")
    enough = whole.coverage >= c.coverage_needed - 1e-9
    ids = candidates["profile_id"].to_numpy()
    by_score = order(whole.score, whole.coverage, posterior["theta"], ids)
    by_coverage = np.lexsort((ids, -np.round(whole.coverage, 9)))
    return Scored(
        parts,
        weights,
        whole,
        by_score[enough[by_score]],
        by_coverage[~enough[by_coverage]],
        shares,
        basis,
        posterior["theta"],
        posterior,
        meant,
    )


def _with_meaning(fit: np.ndarray, meant: np.ndarray | None, c: Constants) -> np.ndarray:
    """.6 of the niches and .4 of the meaning; the one that is known where the other is not."""
    if meant is None:
        return fit
    both = (1 - c.meaning_share) * fit + c.meaning_share * meant
    return np.where(np.isnan(fit), meant, np.where(np.isnan(meant), fit, both))


def weights_of(brief: Brief, wanted: Target) -> np.ndarray:
    """Weights in the order of CRITERIA; 0 for what the brief does not ask for. The standard's where the brief
    gives weight to nothing else."""
    left = not_asked(brief, wanted)
    chosen = brief.weights if any(brief.weights.get(k, 1) for k in CRITERIA if k not in left) else {}
    weights = brief_weights(chosen, left)
    return np.array([weights.get(criterion, 0.0) for criterion in CRITERIA])


def not_asked(brief: Brief, wanted: Target) -> frozenset[str]:
    """The criteria that a brief leaves out: no niche named, no preference for much or little advertising."""
    not_asked = {NICHE} if not wanted.asked else set()
    if brief.freshness == "neutral":
        not_asked.add(FRESHNESS)
    return frozenset(not_asked)


def draw_from(
    scored: Scored, at: np.ndarray, c: Constants = CONSTANTS
) -> Callable[[np.random.Generator], np.ndarray]:
    """A function that draws one possible set of scores of the candidates at these positions.

    Engagement from its posterior; the niche fit from a beta law as strong as the texts behind it; the cost
    from a lognormal price over the engagements that the same draw gives; of authenticity what could not be
    looked at.
    """
    known = {name: values[at] for name, values in scored.posterior.items()}
    sd, tau = np.sqrt(known["theta_var"]), np.sqrt(known["tau2"])
    fit = np.clip(scored.parts[at, AT[NICHE]], 1e-3, 1 - 1e-3)
    strength = np.where(np.isfinite(known["strength"]), known["strength"], c.bio_strength)
    unknown = np.isnan(fit)
    a, b = np.where(unknown, 1.0, fit * strength), np.where(unknown, 1.0, (1 - fit) * strength)

    def draw(generator: np.random.Generator) -> np.ndarray:
        parts = scored.parts[at].copy()
        theta = known["theta"] + sd * generator.standard_normal(len(at))
        share = known["view_share"]
        score = (1 - share) * ndtr((theta - known["mu"]) / tau) + share * known["view_score"]
        parts[:, AT[ENGAGEMENT]] = np.where(np.isfinite(parts[:, AT[ENGAGEMENT]]), score, np.nan)
        parts[:, AT[NICHE]] = np.where(unknown, np.nan, generator.beta(a, b))
        seemed = parts[:, AT[AUTHENTICITY]].copy()
        parts[:, AT[AUTHENTICITY]] = np.where(np.isfinite(seemed), _authenticity(known, generator, c), np.nan)
        dearer = known["log_sd"] * generator.standard_normal(len(at)) - np.nan_to_num(theta - known["theta"])
        dearer += np.nan_to_num(np.log1p(seemed) - np.log1p(parts[:, AT[AUTHENTICITY]]))
        parts[:, AT[COST]] = np.where(np.isfinite(parts[:, AT[COST]]), _cost(known, dearer, c), np.nan)
        return parts

    return draw


def _authenticity(
    known: Mapping[str, np.ndarray], generator: np.random.Generator, c: Constants
) -> np.ndarray:
    """What was looked at as it was found, the rest from a beta law around what is usual."""
    usual, strength = c.authenticity_unknown, c.authenticity_strength
    unseen = generator.beta(usual * strength, (1 - usual) * strength, len(known["authenticity_a"]))
    coverage = known["authenticity_coverage"]
    return np.maximum(coverage * known["authenticity_a"] + (1 - coverage) * unseen, c.score_floor)


def _cost(known: Mapping[str, np.ndarray], dearer: np.ndarray, c: Constants) -> np.ndarray:
    """The cost score where the cost per engagement is higher by `dearer`, in logs; 1 without a fee."""
    score = cost_score(known["cpe"] * np.exp(dearer), known["usual_cpe"], known["estimated"] == 1, c)
    return np.where(known["cpe"] == 0, 1.0, score)


def _niches(
    candidates: pd.DataFrame, stored: list[Mapping[str, Any]], lexicon: Lexicon
) -> tuple[np.ndarray, list[str]]:
    """Shares and their basis per candidate: curated, else measured, else reported, else NaN and ""."""
    shares = np.full((len(candidates), len(lexicon.leaves) + 1), np.nan)
    basis = []
    for at, (curated, measured, parts) in enumerate(
        zip(candidates["curated"], candidates["niches"], stored, strict=True)
    ):
        reported = parts.get("niche", {}).get("reported") or {}
        for name, weights in (("curated", curated), ("measured", measured), ("reported", reported)):
            if weights:
                row = shares_of(weights, lexicon)
                if np.isfinite(row).all():
                    shares[at] = row
                    basis.append(name)
                    break
        else:
            basis.append("")
    return shares, basis


def _values(rows: list[Mapping[str, Any]], name: str) -> np.ndarray:
    return np.array([row.get(name) if row.get(name) is not None else np.nan for row in rows], dtype=float)
