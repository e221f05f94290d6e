"""The words of the niche tree, made ready for finding them in texts of any script."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from influencers.text.hashtags import split_hashtag
from influencers.text.language import guess_language
from influencers.text.tokens import cjk_runs, fold, hashtags, pieces, without_hashtags

NICHES_FILE = Path(__file__).parent.parent / "data" / "niches.json"
WEAK = 0.5
"""Weight of a word that is common outside its niche too ("film", "home")."""
REMEMBERED = 200_000
ARABIC_ARTICLES = ("ال", "لل", "وال", "بال")
_JOINTS = re.compile("['’-]")
_HANGUL = re.compile("[\uac00-\ud7af]")


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
class Lexicon:
    """leaves: slugs of level 2; parent: for each leaf the position of its level-1 slug in `roots`."""

    leaves: tuple[str, ...]
    roots: tuple[str, ...]
    parent: np.ndarray
    names: Mapping[str, str]
    exact: Mapping[str, tuple[Sense, ...]]
    prefixes: Mapping[str, tuple[Sense, ...]]
    characters: Mapping[str, tuple[Sense, ...]]
    character_words: re.Pattern[str]
    digest: str
    phrase_starts: frozenset[str]
    emoji: Mapping[str, tuple[Sense, ...]]
    tags: dict[str, list[str]] = field(default_factory=dict, compare=False, repr=False)
    forms: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def find(self, text: str, tags: Iterable[str] = (), language: str = "", hint: str = "") -> list[Hit]:
        """The niche words of a text and its hashtags, each word once; hashtags count where a word is in both.

        An ambiguous word counts only in a language that lists it: `language` where the platform tells it,
        else a guess from the text (with `hint` as a fall-back).
        """
        if "#" in text or "＃" in text:
            tags = {*tags, *hashtags(text)}
        senses: dict[str, bool] = {}
        for tag in sorted(set(tags)):
            senses.update(dict.fromkeys(self._of_tag(tag), True))
        folded = fold(without_hashtags(text))
        for word in self._listed(pieces(folded), () if folded.isascii() else cjk_runs(folded)):
            senses.setdefault(word, False)
        hits = [
            Hit(sense.leaf, sign, sense.weight, False)
            for sign in ([] if text.isascii() else sorted(self.emoji.keys() & set(text)))
            for sense in self.emoji[sign]
        ]
        spoken: str | None = language or None
        for word, in_hashtag in senses.items():
            for sense in self.exact.get(word) or self.prefixes.get(word) or self.characters[word]:
                if sense.languages is not None:
                    spoken = guess_language(text, hint) if spoken is None else spoken
                    if spoken not in sense.languages:
                        continue
                hits.append(Hit(sense.leaf, word, sense.weight, in_hashtag))
        return hits

    def _of_tag(self, tag: str) -> list[str]:
        found = self.tags.get(tag)
        if found is None:
            joined = fold(tag).replace("_", " ")
            own = {sense.leaf for sense in self.exact.get(joined, ())}
            parts = split_hashtag(tag, self.exact, keep_known=not own)
            if own:
                # A listed compound counts for itself, and its words only for what else they stand for.
                more = [p for p in parts if not own & {sense.leaf for sense in self.exact.get(p, ())}]
                parts = [joined, *more]
            found = list(self._listed(parts, cjk_runs(fold(tag))))
            _remember(self.tags, tag, found)
        return found

    def _listed(self, tokens: list[str], runs: Iterable[str]) -> Iterable[str]:
        forms, starts = self.forms, self.phrase_starts
        for i, token in enumerate(tokens):
            form = forms.get(token)
            if form is None:
                form = self._form(token)
                _remember(forms, token, form)
            if form:
                yield form
            if token in starts:
                for end in (i + 2, i + 3):
                    if end <= len(tokens) and (phrase := " ".join(tokens[i:end])) in self.exact:
                        yield phrase
        for run in runs:
            yield from self.character_words.findall(run)
            if run in self.characters:
                yield run
            elif len(run) == 2 and _HANGUL.match(run) and run[0] in self.characters:
                yield run[0]

    def _form(self, token: str) -> str:
        """The token as listed: itself, its other number, without an Arabic article, or its beginning."""
        if token in self.exact:
            return token
        if len(token) > 3:
            other = token[:-1] if token[-1] == "s" else token + "s"
            if len(other) > 3 and other in self.exact:
                return other
        for article in ARABIC_ARTICLES:
            if token.startswith(article) and token.removeprefix(article) in self.exact:
                return token.removeprefix(article)
        longest = min(len(token), 14) if len(token) > 4 else 0
        return next((token[:n] for n in range(longest, 3, -1) if token[:n] in self.prefixes), "")


def _remember(memory: dict[str, Any], key: str, value: Any) -> None:
    """Words come again and again; the memory is emptied before it grows without bound."""
    if len(memory) >= REMEMBERED:
        memory.clear()
    memory[key] = value


def build_lexicon(tree: Mapping[str, Any]) -> Lexicon:
    """A Lexicon from the tree of `scoring/data/niches.json` (or of the same shape, with overrides)."""
    leaves, roots, parent, names = [], [], [], {}
    emoji: dict[str, tuple[Sense, ...]] = {}
    listed: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for root in tree["niches"]:
        names[root["slug"]] = root["name"]
        for leaf in root["children"]:
            names[leaf["slug"]] = leaf["name"]
            for language, own in leaf["words"].items():
                for word in own:
                    star = "*" * word.endswith("*")
                    key = " ".join(_JOINTS.sub(" ", fold(word.rstrip("*"))).split())
                    listed[key + star][len(leaves)].add(language)
            for sign in leaf.get("emoji", ""):
                emoji[sign] = (*emoji.get(sign, ()), Sense(len(leaves), None, WEAK))
            leaves.append(leaf["slug"])
            parent.append(len(roots))
        roots.append(root["slug"])
    ambiguous, weak = ({fold(word) for word in tree[name]} for name in ("ambiguous", "weak"))
    weights = tree.get("weights", {})
    tables: tuple[dict[str, tuple[Sense, ...]], ...] = ({}, {}, {})
    for key, by_leaf in listed.items():
        word = key.rstrip("*")
        weight = weights.get(word, WEAK if word in weak else 1.0)
        senses = _senses(word, by_leaf, word in ambiguous, weight)
        tables[1 if key.endswith("*") else 2 if cjk_runs(word) else 0][word] = senses
    long = sorted((word for word in tables[2] if len(word) > 1), key=lambda word: (-len(word), word))
    digest = hashlib.sha256(json.dumps(tree, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Lexicon(
        tuple(leaves),
        tuple(roots),
        np.array(parent),
        names,
        *tables,
        re.compile("|".join(map(re.escape, long)) or "(?!)"),
        digest,
        frozenset(word.split(" ", 1)[0] for word in tables[0] if " " in word),
        emoji,
    )


def _senses(word: str, by_leaf: Mapping[int, set[str]], ambiguous: bool, weight: float) -> tuple[Sense, ...]:
    """A word needs its language where it is marked so, is short, or stands elsewhere in another one."""
    short = word.isascii() and len(word) <= 3 and not any("en" in languages for languages in by_leaf.values())
    shared = set.intersection(*by_leaf.values()) if len(by_leaf) > 1 else set()
    disputed = len(by_leaf) > 1 and any(languages != shared for languages in by_leaf.values())
    bound = ambiguous or short or disputed
    return tuple(
        Sense(leaf, frozenset(languages) if bound else None, weight / (1 + (len(by_leaf) - 1) * bool(shared)))
        for leaf, languages in sorted(by_leaf.items())
    )


@cache
def default_lexicon() -> Lexicon:
    """The lexicon that ships with the app."""
    return build_lexicon(json.loads(NICHES_FILE.read_text(encoding="utf-8")))
