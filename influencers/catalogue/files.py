"""Named arrays in a folder, written once and then mapped by any number of processes.

A folder is called a generation. It comes into being as a whole, is never changed, and the newest one counts.
"""

import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

FORMAT = 1  # of the files; those of another format are not opened
_MANIFEST, _NEWEST = "manifest.json", "newest"
_KEPT = 2  # generations: one that is being opened may just have been followed by another
_PIECE = 1 << 22


class Unusable(Exception):
    """There is nothing that could be opened; the words say why, to follow "because"."""


@dataclass(frozen=True)
class Generation:
    """arrays: read-only, mapped from files. facts: what `write_generation` was told, as JSON keeps it."""

    name: str
    arrays: Mapping[str, np.ndarray]
    facts: Mapping


def write_generation(kind: str, arrays: Mapping[str, np.ndarray], facts: Mapping) -> str:
    """Writes the arrays with what there is to know of them, as the newest generation of `kind`; its name.
    Those before the one before it go; processes that have them mapped keep what they have."""
    folder = _folder(kind)
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".being-written-", dir=folder))
    try:
        sums = {name: _write(beside / f"{name}.npy", array) for name, array in arrays.items()}
        manifest = {"format": FORMAT, "sums": sums, "facts": facts}
        _write_bytes(beside / _MANIFEST, json.dumps(manifest).encode())
        name = f"{max((int(one) for one in _names(folder)), default=0) + 1:06d}"
        beside.chmod(0o755)
        beside.rename(folder / name)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    link = folder / f".{_NEWEST}-{name}"
    link.symlink_to(name)
    link.replace(folder / _NEWEST)
    for old in sorted(_names(folder))[:-_KEPT]:
        shutil.rmtree(folder / old, ignore_errors=True)
    return name


def newest(kind: str) -> str | None:
    """The name of the newest generation; None where there is none."""
    try:
        return (_folder(kind) / _NEWEST).readlink().name
    except OSError:
        return None


def open_generation(kind: str) -> Generation:
    """The newest generation, each of its files checked. Raises Unusable."""
    name = newest(kind)
    if name is None:
        raise Unusable("none has been made yet")
    folder = _folder(kind) / name
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        if manifest["format"] != FORMAT:
            raise Unusable("it was made by another version")
        for array, told in manifest["sums"].items():
            if _sum(folder / f"{array}.npy") != told:
                raise Unusable(f"its file {array}.npy is damaged")
        arrays = {array: np.load(folder / f"{array}.npy", mmap_mode="r") for array in manifest["sums"]}
        return Generation(name, arrays, manifest["facts"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(f"it cannot be read ({error})") from error


def _folder(kind: str) -> Path:
    return Path(settings.VAR_DIR) / "catalogue" / kind


def _names(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.isdecimal()]


def _write(path: Path, array: np.ndarray) -> int:
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array))
        file.flush()
        os.fsync(file.fileno())
    return _sum(path)


def _write_bytes(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found = zlib.crc32(piece, found)
    return found
