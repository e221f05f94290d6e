"""Vectors in and out of the database."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from scoring.core.features import texts
from scoring.core.meaning import Meaning, Surroundings, surroundings
from scoring.meaning import current_meaning, switched_on
from scoring.models import CatalogueVectors, ProfileVector, ScoreRun
from scoring.niches import lexicon_of

SAMPLE = 10_000
"""Creators whose vectors tell what is usual in a catalogue (method, 5)."""


def bio_vectors(profiles: pd.DataFrame, meaning: Meaning) -> np.ndarray:
    """The vectors of the bios in the order of the frame: stored ones where the bio has not changed, the rest
    read by the model. One query."""
    digests = _digests(profiles)
    ids = [int(i) for i in profiles["profile_id"]]
    known = {
        profile_id: (digest, vector)
        for profile_id, digest, vector in ProfileVector.objects.filter(
            profile__in=ids, space=meaning.whole.digest
        ).values_list("profile_id", "bio_digest", "bio")
    }
    fresh = [at for at, i in enumerate(ids) if known.get(i, ("",))[0] != digests[at]]
    bios = texts(profiles, "bio").tolist()
    read = meaning.whole.encode([bios[at] for at in fresh])
    out = np.zeros((len(ids), read.shape[1]), dtype=np.float32)
    new = set(fresh)
    for at, i in enumerate(ids):
        if at not in new:
            out[at] = np.frombuffer(known[i][1], dtype=np.float16)
    # Rounded like the stored ones, so that the second run over a bio gives what the first one gave.
    out[fresh] = read.astype(np.float16)
    return out


def store_vectors(profiles: pd.DataFrame, bios: np.ndarray, vectors: np.ndarray, meaning: Meaning) -> None:
    """Writes one chunk's vectors; one statement."""
    rows = [
        ProfileVector(
            profile_id=int(profile_id),
            space=meaning.whole.digest,
            bio_digest=digest,
            bio=bio.astype(np.float16).tobytes(),
            vector=vector.astype(np.float16).tobytes(),
        )
        for profile_id, digest, bio, vector in zip(
            profiles["profile_id"], _digests(profiles), bios, vectors, strict=True
        )
    ]
    ProfileVector.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["profile"],
        update_fields=["space", "bio_digest", "bio", "vector"],
    )


def store_surroundings(run: ScoreRun) -> None:
    """Freezes in the run what is usual among its creators, where meaning is on: the first 10,000 by a hash of
    their ids."""
    if not switched_on():
        return
    meaning = current_meaning(lexicon_of(run))
    ids = ProfileVector.objects.filter(profile__score__run=run).values_list("profile_id", flat=True)
    chosen = sorted(ids, key=lambda i: hashlib.sha256(str(i).encode()).digest())[:SAMPLE]
    around = surroundings(vectors_of(sorted(chosen), meaning))
    CatalogueVectors.objects.update_or_create(
        run=run,
        defaults={
            "space": meaning.whole.digest,
            "number": around.number,
            "mean": around.mean.astype(np.float32).tobytes(),
            "covariance": around.covariance.astype(np.float32).tobytes(),
        },
    )


def surroundings_of(run: ScoreRun | None, meaning: Meaning) -> Surroundings | None:
    """What a run froze; None where it was made without meaning or in another space."""
    row = CatalogueVectors.objects.filter(run=run, space=meaning.whole.digest).first() if run else None
    if row is None:
        return None
    mean = np.frombuffer(row.mean, dtype=np.float32)
    covariance = np.frombuffer(row.covariance, dtype=np.float32).reshape(len(mean), len(mean))
    return Surroundings(mean.astype(np.float64), covariance.astype(np.float64), row.number)


def vectors_of(ids: Sequence[int], meaning: Meaning) -> np.ndarray:
    """The stored vectors of these accounts in their order, zeros where there is none; one query."""
    stored = dict(
        ProfileVector.objects.filter(profile__in=list(ids), space=meaning.whole.digest).values_list(
            "profile_id", "vector"
        )
    )
    nothing = bytes(2 * meaning.examples.vectors.shape[1])
    joined = b"".join(bytes(stored.get(i, nothing)) for i in ids)
    return np.frombuffer(joined, dtype=np.float16).reshape(len(ids), -1).astype(np.float32)


def _digests(profiles: pd.DataFrame) -> list[str]:
    return [hashlib.sha256(bio.encode()).hexdigest() for bio in texts(profiles, "bio")]
