"""The words of the niche tree, made ready for finding them in texts of any script."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from influencers.text.hashtags import split_hashtag
from influencers.text.language import COMMON_WORDS, guess_language
from influencers.text.tokens import cjk_runs, fold, hashtags, pieces, without_hashtags
from influencers.text.word_cuts import Vocabulary, common_words
from scoring.core.meanings import Hit, Meanings, Sense, meanings_of

NICHES_FILE = Path(__file__).parent.parent / "data" / "niches.json"
WEAK = 0.5
"""Weight of a word that is common outside its niche too ("film", "home")."""
MARK = 16
REMEMBERED = 200_000
PREFIX = 4
"""Letters that a listed beginning of words has at least."""
ARABIC_ARTICLES = ("ال", "لل", "وال", "بال")
_ALONE = """
    beat bond bundle edge fact fail font gain jean layer lead little lock parole sale share soin split stock
    stride tight tour truck tween verb vite weight wing
"""
ALONE = frozenset(_ALONE.split()) | COMMON_WORDS
"""Words that say something else than with an "s" behind them: "shares" are money, "share this" is not."""
Table = dict[str, tuple[Sense, ...]]
_JOINTS = re.compile("['’-]")
_HANGUL = re.compile("[\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """leaves: slugs of level 2; parent: for each leaf the position of its level-1 slug in `roots`; meanings:
    what each listed word stands for."""

    leaves: tuple[str, ...]
    roots: tuple[str, ...]
    parent: np.ndarray
    names: Mapping[str, str]
    exact: Mapping[str, tuple[Sense, ...]]
    prefixes: Mapping[str, tuple[Sense, ...]]
    characters: Mapping[str, tuple[Sense, ...]]
    digest: str
    phrase_starts: frozenset[str]
    character_starts: Mapping[str, tuple[int, ...]]
    character_pairs: np.ndarray
    vocabulary: Vocabulary
    prefix_starts: frozenset[str]
    phrase_seconds: frozenset[str]
    meanings: Meanings
    emoji: Mapping[str, tuple[Sense, ...]]
    known_tags: dict[str, list[int]] = field(default_factory=dict, compare=False, repr=False)
    form_places: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def mark(self) -> str:
        """A short name that changes with the words and the tree; kept beside what was read with them."""
        return self.digest[:MARK]

    def find(self, text: str, tags: Iterable[str] = (), language: str = "", hint: str = "") -> list[Hit]:
        """The niche words of a text and its hashtags, each word once; hashtags count where a word is in both.

        An ambiguous word counts only in a language that lists it: `language` where the platform tells it,
        else a guess from the text (with `hint` as a fall-back).
        """
        if "#" in text or "＃" in text:
            tags = {*tags, *hashtags(text)}
        words: dict[str, bool] = {}
        for tag in sorted(set(tags)):
            words.update(dict.fromkeys(self.of_tag(tag), True))
        folded = fold(without_hashtags(text))
        for word in self._listed(pieces(folded), () if folded.isascii() else cjk_runs(folded)):
            words.setdefault(word, False)
        signs = [] if text.isascii() else sorted(self.emoji.keys() & set(text))
        hits = [self.meanings.hits[at] for sign in signs for at in self.meanings.of(sign, False)]
        spoken: str | None = language or None
        for word, in_hashtag in words.items():
            for meaning in self.meanings.of(word, in_hashtag):
                languages = self.meanings.languages[meaning]
                if languages is not None:
                    spoken = guess_language(text, hint) if spoken is None else spoken
                    if spoken not in languages:
                        continue
                hits.append(self.meanings.hits[meaning])
        return hits

    def of_tag(self, tag: str) -> list[str]:
        """The listed words that a hashtag, as written, is made of."""
        folded = fold(tag)
        joined = folded.replace("_", " ")
        own = {sense.leaf for sense in self.exact.get(joined, ())}
        parts = split_hashtag(tag, self.vocabulary, keep_known=not own)
        if own:
            # A listed compound counts for itself, and its words only for what else they stand for.
            parts = [joined, *self._further(parts, own)]
        return list(self._listed(parts, () if folded.isascii() else cjk_runs(folded)))

    def _further(self, parts: Sequence[str], own: set[int]) -> list[str]:
        """The words of a listed compound that stand for another niche of the same root. Those of other roots
        ("notebook", "minecraft") and those beside letters that are no word ("gami-ng") say nothing."""
        if not all(part in self.vocabulary or part in common_words() for part in parts):
            return []
        roots = {self.parent[leaf] for leaf in own}
        senses = {part: {sense.leaf for sense in self.exact.get(part, ())} for part in parts}
        return [p for p in parts if not own & senses[p] and roots & {self.parent[leaf] for leaf in senses[p]}]

    def _listed(self, tokens: list[str], runs: Iterable[str]) -> Iterable[str]:
        for i, token in enumerate(tokens):
            if form := self._form(token):
                yield form
            if token in self.phrase_starts:
                for end in (i + 2, i + 3):
                    if end <= len(tokens) and (phrase := " ".join(tokens[i:end])) in self.exact:
                        yield phrase
        for run in runs:
            yield from self.in_run(run)

    def telling_runs(self, runs: Sequence[str]) -> np.ndarray:
        """True for the runs in which `in_run` may find a word; the others have none."""
        codes = np.frombuffer("".join(f"{run}\n" for run in runs).encode("utf-32-le"), dtype=np.uint32)
        lengths = np.fromiter(map(len, runs), dtype=np.int64, count=len(runs))
        pairs = (codes[:-1].astype(np.uint64) << np.uint64(32)) | codes[1:]
        known = self.character_pairs
        at = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
        telling = lengths <= 2
        telling[np.searchsorted(np.cumsum(lengths + 1), np.flatnonzero(known[at] == pairs), "right")] = True
        return telling

    def in_run(self, run: str) -> list[str]:
        """The listed words in unbroken Chinese, Japanese or Korean: from the left, the longest first."""
        found, at, starts = [], 0, self.character_starts
        while at < len(run) - 1:
            step = 1
            for length in starts.get(run[at : at + 2], ()):
                if run[at : at + length] in self.characters:
                    found.append(run[at : at + length])
                    step = length
                    break
            at += step
        if run in self.characters:
            found.append(run)
        elif len(run) == 2 and _HANGUL.match(run) and run[0] in self.characters:
            found.append(run[0])
        return found

    def tag_places(self, tag: str) -> list[int]:
        """The places in `meanings` of the listed words that a hashtag, as written, is made of."""
        places = self.known_tags.get(tag)
        if places is None:
            places = [self.meanings.places[word] for word in self.of_tag(tag)]
            _remember(self.known_tags, tag, places)
        return places

    def places(self, tokens: Sequence[str]) -> list[int]:
        """The places in `meanings` of folded tokens as listed, -1 where they are not."""
        known = self.form_places
        places = list(map(known.get, tokens))
        if None in places:
            for at, token in enumerate(tokens):
                if places[at] is None:
                    form = self._form(token)
                    places[at] = self.meanings.places[form] if form else -1
                    _remember(known, token, places[at])
        return places

    def _form(self, token: str) -> str:
        """The token as listed: itself, its other number, without an Arabic article, or its beginning."""
        if token in self.exact:
            return token
        if len(token) > 3 and not token.endswith("ss"):
            other = token[:-1] if token[-1] == "s" else token + "s"
            if len(other) > 3 and other in self.exact and token not in ALONE:
                return other
        if token.startswith(ARABIC_ARTICLES):
            for article in ARABIC_ARTICLES:
                if token.startswith(article) and token.removeprefix(article) in self.exact:
                    return token.removeprefix(article)
        if len(token) <= PREFIX or token[:PREFIX] not in self.prefix_starts:
            return ""
        longest = min(len(token), 14)
        return next((token[:n] for n in range(longest, PREFIX - 1, -1) if token[:n] in self.prefixes), "")


def _remember(memory: dict[str, Any], key: str, value: Any) -> None:
    """Words come again and again; the memory is emptied before it grows without bound."""
    if len(memory) >= REMEMBERED:
        memory.clear()
    memory[key] = value


def build_lexicon(tree: Mapping[str, Any]) -> Lexicon:
    """A Lexicon from the tree of `scoring/data/niches.json` (or of the same shape, with overrides)."""
    leaves = [leaf for root in tree["niches"] for leaf in root["children"]]
    exact, prefixes, characters = _tables(tree, leaves)
    emoji = _emoji_of(leaves)
    begin: dict[str, set[int]] = defaultdict(set)
    for word in characters:
        if len(word) > 1:
            begin[word[:2]].add(len(word))
    digest = hashlib.sha256(json.dumps(tree, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Lexicon(
        tuple(leaf["slug"] for leaf in leaves),
        tuple(root["slug"] for root in tree["niches"]),
        np.array([at for at, root in enumerate(tree["niches"]) for _ in root["children"]]),
        {one["slug"]: one["name"] for root in tree["niches"] for one in (root, *root["children"])},
        exact,
        prefixes,
        characters,
        digest,
        frozenset(word.split(" ", 1)[0] for word in exact if " " in word),
        {start: tuple(sorted(lengths, reverse=True)) for start, lengths in begin.items()},
        np.array(sorted(ord(start[0]) << 32 | ord(start[1]) for start in begin) or [0], dtype=np.uint64),
        Vocabulary(exact),
        frozenset(word[:PREFIX] for word in prefixes),
        frozenset(word.split(" ")[1] for word in exact if " " in word),
        meanings_of({**emoji, **characters, **prefixes, **exact}),
        emoji,
    )


def _tables(tree: Mapping[str, Any], leaves: Sequence[Mapping[str, Any]]) -> tuple[Table, ...]:
    """What words, beginnings of words, and words in scripts without spaces stand for: three tables."""
    listed: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for at, leaf in enumerate(leaves):
        for language, own in leaf["words"].items():
            for word in own:
                key = " ".join(_JOINTS.sub(" ", fold(word.rstrip("*"))).split())
                listed[key + "*" * word.endswith("*")][at].add(language)
    ambiguous, weak = ({fold(word) for word in tree[name]} for name in ("ambiguous", "weak"))
    weights = tree.get("weights", {})
    tables: tuple[Table, ...] = ({}, {}, {})
    for key, by_leaf in listed.items():
        word = key.rstrip("*")
        weight = weights.get(word, WEAK if word in weak else 1.0)
        senses = _senses(word, by_leaf, word in ambiguous, weight)
        tables[1 if key.endswith("*") else 2 if cjk_runs(word) else 0][word] = senses
    return tables


def _emoji_of(leaves: Sequence[Mapping[str, Any]]) -> Table:
    found: Table = {}
    for at, leaf in enumerate(leaves):
        for sign in leaf.get("emoji", ""):
            found[sign] = (*found.get(sign, ()), Sense(at, None, WEAK))
    return found


def _senses(word: str, by_leaf: Mapping[int, set[str]], ambiguous: bool, weight: float) -> tuple[Sense, ...]:
    """A word needs its language where it is marked so, is short, is one of the commonest of some language
    ("dans" is a dance in Turkish and "in" in French), or stands elsewhere in another one."""
    short = word.isascii() and len(word) <= 3 and not any("en" in languages for languages in by_leaf.values())
    shared = set.intersection(*by_leaf.values()) if len(by_leaf) > 1 else set()
    disputed = len(by_leaf) > 1 and any(languages != shared for languages in by_leaf.values())
    bound = ambiguous or short or disputed or word in COMMON_WORDS
    share = weight / (1 + (len(by_leaf) - 1) * bool(shared))
    return tuple(
        Sense(leaf, _shared(frozenset(languages)) if bound else None, share)
        for leaf, languages in sorted(by_leaf.items())
    )


@cache
def _shared(languages: frozenset[str]) -> frozenset[str]:
    """The first of equal sets: thousands of words have few different ones."""
    return languages


@cache
def default_lexicon() -> Lexicon:
    """The lexicon that ships with the app."""
    return build_lexicon(json.loads(NICHES_FILE.read_text(encoding="utf-8")))
