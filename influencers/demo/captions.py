"""Captions of the fictional posts: pure, no database."""

import re
from functools import cache
from typing import NamedTuple

from influencers.demo.words import NICHES, Subject, Vocabulary, vocabulary

BRANDS = (
    "northwindgoods", "lumenandoak", "fernhillco", "papermoonlab", "tidewaterfoods", "maplerowhome",
    "cloudberrycare", "ironpinefit", "wanderfolkbags", "littleharbourkids", "pixelgrovegames", "saltandsage",
)  # fmt: skip
SIGNS = {
    "skincare": "🧴✨", "makeup": "💄💋", "style": "👗🧵", "secondhand": "👖♻️", "cooking": "🍲🌿",
    "baking": "🍞🧁", "training": "💪🔥", "running": "🏃🌤️", "trips": "🧭🚆", "camping": "⛺🌲",
    "interior": "🪑🛋️", "garden": "🪴🌼", "parenting": "🧸💛", "dogs": "🐕🐾", "cats": "🐈🧶",
    "gadgets": "⌨️🔋", "coding": "💻🐍", "video-games": "🎮👾", "investing": "📈🪙", "career": "📋☕",
    "illustration": "✏️🎨", "photography": "📷🌆",
}  # fmt: skip
# Percent of a creator's posts about its own subject, and about everyday life; the rest are about the other
# subject of its niche.
OWN_SUBJECT = 70
EVERYDAY = 13
_HASHTAG = re.compile(r"#(\w+)")
NO_SPACES = ("zh", "ja")


class Caption(NamedTuple):
    """A caption with the hashtags and mentions that stand in it, without # and @, in lower case."""

    text: str
    hashtags: tuple[str, ...]
    mentions: tuple[str, ...]


def caption(niche: str, language: str, draw: int, sponsored: bool, taste: int = 0) -> Caption:
    """The caption of a fictional post; the same arguments give the same words.

    `niche` is a level-1 slug (see `words.NICHES`), `draw` any whole number that differs from post to post,
    and `taste` one that stays with a creator: its own subject and brands are chosen by it.
    """
    words = vocabulary(language)
    slugs = NICHES.get(niche, ())
    chance, draw = draw % 100, draw // 100
    if not slugs or (chance < EVERYDAY and not sponsored):
        text, hashtags = _everyday(niche, words, draw)
    else:
        at = taste if chance < EVERYDAY + OWN_SUBJECT else taste + 1
        slug = slugs[at % len(slugs)]
        text, hashtags = _about(words.subjects[slug], SIGNS[slug], words, draw)
    mentions: tuple[str, ...] = ()
    if sponsored:
        brand = BRANDS[(draw // 3 + taste) % len(BRANDS)]
        ad = words.ads[draw % len(words.ads)].format(brand=brand)
        stop = "。" if language in NO_SPACES else ". "
        text, mentions = f"{text}{stop}{ad}", (brand,)
        hashtags = (*hashtags, *(tag.lower() for tag in _HASHTAG.findall(ad)))
        shown = hashtags[: -ad.count("#") or None]
    else:
        shown = hashtags
    return Caption(" ".join([text, *(f"#{tag}" for tag in shown)]), hashtags, mentions)


def bio(niche: str, language: str, taste: int) -> str:
    """The bio of a fictional creator."""
    words = vocabulary(language)
    subjects = [words.subjects[slug] for slug in NICHES[niche]]
    own, other = subjects[taste % len(subjects)], subjects[(taste + 1) % len(subjects)]
    line = words.bios[taste // 2 % len(words.bios)]
    return line.format(word=own.words[taste // 8 % 4], other=other.words[(taste // 8 + 1) % 4])


def _about(subject: Subject, signs: str, words: Vocabulary, draw: int) -> tuple[str, tuple[str, ...]]:
    draw, which = divmod(draw, len(words.lines))
    draw, about = divmod(draw, len(subject.words))
    draw, how = divmod(draw, 12)
    text = words.lines[which].format(word=subject.words[about])
    text = text[0].upper() + text[1:]
    if how < 7:
        first, second = _signs(signs)
        text = f"{text} {(first, second, first + second)[how % 3]}"
    return text, subject.hashtags[: (1, 2, 2, 3)[how % 4]]


def _everyday(niche: str, words: Vocabulary, draw: int) -> tuple[str, tuple[str, ...]]:
    text = words.everyday[draw % len(words.everyday)]
    tags = words.everyday_hashtags
    return text, (tags[draw // 5 % len(tags)],) if niche in NICHES else (niche,)


@cache
def _signs(signs: str) -> tuple[str, str]:
    """The two signs of a subject; a variation selector stays with the sign before it."""
    parts = re.findall(r".\ufe0f?", signs)
    return parts[0], parts[1]
