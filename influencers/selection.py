"""What a person selected in a list: some accounts, or everything that a search finds."""

from django.db.models import QuerySet
from django.http import QueryDict

from influencers.columns import order_of
from influencers.discover_address import read_address
from influencers.models import Profile
from influencers.search import matching

# Hidden fields that a page carries for actions of other rooms; Django takes at most 1,000 fields in a form.
MOST_FIELDS = 900


def selection_of(form: QueryDict) -> QuerySet[Profile]:
    """The accounts that a form selects: `profiles` (ids), or with `all` everything that its `query` finds.
    Creators that lists do not show are never among them."""
    if form.get("all"):
        return results_of(form.get("query", ""))
    ids = {int(text) for text in form.getlist("profiles") if text.isascii() and text[:18].isdecimal()}
    return Profile.objects.shown().filter(pk__in=[pk for pk in ids if pk < 2**63]).order_by("pk")


def results_of(query: QueryDict | str) -> QuerySet[Profile]:
    """Everything that a query string finds, in its order."""
    state = read_address(query)
    return matching(state.question, order_of(state.sort))
