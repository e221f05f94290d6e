"""Accounts side by side: same measures, the best marked, what is not known said."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from influencers.choices import Source
from influencers.models import CommentSignal
from scoring.comparison import compare
from scoring.comparison_table import HIGHER, LOWER, Cell, row
from scoring.run import score_all
from scoring.shared_audience import LEAST, shared_audience
from tests.factories import make_fee, make_post, make_profile

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def scored(count: int = 12) -> list:
    """So many scored accounts of one size, each more engaged than the one before."""
    found = [make_profile(handle=f"baker{k:02}", followers=10_000) for k in range(count)]
    for k, profile in enumerate(found):
        for week in range(8):
            make_post(
                profile, likes=100 + 40 * k, comments=10, published_at=NOW - timedelta(days=5 + 7 * week)
            )
    score_all(timezone.now())
    return found


def commented(profile, people: range, by_creator: bool = False) -> None:
    """A comment of each of these people, by number, under a post of the account."""
    post = make_post(profile, comments_read_at=NOW)
    CommentSignal.objects.bulk_create(
        CommentSignal(
            post=post, digest=f"{post.pk}-{n}", author=f"person {n}", published_at=NOW, read_at=NOW,
            source=profile.source, is_creator=by_creator,
        )
        for n in people
    )  # fmt: skip


def line(comparison, label: str):
    """The row with this label."""
    return next(one for section in comparison.sections for one in section.rows if one.label == label)


@pytest.mark.parametrize(
    ("values", "better", "best"),
    [
        ([1, 3, 2], HIGHER, [False, True, False]),
        ([1, 3, 1], LOWER, [True, False, True]),
        ([None, 3, 1], HIGHER, [False, True, False]),
        ([2, 2, 2], HIGHER, [False, False, False]),
        ([None, 2], HIGHER, [False, False]),
        ([1, 3], 0, [False, False]),
    ],
)
def test_the_best_of_a_row_is_marked_where_one_is_better_than_another(values, better, best):
    found = row("x", [Cell("" if v is None else str(v), "", v) for v in values], better)
    assert [cell.best for cell in found.cells] == best
    assert found.differs == (len(set(values)) > 1)


def test_measures_stand_in_the_order_asked_for_with_who_told_them():
    profiles = scored()
    found = compare([profiles[3].pk, profiles[9].pk, profiles[0].pk])
    assert [account.profile for account in found.accounts] == [profiles[3], profiles[9], profiles[0]]
    rate = line(found, "Engagement rate")
    assert [cell.best for cell in rate.cells] == [False, True, False]
    assert all("at 90% certainty" in cell.note and "8 posts" in cell.note for cell in rate.cells)
    assert "Imported file, as of" in line(found, "Followers").cells[0].note
    assert not line(found, "Platform").differs
    assert line(found, "Platform").cells[0].text == "Instagram"
    assert line(found, "Likes of a usual post").cells[2].text == "100"


def test_a_fee_that_was_entered_stands_beside_estimates_as_what_it_is():
    profiles = scored()
    make_fee(profiles[1], amount="20.00")
    score_all(timezone.now())
    price = line(compare([profiles[0].pk, profiles[1].pk]), "Price")
    assert price.cells[0].note.startswith("estimated")
    assert price.cells[1].text == "$20"
    assert price.cells[1].note.startswith("entered as of")


def test_what_is_not_known_says_why_and_never_wins():
    profiles = scored()
    bare = make_profile(handle="bare", followers=10_000)
    rate = line(compare([bare.pk, profiles[0].pk]), "Engagement rate")
    assert rate.cells[0].text == ""
    assert rate.cells[0].note
    assert not any(cell.best for cell in rate.cells)


def test_accounts_whose_terms_forbid_figures_get_none(settings):
    profiles = scored(3)
    bound = make_profile(handle="tube", platform="youtube", source=Source.YOUTUBE, followers=10_000)
    found = compare([profiles[0].pk, bound.pk])
    assert "terms" in line(found, "Sponsored posts").cells[1].note
    assert "terms" in line(found, "Signals to check").cells[1].note


def test_people_who_comment_on_both_are_counted_once_each():
    one, other, third = (make_profile(handle=f"c{n}") for n in range(3))
    commented(one, range(40))
    commented(one, range(40))
    commented(other, range(30, 80))
    commented(third, range(LEAST - 1))
    commented(third, range(100, 110), by_creator=True)
    shared = shared_audience([one, other, third])
    assert (shared[one.pk, other.pk].n, shared[one.pk, other.pk].of) == (10, 40)
    assert shared[one.pk, other.pk].share == pytest.approx(0.25)
    assert shared[other.pk, one.pk].share == pytest.approx(0.2)
    assert shared[one.pk, third.pk].share is None
    assert f"{LEAST} are needed" in shared[one.pk, third.pk].why


def test_people_of_different_platforms_cannot_be_told_apart_or_together():
    one, other = make_profile(), make_profile(platform="tiktok")
    commented(one, range(40))
    commented(other, range(40))
    assert shared_audience([one, other])[one.pk, other.pk].why == "on different platforms"
    silent = make_profile()
    assert shared_audience([one, silent])[one.pk, silent.pk].why == "no comments read"


def test_the_number_of_queries_does_not_depend_on_the_number_of_accounts():
    profiles = scored()
    counts = []
    for number in (2, 10):
        with CaptureQueriesContext(connection) as queries:
            compare([one.pk for one in profiles[:number]])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_at_most_ten_are_shown_and_those_that_are_gone_are_counted():
    profiles = [make_profile() for _ in range(12)]
    found = compare([*(one.pk for one in profiles), 10**9, profiles[0].pk])
    assert len(found.accounts) == 10
    assert (found.gone, found.over) == (1, 2)


def test_the_page_holds_its_creators_in_the_address(client, marketer):
    profiles = scored()
    client.force_login(marketer)
    chosen = {"profiles": [profiles[2].pk, profiles[4].pk], "next": "/"}
    answer = client.post(reverse("compare"), chosen)
    assert answer["Location"] == f"{reverse('compare')}?ids={profiles[2].pk}-{profiles[4].pk}"
    html = client.get(answer["Location"]).text
    assert "@baker02" in html
    assert re.search(r'class="hp-best".*?</i>best</span>', html, re.S)
    added = client.get(answer["Location"] + "&add=%40Baker07")
    assert added["Location"].endswith(f"?ids={profiles[2].pk}-{profiles[4].pk}-{profiles[7].pk}")
    three = client.get(added["Location"]).text
    assert f"?ids={profiles[2].pk}-{profiles[7].pk}" in three


def test_a_handle_that_nobody_or_many_have_is_answered_in_words(client, marketer):
    profiles = scored(3)
    twins = [make_profile(handle="twin", platform=platform) for platform in ("instagram", "tiktok")]
    client.force_login(marketer)
    start = f"{reverse('compare')}?ids={profiles[0].pk}"
    assert "No other creator here has the handle @nobody" in client.get(f"{start}&add=nobody").text
    html = client.get(f"{start}&add=twin").text
    for twin in twins:
        assert f"?ids={profiles[0].pk}-{twin.pk}" in html


@pytest.mark.parametrize("ids", ["", "x", "1", "-1", "9" * 40, "1-" * 900])
def test_any_address_answers(client, marketer, ids):
    client.force_login(marketer)
    answer = client.get(reverse("compare"), {"ids": ids})
    assert answer.status_code == 200
    assert "Choose two or more creators" in answer.text


@pytest.mark.parametrize("number", [0, 1, 11])
def test_too_few_or_too_many_lead_back_with_a_word(client, marketer, number):
    profiles = [make_profile() for _ in range(number)]
    client.force_login(marketer)
    data = {"profiles": [one.pk for one in profiles], "next": "/?q=bread"}
    answer = client.post(reverse("compare"), data)
    assert answer["Location"] == "/?q=bread"
    assert "Choose 2 to 10 creators to compare." in client.get("/").text


def test_only_what_differs_can_be_shown(client, marketer):
    profiles = scored()
    client.force_login(marketer)
    address = f"{reverse('compare')}?ids={profiles[0].pk}-{profiles[1].pk}"
    assert ">Platform" in client.get(address).text
    assert ">Platform" not in client.get(f"{address}&show=differences").text
