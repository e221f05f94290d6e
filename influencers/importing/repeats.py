"""Whether a list was brought before, byte for byte."""

import hashlib
from pathlib import Path

from influencers.choices import ImportState
from influencers.models import ImportFile


def digest_of(path: Path) -> str:
    """SHA-256 of a file, as `answers["sha256"]` of its import keeps it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def imported_before(digest: str) -> ImportFile | None:
    """The latest import of a file with this hash that is done and was not taken back, or None."""
    done = ImportFile.objects.filter(state=ImportState.DONE, answers__sha256=digest)
    return done.order_by("-finished_at", "-pk").first() if digest else None
