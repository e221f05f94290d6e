"""SQL and columns give the same answer, whatever is asked and whatever changed since they were made."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from influencers import search_sql
from influencers.catalogue import answering, opened
from influencers.catalogue.build import build
from influencers.filters import ProfileFilter
from influencers.models import Profile
from tests.factories import make_profile
from tests.influencers.catalogue.town import ACCOUNT, EDITS, SORT, Town, questions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
ASKED = st.tuples(questions(), SORT, st.integers(1, 4), st.sampled_from([1, 3, 50]))
EDIT = st.tuples(st.sampled_from(["build", *EDITS]), st.integers(0, 40), ACCOUNT)


def compare(town: Town, pairs, sort: str, page: int, size: int) -> None:
    address = town.address(pairs)
    view = opened.view()
    assert view is not None, opened.why_not()
    by_columns = answering.find(view, ProfileFilter(address), sort, page, size)
    assert by_columns == search_sql.find(ProfileFilter(address), sort, page, size), (address, sort)
    assert answering.count(view, ProfileFilter(address)) == by_columns.total, address
    assert answering.ids_of_page(view, ProfileFilter(address), sort, page, size) == by_columns.ids
    without = answering.counts_without(view, ProfileFilter(address))
    assert without == search_sql.counts_without(ProfileFilter(address)), address


def edit(town: Town, kind: str, at: int, spec: dict) -> None:
    profiles = list(Profile.objects.order_by("pk"))
    if kind == "build":
        build()
        # Opened beside it would not see what the transaction of this test wrote.
        opened.close()
    elif profiles or kind == "add":
        EDITS[kind](town, profiles[at % len(profiles)] if profiles else None, spec)


@settings(
    max_examples=12,
    # Making an example smaller takes minutes; what stands there is short enough to be read.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(ACCOUNT, max_size=14),
    st.lists(st.one_of(EDIT, ASKED), max_size=8),
    st.lists(ASKED, min_size=1, max_size=6),
)
def test_both_ways_give_the_same_ids_counts_and_order(accounts, steps, last):
    town = Town(accounts)
    opened.close()
    build()
    for step in steps:
        if isinstance(step[0], str):
            edit(town, *step)
        else:
            compare(town, *step)
    for asked in last:
        compare(town, *asked)


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_takes_back_is_in_no_later_answer():
    """Neither in its own answers nor in those of others, who never saw it."""
    profile = make_profile(followers=10)
    build()
    question = "followers_min=99"

    def found() -> list[int]:
        return answering.find(opened.view(), ProfileFilter(question), "name", 1, 50).ids

    assert found() == []
    with transaction.atomic():
        Profile.objects.filter(pk=profile.pk).update(followers=100)
        assert found() == [profile.pk]
        transaction.set_rollback(True)
    assert found() == []
    Profile.objects.filter(pk=profile.pk).update(followers=101)
    assert found() == [profile.pk]
