"""What each listed word stands for, as arrays over everything that can be found."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Sense:
    """One niche a word stands for: its leaf, the languages in which it does (None: any), and its weight."""

    leaf: int
    languages: frozenset[str] | None
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found in a text: its leaf, the word as listed, its weight, and whether it stood in a hashtag."""

    leaf: int
    word: str
    weight: float
    in_hashtag: bool


@dataclass(frozen=True, slots=True)
class Meanings:
    """Every hit that there can be. languages: those in which each of them counts (None: any); those of the
    word at place p are first[p] to first[p + 1], the first half of them outside hashtags. leaf, weight,
    in_hashtag: of each hit; words: all words by their letters, that of place p at p; spelled: the place of
    the word of each hit.
    """

    hits: tuple[Hit, ...]
    languages: tuple[frozenset[str] | None, ...]
    places: Mapping[str, int]
    first: np.ndarray
    leaf: np.ndarray
    weight: np.ndarray
    in_hashtag: np.ndarray
    bound: np.ndarray
    words: tuple[str, ...]
    spelled: np.ndarray

    def of(self, word: str, in_hashtag: bool) -> range:
        """The positions of what a listed word stands for."""
        place = self.places[word]
        start, end = int(self.first[place]), int(self.first[place + 1])
        half = (start + end) // 2
        return range(half, end) if in_hashtag else range(start, half)


def meanings_of(listed: Mapping[str, tuple[Sense, ...]]) -> Meanings:
    """The meanings of words with what each stands for; the same words give the same positions."""
    hits, languages, first = [], [], [0]
    words = tuple(sorted(listed))
    for word in words:
        senses = listed[word]
        for in_hashtag in (False, True):
            hits += [Hit(sense.leaf, word, sense.weight, in_hashtag) for sense in senses]
            languages += [sense.languages for sense in senses]
        first.append(len(hits))
    places = {word: place for place, word in enumerate(words)}
    return Meanings(
        tuple(hits),
        tuple(languages),
        places,
        np.array(first),
        np.array([hit.leaf for hit in hits], dtype=np.int64),
        np.array([hit.weight for hit in hits], dtype=float),
        np.array([hit.in_hashtag for hit in hits], dtype=bool),
        np.array([own is not None for own in languages], dtype=bool),
        words,
        np.array([places[hit.word] for hit in hits], dtype=np.int64),
    )
