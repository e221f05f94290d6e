"""What reads the texts of a file by meaning, where the optional sentence model is installed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from influencers.text.encoder import model
from scoring.core.lexicon import Lexicon
from scoring.core.meaning import Meaning, example_texts, meaning_for
from scoring.core.token_vectors import distil, tokens_of
from scoring.sentence_model import meaning_of, space

WHOLE_BIOS = 2_000
"""More bios than these are read by the vectors of their words, which is a hundred times faster."""
WHOLE_TEXTS = 5_000
"""Captions are read whole too where bios and captions are together no more: half a minute on one core."""
WORDS = 6_000


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
        if said + self._texts <= WHOLE_TEXTS:
            whole = meaning_of(self._lexicon)
            return replace(whole, quick=whole.whole, quick_examples=whole.examples)
        quick = distil(model(), space(), self._known(), self._texts)
        if few:
            return meaning_of(self._lexicon, quick)
        return meaning_for(self._lexicon, quick, quick)

    def _known(self) -> dict[str, int]:
        counts = dict(sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))[:WORDS])
        for text in example_texts():
            for token in tokens_of(text, self._lexicon.vocabulary):
                counts.setdefault(token, self._counts[token])
        return counts
