"""Fictional creators who are not in the demo catalogue yet, for the demo source to find: pure."""

from collections.abc import Iterator
from datetime import datetime
from zlib import crc32

from influencers.demo.generate import DemoAccount, catalogue
from influencers.demo.words import NICHES, languages, vocabulary
from influencers.sources.base import Found
from influencers.text.tokens import fold

# Among so many made-up creators those that fit are looked for.
POOL = 3000
# Every so many of them one is left, as on any platform.
ONE_IN = 3


def strangers(words: str, now: datetime) -> Iterator[Found]:
    """Fictional accounts of the niches that the words name; none where they name none."""
    niches = niches_named(words)
    if not niches:
        return
    seed = crc32(" ".join(sorted(niches)).encode())
    for at, accounts in enumerate(catalogue(POOL, seed, now)):
        for account in accounts:
            if account.creator.niche in niches and at % ONE_IN == 0:
                yield _found(account, seed, at)


def niches_named(words: str) -> set[str]:
    """The niches that some words name by themselves, by a subject or by a hashtag, in any demo language."""
    asked = fold(words.lstrip("#")).split()
    named = set()
    for niche, slugs in NICHES.items():
        known = {niche, *slugs}
        for language in languages():
            for slug in slugs:
                subject = vocabulary(language).subjects[slug]
                known |= {fold(word) for word in (*subject.words, *subject.hashtags)}
        if any(word in known for word in (*asked, " ".join(asked))):
            named.add(niche)
    return named


def _found(account: DemoAccount, seed: int, at: int) -> Found:
    # A number of its own keeps the handle apart from those of the catalogue.
    stem, dot, end = account.handle.partition(".example")
    return Found(
        handle=f"{stem}{seed % 90 + 10}{at}{dot}{end}",
        platform_id=account.creator.platform_id,
        display_name=account.name,
        bio=account.bio,
        country=account.country,
        language=account.creator.language,
        account_kind=account.kind,
    )
