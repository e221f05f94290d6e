"""Pieces of captions, bios and names by language and niche, made once and joined by the million: pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from influencers.demo.captions import BRANDS, NO_SPACES, SIGNS
from influencers.demo.names import FAMILY_NAME_FIRST, plain
from influencers.demo.words import Vocabulary, languages, vocabulary

# Of a niche's words in a language so many are written about.
WORDS = 10
HASHTAGS = 4
_HASHTAG = re.compile(r"#(\w+)")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A level-2 niche: its signs, and what it is called in each language, best known first."""

    slug: str
    root: str
    signs: str
    words: Mapping[str, Sequence[str]]


class Choices:
    """For each of some rows as many values as it has; one is picked for each of many rows at once."""

    def __init__(self, rows: Iterable[Sequence]):
        rows = [list(row) for row in rows]
        self._count = np.array([len(row) for row in rows])
        self._start = np.concatenate([[0], np.cumsum(self._count)[:-1]])
        values = [value for row in rows for value in row]
        self._values = np.empty(len(values), dtype=object)
        self._values[:] = values

    def pick(self, rows: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """A value of each of `rows`, by a chance in [0, 1); the same chance picks the same value."""
        return self._values[self._start[rows] + (chance * self._count[rows]).astype(np.int64)]


class Phrases:
    """The pieces. A place is that of a language and a niche: `place(language, leaf)`.

    By place: `openings`, `seconds` (what may follow), `ends` (signs and hashtags), `end_tags` (the same
    hashtags, parted by commas), `bios`. By language: `everyday`, `ads` and with the same chance `ad_tags`
    and `ad_brands`; `names` and with the same chance `first` and `last` in Latin letters. All may stand in a
    line of COPY.
    """

    def __init__(self, leaves: Sequence[Leaf]):
        self.leaves = tuple(leaves)
        self.languages = languages()
        own = [vocabulary(language) for language in self.languages]
        places = [
            _Place(words, leaf, language)
            for words, language in zip(own, self.languages, strict=True)
            for leaf in self.leaves
        ]
        self.openings = Choices(place.openings() for place in places)
        self.seconds = Choices([place.stop + text for text in place.openings()] for place in places)
        self.ends = Choices([end for end, _ in place.ends()] for place in places)
        self.end_tags = Choices([tags for _, tags in place.ends()] for place in places)
        self.bios = Choices(place.bios() for place in places)
        self.everyday = Choices([_line(text) for text in words.everyday] for words in own)
        ads = [_ads(words, language) for words, language in zip(own, self.languages, strict=True)]
        self.ads, self.ad_tags, self.ad_brands = (
            Choices([ad[at] for ad in row] for row in ads) for at in range(3)
        )
        people = [_people(words, language) for words, language in zip(own, self.languages, strict=True)]
        self.names, self.first, self.last = (
            Choices([person[at] for person in row] for row in people) for at in range(3)
        )

    def place(self, language: np.ndarray, leaf: np.ndarray) -> np.ndarray:
        """The place of each pair of a language and a leaf, both as positions."""
        return language * len(self.leaves) + leaf


class _Place:
    """The words of one niche in one language."""

    def __init__(self, words: Vocabulary, leaf: Leaf, language: str):
        subject = words.subjects.get(leaf.slug)
        known = leaf.words.get(language) or leaf.words["en"]
        # A listed beginning of words is no word to write.
        whole = [word for word in known if not word.endswith("*")] or [known[0].rstrip("*")]
        self.words = [*(subject.words if subject else ()), *whole][:WORDS]
        told = [re.sub(r"\W", "", word) for word in whole]
        self.hashtags = list(dict.fromkeys([*(subject.hashtags if subject else ()), *told]))[:HASHTAGS]
        self.signs = re.findall(r".\ufe0f?", SIGNS.get(leaf.slug) or leaf.signs)[:2]
        self.stop = _stop(language)
        self._words = words

    def openings(self) -> list[str]:
        lines = [line.format(word=word) for line in self._words.lines for word in self.words]
        return [_line(text[0].upper() + text[1:]) for text in lines]

    def bios(self) -> list[str]:
        pairs = zip(self.words, [*self.words[1:], self.words[0]], strict=True)
        return [
            _line(bio.format(word=word, other=other)) for word, other in pairs for bio in self._words.bios
        ]

    def ends(self) -> list[tuple[str, str]]:
        """Signs and hashtags as they end a caption, and the hashtags alone."""
        signs = ["", *self.signs, "".join(self.signs), ""]
        chosen = [self.hashtags[at : at + many] for many in (0, 1, 2, 3) for at in range(2)]
        return [
            (
                _line("".join([f" {sign}" if sign else "", *(f" #{tag}" for tag in tags)])),
                ",".join(tags).lower(),
            )
            for sign in signs
            for tags in chosen
        ]


def _ads(words: Vocabulary, language: str) -> list[tuple[str, str, str]]:
    """(what is said, its hashtags, the brand) of endorsements."""
    made = []
    for ad in words.ads:
        for brand in BRANDS:
            text = ad.format(brand=brand)
            made.append((_line(_stop(language) + text), ",".join(_HASHTAG.findall(text)).lower(), brand))
    return made


def _people(words: Vocabulary, language: str) -> list[tuple[str, str, str]]:
    """(name as written, first name and family name in Latin letters) of everybody there could be."""
    between = "" if language == "zh" else " "
    made = []
    for first, first_latin in words.first:
        for last, last_latin in words.last:
            order = (last, first) if language in FAMILY_NAME_FIRST else (first, last)
            made.append((_line(between.join(order)), plain(first_latin), plain(last_latin)))
    return made


def _stop(language: str) -> str:
    return "。" if language in NO_SPACES else ". "


def _line(text: str) -> str:
    """A text as it stands in a line of COPY."""
    return re.sub(r"[\t\r\n]+", " ", text).replace("\\", "\\\\")
