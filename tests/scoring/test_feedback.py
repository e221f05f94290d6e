"""Weights learned from decisions of marketers whose true weights are known."""

import numpy as np
import pytest
from scipy.special import expit

from scoring.core.feedback import Pair, agreement, differences, learn
from scoring.core.schema import CRITERIA
from scoring.core.weights import DEFAULT_WEIGHTS

START = np.array([DEFAULT_WEIGHTS[c] for c in CRITERIA])


def marketer(seed: int) -> np.ndarray:
    """Hidden weights: the standard's, changed at random."""
    draw = np.random.default_rng(seed)
    own = START * np.exp(draw.normal(0, 0.9, len(START)))
    return own / own.sum()


def decisions(hidden: np.ndarray, number: int, seed: int, briefs: int = 4, sure: bool = False) -> list[Pair]:
    """Pairs of creators of which the marketer kept one, the more surely the more it is ahead by the hidden
    weights; always the one that is ahead where `sure`."""
    draw = np.random.default_rng(seed)
    found = []
    for at in range(number):
        two = np.clip(draw.beta(2, 1.6, (2, len(CRITERIA))), 0.05, 1)
        lead = 6 * (np.log(two[0]) - np.log(two[1])) @ hidden
        first = lead > 0 if sure else draw.random() < expit(lead)
        found.append(Pair(at % briefs, *(two if first else two[::-1])))
    return found


def test_too_few_pairs_or_briefs_learn_nothing():
    hidden = marketer(1)
    for pairs in (decisions(hidden, 59, 1), decisions(hidden, 200, 1, briefs=2), []):
        learned = learn(pairs, DEFAULT_WEIGHTS)
        assert learned.weights is None
        assert learned.pairs == len(pairs)
    assert learn(decisions(hidden, 60, 1, briefs=3), DEFAULT_WEIGHTS).weights is not None


def test_learned_weights_make_one_and_are_the_same_every_time():
    pairs = decisions(marketer(2), 120, 2)
    learned = learn(pairs, DEFAULT_WEIGHTS)
    assert sum(learned.weights.values()) == pytest.approx(1)
    assert min(learned.weights.values()) >= 0
    assert learn(pairs, DEFAULT_WEIGHTS) == learned
    assert learned.agreed > learned.before


def test_sixty_pairs_help_and_seldom_harm():
    gains = []
    for seed in range(40):
        hidden = marketer(seed)
        learned = learn(decisions(hidden, 60, seed), DEFAULT_WEIGHTS)
        gaps = differences(decisions(hidden, 2_000, 1_000 + seed, sure=True))
        new = np.array([learned.weights[c] for c in CRITERIA])
        gains.append(agreement(gaps, new) - agreement(gaps, START))
    assert np.mean(gains) >= 0.03
    assert np.mean(np.array(gains) < 0) <= 0.15


def test_two_hundred_pairs_come_close_to_the_hidden_weights():
    likeness, before = [], []
    for seed in range(20):
        hidden = marketer(seed)
        learned = learn(decisions(hidden, 200, seed), DEFAULT_WEIGHTS)
        new = np.array([learned.weights[c] for c in CRITERIA])
        likeness.append(new @ hidden / np.linalg.norm(new) / np.linalg.norm(hidden))
        before.append(START @ hidden / np.linalg.norm(START) / np.linalg.norm(hidden))
    assert np.mean(likeness) >= 0.95 > np.mean(before)


def test_what_one_of_the_two_lacks_says_nothing():
    known = np.full(8, 0.5)
    lacking = np.where(np.arange(8) == 5, np.nan, 0.4)
    assert differences([Pair(1, known, lacking)])[0, 5] == 0
    assert agreement(np.zeros((4, 8)), START) == 0.5
