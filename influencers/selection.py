"""What a person selected in a list: some accounts, or everything that a search finds."""

from django.db.models import QuerySet
from django.http import QueryDict

from influencers.discover_address import read_address
from influencers.models import Profile
from influencers.search import matching


def selection_of(form: QueryDict) -> QuerySet[Profile]:
    """The accounts that a form selects: `profiles` (ids), or with `all` everything that its `query` finds.
    Creators that lists do not show are never among them."""
    if form.get("all"):
        return results_of(form.get("query", ""))
    texts = (text for text in form.getlist("profiles") if text.isascii() and text.isdecimal())
    ids = {int(text) for text in texts if len(text) < 19}  # what fits into the key
    return Profile.objects.shown().filter(pk__in=ids).order_by("pk")


def fields_of(form: QueryDict) -> list[tuple[str, str]]:
    """The selection of a form as (name, value) pairs, for the hidden fields of another one."""
    if form.get("all"):
        return [("all", "1"), ("query", form.get("query", ""))]
    return [("profiles", text) for text in form.getlist("profiles")]


def results_of(query: QueryDict | str) -> QuerySet[Profile]:
    """Everything that a query string finds, in its order."""
    state = read_address(query)
    return matching(state.question, state.sort)
