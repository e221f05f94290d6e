"""Niche words found in many texts at once: the hits of `Lexicon.find` text by text, in less time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from influencers.text.language import guess_language
from scoring.core.lexicon import Hit, Lexicon
from scoring.core.tokens import Spans, Tokens, scan

AT_ONCE = 2_000
"""Texts that are taken apart at a time, so that their characters stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in `size` texts, in the order of the texts: the text of each, and its position in `hits`."""

    size: int
    text: np.ndarray
    hit: np.ndarray
    hits: tuple[Hit, ...]

    def of_each(self) -> list[list[Hit]]:
        """The hits of each text."""
        found: list[list[Hit]] = [[] for _ in range(self.size)]
        for text, hit in zip(self.text.tolist(), self.hit.tolist(), strict=True):
            found[text].append(self.hits[hit])
        return found


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
        text, word, in_hashtag = _each_once(*_words(lexicon, tokens, tags[start:end] if tags else None))
        parts.append((text + start, word, in_hashtag))
    text, word, in_hashtag = (
        (np.concatenate(own) for own in zip(*parts, strict=True)) if parts else [_NONE] * 3
    )
    first, last = lexicon.meanings.first[word], lexicon.meanings.first[word + 1]
    many = (last - first) // 2
    hit = np.repeat(first + many * in_hashtag, many) + _counted(many)
    text = np.repeat(text, many)
    kept = _in_language(lexicon, text, hit, texts, languages, hints)
    return Found(len(texts), text[kept], hit[kept], lexicon.meanings.hits)


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
    spoken: dict[int, str] = {}
    bound = np.array([own is not None for own in lexicon.meanings.languages], dtype=bool)
    for place in np.flatnonzero(bound[hit]).tolist():
        at = int(text[place])
        if at not in spoken:
            told = languages[at] if languages is not None else ""
            spoken[at] = told or guess_language(texts[at], hints[at] if hints is not None else "")
        kept[place] = spoken[at] in lexicon.meanings.languages[hit[place]]
    return kept


def _words(lexicon: Lexicon, tokens: Tokens, tags: Sequence[Sequence[str]] | None) -> Words:
    pieces, places = tokens.pieces, lexicon.meanings.places
    forms = [lexicon.form(word) for word in pieces.words]
    form = np.array([places[own] if own else -1 for own in forms], dtype=np.int64)[pieces.word]
    listed = np.flatnonzero(form >= 0)
    rows = [*_tag_words(lexicon, tokens, tags)]
    tagged = len(rows)
    rows += _phrases(lexicon, pieces)
    rows += _run_words(lexicon, tokens.runs)
    more_text, more_word = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    in_hashtag = np.zeros(len(listed) + len(rows), dtype=np.int64)
    in_hashtag[len(listed) : len(listed) + tagged] = 1
    text, word = np.append(pieces.text[listed], more_text), np.append(form[listed], more_word)
    return text, word, in_hashtag


def _tag_words(
    lexicon: Lexicon, tokens: Tokens, tags: Sequence[Sequence[str]] | None
) -> Iterator[tuple[int, int]]:
    """(text, place of a word) for the words of hashtags, those in the text and those that are known."""
    places = lexicon.meanings.places
    words = [[places[word] for word in lexicon.of_tag(tag)] for tag in tokens.tags.words]
    for at, tag in zip(tokens.tags.text.tolist(), tokens.tags.word.tolist(), strict=True):
        for word in words[tag]:
            yield at, word
    for at, own in enumerate(tags or ()):
        for tag in own:
            for word in lexicon.of_tag(tag):
                yield at, places[word]


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


def _run_words(lexicon: Lexicon, runs: Spans) -> Iterator[tuple[int, int]]:
    """(text, place of a word) in unbroken Chinese, Japanese and Korean."""
    places = lexicon.meanings.places
    may_tell = lexicon.telling_runs(runs.words).tolist()
    words = [
        [places[word] for word in lexicon.in_run(run)] if asked else []
        for run, asked in zip(runs.words, may_tell, strict=True)
    ]
    telling = np.array([bool(own) for own in words], dtype=bool)[runs.word]
    for at, run in zip(runs.text[telling].tolist(), runs.word[telling].tolist(), strict=True):
        for word in words[run]:
            yield at, word
