"""Are a marketer's own weights learned from what was kept and rejected? Marketers whose weights are known."""

import numpy as np
import pandas as pd
from scipy.special import expit

from scoring.core.feedback import Pair, agreement, differences, learn
from scoring.core.schema import CRITERIA
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS
from scoring.evaluation.report import Row, row

MARKETERS, BRIEFS, HELD_OUT = 60, 4, 2_000
START = np.array([DEFAULT_WEIGHTS[criterion] for criterion in CRITERIA])
TASTE = 0.7
"""Log-sd by which a marketer's hidden weights differ from the preset (J)."""


def evaluate(marketers: int = MARKETERS) -> list[Row]:
    """Means over marketers who keep one of two the more surely the more it is ahead by their weights."""
    few = pd.DataFrame(_of_marketer(seed, 60) for seed in range(marketers))
    many = pd.DataFrame(_of_marketer(seed, 200) for seed in range(marketers))
    gain = few["learned"] - few["preset"]
    note = f"{marketers} simulated marketers"
    return [
        *row("Feedback, 60 pairs: pair accuracy above the preset's", float(gain.mean()), ">= .03", note=note),
        *row("Feedback, 60 pairs: share of marketers served worse", float((gain < 0).mean()), "<= .15"),
        *row(
            "Feedback, 200 pairs: cosine of learned and hidden weights",
            float(many["cosine"].mean()),
            ">= .95",
            {"the preset": float(many["preset cosine"].mean())},
        ),
    ]


def _of_marketer(seed: int, number: int) -> dict[str, float]:
    draw = np.random.default_rng([seed, number, 13])
    hidden = START * np.exp(draw.normal(0, TASTE, len(START)))
    hidden = hidden / hidden.sum()
    learned = learn(_decisions(draw, hidden, number, sure=False), DEFAULT_WEIGHTS).weights
    found = np.array([learned[criterion] for criterion in CRITERIA]) if learned else START
    gaps = differences(_decisions(draw, hidden, HELD_OUT, sure=True))
    return {
        "learned": agreement(gaps, found),
        "preset": agreement(gaps, START),
        "cosine": _cosine(found, hidden),
        "preset cosine": _cosine(START, hidden),
    }


def _decisions(draw: np.random.Generator, hidden: np.ndarray, number: int, sure: bool) -> list[Pair]:
    both = np.clip(draw.beta(2, 2, (number, 2, len(CRITERIA))), CONSTANTS.score_floor, 1)
    lead = (np.log(both[:, 0]) - np.log(both[:, 1])) @ hidden
    chance = expit(CONSTANTS.feedback_steepness * lead)
    first = lead > 0 if sure else draw.random(number) < chance
    return [
        Pair(at % BRIEFS, *(two if ahead else two[::-1]))
        for at, (two, ahead) in enumerate(zip(both, first, strict=True))
    ]


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / np.sqrt((one @ one) * (other @ other)))
