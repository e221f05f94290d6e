"""Are planted purchases, circles and generic comments found, and honest virals left alone?"""

import pytest

from scoring.evaluation.planted_fraud import evaluate


@pytest.mark.parametrize("seed", [101])
def test_what_was_planted_is_found_and_a_viral_post_is_no_reason(seed):
    found = evaluate(seed, 1_500)
    assert found["auc"] >= 0.85
    assert found["viral_checked"] <= 0.05
    assert found["plain_checked"] <= 0.02
    assert found["purchase_recall"] >= 0.85
    # Each of these finds what no other does.
    for signal in ("jump", "ratio", "generic", "pod"):
        assert found[f"auc_without_{signal}"] < found["auc"] - 0.01
