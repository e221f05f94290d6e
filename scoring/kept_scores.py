"""What a run gave each account, kept small beside the full scores, which the next run overwrites."""

import numpy as np

from scoring.core.columns import json_rows
from scoring.core.lexicon import Lexicon
from scoring.core.measure import Measured
from scoring.core.niche_fit import root_shares
from scoring.models import RunScore, ScoreRun
from scoring.models.run_score import KEPT_PARTS, WHOLE
from scoring.written import upsert

_KINDS = {
    "run_id": "bigint", "profile_id": "bigint", "parts": "smallint[]", "niche": "text",
    "niche_share": "smallint",
}  # fmt: skip


def keep_scores(run: ScoreRun, ids: np.ndarray, measured: Measured, lexicon: Lexicon) -> None:
    """Keeps the scores of one chunk under its run; the same chunk twice leaves the same rows. Freshness has a
    score for each wish of a brief: how new to paid posts stands for it."""
    names, share = _main_niches(measured, lexicon)
    parts = json_rows(tuple(_whole(measured.score(name)) for name in KEPT_PARTS), len(ids))
    texts = {
        "run_id": json_rows(run.pk, len(ids)),
        "profile_id": json_rows(ids, len(ids)),
        "parts": [f"{{{row[1:-1]}}}" for row in parts],
        "niche": names,
        "niche_share": json_rows(_whole(share), len(ids)),
    }
    upsert(RunScore._meta.db_table, ("run_id", "profile_id"), _KINDS, texts)


def _whole(values: np.ndarray) -> list[int | None]:
    return [None if value != value else round(WHOLE * value) for value in values.tolist()]


def _main_niches(measured: Measured, lexicon: Lexicon) -> tuple[list[str], np.ndarray]:
    """(slugs, shares) of the first-level niches that are largest, the first by name among equals; "" and 0
    without any."""
    names = sorted(lexicon.roots)
    shares = np.nan_to_num(root_shares(measured.niche.shares, lexicon))
    shares = shares[:, [lexicon.roots.index(name) for name in names]]
    best, largest = np.round(shares, 9).argmax(axis=1), shares.max(axis=1)
    return [names[at] if share > 0 else "" for at, share in zip(best, largest, strict=True)], largest
