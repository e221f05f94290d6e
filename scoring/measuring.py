"""One chunk measured and written, by words and, where it is on, by meaning."""

from datetime import datetime

from scoring.core.frames import Frames
from scoring.core.frozen import Frozen
from scoring.core.lexicon import Lexicon
from scoring.core.measure import Measured, measure
from scoring.core.weights import Constants
from scoring.meaning import current_meaning
from scoring.models import ScoreRun
from scoring.store import store
from scoring.vectors import bio_vectors, store_vectors


def measure_and_store(
    run: ScoreRun, frames: Frames, frozen: Frozen, lexicon: Lexicon, now: datetime, c: Constants
) -> Measured:
    """What was measured of the profiles of the chunk, and written."""
    meaning = current_meaning(lexicon)
    bios = bio_vectors(frames.profiles, meaning) if meaning else None
    measured = measure(frames, frozen, lexicon, now, c, meaning, bios)
    if meaning:
        # Before the scores: an account that is marked as scored has its vectors.
        store_vectors(frames.profiles, bios, measured.niche.vectors, meaning)
    store(run, frames, measured, lexicon, now)
    return measured
