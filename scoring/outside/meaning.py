"""What reads the texts of a file by meaning, where the optional sentence model is installed."""

from collections import Counter
from collections.abc import Iterable

from influencers.text.encoder import model
from scoring.core.lexicon import Lexicon
from scoring.core.meaning import Meaning, example_texts, meaning_for
from scoring.core.token_vectors import distil, tokens_of
from scoring.sentence_model import meaning_of, space

WHOLE_BIOS = 2_000
"""More bios than these are read by the vectors of their words, which is a hundred times faster."""
WORDS = 6_000
SEEN_IN = 2
"""A word that stands in one text alone is more often a name or a slip than a word."""


class Vocabulary:
    """The words of a file's texts, counted as they are read; `wanted` is False where nothing is to be."""

    def __init__(self, lexicon: Lexicon, wanted: bool):
        self._lexicon = lexicon
        self.wanted = wanted
        self._counts: Counter[str] = Counter()
        self._texts = 0

    def see(self, texts: Iterable[str]) -> None:
        """Counts each word once a text."""
        if not self.wanted:
            return
        for text in texts:
            if text:
                self._texts += 1
                self._counts.update(set(tokens_of(text, self._lexicon.vocabulary)))

    def meaning(self, bios: Iterable[str]) -> Meaning | None:
        """What reads this file: bios whole where they are few, captions by the vectors of their words.
        None where meaning is not wanted or there is no text at all."""
        said = sum(bool(bio) for bio in bios)
        if not self.wanted or not (said or self._texts):
            return None
        few = said <= WHOLE_BIOS
        if not self._texts:
            return meaning_of(self._lexicon) if few else None
        quick = distil(model(), space(), self._known(), self._texts)
        if few:
            return meaning_of(self._lexicon, quick)
        return meaning_for(self._lexicon, quick, quick)

    def _known(self) -> dict[str, int]:
        commonest = sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
        counts = {token: number for token, number in commonest if number >= SEEN_IN}
        for text in example_texts():
            for token in tokens_of(text, self._lexicon.vocabulary):
                counts.setdefault(token, self._counts[token])
        return counts
