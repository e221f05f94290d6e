"""Secrets of an installation that was given none: made on this machine, kept in `var/`."""

import contextlib
import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> str:
    """The secret in `path`; at the first call a new random one, readable by its owner only.

    It is written beside its place, with mode 0600 from the first moment, and then linked there: two processes
    that start at once read the same whole secret, and a crash in between never leaves an empty one.
    """
    with contextlib.suppress(FileNotFoundError):
        return path.read_text()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return path.read_text()
