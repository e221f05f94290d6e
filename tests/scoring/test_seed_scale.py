"""A catalogue to measure with: as many rows as asked for, the same for the same arguments, and removable."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from influencers.models import Influencer, Post, Profile
from tests.factories import make_profile

pytestmark = pytest.mark.django_db


def fill(creators: int = 300, posts: int = 2_000, **more) -> None:
    call_command("seed_scale", creators=creators, posts=posts, until=date(2026, 11, 1), **more)


def told() -> tuple:
    """What the rows say, without their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(string_agg(concat_ws('|', handle, platform, followers, language, country, bio), ';'"
            " ORDER BY handle, platform)) FROM influencers_profile"
        )
        profiles = cursor.fetchone()
        cursor.execute(
            "SELECT md5(string_agg(concat_ws('|', platform_post_id, caption, likes, comments, published_at),"
            " ';' ORDER BY platform_post_id)) FROM influencers_post"
        )
        return profiles, cursor.fetchone()


def test_as_many_as_asked_for_with_a_real_skew():
    fill()
    assert Influencer.objects.count() == 300
    assert Post.objects.count() == 2_000
    assert Profile.objects.values("language").distinct().count() > 8
    sizes = sorted(Profile.objects.values_list("followers", flat=True))
    assert sizes[len(sizes) // 2] * 5 < sizes[-1]
    assert all(profile.is_demo for profile in Profile.objects.all())


def test_the_same_arguments_give_the_same_rows_and_another_seed_others():
    fill(100, 500)
    first = told()
    call_command("seed_scale", remove=True)
    assert not Profile.objects.exists()
    assert not Post.objects.exists()
    fill(100, 500)
    assert told() == first
    call_command("seed_scale", remove=True)
    fill(100, 500, seed=2)
    assert told() != first


def test_a_catalogue_with_real_creators_is_left_alone_unless_told():
    make_profile()
    with pytest.raises(CommandError, match="--yes-into-this-database"):
        fill(10, 20)
    assert Profile.objects.count() == 1


def test_numbers_that_cannot_be_are_refused():
    with pytest.raises(CommandError, match="--creators must be at least 1"):
        fill(0, 0)
    with pytest.raises(CommandError, match="--posts must be from 0"):
        fill(1, 2_000)
