"""Searches that people keep: a name for an address of Discover, checked when kept and when opened."""

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.urls import reverse

from influencers.columns import DEFAULT_COLUMNS, DEFAULT_SORT
from influencers.discover_address import State, read_address
from influencers.models import SavedSearch

UNDO_SECONDS = 3600
_UNDO = "saved-search-undo"


def searches_of(user) -> QuerySet[SavedSearch]:
    """The searches that `user` may open: own ones and shared ones, by name."""
    return SavedSearch.visible_to(user).select_related("owner").order_by("name", "pk")


def keep(owner, name: str, query: str, shared: bool) -> SavedSearch:
    """A new saved search of the state that `query` (a query string) asks for: what makes no sense in it
    is not kept. ValidationError for an empty name or one that its owner uses already."""
    search = SavedSearch(owner=owner, name=_named(name), shared=shared)
    return _written(search, read_address(query))


def renew(user, search: SavedSearch, query: str) -> SavedSearch:
    """`search` with the filters, columns and order of `query` in the place of its own."""
    _own(user, search)
    return _written(search, read_address(query))


def rename(user, search: SavedSearch, name: str, shared: bool) -> SavedSearch:
    """`search` under another name, private or shared. ValidationError as `keep`."""
    _own(user, search)
    search.name, search.shared = _named(name), shared
    search.full_clean()
    search.save()
    return search


def remove(user, search: SavedSearch) -> str:
    """Deletes `search`; what comes back puts it there again within the hour (`restore`)."""
    _own(user, search)
    kept = {
        name: getattr(search, name) for name in ("owner_id", "name", "query", "columns", "order", "shared")
    }
    search.delete()
    return signing.dumps(kept, salt=_UNDO)


def restore(user, undo: str) -> SavedSearch:
    """The search that `remove` deleted, there again. ValidationError where that is no longer possible."""
    try:
        kept = signing.loads(undo, salt=_UNDO, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise ValidationError("This can no longer be undone.") from error
    if kept["owner_id"] != user.pk:
        raise PermissionDenied("This search belongs to somebody else.")
    search = SavedSearch(**kept)
    search.full_clean()
    search.save()
    return search


def address_of(search: SavedSearch) -> str:
    """The full address of a saved search. Filters that do not exist any more are in it as they were kept, so
    that the page says which ones it left out."""
    parts = [search.query] if search.query else []
    if search.order and search.order != DEFAULT_SORT:
        parts.append(f"sort={search.order}")
    if search.columns and search.columns != DEFAULT_COLUMNS:
        parts.append(f"cols={','.join(search.columns)}")
    return f"{reverse('discover')}?{'&'.join([*parts, f'search={search.pk}'])}"


def _written(search: SavedSearch, state: State) -> SavedSearch:
    search.query, search.columns, search.order = state.filters, list(state.columns), state.sort
    search.full_clean()
    search.save()
    return search


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name.isprintable():
        raise ValidationError("A name has no control characters.")
    return name


def _own(user, search: SavedSearch) -> None:
    if search.owner_id != user.pk:
        raise PermissionDenied("This search belongs to somebody else. Save it under a name of your own.")
