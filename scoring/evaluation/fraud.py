"""The rows of planted fraud: means over seeds."""

import pandas as pd

from scoring.evaluation.planted_fraud import evaluate as of_seed
from scoring.evaluation.report import Row, row

SEEDS, CREATORS = 4, 1_500
KINDS = ("viral", "giveaway", "tiny", "plain")


def evaluate(seeds: int = SEEDS, creators: int = CREATORS) -> list[Row]:
    """AUC, what each kind of control would wrongly read, purchases found, and AUC without each signal."""
    found = pd.DataFrame(of_seed(seed, creators) for seed in range(seeds)).mean()
    name = "Authenticity, planted"
    rows = row(f"{name}: AUC", found["auc"], ">= .85")
    for kind in KINDS:
        aim = "<= .05" if kind == "viral" else ""
        rows += row(f"{name}: {kind} accounts that would read 'check'", found[f"{kind}_checked"], aim)
    rows += row(f"{name}: purchases of 10% and more found", found["purchase_recall"], ">= .9")
    for label in sorted(name for name in found.index if name.startswith("auc_without_")):
        rows += row(f"{name}: AUC without the signal {label.removeprefix('auc_without_')!r}", found[label])
    return rows
