"""Scores out of PostgreSQL as columns: one pass over the stored parts, a fixed number of rows at a time."""

from collections.abc import Iterator, Sequence

import numpy as np
import orjson
import pyarrow as pa

from influencers.choices import Basis, InfluencerStatus, Source
from influencers.copied_out import MOMENT, NUMBER, TEXT, TRUTH, WHOLE, rows_out
from influencers.sources.wishes import LEFT_OUT
from scoring.core.lexicon import Lexicon
from scoring.core.schema import AUTHENTICITY, CONSISTENCY, COST, ENGAGEMENT, FRESHNESS, REPLIES
from scoring.core.score_columns import (
    CHOSEN,
    DEMO,
    FRESH,
    NEVER,
    OPEN,
    PROVEN,
    SHOWN,
    STORED,
    ScoreColumns,
    joined,
    score_columns,
    shares_by_row,
)
from scoring.core.weights import Constants
from scoring.meaning import space_now, switched_on
from scoring.sentence_model import space

AT_ONCE = 50_000
NICHES = ("curated", "measured", "reported")
"""Where the niches of a creator come from, as `candidates` chooses among them."""
IN_PARTS = {
    ENGAGEMENT: (ENGAGEMENT, "score"),
    AUTHENTICITY: (AUTHENTICITY, "score"),
    COST: (COST, "score"),
    REPLIES: (REPLIES, "score"),
    CONSISTENCY: (CONSISTENCY, "score"),
    FRESH: (FRESHNESS, FRESH),
    PROVEN: (FRESHNESS, PROVEN),
}
"""{column: where `ProfileScore.parts` holds it}."""
COLUMNS = {
    "id": WHOLE, "followers": NUMBER, **dict.fromkeys(CHOSEN, TEXT), "shown": TRUTH, "open": TRUTH,
    "last_post": MOMENT, "theta": NUMBER, **dict.fromkeys(STORED, NUMBER), **dict.fromkeys(NICHES, TEXT),
    "vector": TEXT,
}  # fmt: skip
# The parts are a few thousand letters a creator: they are unpacked once a row, not once a criterion.
SQL = f"""
SELECT profile.id, profile.followers, {", ".join(f"profile.{name}" for name in CHOSEN)},
    creator.status = %(active)s, NOT profile.labels && %(left_out)s::varchar[],
    profile.last_post_at, (parts.engagement->>'theta')::float8,
    {", ".join(f"(parts.{part}->>'{name}')::float8" for part, name in IN_PARTS.values())},
    curated.niches, score.niches, parts.niche->'reported', encode(vector.vector, 'hex')
FROM influencers_profile profile
JOIN influencers_influencer creator ON creator.id = profile.influencer_id
LEFT JOIN scoring_profilescore score ON score.profile_id = profile.id
LEFT JOIN scoring_profilevector vector ON vector.profile_id = profile.id AND vector.space = %(space)s
LEFT JOIN LATERAL jsonb_to_record(score.parts) AS parts(
    {", ".join(f"{part} jsonb" for part in dict.fromkeys(part for part, _ in IN_PARTS.values()))}, niche jsonb
) ON true
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(niche.slug, told.weight) AS niches
    FROM influencers_profileniche told JOIN influencers_niche niche ON niche.id = told.niche_id
    WHERE told.profile_id = profile.id AND told.basis = %(curated)s
) curated ON true
"""
VALUES = {"active": InfluencerStatus.ACTIVE.value, "left_out": list(LEFT_OUT), "curated": Basis.CURATED.value}


def all_columns(lexicon: Lexicon, c: Constants) -> ScoreColumns:
    """Everybody's columns, in the order of ids."""
    return joined(list(_in_pieces(lexicon, c)))


def columns_of(ids: Sequence[int], lexicon: Lexicon, c: Constants) -> ScoreColumns:
    """The columns of those of these creators that are there, in the order of ids; one query."""
    return _columns("WHERE profile.id = ANY(%(ids)s) ORDER BY profile.id", {"ids": list(ids)}, lexicon, c)


def _in_pieces(lexicon: Lexicon, c: Constants) -> Iterator[ScoreColumns]:
    last, found = 0, None
    while found is None or len(found) == AT_ONCE:
        after = "WHERE profile.id > %(last)s ORDER BY profile.id LIMIT %(number)s"
        found = _columns(after, {"last": last, "number": AT_ONCE}, lexicon, c)
        yield found
        last = int(found.ids[-1]) if len(found) else last


def _columns(which: str, values: dict, lexicon: Lexicon, c: Constants) -> ScoreColumns:
    table = rows_out(SQL + which, VALUES | values | {"space": space_now()}, COLUMNS)
    texts = {name: _texts(table, name) for name in CHOSEN}
    last = table["last_post"].cast(pa.int64()).fill_null(NEVER).to_numpy()
    flags = np.where(texts["source"] == Source.DEMO.value, DEMO, 0)
    flags |= np.where(_truth(table, "shown"), SHOWN, 0) | np.where(_truth(table, "open"), OPEN, 0)
    followers = _numbers(table, "followers")
    facts = {
        "ids": table["id"].to_numpy(),
        "followers": np.where(followers >= 0, followers, np.nan),
        "flags": flags.astype(np.uint8),
        "last_post": last,
        "theta": _numbers(table, "theta"),
        **texts,
    }
    scores = {name: _numbers(table, name) for name in STORED}
    scores[ENGAGEMENT] = np.maximum(c.score_floor, scores[ENGAGEMENT])
    return score_columns(facts, scores, _shares(table, lexicon), _vectors(table), lexicon.parent, c)


def _numbers(table: pa.Table, name: str) -> np.ndarray:
    return table[name].fill_null(float("nan")).to_numpy().astype(float)


def _texts(table: pa.Table, name: str) -> np.ndarray:
    return table[name].fill_null("").to_numpy().astype(object)


def _truth(table: pa.Table, name: str) -> np.ndarray:
    return table[name].fill_null(False).to_numpy().astype(bool)


def _vectors(table: pa.Table) -> np.ndarray:
    vectors = np.zeros((len(table), space().basis.shape[1] if switched_on() else 0), dtype=np.float16)
    there = table["vector"].is_valid().to_numpy()
    told = "".join(table["vector"].drop_null().to_pylist())
    vectors[there] = np.frombuffer(bytes.fromhex(told), dtype=np.float16).reshape(
        there.sum(), vectors.shape[1]
    )
    return vectors


def _shares(table: pa.Table, lexicon: Lexicon) -> np.ndarray:
    """The shares of niches by the first kind of knowledge that names one."""
    shares = np.full((len(table), len(lexicon.leaves) + 1), np.nan, dtype=np.float32)
    for name in NICHES:
        texts = _texts(table, name)
        open_rows = np.flatnonzero(np.isnan(shares[:, 0]) & ~np.isin(texts, ["", "{}", "null"]))
        told = orjson.loads("[" + ",".join(texts[open_rows]) + "]")
        rows = np.repeat(np.arange(len(told)), [len(own) for own in told])
        slugs = np.array([slug for own in told for slug in own], dtype=object)
        weights = np.array([weight for own in told for weight in own.values()], dtype=float)
        if len(rows):
            shares[open_rows] = shares_by_row(rows, slugs, weights, len(told), lexicon)
    return shares
