"""Search by meaning on Discover: from stored vectors to rows, under all other filters, SQL or columns."""

from urllib.parse import quote

import numpy as np
import pytest
from django.utils import timezone

from influencers.catalogue.build import build
from influencers.catalogue.files import folder_of, newest_number
from influencers.columns import NEAREST
from influencers.filters import ProfileFilter
from influencers.meaning_search import KIND, Vectors, nearest, why_not
from influencers.models import Profile
from influencers.search import counts_without, find, matching
from influencers.selection import results_of
from influencers.text.encoder import Space
from scoring.meaning_file import write_meaning
from scoring.models import ProfileVector
from scoring.run import score_all, score_stale
from tests.factories import make_profile, make_user
from tests.influencers.discover_page import page, text_of
from tests.scoring.test_vectors import make_pool, meaning_on  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(meaning_on):  # noqa: F811
    """Three bakers, in English, Chinese, and in posts only, among others; all measured and handed over."""
    pool = make_pool()
    score_all(timezone.now())
    assert write_meaning() == len(pool)
    return pool


def bakers(pool: dict[str, Profile]) -> set[int]:
    return {pool[name].pk for name in ("english", "chinese", "malay")}


def test_slow_bread_finds_bakers_whatever_their_words_and_language(pool):
    question = ProfileFilter("about=slow+bread")
    assert set(question.qs.values_list("pk", flat=True)) == bakers(pool)
    assert ProfileFilter("q=slow+bread").qs.count() == 0
    assert set(ProfileFilter(f"about={quote('酸种面包')}").qs.values_list("pk", flat=True)) == bakers(pool)


def test_it_holds_together_with_other_filters_counts_and_orders(pool):
    Profile.objects.filter(pk=pool["chinese"].pk).update(platform="tiktok", country="CN")
    question = ProfileFilter("about=slow+bread")
    found = find(question, NEAREST, 1, 50)
    assert found.total == 3
    assert found.facets["platform"] == {"instagram": 2, "tiktok": 1}
    assert found.ids == list(question.near) == [row.pk for row in matching(question, NEAREST)]
    narrow = ProfileFilter("about=slow+bread&platform=tiktok")
    assert find(narrow, NEAREST, 1, 50).ids == [pool["chinese"].pk]
    assert counts_without(narrow) == {"about": 1, "platform": 3}
    assert [row.pk for row in results_of("about=slow+bread&sort=nearest")] == found.ids


def test_columns_answer_the_same(pool, settings):
    def answers():
        questions = [ProfileFilter(f"about=slow+bread{more}") for more in ("", "&country=CN", "&q=loaf")]
        questions.append(ProfileFilter("country=CN"))
        return [
            (found.ids, found.total, found.facets["country"])
            for question in questions
            for sort in (NEAREST, "-followers")
            for found in [find(question, sort, 1, 2)]
        ]

    Profile.objects.filter(pk=pool["chinese"].pk).update(country="CN")
    before = answers()
    build()
    settings.CATALOGUE_FROM = 1
    assert answers() == before


def test_the_page_says_so_and_offers_it(client, pool):
    client.force_login(make_user())
    shown = page("q=slow+bread")
    assert shown.words_by_meaning == "?about=slow+bread&sort=nearest"
    assert "Search “slow bread” by meaning" in text_of(client, "/?q=slow+bread")
    shown = page(shown.words_by_meaning.removeprefix("?"))
    lines = {row.profile.pk: [(m.place, m.parts[0].text) for m in row.matches] for row in shown.rows}
    assert lines[pool["english"].pk] == [("by meaning", "long rises and a crusty loaf")]
    assert lines[pool["malay"].pk] == [("by meaning", "in its posts")]
    assert shown.chips[0].text == "About “slow bread”"
    assert shown.words_by_meaning == ""
    assert "Nearest in meaning" in text_of(client, "/?about=slow+bread&sort=nearest")
    assert page("q=%23bread").words_by_meaning == "", "a hashtag is no sentence"


def test_fictional_and_real_accounts_never_mix(pool):
    make_profile(source="demo", bio="long rises and a crusty loaf")
    assert ProfileFilter("about=slow+bread&demo=1").qs.count() == 0
    score_stale(timezone.now())
    assert write_meaning()
    assert set(nearest("slow bread", demo=False)) == bakers(pool)


def test_new_bios_are_handed_over_and_nothing_else_is_written_again(pool):
    assert write_meaning() == 0
    late = make_profile(bio="sourdough and rye bread every morning", followers=20_000)
    score_stale(timezone.now())
    assert write_meaning() == len(pool) + 1
    assert late.pk in nearest("slow bread", demo=False)
    late.delete()
    assert late.pk not in ProfileFilter("about=slow+bread").qs.values_list("pk", flat=True)


def test_nothing_said_is_nobody(pool):
    for words in ("#", "…", "https://a.test"):
        assert nearest(words, demo=False) == ()
        assert ProfileFilter(f"about={quote(words)}").qs.count() == 0
    assert ProfileFilter("about=+").asked == {}


def test_where_it_cannot_be_done_the_address_says_why(client, settings, tmp_path):
    client.force_login(make_user())
    make_profile()
    for meaning, reason in ((False, "switched off"), (True, "being prepared")):
        settings.MEANING, settings.VAR_DIR = meaning, tmp_path
        assert reason in why_not()
        question = ProfileFilter("about=slow+bread")
        assert (question.asked, question.qs.count()) == ({}, 1)
        assert reason in text_of(client, "/?about=slow+bread")
    assert "Writes about" not in text_of(client, "/")
    assert nearest("slow bread", demo=False) == ()
    assert "by meaning" not in text_of(client, "/?q=slow+bread")
    settings.MEANING = False
    assert write_meaning() == 0


def test_a_damaged_file_is_not_read(pool):
    ProfileVector.objects.first().delete()
    newest = newest_number(KIND)
    assert write_meaning(), "there is something new"
    (folder_of(KIND) / str(newest + 1) / "steps.npy").write_bytes(b"none")
    assert "being prepared" in why_not()
    assert ProfileFilter("about=slow+bread").asked == {}


def test_steps_keep_directions():
    dice = np.random.default_rng(1)
    rows = dice.normal(size=(500, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[7] = 0
    vectors = Vectors.of(
        [(np.arange(300), np.zeros(300), rows[:300]), (np.arange(300, 500), np.ones(200), rows[300:])]
    )
    told = vectors.steps * vectors.size[:, None]
    assert np.abs(told @ rows.T - rows @ rows.T).max() < 0.01
    assert vectors.size[7] == 0
    assert vectors.demo.sum() == 200
    assert Space(np.zeros(64), np.eye(64), "").place(rows)[7].any() == np.False_
