"""Promo codes in a text. A code is written in capitals; what stands around it decides."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.core.weights import CONSTANTS, Constants

_CAPITALS = re.compile("[A-Z][A-Z0-9][A-Z0-9]")
# Without one of these nothing is saved.
_SIGN = re.compile("[%$€£]")
# "Discount code for everything in their shop: ANNA15".
_AT_LAST = r"[^\n.!?:：]{1,40}[:：]\s?"
_COLON = re.compile("[:：]")
_QUOTE = "[\"'“„«「『]?"


@dataclass(frozen=True, slots=True)
class Code:
    """A promo code as written and where it stands; sure: the text calls it a code, or talks of a discount
    beside it."""

    text: str
    sure: bool
    at: int


@dataclass(frozen=True, slots=True)
class CodeRules:
    """How codes are found.

    named: a word for "code", then the code; after: the code, then such a word; spelled: as `named`, but in
    any case, which `saved`, a percentage or price off, must tell for a code; used: a verb, then capitals with
    a digit; announced: a word for "code", others, a colon, then such capitals; discount: words and
    percentages that make the latter two codes.
    """

    named: re.Pattern[str]
    after: re.Pattern[str]
    spelled: re.Pattern[str]
    saved: re.Pattern[str]
    used: re.Pattern[str]
    announced: re.Pattern[str]
    discount: re.Pattern[str]
    other_codes: frozenset[str]
    not_codes: frozenset[str]

    def find(self, text: str, cues: list[int], c: Constants = CONSTANTS) -> list[Code]:
        """The codes of a text in compatibility form, each once, sure ones first. cues: where brands and
        affiliate links stand in it."""
        found = {m.group(1): (True, m.start(1)) for m in self._spelled(text, c)}
        if not _CAPITALS.search(text):
            return [Code(word, *told) for word, told in found.items()]
        for pattern in (self.named, self.after):
            found |= {
                m.group(1): (True, m.start(1)) for m in pattern.finditer(text) if self._is_code(m, text)
            }
        used = list(self.used.finditer(text))
        announced = list(self.announced.finditer(text)) if _COLON.search(text) else []
        off = [m.start() for m in self.discount.finditer(text)] if used or announced else []
        for m in announced:
            if _near(m, off, c):
                found.setdefault(m.group(1), (True, m.start(1)))
        for m in used:
            found.setdefault(m.group(1), (_near(m, off + cues, c), m.start(1)))
        ordered = sorted(found.items(), key=lambda pair: not pair[1][0])
        return [Code(word, sure, at) for word, (sure, at) in ordered]

    def _spelled(self, text: str, c: Constants) -> Iterator[re.Match[str]]:
        """Codes that are not in capitals; no word for "code" is so rare that it would tell one alone."""
        saved = [m.start() for m in self.saved.finditer(text)] if _SIGN.search(text) else []
        for m in self.spelled.finditer(text) if saved else ():
            close = any(m.start() - c.spelled_letters <= at <= m.end() + c.spelled_letters for at in saved)
            if close and self._is_code(m, text):
                yield m

    def _is_code(self, m: re.Match[str], text: str) -> bool:
        before = re.findall(r"\w+", text[max(0, m.start() - 20) : m.start()].casefold())[-1:]
        kind = {*before, m.group().split()[0].casefold()}
        return not kind & self.other_codes and m.group(1).casefold() not in self.not_codes


def _near(m: re.Match[str], places: list[int], c: Constants) -> bool:
    return any(m.start() - c.near_letters <= at <= m.end() + c.near_letters for at in places)


def code_rules(plain: Mapping[str, Any]) -> CodeRules:
    """The rules with the words of `scoring/data/sponsorship.json`."""
    spaced = sorted((w for w in plain["codes"] if w[0] < "\u1100"), key=len, reverse=True)
    unspaced = sorted((w for w in plain["codes"] if w[0] >= "\u1100"), key=len, reverse=True)
    names = rf"(?:\b(?:{_either(spaced)})\b|(?:{_either(unspaced)}))"
    names += r"(?:\s+(?:is|lautet|ist|:)|です)?(?:\s+\w{2,5}\s+@[\w.]+)?"
    after = _either(sorted(plain["codes_after"], key=len, reverse=True))
    verbs = _either(plain["code_verbs"])
    discounts = _either(sorted(plain["discounts"], key=len, reverse=True))
    return CodeRules(
        re.compile(rf"(?i:{names})\W{{0,3}}{_QUOTE}([A-Z][A-Z0-9]{{2,14}})(?![A-Za-z0-9_])"),
        re.compile(rf"(?<![A-Za-z0-9_])([A-Z][A-Z0-9]{{2,14}})[\"'”»」』]?\s?(?i:{after})(?![a-zçğıöşü])"),
        re.compile(rf"(?i:{names})\W{{0,3}}{_QUOTE}([A-Za-z][A-Za-z0-9]{{2,14}})(?![\w])"),
        re.compile(r"\d\s?%(?!\s?of\b)|%\s?\d|[$€£]\s?\d+\s?off|\d+\s?[$€£]"),
        re.compile(
            rf"(?i:\b(?:{verbs})\b)\W{{0,3}}{_QUOTE}((?=[A-Z0-9]*\d)[A-Z]{{2,}}[A-Z0-9]*)(?![A-Za-z0-9_])"
        ),
        re.compile(rf"(?i:{names}){_AT_LAST}([A-Z]+\d[A-Z0-9]*)(?![A-Za-z0-9_])"),
        re.compile(rf"(?i:{discounts}|\d{{1,2}}\s?%\s?(?:{plain['percent']})|\d(?:\.\d)?\s?折)"),
        frozenset(plain["other_codes"]),
        frozenset(plain["not_codes"]),
    )


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in words)
