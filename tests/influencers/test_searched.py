"""Whom saved searches have on top is read daily."""

from datetime import timedelta

import pytest
from django.utils import timezone

from influencers import searched, tasks
from influencers.choices import Priority
from influencers.models import Profile, RefreshRule, SavedSearch
from tests.factories import make_profile, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def account(followers: int, **kw) -> Profile:
    now = timezone.now()
    kw = {"fetched_at": now - DAY / 2, "next_refresh_at": now + 6 * DAY, "refresh_status": "ok"} | kw
    return make_profile(**{"platform": "bluesky", "source": "bluesky", "followers": followers} | kw)


def search(query: str, order: str = "-followers", **kw) -> SavedSearch:
    kw.setdefault("owner", make_user())
    return SavedSearch.objects.create(name=f"S{SavedSearch.objects.count()}", query=query, order=order, **kw)


def wanted() -> set[int]:
    return set(Profile.objects.filter(priority=Priority.WANTED).values_list("pk", flat=True))


def test_the_top_of_a_saved_search_is_due_daily_from_its_last_reading_on():
    RefreshRule.objects.create(pk=1, searched_top=2)
    small, middle, big = account(1000), account(2000), account(3000)
    other = account(9000, platform="mastodon", source="mastodon")
    search("platform=bluesky")
    tasks.want_searched()
    assert wanted() == {middle.pk, big.pk}
    big.refresh_from_db()
    assert abs(big.next_refresh_at - big.fetched_at - DAY) < timedelta(seconds=1)
    assert big.wanted_until - timezone.now() > DAY
    for left in (small, other):
        assert Profile.objects.get(pk=left.pk).next_refresh_at == left.next_refresh_at


def test_its_own_order_says_who_is_on_top():
    RefreshRule.objects.create(pk=1, searched_top=1)
    small, _ = account(1000), account(3000)
    search("platform=bluesky", order="followers")
    tasks.want_searched()
    assert wanted() == {small.pk}


def test_looking_again_does_not_make_them_due_again():
    profile = account(1000)
    search("platform=bluesky")
    tasks.want_searched()
    before = Profile.objects.get(pk=profile.pk).next_refresh_at
    tasks.want_searched()
    assert Profile.objects.get(pk=profile.pk).next_refresh_at == before


def test_who_fails_keeps_the_time_of_its_next_try():
    profile = account(1000, failures=6, refresh_status="failing")
    search("platform=bluesky")
    tasks.want_searched()
    assert Profile.objects.get(pk=profile.pk).next_refresh_at == profile.next_refresh_at


def test_what_comes_from_files_is_not_planned():
    profile = account(1000, platform="tiktok", source="file", next_refresh_at=None)
    search("platform=tiktok")
    tasks.want_searched()
    assert Profile.objects.get(pk=profile.pk).next_refresh_at is None


@pytest.mark.parametrize("case", ["no filter", "gone owner", "switched off", "nonsense"])
def test_nobody_is_wanted(case):
    account(1000)
    owner = make_user(is_active=case != "gone owner")
    search({"no filter": "", "nonsense": "colour=blue"}.get(case, "platform=bluesky"), owner=owner)
    if case == "switched off":
        RefreshRule.objects.create(pk=1, searched_top=0)
    assert searched.want_searched(timezone.now()) == 0
    assert wanted() == set()
