# ruff: noqa: E501
"""The niche that a file's words mean: names and slugs of the tree, and the usual other spellings. Pure."""

import re
import unicodedata

# Words that lists use -> words that niche trees use.
_SAME = {
    "make up": "makeup", "cosmetics": "beauty", "skin care": "skincare", "gym": "fitness", "workout": "fitness",
    "sports": "sport", "sports with a ball": "sport", "video games": "gaming", "games": "gaming", "esports": "gaming",
    "technology": "tech", "science technology": "tech", "tech gadgets": "tech", "cooking": "food", "foodie": "food",
    "food cooking": "food", "food drinks": "food", "recipes": "food", "cuisine": "food", "comida": "food",
    "traveling": "travel", "travelling": "travel", "voyage": "travel", "viajes": "travel", "reisen": "travel",
    "moda": "fashion", "mode": "fashion", "modeling": "fashion", "style": "fashion", "clothing": "fashion",
    "cryptocurrency": "crypto", "investing": "finance", "money": "finance", "business finance": "finance",
    "photo": "photography", "photos": "photography", "music dance": "music", "musik": "music", "música": "music",
    "humor": "comedy", "humour": "comedy", "humor fun happiness": "comedy", "funny": "comedy",
    "vlogs": "vlog", "daily vlogs": "vlog", "vlogging": "vlog", "cars": "automotive", "auto": "automotive",
    "cars motorbikes": "automotive", "pets": "animals", "pets animals": "animals", "parents": "parenting",
    "family": "parenting", "mom": "parenting", "diy": "crafts", "diy crafts": "crafts", "books": "literature",
    "interior": "home", "interior design": "home", "home decor": "home", "decor": "home", "kids": "parenting",
    "fitness gym": "fitness", "health fitness": "fitness", "belleza": "beauty", "beauté": "beauty", "kosmetik": "beauty",
}  # fmt: skip


def fold(text: str) -> str:
    """A niche's words without case, accents of form, and punctuation: "Food & Drinks" -> "food drinks"."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold().replace("’", "")))


def slugs_of(text: str, tree: dict[str, str]) -> list[str]:
    """The slugs that a reported category surely means, in its order; `tree` is {folded name or slug: slug}."""
    found: dict[str, None] = {}
    for part in [text, *re.split(r"[|,;/]| - ", text)]:
        slug = _slug(fold(part), tree)
        if slug:
            found.setdefault(slug)
    if not found:
        for part in re.split(r"[&+]|\band\b|\by\b|\bund\b|\bet\b", text):
            slug = _slug(fold(part), tree)
            if slug:
                found.setdefault(slug)
    return list(found)


def _slug(words: str, tree: dict[str, str]) -> str:
    for candidate in (words, _SAME.get(words, ""), words.rstrip("s"), words + "s"):
        if candidate and candidate in tree:
            return tree[candidate]
    return ""
