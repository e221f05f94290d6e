"""Niche words found in many texts at once: the hits of `Lexicon.find` text by text, in less time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from influencers.text.language import guess_language
from scoring.core.lexicon import Hit, Lexicon
from scoring.core.tokens import Spans, Tokens, scan

AT_ONCE = 2_000
"""Texts that are taken apart at a time, so that their characters stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in `size` texts, in the order of the texts: the text of each, and its position in `meanings`."""

    size: int
    text: np.ndarray
    meaning: np.ndarray
    meanings: tuple[Hit, ...]

    def of_each(self) -> list[list[Hit]]:
        """The hits of each text."""
        hits: list[list[Hit]] = [[] for _ in range(self.size)]
        for text, meaning in zip(self.text.tolist(), self.meaning.tolist(), strict=True):
            hits[text].append(self.meanings[meaning])
        return hits


def find_all(
    lexicon: Lexicon,
    texts: Sequence[str],
    tags: Sequence[Sequence[str]] | None = None,
    languages: Sequence[str] | None = None,
    hints: Sequence[str] | None = None,
) -> Found:
    """The niche words of each text, each word once; see `Lexicon.find` for what the arguments mean."""
    whose: list[np.ndarray] = [np.zeros(0, dtype=np.int64)]
    what: list[np.ndarray] = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(texts), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        own = texts[part]
        found = _Finder(
            lexicon,
            own,
            languages[part] if languages is not None else [""] * len(own),
            hints[part] if hints is not None else [""] * len(own),
        )
        found.look(tags[part] if tags is not None else None)
        text = np.array(found.text, dtype=np.int64)
        order = np.argsort(text, kind="stable")
        whose.append(text[order] + start)
        what.append(np.array(found.meaning, dtype=np.int64)[order])
    return Found(len(texts), np.concatenate(whose), np.concatenate(what), lexicon.meanings)


class _Finder:
    """Hits of some texts, in `text` and `meaning`."""

    def __init__(
        self, lexicon: Lexicon, texts: Sequence[str], languages: Sequence[str], hints: Sequence[str]
    ):
        self.lexicon, self.texts, self.languages, self.hints = lexicon, texts, languages, hints
        self.text: list[int] = []
        self.meaning: list[int] = []
        self._seen: set[tuple[int, str]] = set()
        self._spoken: dict[int, str] = {}

    def look(self, tags: Sequence[Sequence[str]] | None) -> None:
        """Finds everything: first in hashtags, where a word counts more, then in the rest of the texts."""
        tokens = scan(self.texts)
        for at, own in _tagged(tokens, tags).items():
            for tag in sorted(own) if len(own) > 1 else own:
                for word in self.lexicon.of_tag(tag):
                    self._add(at, word, True)
        for at, word in _plain(self.lexicon, tokens):
            self._add(at, word, False)

    def _add(self, at: int, word: str, in_hashtag: bool) -> None:
        if (at, word) in self._seen:
            return
        self._seen.add((at, word))
        for meaning, languages in self.lexicon.senses[word, in_hashtag]:
            if languages is None or self._language(at) in languages:
                self.text.append(at)
                self.meaning.append(meaning)

    def _language(self, at: int) -> str:
        if self.languages[at]:
            return self.languages[at]
        if at not in self._spoken:
            self._spoken[at] = guess_language(self.texts[at], self.hints[at])
        return self._spoken[at]


def _tagged(tokens: Tokens, tags: Sequence[Sequence[str]] | None) -> dict[int, set[str]]:
    """{text: its hashtags}, those in the text and those that are known beside it."""
    found = {at: set(own) for at, own in enumerate(tags or ()) if own}
    names = tokens.tags.words
    for at, word in zip(tokens.tags.text.tolist(), tokens.tags.word.tolist(), strict=True):
        found.setdefault(at, set()).add(names[word])
    return found


def _plain(lexicon: Lexicon, tokens: Tokens) -> Iterator[tuple[int, str]]:
    """(text, word as listed) outside hashtags: words and phrases, then words without spaces."""
    pieces = tokens.pieces
    forms = [lexicon.form(word) for word in pieces.words]
    listed = np.array([bool(form) for form in forms], dtype=bool)
    begins = np.array([word in lexicon.phrase_starts for word in pieces.words], dtype=bool)
    if len(pieces):
        places = np.flatnonzero((listed | begins)[pieces.word])
        starts = begins[pieces.word[places]]
        for place, text, word, may_begin in zip(
            places.tolist(),
            pieces.text[places].tolist(),
            pieces.word[places].tolist(),
            starts.tolist(),
            strict=True,
        ):
            if forms[word]:
                yield text, forms[word]
            if may_begin:
                yield from ((text, phrase) for phrase in _phrases(lexicon, pieces, place))
    for text, word in zip(tokens.runs.text.tolist(), tokens.runs.word.tolist(), strict=True):
        for found in lexicon.in_run(tokens.runs.words[word]):
            yield text, found


def _phrases(lexicon: Lexicon, pieces: Spans, place: int) -> Iterator[str]:
    """Listed phrases of two or three words that begin here."""
    phrase = pieces.words[pieces.word[place]]
    for before, after in pairwise(range(place, min(place + 3, len(pieces)))):
        if pieces.text[after] != pieces.text[before]:
            return
        phrase = f"{phrase} {pieces.words[pieces.word[after]]}"
        if phrase in lexicon.exact:
            yield phrase
