"""What the rules of sponsorship need to look for in posts: most say nothing that any rule asks for."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from scoring.core.brands import BONDS
from scoring.core.sponsorship import Rules
from scoring.core.sponsorship_keys import CALLS, WORDS

_BOND = re.compile("|".join(BONDS), re.IGNORECASE)


def quick_look(
    texts: Sequence[str], tags: Sequence[Sequence[str]], mentions: Sequence[Sequence[str]], rules: Rules
) -> np.ndarray:
    """What each post may hold, as `sponsorship_keys` numbers it; the rules find nothing else in it."""
    whole = [f"{text} #{' #'.join(own)}" if own else text for text, own in zip(texts, tags, strict=True)]
    told = rules.lexicon.keys.told(whole)
    for at in np.flatnonzero(told == CALLS).tolist():
        # A call to action tells nothing where no brand can be named.
        if not (mentions[at] or "@" in whole[at] or "." in whole[at] or "#" in whole[at]):
            told[at] = 0
    for at, text in enumerate(whole):
        # #nikepartner tells something beside @nike or nike.com.
        if "#" in text and (mentions[at] or "@" in text or "." in text) and _bound(text):
            told[at] |= WORDS
    return told


def _bound(text: str) -> bool:
    return bool(_BOND.search(text if text.isascii() else unicodedata.normalize("NFKC", text)))
