"""Every order of Discover over columns: SQL's own, row for row, whole and with rows that changed since."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from influencers.catalogue.orders import ORDERS, order_of_rows, places
from influencers.catalogue.part import Part
from influencers.catalogue.reading import read
from influencers.columns import SORTS, order_of
from influencers.models import Influencer, Profile
from tests.factories import make_profile

pytestmark = pytest.mark.django_db
NAMES = (
    "anna",
    "Anna",
    "ANNA B",
    "anna\tb",
    "an\\na",
    "Änne",
    "anna!",
    "日本 太郎",
    "ع",
    "İnci",
    "z\nz",
    "é",
    "é",
)
_share = st.sampled_from([None, 0.0, 0.25, 0.5, 0.5000000000000001, 1.0])
_count = st.sampled_from([None, 0, 1, 10_000, 10_001, 2**53 + 1, 2**53 + 2])
_moment = st.sampled_from([None, 0, 1, 1_000_000, -86_400_000_000])
ROWS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "percentile": _share,
        "engagement_rate": _share,
        "sponsored_share": _share,
        "authenticity": _share,
        "replies": _share,
        "growth_30d": st.sampled_from([None, -0.5, -0.0, 0.0, 1e-300, 0.1]),
        "followers": _count,
        "posts_count": _count,
        "last_post_at": _moment,
    }
)
_START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def make(rows: list[dict]) -> None:
    for row in rows:
        name, moment = row["name"], row["last_post_at"]
        figures = {key: value for key, value in row.items() if key != "name"}
        figures["last_post_at"] = None if moment is None else _START + timedelta(microseconds=moment)
        make_profile(influencer=Influencer.objects.create(name=name), **figures)


def by_sql(sort: str) -> list[int]:
    return list(Profile.objects.order_by(*order_of(sort)).values_list("pk", flat=True))


def test_every_order_of_discover_is_there():
    assert set(ORDERS) == {sign + sort for sort in SORTS for sign in ("", "-")}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, max_size=25))
def test_orders_are_those_of_sql(rows):
    Influencer.objects.all().delete()
    make(rows)
    part = Part.of(read())
    for sort in ORDERS:
        assert part.ids[order_of_rows(part, sort)].tolist() == by_sql(sort), sort


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=1, max_size=20), st.data())
def test_rows_that_changed_take_their_places_among_the_others(rows, data):
    Influencer.objects.all().delete()
    make(rows)
    ids = list(Profile.objects.order_by("pk").values_list("pk", flat=True))
    few = data.draw(st.sets(st.sampled_from(ids)))
    patched, base = Part.of(read(few)), Part.of(read(set(ids) - few))
    for sort in ORDERS:
        expected = by_sql(sort)
        at = {pk: n for n, pk in enumerate(expected)}
        others = np.array([at[pk] for pk in base.ids.tolist()], np.int64)
        before = [int((others < at[pk]).sum()) for pk in patched.ids.tolist()]
        assert places(patched, base, sort).tolist() == before, sort
