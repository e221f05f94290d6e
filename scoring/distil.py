"""The word vectors of captions made of the sentence model, once, from the words of the own catalogue."""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Mapping

from influencers.models import Post
from influencers.terms import withheld_sources
from influencers.text.encoder import model
from scoring.core.lexicon import Lexicon
from scoring.core.meaning import example_texts
from scoring.core.token_vectors import TokenVectors, distil, tokens_of
from scoring.meaning import progress_file, switched_on, token_vectors, token_vectors_file
from scoring.niches import current_lexicon
from scoring.sentence_model import space

log = logging.getLogger(__name__)
CAPTIONS = 200_000
"""The newest captions that tell which words are in use."""
WORDS = 30_000
SEEN_IN = 2
"""A word that stands in one caption alone is more often a name or a slip than a word."""
FEW = 2_000
ABANDONED = 120
"""Seconds without progress after which somebody else makes them."""
AGAIN_AT = 4
"""Made again when there are so many times the captions (at least FEW) that they were made of."""


def ensure_token_vectors() -> TokenVectors | None:
    """The token vectors, made first where they are missing or the catalogue has outgrown them; None where
    meaning is off. Takes about a minute for 30,000 words, so it belongs into the background."""
    if not switched_on():
        return None
    made = token_vectors()
    if made and (made.texts >= CAPTIONS or Post.objects.count() < AGAIN_AT * max(FEW, made.texts)):
        return made
    progress = progress_file()
    if progress.exists() and time.time() - progress.stat().st_mtime < ABANDONED:
        return made
    return make_token_vectors()


def make_token_vectors() -> TokenVectors:
    """Makes and keeps the token vectors of the own catalogue."""
    lexicon = current_lexicon()
    counts, texts = vocabulary(_captions(), lexicon)
    path = token_vectors_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    log.info("token vectors of %s words are being made", len(counts))
    progress = progress_file()
    made = distil(model(), space(), counts, texts, lambda share: progress.write_text(f"{share:.2f}"))
    made.save(path)
    progress.unlink(missing_ok=True)
    return made


def vocabulary(captions: Iterable[str], lexicon: Lexicon) -> tuple[Mapping[str, int], int]:
    """({token: in how many captions it stands}, number of captions): the commonest words of the captions,
    every word of the lexicon, and those of the examples."""
    seen: Counter[str] = Counter()
    number = 0
    for caption in captions:
        number += 1
        seen.update(set(tokens_of(caption, lexicon.vocabulary)))
    counts = {token: n for token, n in sorted(seen.items(), key=_commonest)[:WORDS] if n >= SEEN_IN}
    known = [token for table in (lexicon.exact, lexicon.prefixes, lexicon.characters) for token in table]
    for text in (*known, *example_texts()):
        for token in tokens_of(text, lexicon.vocabulary):
            counts.setdefault(token, seen[token])
    return counts, number


def _commonest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _captions() -> Iterable[str]:
    posts = Post.objects.exclude(source__in=withheld_sources()).exclude(caption="")
    return posts.order_by("-id").values_list("caption", flat=True)[:CAPTIONS].iterator(chunk_size=5_000)
