"""Rows out: measured parts into ProfileScore, headline numbers onto Profile, niches into ProfileNiche.

What is measured stays in columns up to here and becomes JSON on its way into PostgreSQL.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection, transaction

from influencers.choices import Basis
from influencers.copying import copy_texts
from influencers.models import Niche, ProfileNiche
from scoring.core.columns import Named, Part, json_rows
from scoring.core.frames import Frames
from scoring.core.lexicon import Lexicon
from scoring.core.measure import Measured
from scoring.core.niche_fit import root_shares
from scoring.core.schema import AUTHENTICITY, CONSISTENCY, ENGAGEMENT, FRESHNESS, NICHE, REPLIES
from scoring.models import ProfileScore, ScoreRun
from scoring.written import upsert

SMALLEST_SHARE = 0.05
PRIMARY_SHARE = 0.25
"""A niche below this share of what a creator writes about is not called its primary one."""
ENGAGEMENT_PART = (
    "score", "low", "high", "er", "er_low", "er_high", "basis", "missing", "n", "n_eff", "theta", "theta_var",
    "mu", "tau2", "typical", "peers", "floored", "view_share", "view_score", "claimed", "doubtful",
    "reported_alone", "median_rate", "mean_rate", "likes_rate", "top_ratio", "hidden", "visible",
)  # fmt: skip
SCORES = {
    "profile_id": "bigint", "run_id": "bigint", "theta": "float8", "theta_var": "float8", "mu": "float8",
    "n_eff": "float8", "parts": "jsonb", "niches": "jsonb", "badges": "jsonb",
}  # fmt: skip
HEADLINES = {
    "engagement_rate": "float8", "er_low": "float8", "er_high": "float8", "er_basis": "text",
    "percentile": "float8", "n_posts": "int", "growth_30d": "float8", "sponsored_share": "float8",
    "authenticity": "float8", "replies": "float8", "primary_niche_id": "bigint",
    "last_post_at": "timestamptz",
}  # fmt: skip


@transaction.atomic
def store(run: ScoreRun, frames: Frames, measured: Measured, lexicon: Lexicon, now: datetime) -> None:
    """Writes one measured chunk; the same chunk twice leaves the same rows. A fixed number of statements."""
    ids = frames.profiles["profile_id"].to_numpy()
    niche_ids = dict(Niche.objects.values_list("slug", "id"))
    _store_scores(run, ids, measured, lexicon)
    _store_niches(ids, measured, lexicon, niche_ids)
    _store_headlines(run, ids, measured, primary_niches(ids, measured, lexicon, niche_ids), now)


def parts_of(measured: Measured) -> Part:
    """{criterion: its part}, as `ProfileScore.parts` holds them."""
    engagement, niche = measured.engagement, measured.niche
    return {
        ENGAGEMENT: {name: engagement[name].to_numpy() for name in ENGAGEMENT_PART},
        CONSISTENCY: {
            "score": measured.consistency,
            "active_weeks": engagement["active_weeks"].to_numpy(),
            "last_age": engagement["last_age"].to_numpy(),
            "focus": measured.focus,
        },
        NICHE: {
            "texts": niche.texts.astype(int),
            "telling": niche.telling.astype(int),
            "strength": niche.strength,
            "reported": measured.reported_niches,
            "meaning": niche.vectors is not None,
        },
        **measured.further,
    }


def _store_scores(run: ScoreRun, ids: np.ndarray, measured: Measured, lexicon: Lexicon) -> None:
    engagement, shares = measured.engagement, np.nan_to_num(measured.niche.shares)
    at, leaf = np.nonzero(shares)
    names = np.array([*lexicon.leaves, "other"], dtype=object)
    columns = {
        "profile_id": ids,
        "run_id": run.pk,
        **{name: engagement[name].to_numpy() for name in ("theta", "theta_var", "mu")},
        "n_eff": np.nan_to_num(engagement["n_eff"].to_numpy()),
        "parts": parts_of(measured),
        "niches": Named(np.count_nonzero(shares, axis=1), names[leaf], shares[at, leaf]),
        "badges": measured.badges,
    }
    texts = {name: json_rows(column, len(ids)) for name, column in columns.items()}
    upsert(ProfileScore._meta.db_table, ("profile_id",), SCORES, texts)


def _store_niches(
    ids: np.ndarray, measured: Measured, lexicon: Lexicon, niche_ids: Mapping[str, int]
) -> None:
    """Replaces measured niches, and reported ones where a file names a category; never curated ones."""
    rows: list[tuple] = []
    shares = measured.niche.shares[:, :-1]
    for at, leaf in np.argwhere(shares >= SMALLEST_SHARE).tolist():
        if niche_id := niche_ids.get(lexicon.leaves[leaf]):
            evidence = measured.niche.evidence[at].get(leaf, {})
            rows.append((ids[at], niche_id, Basis.MEASURED, min(1.0, shares[at, leaf]), evidence))
    named = [at for at, niches in enumerate(measured.reported_niches) if niches]
    for at in named:
        total = sum(measured.reported_niches[at].values())
        for slug, weight in measured.reported_niches[at].items():
            if niche_id := niche_ids.get(slug):
                rows.append((ids[at], niche_id, Basis.REPORTED, weight / total, {}))
    # Plain DELETEs: the change history, which watches `.delete()`, is for what people do.
    with connection.cursor() as cursor:
        for basis, cleared in ((Basis.MEASURED, ids), (Basis.REPORTED, ids[named])):
            cursor.execute(
                "DELETE FROM influencers_profileniche WHERE basis = %s AND profile_id = ANY(%s)",
                [basis, cleared.tolist()],
            )
    if rows:
        names = ("profile_id", "niche_id", "basis", "weight", "evidence")
        columns = {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
        texts = {n: v if n == "basis" else json_rows(v, len(rows)) for n, v in columns.items()}
        copy_texts(ProfileNiche._meta.db_table, texts)


def primary_niches(
    ids: np.ndarray, measured: Measured, lexicon: Lexicon, niche_ids: Mapping[str, int]
) -> list[int | None]:
    """The id of each profile's primary niche: the heaviest curated one, else the measured leaf of the largest
    root (from a quarter on), else what a file reports, else None."""
    curated: dict[int, int] = {}
    chosen = ProfileNiche.objects.filter(profile__in=ids.tolist(), basis=Basis.CURATED)
    for profile_id, niche_id in chosen.order_by("weight", "-niche__slug").values_list(
        "profile_id", "niche_id"
    ):
        curated[profile_id] = niche_id
    roots = np.nan_to_num(root_shares(measured.niche.shares, lexicon))
    best = roots.argmax(axis=1)
    inside = np.where(lexicon.parent == best[:, None], measured.niche.shares[:, :-1], -1.0).argmax(axis=1)
    told = roots.max(axis=1) >= PRIMARY_SHARE
    found: list[int | None] = []
    for at, profile_id in enumerate(ids.tolist()):
        slug = lexicon.leaves[inside[at]] if told[at] else ""
        if not told[at] and (named := measured.reported_niches[at]):
            slug = min(named, key=lambda s: (-named[s], s))
        found.append(curated.get(profile_id) or niche_ids.get(slug))
    return found


def _store_headlines(
    run: ScoreRun, ids: np.ndarray, measured: Measured, primary: list[int | None], now: datetime
) -> None:
    """One UPDATE over the chunk. A file's last post date stays where the catalogue has no posts."""
    engagement = measured.engagement
    columns: dict[str, Any] = {
        **_rates(measured),
        "n_posts": np.nan_to_num(engagement["n"].to_numpy()).astype(int),
        "growth_30d": measured.growth,
        "sponsored_share": measured.further[FRESHNESS]["share"],
        "authenticity": measured.score(AUTHENTICITY),
        "replies": measured.score(REPLIES),
        "primary_niche_id": primary,
        "last_post_at": _moments(engagement["last_age"].to_numpy(), now),
    }
    sets = ", ".join(f"{n} = v.{n}" for n in HEADLINES if n != "last_post_at")
    kinds = ", ".join(f"%s::{kind}[]" for kind in HEADLINES.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE influencers_profile p SET {sets},"
            " last_post_at = COALESCE(v.last_post_at, p.last_post_at),"
            " score_version = %s, scored_at = %s, updated_at = clock_timestamp()"
            f" FROM unnest(%s::bigint[], {kinds}) AS v (id, {', '.join(HEADLINES)}) WHERE p.id = v.id",
            [run.version, now, ids.tolist(), *(_array(columns[name], len(ids)) for name in HEADLINES)],
        )


def _rates(measured: Measured) -> dict[str, np.ndarray]:
    """The engagement that lists show and sort by. A reported rate is shown as it was reported, without our
    interval; one that cannot be believed is left to be checked, so that it stands above nobody."""
    engagement = {name: values.to_numpy() for name, values in measured.engagement.items()}
    reported, rate = engagement["basis"] == "reported", engagement["er"]
    claimed = np.where(engagement["doubtful"], np.nan, engagement["claimed"])
    measured_or_none = np.where(np.isfinite(rate), Basis.MEASURED.value, "")
    return {
        "engagement_rate": np.where(reported, claimed, rate),
        "er_low": np.where(reported, np.nan, engagement["er_low"]),
        "er_high": np.where(reported, np.nan, engagement["er_high"]),
        "er_basis": np.where(reported, Basis.REPORTED.value, measured_or_none),
        "percentile": engagement["score"],
    }


def _moments(days: np.ndarray, now: datetime) -> list[str | None]:
    """The UTC moments so many days before now, None where the days are not known."""
    known = np.isfinite(days)
    before = np.rint(np.where(known, days, 0.0) * 86_400e6).astype("timedelta64[us]")
    moments = np.datetime64(now.astimezone(UTC).replace(tzinfo=None), "us") - before
    texts = np.datetime_as_string(moments, timezone="UTC").tolist()
    return [text if told else None for text, told in zip(texts, known.tolist(), strict=True)]


def _array(column: Any, size: int) -> str:
    """The column as PostgreSQL writes an array."""
    return f"{{{','.join(json_rows(column, size))}}}"
