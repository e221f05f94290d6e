"""The answer to a question: ids in order, the exact total, and counts that keep their promise."""

import pytest
from django.db import connection

from influencers.choices import Source
from influencers.columns import SORTS
from influencers.filters import ProfileFilter
from influencers.models import Profile
from influencers.search import counts_without, find, matching
from tests.factories import make_import, make_niche, make_profile, make_tag, make_tier

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def catalogue(shared_rows):
    """40 accounts that differ in everything that is counted."""
    food = make_niche("Cuisine")
    niches = [food, make_niche("Sourdough", food), make_niche("Chess club"), None]
    tags = [make_tag("one"), make_tag("two")]
    make_tier("Micro", 10_000, 50_000)
    for n in range(40):
        make_profile(
            niche=niches[n % 4],
            platform=("instagram", "tiktok", "youtube")[n % 3],
            followers=(5_000, 20_000, 80_000, None, 2_000_000)[n % 5],
            country=("DE", "FR", "")[n % 3],
            language=("de", "")[n % 2],
            is_verified=(True, False, None)[n // 3 % 3],
            contact="me@example.com" if n % 7 == 0 else "",
            engagement_rate=n / 1000 if n % 6 else None,
            percentile=n / 40 if n % 6 else None,
            tags=tags[: n % 3],
        )
    make_import(Profile.objects.filter(country__in=["DE", ""]), pk=4711)
    make_profile(source=Source.DEMO, country="JP")


QUESTIONS = [
    "",
    "platform=tiktok",
    "tier=micro&country=DE",
    "niche=cuisine&verified=unknown",
    "er_min=1&contact=no&language=unknown",
    "import=4711&platform=tiktok",
    "q=handle&niche=unknown&platform=instagram&platform=youtube",
]


@pytest.mark.parametrize("query", QUESTIONS)
def test_every_count_is_what_the_click_gives(catalogue, query):
    """The promise of a facet: choosing just this value, the other filters as they are, gives so many."""
    question = ProfileFilter(query)
    facets = find(question, "name", 1, 50).facets
    assert set(facets) == {
        "platform", "tier", "niche", "country", "language", "verified", "contact", "tag"
    }  # fmt: skip
    for name, counts in facets.items():
        others = [pair for pair in question.pairs() if pair[0] != name]
        for value, count in counts.items():
            address = "&".join(f"{n}={v}" for n, v in [*others, (name, value)])
            assert ProfileFilter(address).qs.count() == count, address
            assert not ProfileFilter(address).ignored


def test_demo_creators_are_in_no_count_of_real_ones(catalogue):
    found = find(ProfileFilter(""), "name", 1, 50)
    assert found.total == 40
    assert "JP" not in found.facets["country"]
    assert find(ProfileFilter("demo=1"), "name", 1, 50).facets["country"] == {"JP": 1}


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{sort}" for sort in SORTS)])
def test_pages_neither_skip_nor_repeat(catalogue, sort):
    question, pages = ProfileFilter(""), []
    for page in range(1, 7):
        found = find(question, sort, page, 7)
        assert found.total == 40
        pages += found.ids
    assert len(pages) == len(set(pages)) == 40
    assert pages == [p.pk for p in matching(question, sort)]


def test_the_unknown_comes_last_either_way(catalogue):
    for sort in ("engagement", "-engagement"):
        rates = [p.engagement_rate for p in matching(ProfileFilter(""), sort)]
        known = [rate for rate in rates if rate is not None]
        assert rates[: len(known)] == sorted(known, reverse=sort.startswith("-"))


def test_a_page_after_the_last_is_the_last(catalogue):
    found = find(ProfileFilter(""), "name", 99, 7)
    assert (found.page, len(found.ids)) == (6, 5)


def test_an_import_is_found_through_its_index(catalogue):
    """One account of a list of many rows is looked up, whatever else was imported."""
    for n in range(40):
        make_import(Profile.objects.all(), name=f"{n}.csv")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE influencers_importrow; SET LOCAL enable_seqscan = off")
    plan = ProfileFilter("import=4711").qs.explain()
    assert "import_row_accounts" in plan


def test_counts_without_each_filter(catalogue):
    question = ProfileFilter("platform=tiktok&q=nobody-has-this")
    assert question.qs.count() == 0
    assert counts_without(question) == {"q": ProfileFilter("platform=tiktok").qs.count(), "platform": 0}
