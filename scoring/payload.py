"""Frames as bytes and back: what a chunk of a run leaves behind until all chunks are done."""

import io
import zipfile
from collections.abc import Mapping

import pandas as pd

from scoring.core.engagement import CreatorMeans
from scoring.core.frozen import Observed

_MEANS, _CELLS, _FURTHER = "means", "cells", "further/"


def pack_frames(frames: Mapping[str, pd.DataFrame]) -> bytes:
    """The frames as compressed bytes; numbers come back to the bit."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        for name, frame in frames.items():
            packed.writestr(name, frame.reset_index(drop=True).to_parquet(None, compression="zstd"))
    return whole.getvalue()


def unpack_frames(data: bytes | memoryview) -> dict[str, pd.DataFrame]:
    """The frames of `pack_frames`, by name."""
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as packed:
        return {name: pd.read_parquet(io.BytesIO(packed.read(name))) for name in packed.namelist()}


def pack_observed(observed: Observed) -> bytes:
    """One chunk's share of the fit as bytes."""
    further = {_FURTHER + name: frame for name, frame in observed.further.items()}
    return pack_frames({_MEANS: observed.means.means, _CELLS: observed.means.cells, **further})


def unpack_observed(data: bytes | memoryview, profiles: int, posts: int) -> Observed:
    """The share again; how many profiles and posts it came from is told beside it."""
    frames = unpack_frames(data)
    further = {name.removeprefix(_FURTHER): f for name, f in frames.items() if name.startswith(_FURTHER)}
    return Observed(CreatorMeans(frames[_MEANS], frames[_CELLS]), further, profiles, posts)
