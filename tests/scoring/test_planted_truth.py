"""Does the estimate find a truth that is known? A small run of the generator of the method's section 2.5."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from scoring.core.engagement import creator_means, fit_benchmark
from scoring.core.features import post_features
from scoring.core.standing import standing
from tests.scoring.planted import NOW, planted_catalogue


@pytest.mark.parametrize("seed", [11, 12])
def test_planted_engagement_is_recovered_better_than_by_the_median(seed):
    profiles, posts, truth = planted_catalogue(2_000, seed)
    features = post_features(profiles, posts, NOW)
    means = creator_means(profiles, features.posts)
    benchmark = fit_benchmark(means)
    found = standing(profiles, features, means, benchmark)
    usual = benchmark.norm("rate", "instagram").pooled.at(np.log(profiles["followers"] / 20_000))
    estimate = found["theta"].fillna(usual)
    rough = found["median_rate"].fillna(found["median_rate"].median())
    rho = spearmanr(estimate, truth).statistic
    assert rho >= 0.84
    assert rho >= spearmanr(rough, truth).statistic + 0.02
    inside = (np.log(found["er_low"]) <= truth) & (truth <= np.log(found["er_high"]))
    assert 0.85 <= inside[found["er"].notna()].mean() <= 0.95
