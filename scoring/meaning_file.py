"""Hands the vectors of all accounts to the search by meaning, which knows nothing of scoring."""

from collections.abc import Iterator

import numpy as np
from django.db.models import Count, Max, QuerySet

from influencers.choices import Source
from influencers.meaning_search import Vectors, write_vectors, written
from scoring.meaning import current_meaning, switched_on
from scoring.models import ProfileVector
from scoring.niches import current_lexicon
from scoring.sentence_model import space

ROWS_AT_ONCE = 20_000


def write_meaning() -> int:
    """How many accounts were written for the search by meaning; 0 where it is off, or nothing was measured
    since the last time."""
    if not switched_on():
        return 0
    own = space()
    rows = ProfileVector.objects.filter(space=own.digest).order_by("profile_id")
    told = rows.aggregate(number=Count("pk"), scored=Max("profile__scored_at"))
    facts = {"space": own.digest, "number": told["number"], "scored_at": str(told["scored"])}
    if not told["number"] or written() == facts:
        return 0
    vectors = Vectors.of(_parts(rows))
    write_vectors(vectors, own, current_meaning(current_lexicon()).examples.vectors, facts)
    return len(vectors.ids)


def _parts(rows: QuerySet[ProfileVector]) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(ids, whether fictional, vectors), some accounts at a time."""
    last = 0
    told = rows.values_list("profile_id", "vector", "profile__source")
    while part := list(told.filter(profile_id__gt=last)[:ROWS_AT_ONCE]):
        ids, vectors, sources = zip(*part, strict=True)
        last = ids[-1]
        joined = np.frombuffer(b"".join(map(bytes, vectors)), dtype=np.float16).astype(np.float32)
        yield np.array(ids), np.array(sources) == Source.DEMO.value, joined.reshape(len(ids), -1)
