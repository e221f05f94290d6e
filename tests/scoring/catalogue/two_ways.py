"""Rankings from the database and from columns: briefs to ask with, and that both say the same."""

from contextlib import contextmanager

import pytest
from django.utils import timezone
from hypothesis import strategies as st

from influencers.models import Profile
from scoring.among import Among
from scoring.core.schema import CRITERIA, Brief, Ranking
from tests.scoring.catalogue.random_scores import LEAVES, ROOTS

NOW = timezone.now()
NEVER = 10**9
WIDE = Brief(niches={LEAVES[0]: 1.0}, min_followers=1, max_followers=10**8)
briefs = st.builds(
    Brief,
    niches=st.dictionaries(
        st.sampled_from([*LEAVES[:6], *ROOTS[:3]]), st.sampled_from([0.5, 1.0]), max_size=3
    ),
    words=st.sampled_from([(), ("sourdough",), ("unheard of",)]),
    min_followers=st.sampled_from([1, 5_000, 15_000]),
    max_followers=st.sampled_from([30_000, 100_000, 10**8]),
    platforms=st.sampled_from([(), ("instagram",), ("tiktok", "youtube")]),
    countries=st.sampled_from([(), ("DE",), ("de", "FR", "US", "GB")]),
    languages=st.sampled_from([(), ("fr", "en")]),
    weights=st.dictionaries(st.sampled_from(CRITERIA), st.sampled_from([0.0, 0.2, 1.0]), max_size=8),
    freshness=st.sampled_from(["neutral", "fresh", "proven"]),
    near_misses=st.booleans(),
    dormant=st.booleans(),
)


@contextmanager
def from_database(settings):
    settings.CATALOGUE_FROM = NEVER
    yield
    settings.CATALOGUE_FROM = 0


def real(without=()) -> Among:
    profiles = Profile.objects.shown().real().discoverable()
    return Among(profiles.exclude(pk__in=without), False, frozenset(without))


def same(first: Ranking, second: Ranking) -> None:
    assert [one.profile_id for one in second.ranked] == [one.profile_id for one in first.ranked]
    assert (second.total, second.left_out, second.withheld) == (first.total, first.left_out, first.withheld)
    assert (second.alike, second.otherwise, second.notes) == (first.alike, first.otherwise, first.notes)
    assert [one.profile_id for one in second.needs_data] == [one.profile_id for one in first.needs_data]
    for one, other in zip(
        [*second.ranked, *second.needs_data], [*first.ranked, *first.needs_data], strict=True
    ):
        assert (one.score, one.coverage, one.rank) == (other.score, other.coverage, other.rank)
        assert (one.rank_low, one.rank_high) == (other.rank_low, other.rank_high)
        for part, known in zip(one.parts, other.parts, strict=True):
            assert (part.value, part.missing, part.points_lost) == (
                known.value,
                known.missing,
                known.points_lost,
            )
            assert part.at_median == pytest.approx(known.at_median, abs=1e-4)
