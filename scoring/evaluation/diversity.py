"""Does a varied list differ within itself, and what does that cost? Drawn candidates of drawn briefs."""

import numpy as np
import pandas as pd

from scoring.core.combine import composite
from scoring.core.diversity import Traits, mean_likeness, similarity, size_thirds, vary
from scoring.core.lexicon import default_lexicon
from scoring.core.niche_fit import niche_fit, target
from scoring.core.schema import CRITERIA, NICHE
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS
from scoring.evaluation.report import Row, row

BRIEFS, CANDIDATES, CONSIDERED = 30, 800, 200
WEIGHTS = np.array([DEFAULT_WEIGHTS[criterion] for criterion in CRITERIA])


def evaluate(briefs: int = BRIEFS, candidates: int = CANDIDATES) -> list[Row]:
    """Means over briefs, of the first twenty with and without variety."""
    found = pd.DataFrame(_of_brief(seed, candidates) for seed in range(briefs)).mean()
    fall = float(1 - found["varied"] / found["plain"])
    loss = float(1 - found["varied score"] / found["plain score"])
    return [
        *row(
            "Diversity: fall of the mean likeness in the first 20",
            fall,
            ">= .25",
            note="candidates are drawn",
        ),
        *row("Diversity: loss of the mean score", loss, "<= .03"),
        *row(
            "Diversity: mean likeness in the first 20", found["varied"], "", {"score alone": found["plain"]}
        ),
    ]


def _of_brief(seed: int, candidates: int) -> dict[str, float]:
    """One or two niches are asked for; a third of the candidates is about the first of them."""
    draw = np.random.default_rng([seed, 11])
    lexicon = default_lexicon()
    k = len(lexicon.leaves)
    asked = draw.choice(k, draw.integers(1, 3), replace=False)
    main = np.where(draw.random(candidates) < 1 / 3, asked[0], draw.integers(0, k, candidates))
    near = np.eye(k + 1)[main] * 6 + 0.15
    shares = np.array([draw.dirichlet(own) for own in near])
    wanted, _ = target({lexicon.leaves[leaf]: 1.0 for leaf in asked}, (), lexicon)
    parts = draw.beta(3.0, 2.0, (candidates, len(CRITERIA)))
    parts[:, CRITERIA.index(NICHE)] = np.maximum(CONSTANTS.score_floor, niche_fit(shares, wanted, lexicon))
    score = composite(parts, WEIGHTS).score
    order = np.argsort(-score, kind="stable")[:CONSIDERED]
    followers = np.exp(draw.uniform(np.log(5_000), np.log(100_000), candidates))
    traits = Traits(
        shares,
        draw.choice(["instagram", "tiktok", "youtube"], candidates),
        draw.choice(["en", "de", "es"], candidates, p=[0.6, 0.2, 0.2]),
        size_thirds(followers, 5_000, 100_000),
    )
    alike = similarity(Traits(*(getattr(traits, name)[order] for name in Traits.__slots__)))
    varied = vary(score[order], alike).order[:20]
    plain = np.arange(20)
    return {
        "plain": mean_likeness(alike, plain),
        "varied": mean_likeness(alike, varied),
        "plain score": float(score[order][plain].mean()),
        "varied score": float(score[order][varied].mean()),
    }
