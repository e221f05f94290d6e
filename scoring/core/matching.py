"""Niche words found in many texts at once: the hits of `Lexicon.find` text by text, in less time."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from influencers.text.language import guess_language
from scoring.core.lexicon import Hit, Lexicon
from scoring.core.tokens import Spans, Tokens, scan

AT_ONCE = 2_000
"""Texts that are taken apart at a time, so that their characters stay in the processor's cache."""


def find_all(
    lexicon: Lexicon,
    texts: Sequence[str],
    tags: Sequence[Sequence[str]] | None = None,
    languages: Sequence[str] | None = None,
    hints: Sequence[str] | None = None,
) -> list[list[Hit]]:
    """The niche words of each text, each word once; see `Lexicon.find` for what the arguments mean."""
    found: list[list[Hit]] = []
    for start in range(0, len(texts), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        size = len(texts[part])
        found += _find(
            lexicon,
            texts[part],
            tags[part] if tags is not None else [()] * size,
            languages[part] if languages is not None else [""] * size,
            hints[part] if hints is not None else [""] * size,
        )
    return found


def _find(
    lexicon: Lexicon,
    texts: Sequence[str],
    tags: Sequence[Sequence[str]],
    languages: Sequence[str],
    hints: Sequence[str],
) -> list[list[Hit]]:
    tokens = scan(texts)
    # {word: whether it stood in a hashtag} of each text that has any; hashtags first, as they count more.
    words: dict[int, dict[str, bool]] = {}
    for at, own in _tagged(tokens, tags).items():
        for tag in sorted(own):
            for word in lexicon.of_tag(tag):
                words.setdefault(at, {})[word] = True
    for at, word in _plain(lexicon, tokens):
        words.setdefault(at, {}).setdefault(word, False)
    hits: list[list[Hit]] = [[] for _ in texts]
    for at, own in words.items():
        spoken = languages[at] or None
        for word, in_hashtag in own.items():
            for hit, allowed in lexicon.hits(word, in_hashtag):
                if allowed is not None:
                    spoken = guess_language(texts[at], hints[at]) if spoken is None else spoken
                    if spoken not in allowed:
                        continue
                hits[at].append(hit)
    return hits


def _tagged(tokens: Tokens, tags: Sequence[Sequence[str]]) -> dict[int, set[str]]:
    """{text: its hashtags}, those in the text and those that are known beside it."""
    found = {at: set(own) for at, own in enumerate(tags) if own}
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
