"""A list inside a .gz or .zip -> the list itself, unpacked within bounds to a file that its reader keeps."""

import gzip
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from influencers.importing.limits import MAX_BYTES, MAX_RATIO, Unreadable

GZIP = b"\x1f\x8b"
_BLOCK = 1024 * 1024
_FREE = 10_000_000  # so much may be unpacked whatever its ratio: a small list of like rows packs very well
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)
_HELP = "The archive cannot be unpacked: unpack it yourself and upload the list inside."


def unpacked(path: Path, head: bytes, name: str) -> tuple[IO[bytes], str] | None:
    """(temporary file, its name) of the one list in an archive; None for what is no archive or a workbook.

    The file is deleted when it is closed or forgotten. Raises Unreadable, also for several lists: a file of
    an import has one date and one mapping.
    """
    try:
        if head.startswith(GZIP):
            with gzip.open(path) as packed:
                return _copied(packed, path), PurePosixPath(name).name.removesuffix(".gz")
        if not head.startswith(b"PK") or not zipfile.is_zipfile(path):
            return None
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                return None
            if "mimetype" in names or "content.xml" in names:
                raise Unreadable("This is an OpenDocument file. Save it as .xlsx or CSV.")
            inside = _the_list(names)
            with archive.open(inside) as packed:
                return _copied(packed, path), PurePosixPath(inside).name
    except _BROKEN as error:
        raise Unreadable(_HELP) from error


def _the_list(names: list[str]) -> str:
    """The name of the only file, but for what systems put beside it."""
    files = [
        name
        for name in names
        if not name.endswith("/") and not any(p.startswith((".", "__")) for p in PurePosixPath(name).parts)
    ]
    if len(files) != 1:
        listed = ", ".join(files[:5]) + (" …" if len(files) > 5 else "")
        raise Unreadable(f"The archive holds {len(files)} files: upload one list at a time. {listed}".strip())
    return files[0]


def _copied(packed: IO[bytes], path: Path) -> IO[bytes]:
    bound = min(MAX_BYTES, max(_FREE, MAX_RATIO * path.stat().st_size))
    out = tempfile.NamedTemporaryFile(prefix="handpick-list-")  # noqa: SIM115 - lives as long as its reader
    size = 0
    while block := packed.read(_BLOCK):
        size += len(block)
        if size > bound:
            out.close()
            raise Unreadable(
                "The archive unpacks to far more than a list of creators needs; it was not opened."
            )
        out.write(block)
    out.flush()
    return out
