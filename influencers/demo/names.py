"""Names and handles of the fictional creators: made of first names and invented family names."""

import re
import unicodedata
from random import Random

from influencers.demo.words import vocabulary

# Words that creators put into their handles.
SUFFIXES = {
    "beauty": ("glow", "beauty"), "fashion": ("wears", "style"), "food": ("eats", "kitchen"),
    "fitness": ("moves", "fit"), "travel": ("travels", "wanders"), "home": ("home", "nest"),
    "family": ("family", "andco"), "pets": ("paws", "pets"), "tech": ("tech", "builds"),
    "gaming": ("plays", "gg"), "money": ("money", "saves"), "creative": ("draws", "studio"),
}  # fmt: skip
FAMILY_NAME_FIRST = ("zh", "ja", "ko")
_NO_DECOMPOSITION = str.maketrans({"ł": "l", "ß": "ss", "ı": "i", "ø": "o", "đ": "d"})


def person(language: str, rng: Random) -> tuple[str, str, str]:
    """(display name as written in the language, first name, family name), the latter two in Latin letters."""
    words = vocabulary(language)
    (first, first_latin), (last, last_latin) = rng.choice(words.first), rng.choice(words.last)
    if language in FAMILY_NAME_FIRST:
        name = f"{last}{'' if language == 'zh' else ' '}{first}"
    else:
        name = f"{first} {last}"
    return name, plain(first_latin), plain(last_latin)


def handles(first: str, last: str, niche: str, platform: str, rng: Random) -> list[str]:
    """Handles that somebody of that name could have there, the preferred one first; the last is always free
    for another person of the same name and niche by the number in it."""
    suffix = rng.choice(SUFFIXES[niche])
    if platform == "bluesky":
        # .example is reserved: no such address can exist.
        forms = [f"{first}-{last}", f"{first}.{last}", f"{first}-{suffix}-{last}"]
        end = ".example"
    else:
        forms = [f"{first}.{last}", f"{first}_{last}", f"{first}{last}", f"{first}.{last}.{suffix}"]
        end = ""
    rng.shuffle(forms)
    forms.append(
        f"{first}-{last}-{rng.randrange(10_000)}" if end else f"{first}{last}{rng.randrange(10_000)}"
    )
    return [form + end for form in forms]


def plain(text: str) -> str:
    """Lower-case letters a to z and digits only."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_NO_DECOMPOSITION))
    return re.sub(r"[^a-z0-9]", "", folded)
