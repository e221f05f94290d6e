"""Niche words found in many texts at once: the hits of `Lexicon.find` text by text, in less time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from influencers.text.language import guess_language
from scoring.core.lexicon import Lexicon
from scoring.core.meanings import Hit, Meanings
from scoring.core.tokens import Spans, Tokens, scan

AT_ONCE = 2_000
"""Texts that are taken apart at a time, so that their characters stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in `size` texts, in the order of the texts: the text of each, and its position in
    `meanings.hits`."""

    size: int
    text: np.ndarray
    hit: np.ndarray
    meanings: Meanings

    def positions(self) -> list[list[int]]:
        """The positions of the hits of each text."""
        ends = np.searchsorted(self.text, np.arange(1, self.size + 1)).tolist()
        hits = self.hit.tolist()
        return [hits[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)] if ends else []

    def of_each(self) -> list[list[Hit]]:
        """The hits of each text."""
        return [[self.meanings.hits[at] for at in own] for own in self.positions()]


def find_all(
    lexicon: Lexicon,
    texts: Sequence[str],
    tags: Sequence[Sequence[str]] | None = None,
    languages: Sequence[str] | None = None,
    hints: Sequence[str] | None = None,
) -> Found:
    """The niche words of each text, each word once; see `Lexicon.find` for what the arguments mean."""
    parts = []
    for start in range(0, len(texts), AT_ONCE):
        end = min(start + AT_ONCE, len(texts))
        tokens = scan(texts[start:end])
        found = _words(lexicon, tokens, texts[start:end], tags[start:end] if tags else None)
        text, word, in_hashtag = _each_once(*found)
        parts.append((text + start, word, in_hashtag))
    text, word, in_hashtag = (
        (np.concatenate(own) for own in zip(*parts, strict=True)) if parts else [_NONE] * 3
    )
    first, last = lexicon.meanings.first[word], lexicon.meanings.first[word + 1]
    many = (last - first) // 2
    hit = np.repeat(first + many * in_hashtag, many) + _counted(many)
    text = np.repeat(text, many)
    kept = _in_language(lexicon, text, hit, texts, languages, hints)
    return Found(len(texts), text[kept], hit[kept], lexicon.meanings)


_NONE = np.zeros(0, dtype=np.int64)
Words = tuple[np.ndarray, np.ndarray, np.ndarray]
"""(text, place of the listed word, 1 in a hashtag else 0) of each word that was found."""


def _counted(many: np.ndarray) -> np.ndarray:
    """0, 1, ... for each of these numbers."""
    return np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)


def _each_once(text: np.ndarray, word: np.ndarray, in_hashtag: np.ndarray) -> Words:
    """Each word of a text once, as a hashtag where it is both."""
    order = np.lexsort((1 - in_hashtag, word, text))
    text, word, in_hashtag = text[order], word[order], in_hashtag[order]
    fresh = (np.diff(text, prepend=-1) != 0) | (np.diff(word, prepend=-1) != 0)
    return text[fresh], word[fresh], in_hashtag[fresh]


def _in_language(
    lexicon: Lexicon,
    text: np.ndarray,
    hit: np.ndarray,
    texts: Sequence[str],
    languages: Sequence[str] | None,
    hints: Sequence[str] | None,
) -> np.ndarray:
    """True for the hits that count in the language of their text; it is only guessed where it decides."""
    kept = np.ones(len(hit), dtype=bool)
    bound = np.flatnonzero(lexicon.meanings.bound[hit])
    spoken: dict[int, str] = {}
    for place, at, own in zip(bound.tolist(), text[bound].tolist(), hit[bound].tolist(), strict=True):
        if at not in spoken:
            told = languages[at] if languages is not None else ""
            spoken[at] = told or guess_language(texts[at], hints[at] if hints is not None else "")
        kept[place] = spoken[at] in lexicon.meanings.languages[own]
    return kept


def _words(
    lexicon: Lexicon, tokens: Tokens, texts: Sequence[str], tags: Sequence[Sequence[str]] | None
) -> Words:
    pieces = tokens.pieces
    places = np.array(lexicon.places(pieces.words), dtype=np.int64)[pieces.word]
    listed = np.flatnonzero(places >= 0)
    plain = [
        (pieces.text[listed], places[listed]),
        _pairs(_phrases(lexicon, pieces)),
        _spread(tokens.runs, _of_runs(lexicon, tokens.runs.words)),
        _emoji(lexicon, texts),
    ]
    tagged = [_spread(tokens.tags, [lexicon.tag_places(tag) for tag in tokens.tags.words])]
    if tags is not None:
        tagged.append(_pairs(_known_tags(lexicon, tags)))
    text, word = (np.concatenate(own) for own in zip(*tagged, *plain, strict=True))
    in_hashtag = np.zeros(len(text), dtype=np.int64)
    in_hashtag[: sum(len(own) for own, _ in tagged)] = 1
    return text, word, in_hashtag


def _spread(spans: Spans, places: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """(text, place of a listed word) for all places of each span. places: those of each distinct one."""
    many = np.fromiter(map(len, places), dtype=np.int64, count=len(places))
    flat = np.fromiter(chain.from_iterable(places), dtype=np.int64, count=int(many.sum()))
    first = (np.cumsum(many) - many)[spans.word]
    many = many[spans.word]
    return np.repeat(spans.text, many), flat[np.repeat(first, many) + _counted(many)]


def _pairs(rows: Iterable[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    text, word = np.array([*rows], dtype=np.int64).reshape(-1, 2).T
    return text, word


def _known_tags(lexicon: Lexicon, tags: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """(text, place of a word) for the words of hashtags that are known beside the texts."""
    for at, own in enumerate(tags):
        for tag in own:
            for place in lexicon.tag_places(tag):
                yield at, place


def _phrases(lexicon: Lexicon, pieces: Spans) -> Iterator[tuple[int, int]]:
    """(text, place of a phrase) for listed phrases of two or three words."""
    begins, follows = (
        np.array([word in own for word in pieces.words], dtype=bool)[pieces.word]
        for own in (lexicon.phrase_starts, lexicon.phrase_seconds)
    )
    together = (pieces.text[1:] == pieces.text[:-1]) & begins[:-1] & follows[1:]
    for place in np.flatnonzero(together).tolist():
        at = int(pieces.text[place])
        phrase = pieces.words[pieces.word[place]]
        for after in range(place + 1, min(place + 3, len(pieces))):
            if pieces.text[after] != at:
                break
            phrase = f"{phrase} {pieces.words[pieces.word[after]]}"
            if phrase in lexicon.exact:
                yield at, lexicon.meanings.places[phrase]


def _emoji(lexicon: Lexicon, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """(text, place of a listed emoji)."""
    signs = sorted(lexicon.emoji)
    if not signs:
        return _NONE, _NONE
    known = np.array([ord(sign) for sign in signs], dtype=np.uint32)
    joined = "\n".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32)
    places = np.flatnonzero(codes >= known[0])
    at = np.minimum(np.searchsorted(known, codes[places]), len(known) - 1)
    there = known[at] == codes[places]
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1)
    word = np.array([lexicon.meanings.places[sign] for sign in signs], dtype=np.int64)[at[there]]
    return np.searchsorted(ends, places[there], side="right"), word


def _of_runs(lexicon: Lexicon, runs: Sequence[str]) -> list[Sequence[int]]:
    """The places of the words in unbroken Chinese, Japanese and Korean."""
    places = lexicon.meanings.places
    return [
        [places[word] for word in lexicon.in_run(run)] if asked else ()
        for run, asked in zip(runs, lexicon.telling_runs(runs).tolist(), strict=True)
    ]
