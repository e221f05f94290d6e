"""Digests that recognise a text again without telling it."""

import hashlib
from functools import lru_cache

from influencers.models.erasure import Salt

# `salted` of an SQL expression, for statements that compare many rows. The salt does not leave the database.
SALTED_SQL = (
    "encode(sha256((SELECT value FROM influencers_salt WHERE id = 1) || convert_to({0}, 'UTF8')), 'hex')"
)


def salted(text: str) -> str:
    """64 hexadecimal digits: SHA-256 of this installation's own 32 secret bytes and the text.

    The same text gives the same digits in every process and after every restored backup, and other digits
    in every other installation. Reads the salt once a process.
    """
    return hashlib.sha256(_salt() + text.encode()).hexdigest()


@lru_cache(maxsize=1)
def _salt() -> bytes:
    return bytes(Salt.objects.get(pk=1).value)
