"""What a run gave each account, kept small beside the full scores, which the next run overwrites."""

from collections.abc import Sequence
from typing import Any

from scoring.core.lexicon import Lexicon
from scoring.core.schema import FRESHNESS
from scoring.models import ProfileScore, RunScore, ScoreRun
from scoring.models.run_score import KEPT_PARTS, WHOLE


def keep_scores(run: ScoreRun, scores: Sequence[ProfileScore], lexicon: Lexicon) -> None:
    """Keeps the scores of one chunk under its run; the same chunk twice leaves the same rows."""
    root_of = {
        leaf: lexicon.roots[parent] for leaf, parent in zip(lexicon.leaves, lexicon.parent, strict=True)
    }
    rows = []
    for score in scores:
        niche, share = _main_niche(score.niches, root_of)
        parts = [_small(_value(score.parts.get(name) or {}, name)) for name in KEPT_PARTS]
        rows.append(
            RunScore(
                run=run, profile_id=score.profile_id, parts=parts, niche=niche, niche_share=_small(share) or 0
            )
        )
    RunScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["run", "profile"],
        update_fields=["parts", "niche", "niche_share"],
    )


def _value(part: dict[str, Any], name: str) -> float | None:
    """A part's score. Freshness has one for each wish of a brief: how new to paid posts stands for it."""
    return part.get("fresh") if name == FRESHNESS else part.get("score")


def _small(value: float | None) -> int | None:
    return None if value is None else round(WHOLE * value)


def _main_niche(niches: dict[str, float], root_of: dict[str, str]) -> tuple[str, float]:
    """The first-level niche with the largest share, the first by name among equals; ("", 0) without any."""
    shares: dict[str, float] = {}
    for leaf, share in niches.items():
        if root := root_of.get(leaf):
            shares[root] = shares.get(root, 0.0) + share
    return min(shares.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0.0))
