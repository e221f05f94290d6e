"""The words of the demo catalogue: one file a language in `words/`, read once."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
FALLBACK = "en"
# The niches of the demo creators: level 1 of the tree, each with the level-2 subjects that they write about.
NICHES = {
    "beauty": ("skincare", "makeup"),
    "fashion": ("style", "secondhand"),
    "food": ("cooking", "baking"),
    "fitness": ("training", "running"),
    "travel": ("trips", "camping"),
    "home": ("interior", "garden"),
    "family": ("parenting",),
    "pets": ("dogs", "cats"),
    "tech": ("gadgets", "coding"),
    "gaming": ("video-games",),
    "money": ("investing", "career"),
    "creative": ("illustration", "photography"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What posts of a level-2 niche are about, and the hashtags below them (without #)."""

    words: tuple[str, ...]
    hashtags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language.

    share: weight of its creators; countries: {code: weight}; first, last: names, each (as written, in Latin
    letters); bios, lines: with {word} (and {other}) for a subject's word; ads: with {brand}.
    """

    share: int
    countries: dict[str, int]
    first: tuple[tuple[str, str], ...]
    last: tuple[tuple[str, str], ...]
    bios: tuple[str, ...]
    lines: tuple[str, ...]
    everyday: tuple[str, ...]
    everyday_hashtags: tuple[str, ...]
    ads: tuple[str, ...]
    subjects: dict[str, Subject]


@cache
def languages() -> tuple[str, ...]:
    """The languages that demo creators write in."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language; English where there is no file for it."""
    name = language if language in languages() else FALLBACK
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Vocabulary(
        share=data["share"],
        countries=data["countries"],
        first=tuple(_name(entry) for entry in data["first"]),
        last=tuple(_name(entry) for entry in data["last"]),
        bios=tuple(data["bios"]),
        lines=tuple(data["lines"]),
        everyday=tuple(data["everyday"]),
        everyday_hashtags=tuple(data["everyday_tags"].split()),
        ads=tuple(data["ads"]),
        subjects={
            slug: Subject(tuple(words.split("|")), tuple(hashtags.split()))
            for slug, (words, hashtags) in data["strands"].items()
        },
    )


def _name(entry: str) -> tuple[str, str]:
    written, _, latin = entry.partition(" ")
    return (written, latin or written)
