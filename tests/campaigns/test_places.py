"""The order of candidates within a stage."""

import pytest

from campaigns import places, shortlist
from tests.factories import make_candidate


@pytest.mark.parametrize(
    ("ids", "before", "wanted"),
    [
        ([3], 1, [3, 1, 2, 4]),
        ([1], None, [2, 3, 4, 1]),
        ([1], shortlist.END, [2, 3, 4, 1]),
        ([4, 2], 3, [1, 4, 2, 3]),
        ([9], 2, [1, 9, 2, 3, 4]),
        # In front of itself, or of one that is not there: at the end.
        ([2], 2, [1, 3, 4, 2]),
        ([2], 77, [1, 3, 4, 2]),
    ],
)
def test_candidates_are_put_in_front_of_one(ids, before, wanted):
    assert places.put([1, 2, 3, 4], ids, before) == wanted


def test_what_followed_is_what_stays():
    assert places.followers([1, 2, 3, 4, 5], [2, 3, 5]) == {2: 4, 3: 4, 5: None}


def test_what_was_taken_out_is_put_back_where_it_was():
    assert places.put_back([1, 4], {2: 4, 3: 4, 5: None}) == [1, 2, 3, 4, 5]
    # What followed it has gone: at the end.
    assert places.put_back([1, 6], {2: 4, 5: None}) == [1, 6, 2, 5]


@pytest.mark.django_db
def test_an_order_is_laid_down_and_read(team):
    rows = [make_candidate(team.campaign) for _ in range(4)]
    other = make_candidate(team.campaign, stage=team.campaign.stages.last(), position=9)
    wanted = [rows[place].pk for place in (2, 0, 3, 1)]
    places.lay(wanted)
    stage = rows[0].stage_id
    assert places.orders_of(team.campaign, [stage, other.stage_id]) == {
        stage: wanted,
        other.stage_id: [other.pk],
    }
    other.refresh_from_db()
    assert other.position == 9
