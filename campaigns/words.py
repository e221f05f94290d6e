"""Words in the texts of creators: the same rule in Python and as a condition of the database."""

import re
import unicodedata
from collections.abc import Iterable


def says(text: str, word: str) -> bool:
    """Whether `text` has `word` as a word of its own in any case; scripts without spaces match anywhere."""
    text, word = (unicodedata.normalize("NFKC", t).casefold() for t in (text, word.lstrip("#@")))
    if not word:
        return False
    if not all(is_spaced(letter) for letter in word):
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def pattern_of(words: Iterable[str]) -> str:
    """A regular expression of PostgreSQL that finds any of `words` as `says` does, asked without case; one
    that finds nothing where there is no word."""
    parts = []
    for word in words:
        if plain := unicodedata.normalize("NFKC", word.lstrip("#@")).casefold():
            # Signs alone: PostgreSQL takes a backslash before a letter for a class.
            quoted = re.sub(r"([^\w\s])", r"\\\1", plain).replace("ss", "(?:ss|ß)")
            parts.append(rf"(?<!\w){quoted}(?!\w)" if all(map(is_spaced, plain)) else quoted)
    return "|".join(parts) or r"(?!)"


def is_spaced(letter: str) -> bool:
    """Whether the script of a letter puts spaces between words (Chinese, Japanese and Thai do not)."""
    return not any(low <= letter <= high for low, high in (("\u0e00", "\u0eff"), ("\u3040", "\u9fff")))
