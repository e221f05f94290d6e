"""The rows of authenticity: planted fraud, and false alarms on real series."""

from pathlib import Path

import pandas as pd

from scoring.evaluation import real_growth
from scoring.evaluation.planted_fraud import evaluate as of_seed
from scoring.evaluation.report import Row, row

SEEDS, CREATORS = 4, 1_500
KINDS = ("viral", "giveaway", "tiny", "plain")


def evaluate(seeds: int = SEEDS, creators: int = CREATORS) -> list[Row]:
    """AUC, what each kind of control would wrongly read, purchases found, and AUC without each signal: means
    over the seeds."""
    found = pd.DataFrame(of_seed(seed, creators) for seed in range(seeds)).mean()
    name = "Authenticity, planted"
    rows = row(f"{name}: AUC", found["auc"], ">= .85")
    for kind in KINDS:
        aim = "<= .05" if kind == "viral" else ""
        rows += row(f"{name}: {kind} accounts that would read 'check'", found[f"{kind}_checked"], aim)
    rows += row(f"{name}: purchases of 10% and more found", found["purchase_recall"], ">= .9")
    for label in sorted(key for key in found.index if key.startswith("auc_without_")):
        rows += row(f"{name}: AUC without the signal {label.removeprefix('auc_without_')!r}", found[label])
    return rows


def real_series(folder: Path) -> list[Row]:
    """Alarms on channels of whom nobody knows whether they bought, each counted as false."""
    found = real_growth.evaluate(folder)
    name = "Authenticity, YouTube series"
    note = f"{found['channel_years']:.0f} channel-years; every alarm counts as false"
    return [
        *row(f"{name}: false alarms of the growth signal", found["alarms"], "",
             {"jumps without asking for views": found["alarms_unexplained"]}, note=note),
        *row(f"{name}: 10% of subscribers added, found", found["recall_10"]),
        *row(f"{name}: 20% of subscribers added, found", found["recall_20"]),
    ]  # fmt: skip
