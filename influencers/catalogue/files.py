"""Arrays in files that processes share: written beside, named when whole, checked when opened.

A generation is a folder `HANDPICK_VAR/catalogue/<kind>/<number>/`: one `.npy` file an array, and a manifest.
"""

import json
import os
import shutil
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
from django.conf import settings

# What the arrays of a kind mean may change between versions of the program: then an older file is not read.
FORMAT = 1
MANIFEST = "manifest.json"
KEPT = 2
"""Generations that stay: the newest, and the one that a process may just be opening."""
NOT_BUILT = "it was not built yet"
_READ_AT_ONCE = 1 << 22


@dataclass(frozen=True)
class Generation:
    """One generation, opened: `arrays` are mapped from their files, read-only; `facts` are as written."""

    kind: str
    number: int
    arrays: Mapping[str, np.ndarray]
    facts: dict


@dataclass(frozen=True)
class Broken:
    """Why no generation could be opened, in words for a page."""

    reason: str


@dataclass(frozen=True)
class _Folder:
    number: int
    path: Path

    @cached_property
    def manifest(self) -> dict:
        return json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))


def folder_of(kind: str) -> Path:
    """Where the generations of a kind lie."""
    return Path(settings.VAR_DIR) / "catalogue" / kind


def write_generation(kind: str, arrays: Mapping[str, np.ndarray], facts: dict, version: int = 1) -> Path:
    """The folder of a new generation: whole under its name, or not there at all. Older ones are removed but
    for the one before; processes that have them mapped keep what they mapped. One writer at a time."""
    home = folder_of(kind)
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob(".*"):  # by a writer that was killed
        shutil.rmtree(left, ignore_errors=True)
    beside = home / f".{uuid.uuid4().hex}"
    beside.mkdir()
    sums = {name: _write(beside / f"{name}.npy", array) for name, array in arrays.items()}
    manifest = {"format": FORMAT, "version": version, "files": sums, "facts": facts}
    with (beside / MANIFEST).open("w", encoding="utf-8") as file:
        file.write(json.dumps(manifest))
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(beside)
    target = home / str(newest_number(kind) + 1)
    beside.rename(target)
    _sync_folder(home)
    for old in _generations(kind)[KEPT:]:
        shutil.rmtree(old.path, ignore_errors=True)
    return target


def newest_number(kind: str) -> int:
    """The number of the newest generation, 0 where there is none."""
    return max((one.number for one in _generations(kind)), default=0)


def facts_of(kind: str) -> dict:
    """The facts of the newest generation, without opening its arrays; empty where none can be read."""
    for one in _generations(kind)[:1]:
        try:
            return one.manifest["facts"]
        except (OSError, ValueError, KeyError):
            return {}
    return {}


def kept_facts() -> list[dict]:
    """The facts of every generation that is there, of any kind, as far as they can be read."""
    found = []
    for one in (one for kind in kinds() for one in _generations(kind)):
        try:
            found.append(one.manifest["facts"])
        except (OSError, ValueError, KeyError):
            continue
    return found


def kinds() -> list[str]:
    """The kinds of which there are generations."""
    home = folder_of("")
    return sorted(path.name for path in home.iterdir() if path.is_dir()) if home.is_dir() else []


def open_generation(kind: str, version: int = 1) -> Generation | Broken:
    """The newest generation, its version and every byte checked, or why it cannot be used."""
    for one in _generations(kind)[:1]:
        try:
            return _opened(kind, one, version)
        except (OSError, ValueError, KeyError) as trouble:
            return Broken(f"its files are damaged ({trouble})")
    return Broken(NOT_BUILT)


def _opened(kind: str, one: _Folder, version: int) -> Generation | Broken:
    manifest = one.manifest
    if (manifest["format"], manifest["version"]) != (FORMAT, version):
        return Broken("its files are of another version of Handpick")
    arrays = {}
    for name, told in manifest["files"].items():
        path = one.path / f"{name}.npy"
        if _checksum(path) != told:
            return Broken(f"its files are damaged ({path.name} does not have its checksum)")
        # An empty file cannot be mapped.
        mode = "r" if _holds_anything(path) else None
        arrays[name] = np.load(path, mmap_mode=mode, allow_pickle=False)
        arrays[name].flags.writeable = False
    return Generation(kind, one.number, MappingProxyType(arrays), manifest["facts"])


def _generations(kind: str) -> list[_Folder]:
    """The newest first."""
    try:
        found = [_Folder(int(path.name), path) for path in folder_of(kind).iterdir() if path.name.isdecimal()]
    except FileNotFoundError:
        return []
    return sorted(found, key=lambda one: -one.number)


class _Summed:
    """A file that counts the checksum of what is written to it."""

    def __init__(self, file):
        self.file, self.sum = file, 0

    def write(self, data) -> int:
        self.sum = zlib.crc32(data, self.sum)
        return self.file.write(data)


def _write(path: Path, array: np.ndarray) -> int:
    with path.open("wb") as file:
        summed = _Summed(file)
        np.lib.format.write_array(summed, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return summed.sum


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_READ_AT_ONCE):
            found = zlib.crc32(piece, found)
    return found


def _holds_anything(path: Path) -> bool:
    with path.open("rb") as file:
        np.lib.format.read_magic(file)
        shape, _, _ = np.lib.format.read_array_header_1_0(file)
    return 0 not in shape


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
