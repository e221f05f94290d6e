"""Whom people search for is read daily: the accounts on top of each saved search, in its own order.

The top, because that is what a person sees who opens the search: its first page. What was typed once and not
saved says little, and pages that are only looked at write nothing.
"""

from datetime import datetime, timedelta

from influencers import cadence
from influencers.discover_address import read_address
from influencers.models import Profile, SavedSearch
from influencers.search import matching

# Looked at every six hours (`CELERY_BEAT_SCHEDULE`). Who falls out of the top stays wanted for that long.
WANTED_FOR = timedelta(days=2)


def want_searched(now: datetime) -> int:
    """How many accounts are wanted because a saved search of an active person has them on top."""
    rule = cadence.rule()
    if not rule.searched_top:
        return 0
    wanted: set[int] = set()
    for search in SavedSearch.objects.filter(owner__is_active=True).order_by("pk").iterator():
        wanted.update(top_of(search, rule.searched_top))
    return Profile.objects.want_by(sorted(wanted), now + WANTED_FOR, rule.cadence.wanted)


def top_of(search: SavedSearch, number: int) -> list[int]:
    """The ids of the first `number` accounts of a search. An unfiltered search names nobody in particular."""
    state = read_address(
        "&".join(filter(None, (search.query, f"sort={search.order}" if search.order else "")))
    )
    if not state.question.asked.keys() - {"demo"}:
        return []
    return list(matching(state.question, state.sort).values_list("pk", flat=True)[:number])
