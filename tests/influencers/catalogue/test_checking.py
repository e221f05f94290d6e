"""Conditions on accounts: columns find whom the database finds, with what is not known and what changed."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from influencers.catalogue import checking, opened
from influencers.catalogue.build import build
from influencers.models import Profile
from influencers.search import anybody_real, check
from tests.factories import make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
NOW = timezone.now()
TOLD = (
    Q(followers__gte=1_000),
    Q(followers__lte=999.5),
    Q(followers__isnull=True),
    Q(engagement_rate__isnull=False),
    Q(engagement_rate__gte=0.02) | Q(country="DE"),
    Q(Q(country__in=["DE", "FR"]) & Q(language="")),
    Q(platform__in=["tiktok", "nowhere"]),
    Q(last_post_at__isnull=True) | Q(last_post_at__gte=NOW - timedelta(days=30)),
    Q(is_verified=True),
    Q(is_verified=False),
    Q(is_verified__isnull=True),
    Q(is_verified__isnull=False),
    Q(contact=""),
    ~Q(contact=""),
    Q(pk__in=[]),
    ~Q(pk__in=[]),
    Q(),
)
ASKED_OF_THE_DATABASE = (
    ~Q(followers__gte=1_000),
    ~Q(Q(country="DE") & Q(followers__gte=1_000)),
    Q(followers=1_000),
    Q(bio__icontains="vegan") | Q(country="DE"),
    Q(contact="a@b.test"),
    Q(country__gte="E"),
    Q(handle__startswith="b", followers__gte=1),
)


@pytest.fixture
def people() -> list[Profile]:
    """One of whom much is known, one of whom nothing is, and one who changed since the columns were made."""
    nothing = dict.fromkeys(("followers", "engagement_rate", "is_verified", "last_post_at"))
    found = [
        make_profile(handle="ada", followers=1_000, country="DE", engagement_rate=0.02, is_verified=True,
                     contact="a@b.test", last_post_at=NOW, bio="Vegan"),
        make_profile(handle="bo", country="", language="", **nothing),
        make_profile(handle="bea", followers=999, country="FR", language="", platform="tiktok",
                     is_verified=False, last_post_at=NOW - timedelta(days=30)),
        make_profile(handle="cy", source="demo"),
        make_profile(handle="dan", labels=["noindex"]),
    ]  # fmt: skip
    build()
    Profile.objects.filter(handle="bea").update(engagement_rate=0.5)
    return found


def found(condition: Q, demo: bool = False, without=()) -> set[int]:
    checked = check([condition], demo, without)
    return set(checked.ids[checked.among & checked.met[0]].tolist())


@pytest.mark.parametrize("condition", [*TOLD, *ASKED_OF_THE_DATABASE])
def test_columns_find_whom_the_database_finds(people, condition):
    real = Profile.objects.shown().real().discoverable()
    assert found(condition) == set(real.filter(condition).values_list("pk", flat=True))


@pytest.fixture
def asked(monkeypatch) -> list:
    """The queries that the database was asked for accounts."""
    queries, ids_of = [], checking.ids_of
    monkeypatch.setattr(checking, "ids_of", lambda query: queries.append(query) or ids_of(query))
    return queries


@pytest.mark.parametrize("condition", TOLD)
def test_what_columns_tell_is_not_asked_of_the_database(people, condition, asked):
    checking.check(opened.view(), [condition], False, ())
    assert asked == []


@pytest.mark.parametrize("condition", ASKED_OF_THE_DATABASE)
def test_the_rest_is_asked_of_the_database_once(people, condition, asked):
    checking.check(opened.view(), [condition], False, ())
    assert len(asked) == 1


def test_a_query_in_a_condition_is_asked_alone(people, asked):
    some = Profile.objects.filter(handle__in=["ada", "bea"]).values("pk")
    assert found(~Q(pk__in=some)) == {people[1].pk}
    assert asked == [some]


def test_fictional_accounts_and_those_left_out_are_not_among_them(people):
    assert found(Q(), demo=True) == {people[3].pk}
    assert found(Q(), without=[people[0].pk, 10**9]) == {people[1].pk, people[2].pk}


def test_numbers_and_texts_of_rows_are_told(people):
    checked = check([], False)
    rows = checked.among.nonzero()[0]
    told = dict(zip(checked.ids[rows], checked.numbers("followers", rows), strict=True))
    assert told[people[0].pk] == 1_000
    assert told[people[1].pk] != told[people[1].pk], "not known"
    assert dict(zip(checked.ids[rows], checked.texts("country", rows), strict=True)) == {
        people[0].pk: "DE", people[1].pk: "", people[2].pk: "FR",
    }  # fmt: skip
    posted = dict(zip(checked.ids[rows], checked.numbers("last_post_at", rows), strict=True))
    assert posted[people[0].pk] == pytest.approx(NOW.timestamp())


def test_whether_anybody_is_real(people, settings):
    assert anybody_real()
    Profile.objects.real().discoverable().delete()
    assert not anybody_real()
    settings.CATALOGUE_FROM = 10**9
    assert not anybody_real()
    make_profile()
    assert anybody_real()
