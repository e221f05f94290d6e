"""Which listed words of sponsorship a text says, and which of them a negation takes back."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection
from dataclasses import dataclass

from influencers.text.tokens import CJK_RUN
from scoring.core.sponsorship_lexicon import DISCLOSURE, NEGATION, TOKEN, SponsorshipLexicon, Term
from scoring.core.weights import CONSTANTS, Constants

_STOPS = re.compile(r"[.!?。！？\n]")
# A full stop inside an address ends no sentence.
_SENTENCE = re.compile(r"[.!?](?=\s)|[。！？\n]")
# Signs that make a longer word of it: "ad-free", "ad's".
_GOES_ON = ("'", "-", "_", "&", "@")
_OPEN, _CLOSED = "([{【「『（［<*", ")]}】」』）］>*"
_ENDS_BRACKET = re.compile(rf"(?:@[\w.-]+ ?)?[{re.escape(_CLOSED)}]")


@dataclass(frozen=True, slots=True)
class Said:
    """A term where it stands in the folded text; `grade` is that of the text's language."""

    term: Term
    grade: str
    start: int
    end: int


def said_terms(
    folded: str,
    spoken: Callable[[Collection[str]], str],
    lexicon: SponsorshipLexicon,
    c: Constants = CONSTANTS,
) -> list[Said]:
    """The terms of a folded text in order, without negations and without what they take back.

    spoken: gives the language of the text, for words that mean something else in another one, told those that
    list the word.
    """
    spans = [(m[0], *m.span()) for m in TOKEN.finditer(folded)]
    if "_" in folded:
        spans = [(token.replace("_", ""), start, end) for token, start, end in spans]
    found = _without_overlaps(_listed(folded, spans, lexicon) + _together(folded, spans, lexicon))
    said = [
        Said(term, grade, start, end)
        for term, start, end in found
        if (grade := term.grade(spoken)) and _stands_as_listed(term, folded, start, end)
    ]
    nots = [s for s in said if s.grade == NEGATION]
    told = [s for s in said if s.grade != NEGATION]
    if not told:
        return []
    words = [s for s in spans if s[0] in lexicon.not_before or s[0] in lexicon.not_after]
    if nots or words:
        steps = _steps(folded, spans)
        told = [s for s in told if not _negated(s, nots, words, folded, steps, lexicon, c)]
    return told if folded.isascii() else [s for s in told if not _unspaced_not(s, folded, lexicon)]


def _listed(
    folded: str, spans: list[tuple[str, int, int]], lexicon: SponsorshipLexicon
) -> list[tuple[Term, int, int]]:
    found = []
    tokens = [token for token, _, _ in spans]
    telling = lexicon.begins.intersection(tokens)
    for at, (token, start, end) in enumerate(spans if telling else ()):
        if token not in telling:
            continue
        if term := lexicon.words.get(token):
            found.append((term, start, end))
        for words, phrase in lexicon.phrases.get(token, ()):
            if tuple(tokens[at : at + len(words)]) == words:
                found.append((phrase, start, spans[at + len(words) - 1][2]))
                break
    if not folded.isascii():
        for hit in lexicon.unspaced_words.finditer(folded):
            found.append((lexicon.unspaced[hit.group()], hit.start(), hit.end()))
    return found


def _together(
    folded: str, spans: list[tuple[str, int, int]], lexicon: SponsorshipLexicon
) -> list[tuple[Term, int, int]]:
    """Sentences that have a word of each group; the term is the words that were found."""
    firsts = lexicon.together_firsts.intersection(token for token, _, _ in spans)
    if not firsts:
        return []
    wanted = [groups for groups in lexicon.together if not groups[0].isdisjoint(firsts)]
    found = []
    ends = [m.start() for m in _SENTENCE.finditer(folded)] + [len(folded)]
    at = 0
    for end in ends:
        own = []
        while at < len(spans) and spans[at][1] < end:
            own.append(spans[at])
            at += 1
        tokens = {token for token, _, _ in own}
        if not tokens.isdisjoint(lexicon.together_not):
            continue
        for groups in wanted:
            first = [next((s for s in own if s[0] in group), None) for group in groups]
            told = sorted(s for s in first if s)
            if len(told) == len(groups) and not any(_denied(own, s, lexicon) for s in told):
                words = " … ".join(s[0] for s in sorted(told, key=lambda s: s[1]))
                start, stop = min(s[1] for s in told), max(s[2] for s in told)
                found.append((Term(words, {"": DISCLOSURE}), start, stop))
                break
    return found


def _denied(
    spans: list[tuple[str, int, int]], told: tuple[str, int, int], lexicon: SponsorshipLexicon
) -> bool:
    """Whether a "not" stands within two words before: "a link to that lamp, it is not an affiliate one"."""
    at = spans.index(told)
    return any(token in lexicon.not_before for token, _, _ in spans[max(0, at - 2) : at])


def _without_overlaps(found: list[tuple[Term, int, int]]) -> list[tuple[Term, int, int]]:
    """The longer of two that share letters: "keine werbung" is one thing, not two."""
    kept: list[tuple[Term, int, int]] = []
    for term, start, end in sorted(found, key=lambda f: (f[1] - f[2], f[1])):
        if all(end <= other[1] or start >= other[2] for other in kept):
            kept.append((term, start, end))
    return sorted(kept, key=lambda f: f[1])


def _stands_as_listed(term: Term, folded: str, start: int, end: int) -> bool:
    """Whether a common word is used as a label, and a bracketed one is in brackets."""
    if not term.label and not term.bracketed:
        return True
    before, after = folded[:start].rstrip(" "), folded[end:].lstrip(" ")
    # "(ad @brand)" is a label too, "(ad astra)" is none.
    if before[-1:] and before[-1] in _OPEN and _ENDS_BRACKET.match(after):
        return True
    if term.bracketed:
        return False
    told = any(letter.isalnum() for letter in _SENTENCE.split(folded[:start])[-1])
    line = (before.rsplit("\n", 1)[-1], after.split("\n", 1)[0])
    alone = not any(letter.isalnum() for part in line for letter in part)
    # At the very end as a sentence of its own, but for an answer: "What I hate? Ads."
    alone |= not told and not any(letter.isalnum() for letter in after) and before[-1:] not in "?？"
    first = not any(letter.isalnum() for letter in before)
    # Scripts without spaces: what touches it makes another word of it ("广告合作").
    goes_on = folded[end : end + 1].isalnum()
    goes_on |= term.set_off and (after[:1].isalnum() or folded[end : end + 1] in _GOES_ON)
    return alone or (first and not goes_on)


def _steps(folded: str, spans: list[tuple[str, int, int]]) -> list[int]:
    """Where words begin; scripts without spaces count a word every two letters."""
    steps = []
    if folded.isascii() or not CJK_RUN.search(folded):
        return [start for _, start, _ in spans]
    for _, start, end in spans:
        steps.append(start)
        for run in CJK_RUN.finditer(folded, start, end):
            steps += range(run.start() + 2, run.end(), 2)
    return steps


def _negated(
    said: Said,
    nots: list[Said],
    words: list[tuple[str, int, int]],
    folded: str,
    steps: list[int],
    lexicon: SponsorshipLexicon,
    c: Constants,
) -> bool:
    """Whether a listed negation stands within three words, or a "not" before (in some languages after) it in
    the same sentence. words: those for "not" in the text."""

    def between(end: int, start: int) -> int:
        return bisect_left(steps, start) - bisect_left(steps, end)

    near = c.negation_tokens - 1
    for one in nots:
        gap = (min(one.end, said.end), max(one.start, said.start))
        # "Not sponsored. Contains affiliate links" takes nothing back.
        apart = said.grade == DISCLOSURE and _STOPS.search(folded, *gap)
        if between(*gap) <= near and not apart:
            return True
    for token, start, end in words:
        if token in lexicon.not_before and end <= said.start:
            gap = (end, said.start)
        elif token in lexicon.not_after and start >= said.end:
            gap = (said.end, start)
        else:
            continue
        if between(*gap) <= near and not _STOPS.search(folded, *gap):
            return True
    return False


def _unspaced_not(said: Said, folded: str, lexicon: SponsorshipLexicon) -> bool:
    """ "不是 #广告", "#PR ではない": the word for "not" touches the term but for spaces and quotes."""
    before = folded[max(0, said.start - 6) : said.start].rstrip(" \"'「『“")
    after = folded[said.end : said.end + 12].lstrip(" \"'」』”")
    return any(
        before.endswith(word) if word in lexicon.not_before else after.startswith(word)
        for word in lexicon.unspaced_nots.findall(f"{before}\n{after}")
    )
