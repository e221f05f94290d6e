"""Is the plan under a budget the best there is? Against every set of small drawn instances, and timed on a
large one."""

import time

import numpy as np

from scoring.core.portfolio import Cap, Limits, Options, Search
from scoring.evaluation.report import Row, row

INSTANCES, MOST_OPTIONS, LARGE = 200, 18, 3_000
NICHES, PLATFORMS = ("food", "sport", "home"), ("instagram", "tiktok")


def evaluate(instances: int = INSTANCES, large: int = LARGE) -> list[Row]:
    """Share of instances solved to the optimum, how many went over budget, seconds of the large one."""
    best, over = 0, 0
    for seed in range(instances):
        options, limits = _drawn(seed, int(np.random.default_rng(seed).integers(1, MOST_OPTIONS + 1)))
        found, most = Search(options, limits).best(), _best_of_all(options, limits)
        same = found is None if most is None else found is not None and np.isclose(found.value, most)
        best += bool(same)
        over += found is not None and limits.budget is not None and found.cost > limits.budget
    name = "Portfolio under a budget"
    options, limits = _drawn(instances, large)
    begun = time.process_time()
    Search(options, limits).best()
    seconds = time.process_time() - begun
    return [
        *row(f"{name}: share solved to the optimum", best / instances, ">= 1", note=_told(instances)),
        *row(f"{name}: plans over budget", float(over), "<= 0"),
        *row(f"{name}: processor time for {large:,} candidates", seconds, "<= 1", unit="s"),
    ]


def _told(instances: int) -> str:
    return f"{instances} drawn instances of up to {MOST_OPTIONS} candidates, each against every set there is"


def _drawn(seed: int, size: int) -> tuple[Options, Limits]:
    """Candidates with values and fees that grow with size, a budget, a head count and a cap on one niche."""
    draw = np.random.default_rng([seed, size])
    followers = np.exp(draw.uniform(np.log(5_000), np.log(100_000), size))
    cost = (followers * np.exp(draw.normal(0, 0.6, size))).round().astype(np.int64)
    options = Options(
        np.arange(1, size + 1),
        followers * 0.03 * np.exp(draw.normal(0, 0.5, size)),
        cost,
        {
            "niche": draw.choice(np.array(NICHES, dtype=object), size),
            "platform": draw.choice(np.array(PLATFORMS, dtype=object), size),
        },
        np.arange(size),
        np.zeros(size, dtype=bool),
        np.zeros(size, dtype=bool),
    )
    heads = int(draw.integers(1, min(size, 20) + 1))
    budget = int(np.sort(cost)[:heads].sum() * draw.uniform(0.6, 3))
    return options, Limits(
        budget=budget,
        least=int(draw.integers(0, 2)),
        most=heads,
        caps=(Cap("niche", "food", most=heads // 2),),
    )


def _best_of_all(options: Options, limits: Limits) -> float | None:
    """The value of the best of all sets, by looking at each; None where none keeps the limits."""

    def sums(values: np.ndarray) -> np.ndarray:
        """The sum over each set: every value doubles the sets, without it and with it."""
        found = np.zeros(1, dtype=values.dtype)
        for value in values:
            found = np.concatenate([found, found + value])
        return found

    n = sums(np.ones(len(options), dtype=np.int64))
    fits = (sums(options.cost) <= limits.budget) & (n <= limits.most) & (n >= limits.least)
    for cap in limits.caps:
        fits &= sums(options.of(cap).astype(np.int64)) <= cap.most
    return float(sums(options.value)[fits].max()) if fits.any() else None
