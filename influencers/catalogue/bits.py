"""Sets of rows as bits, 64 to a word: quick to combine and to count."""

import numpy as np

Words = np.ndarray  # uint64; bits beyond the last row are 0


def pack(chosen: np.ndarray) -> Words:
    """The set of the rows that are True."""
    data = np.packbits(chosen, bitorder="little")
    return np.pad(data, (0, -len(data) % 8)).view(np.uint64)


def unpack(words: Words, rows: int) -> np.ndarray:
    """Whether each of so many rows is in the set."""
    return np.unpackbits(words.view(np.uint8), count=rows, bitorder="little").view(bool)


def of_rows(at: np.ndarray, rows: int) -> Words:
    """The set of these rows, of so many there are."""
    chosen = np.zeros(rows, bool)
    chosen[at] = True
    return pack(chosen)


def nothing(rows: int) -> Words:
    """The empty set of so many rows."""
    return np.zeros(-(-rows // 64), np.uint64)


def count(words: Words) -> int:
    """How many rows are in the set."""
    return int(np.bitwise_count(words).sum())


def hits(words: Words, at: np.ndarray) -> np.ndarray:
    """1 for those of these rows that are in the set, else 0."""
    return (words[at >> 6] >> (at & 63).astype(np.uint64)) & np.uint64(1)
