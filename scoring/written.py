"""Rows of a scored chunk into PostgreSQL by COPY."""

import json
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from influencers.copying import copy_rows
from influencers.models import ProfileNiche
from scoring.models import ProfileScore

_STAGE = "profile_score_stage"
_VALUES = {
    "profile_id": "bigint", "run_id": "bigint", "theta": "float8", "theta_var": "float8", "mu": "float8",
    "n_eff": "float8", "parts": "jsonb", "niches": "jsonb", "badges": "jsonb",
}  # fmt: skip
_NICHE = ("profile_id", "niche_id", "basis", "weight", "evidence")


def write_scores(scores: Sequence[ProfileScore]) -> None:
    """Writes the scores in their order, over those that the same profiles have; their `id` stays unset."""
    names = ", ".join(_VALUES)
    fresh = ", ".join(f"{name} = EXCLUDED.{name}" for name in _VALUES if name != "profile_id")
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} {kind}" for name, kind in _VALUES.items())
        cursor.execute(f"CREATE TEMP TABLE {_STAGE} (place int GENERATED ALWAYS AS IDENTITY, {columns})")
        copy_rows(_STAGE, tuple(_VALUES), _score_rows(scores))
        cursor.execute(
            f"INSERT INTO {ProfileScore._meta.db_table} ({names}) SELECT {names} FROM {_STAGE} ORDER BY place"
            f" ON CONFLICT (profile_id) DO UPDATE SET {fresh}"
        )
        cursor.execute(f"DROP TABLE {_STAGE}")


def write_niches(niches: Iterable[ProfileNiche]) -> None:
    """Adds the niches, which must be new."""
    rows = ((n.profile_id, n.niche_id, n.basis, n.weight, _json(n.evidence)) for n in niches)
    copy_rows(ProfileNiche._meta.db_table, _NICHE, rows)


def _score_rows(scores: Sequence[ProfileScore]) -> Iterator[tuple]:
    for score in scores:
        json_values = (_json(score.parts), _json(score.niches), _json(score.badges))
        yield (
            score.profile_id,
            score.run_id,
            score.theta,
            score.theta_var,
            score.mu,
            score.n_eff,
            *json_values,
        )


def _json(value: object) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))
