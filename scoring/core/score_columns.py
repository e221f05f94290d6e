"""Scored creators as columns, one element a creator: all that the composite of any brief is made of.

What no brief changes is worked out when the columns are made: how much each criterion takes from the
logarithm of the whole score, which criteria are known, and what niches give to their siblings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from scoring.core.combine import loss_of
from scoring.core.lexicon import Lexicon
from scoring.core.niche_fit import shares_of, with_siblings
from scoring.core.schema import AUTHENTICITY, CONSISTENCY, COST, ENGAGEMENT, NICHE, REPLIES
from scoring.core.weights import CONSTANTS, Constants

FRESH, PROVEN, MEANT = "fresh", "proven", "meant"
STORED = (ENGAGEMENT, AUTHENTICITY, COST, REPLIES, CONSISTENCY, FRESH, PROVEN)
"""The rows of `ScoreColumns.loss`: freshness is there once for each preference of a brief."""
KNOWN = {name: 1 << bit for bit, name in enumerate((*STORED, NICHE, MEANT))}
"""The bit of each in `ScoreColumns.known`."""
DEMO, SHOWN, OPEN = 1, 2, 4
"""Bits of `ScoreColumns.flags`: fictional; of a creator whom lists show; its owner may be found."""
NEVER = np.iinfo(np.int64).max
"""`ScoreColumns.last_post` where no post is known."""
CHOSEN = ("platform", "country", "language", "source", "bound_source")


@dataclass(frozen=True, slots=True)
class ScoreColumns:
    """ids rise; followers NaN where unknown; platform to bound_source: positions in `names`; last_post:
    microseconds since 1970, UTC; theta NaN where unknown.

    known: bits of KNOWN; loss: STORED x creators, 0 where unknown; near: leaves x creators, shares with what
    siblings give (`with_siblings`), 1 where no niche is known, as nothing is then lost for any brief;
    vectors: dims x creators, float16, 0 where nothing was read, no dims where meaning is off.
    names: {column: its distinct values, "" for unknown}.
    """

    ids: np.ndarray
    followers: np.ndarray
    platform: np.ndarray
    country: np.ndarray
    language: np.ndarray
    source: np.ndarray
    bound_source: np.ndarray
    flags: np.ndarray
    last_post: np.ndarray
    theta: np.ndarray
    known: np.ndarray
    loss: np.ndarray
    near: np.ndarray
    vectors: np.ndarray
    names: Mapping[str, Sequence[str]]

    def __len__(self) -> int:
        return len(self.ids)

    def arrays(self) -> dict[str, np.ndarray]:
        """The columns by name, without `names`."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "names"}

    def only(self, rows: np.ndarray) -> "ScoreColumns":
        """The columns of some creators."""
        kept = {name: values[..., rows] for name, values in self.arrays().items()}
        return ScoreColumns(**kept, names=self.names)


def joined(parts: Sequence[ScoreColumns]) -> ScoreColumns:
    """Columns of different creators behind each other; at least one part."""
    names = {name: sorted({value for part in parts for value in part.names[name]}) for name in CHOSEN}
    found = {
        name: np.concatenate([part.arrays()[name] for part in parts], axis=-1) for name in parts[0].arrays()
    }
    for name in CHOSEN:
        new = [np.searchsorted(names[name], part.names[name]).astype(np.uint16) for part in parts]
        found[name] = np.concatenate(
            [places[getattr(part, name)] for places, part in zip(new, parts, strict=True)]
        )
    return ScoreColumns(**found, names=names)


def coded(values: Iterable[str]) -> tuple[np.ndarray, list[str]]:
    """(the position of each value, the distinct values in the order of the alphabet)."""
    names, codes = np.unique(np.asarray(values, dtype=object).astype(str), return_inverse=True)
    return codes.astype(np.uint16), names.tolist()


def score_columns(
    facts: Mapping[str, np.ndarray],
    scores: Mapping[str, np.ndarray],
    shares: np.ndarray,
    vectors: np.ndarray,
    parent: np.ndarray,
    c: Constants = CONSTANTS,
) -> ScoreColumns:
    """The columns of creators in the order of their ids.

    facts: ids, followers, flags, last_post and theta as in `ScoreColumns`, and the texts of CHOSEN; scores:
    of STORED, NaN where unknown; shares: creators x (leaves + other), NaN where no niche is known;
    vectors: creators x dims; parent: the root of each leaf.
    """
    codes = {name: coded(facts[name]) for name in CHOSEN}
    known = np.zeros(len(facts["ids"]), dtype=np.uint16)
    loss = np.empty((len(STORED), len(known)), dtype=np.float32)
    for at, name in enumerate(STORED):
        loss[at] = loss_of(scores[name], c)
        known |= np.where(np.isfinite(scores[name]), KNOWN[name], 0).astype(np.uint16)
    told = np.isfinite(shares).all(axis=1)
    known |= np.where(told, KNOWN[NICHE], 0).astype(np.uint16)
    known |= np.where(vectors.any(axis=1), KNOWN[MEANT], 0).astype(np.uint16)
    near = with_siblings(np.ascontiguousarray(shares[:, :-1].T, dtype=np.float32), parent, c)
    near[:, ~told] = 1
    return ScoreColumns(
        **{name: facts[name] for name in ("ids", "followers", "flags", "last_post", "theta")},
        **{name: code for name, (code, _) in codes.items()},
        known=known,
        loss=loss,
        near=near,
        vectors=np.ascontiguousarray(vectors.T),
        names={name: names for name, (_, names) in codes.items()},
    )


def shares_by_row(
    rows: np.ndarray, slugs: np.ndarray, weights: np.ndarray, size: int, lexicon: Lexicon
) -> np.ndarray:
    """`shares_of` for `size` creators at once from (row, slug, weight) triples, float32; NaN for those of
    whom no niche is known."""
    codes, names = coded(slugs)
    told = np.array([shares_of({name: 1.0}, lexicon) for name in names]).reshape(len(names), -1)
    wide = len(lexicon.leaves) + 1
    found = np.zeros((size, wide))
    for code, own in enumerate(np.nan_to_num(told)):
        at = codes == code
        # Each creator names a niche once, so that no row is added to twice in one go.
        for leaf in np.flatnonzero(own):
            found[rows[at], leaf] += weights[at] * own[leaf]
    total = found.sum(axis=1, keepdims=True)
    known = total > 0
    return np.where(known, found / np.where(known, total, 1.0), np.nan).astype(np.float32)
