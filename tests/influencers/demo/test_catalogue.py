"""Who is in the demo catalogue, before anything is written: pure, no database."""

from collections import Counter
from datetime import UTC, datetime
from statistics import mean, median

import pytest

from influencers.demo.captions import caption
from influencers.demo.generate import catalogue, days_read
from influencers.demo.words import NICHES, languages, vocabulary
from influencers.sources.demo import PATTERNS, posts_between
from scoring.core.lexicon import default_lexicon

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SCRIPTS = {"ja": "\u3040-\u30ff", "ko": "\uac00-\ud7af", "zh": "\u4e00-\u9fff", "ar": "\u0600-\u06ff"}


@pytest.fixture(scope="module")
def people():
    return list(catalogue(2000, 1, NOW))


@pytest.fixture(scope="module")
def accounts(people):
    return [account for group in people for account in group]


def test_the_same_seed_gives_the_same_creators_and_another_gives_others(people):
    assert list(catalogue(2000, 1, NOW)) == people
    assert list(catalogue(20, 1, NOW)) == people[:20]
    assert list(catalogue(20, 2, NOW)) != people[:20]


def test_every_niche_platform_language_and_pattern_is_there(accounts):
    creators = [account.creator for account in accounts]
    assert {creator.niche for creator in creators} == set(NICHES)
    assert len(NICHES) == 12
    assert {creator.platform for creator in creators} == {"instagram", "tiktok", "youtube", "bluesky"}
    assert {creator.language for creator in creators} == set(languages())
    assert len(languages()) == 14
    assert {creator.pattern for creator in creators} == set(PATTERNS)


def test_most_are_micro_and_a_tail_reaches_a_million(accounts):
    sizes = sorted(account.creator.followers for account in accounts)
    within = sum(5_000 <= size <= 100_000 for size in sizes) / len(sizes)
    assert within > 0.7
    assert 10_000 < median(sizes) < 30_000 < mean(sizes)
    assert sizes[-1] > 1_000_000


def test_handles_are_unique_and_those_in_use_are_left_alone(people, accounts):
    handles = Counter((account.creator.platform, account.handle) for account in accounts)
    assert max(handles.values()) == 1
    first = people[0][0]
    others = next(catalogue(1, 1, NOW, [(first.creator.platform, first.handle)]))
    assert others[0].handle != first.handle
    assert others[0].name == first.name


def test_nobody_can_be_reached(accounts):
    assert all(not account.contact or account.contact.endswith(".example") for account in accounts)
    domains = [account.handle for account in accounts if account.creator.platform == "bluesky"]
    assert domains
    assert all(handle.endswith(".example") for handle in domains)


def test_the_year_was_read_weekly_and_lately_daily(accounts):
    days = days_read(accounts[0])
    assert days[0] == accounts[0].creator.first_day
    assert days[-1] == accounts[0].fetched_at.date()
    gaps = [(b - a).days for a, b in zip(days, days[1:], strict=False)]
    assert set(gaps[-30:]) == {1}
    assert max(gaps) == 7
    assert days == sorted(set(days))


@pytest.mark.parametrize("language", languages())
def test_captions_are_varied_and_in_the_script_of_their_language(language):
    texts = {caption("food", language, draw * 7919, False, 1).text for draw in range(200)}
    assert len(texts) > 60
    if language in SCRIPTS:
        low, high = SCRIPTS[language].split("-")
        assert sum(any(low <= sign <= high for sign in text) for text in texts) > 0.95 * len(texts)


@pytest.mark.parametrize("language", languages())
def test_each_subject_is_found_by_the_words_of_the_niche_tree(language):
    """Otherwise a demo creator would be measured as something else than it was made as."""
    lexicon = default_lexicon()
    for niche, subjects in NICHES.items():
        for taste, subject in enumerate(subjects):
            found = Counter(
                lexicon.leaves[hit.leaf]
                for draw in range(60)
                for text in [caption(niche, language, draw * 100_003 + 50, False, taste)]
                for hit in lexicon.find(text.text, text.hashtags, language)
            )
            assert [leaf for leaf, _ in found.most_common(1)] == [subject], (niche, found)


def test_an_endorsement_names_a_brand_and_says_so_in_the_words_of_its_language():
    for language in languages():
        paid = caption("food", language, 12_345_678, True, 3)
        assert len(paid.mentions) == 1
        assert f"@{paid.mentions[0]}" in paid.text
        assert len(paid.hashtags) > len(caption("food", language, 12_345_678, False, 3).hashtags)
        shown = [word.lower().lstrip("#") for word in paid.text.split() if word.startswith("#")]
        assert sorted(shown) == sorted(tag.lower() for tag in paid.hashtags)


def test_a_language_or_niche_that_is_not_there_still_gives_words():
    assert caption("food", "xx", 5, False).text == caption("food", "en", 5, False).text
    assert caption("unheard-of", "en", 5, True).text
    assert vocabulary("xx") == vocabulary("en")


def test_some_instagram_accounts_hide_their_likes_and_nobody_else_does(accounts):
    hiding = [account.creator for account in accounts if account.creator.traits.hides_likes]
    instagram = sum(account.creator.platform == "instagram" for account in accounts)
    assert {creator.platform for creator in hiding} == {"instagram"}
    assert 0.03 < len(hiding) / instagram < 0.10
    posts = [post for one in hiding[:5] for post in posts_between(one, one.first_day, NOW.date(), NOW)]
    assert {post.likes for post in posts} == {None}
    assert None not in {post.comments for post in posts}
