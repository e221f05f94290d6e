"""Which posts the rules of sponsorship need to look at: most say nothing that any rule asks for."""

import re
from collections.abc import Sequence
from itertools import repeat

import numpy as np

from scoring.core.brands import BONDS
from scoring.core.sponsorship import Rules
from scoring.core.sponsorship_codes import CODE_LIKE
from scoring.core.sponsorship_lexicon import CALL_KEY, KEY, TEXT_END, plain_letters, quick_tokens

_BONDS = [re.compile(word.encode()) for word in BONDS]


def worth_reading(
    texts: Sequence[str], tags: Sequence[Sequence[str]], mentions: Sequence[Sequence[str]], rules: Rules
) -> list[int]:
    """Positions of the posts in which a rule may match; the others match none. Costs a few microseconds a
    post, so that the rules themselves run on few."""
    lexicon = rules.lexicon
    whole = [f"{text} #{' #'.join(own)}" if own else text for text, own in zip(texts, tags, strict=True)]
    plain = plain_letters(whole)
    letters = np.frombuffer(plain, dtype=np.uint8)
    ends = np.flatnonzero(letters == 0)
    capital = (letters >= 0x41) & (letters <= 0x5A)
    pairs = np.flatnonzero(capital[1:] & capital[:-1])
    asked = {at for at in _texts(ends, pairs) if CODE_LIKE.search(whole[at])}
    asked.update(at for at in _texts(ends, np.flatnonzero(letters == 0x3D)) if "=" in whole[at])
    lowered = plain.lower()
    bonds = [m.start() for bond in _BONDS for m in bond.finditer(lowered)]
    asked.update(at for at in _texts(ends, np.array(bonds, dtype=np.int64)) if "#" in whole[at])
    tokens = quick_tokens(plain)
    kinds = np.fromiter(map(lexicon.keys.get, tokens, repeat(0)), dtype=np.uint8, count=len(tokens))
    places = np.flatnonzero(kinds == TEXT_END)
    asked.update(_texts(places, np.flatnonzero(kinds & KEY)))
    calling = set(_texts(places, np.flatnonzero(kinds & CALL_KEY)))
    for at in lexicon.letters.telling(whole):
        if lexicon.letters.keys.search(whole[at]):
            asked.add(at)
        elif lexicon.letters.calls.search(whole[at]):
            calling.add(at)
    asked.update(at for at in calling - asked if _may_name(whole[at], mentions[at]))
    return sorted(asked)


def _texts(ends: np.ndarray, places: np.ndarray) -> list[int]:
    """The texts that these places are in, each once. ends: of the texts."""
    return np.unique(np.searchsorted(ends, places)).tolist()


def _may_name(text: str, mentions: Sequence[str]) -> bool:
    return bool(mentions) or "@" in text or "." in text or "#" in text
