"""Every state of Discover is an address: what one asks for, and the address of a state one click away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from influencers.columns import BY_KEY, DEFAULT_COLUMNS, DEFAULT_SORT, known_sort
from influencers.filters import Ignored, ProfileFilter

# What an address may hold beside filters.
OWN = ("sort", "cols", "page", "search")
# What forms and htmx send along with an address, and what links from elsewhere carry: no reason to complain.
SILENT = ("csrfmiddlewaretoken", "format", "profiles", "all", "query", "next")
LEGIBLE = ",():;"  # signs of lists and rules that an address may hold as they are
# What the form that adds a rule sends: where to, joined how, which filter, whose control is shown, the value.
RULE_FORM = ("new_into", "new_kind", "new_on", "new_shown", "new_value")
MOST_ROWS_IGNORED = 10


@dataclass(frozen=True)
class State:
    """One state of Discover: a question, an order, columns, a page, and the saved search it came from."""

    question: ProfileFilter
    sort: str = DEFAULT_SORT
    columns: Sequence[str] = tuple(DEFAULT_COLUMNS)
    page: int = 1
    search: int | None = None
    ignored: list[Ignored] = field(default_factory=list)

    @property
    def filters(self) -> str:
        """The filters alone as a query string: what a saved search keeps."""
        return urlencode(self.question.pairs())

    def parts(
        self,
        pairs: Iterable[tuple[str, str]] | None = None,
        sort: str | None = None,
        page: int = 1,
        columns: Sequence[str] | None = None,
        search: bool = True,
    ) -> list[tuple[str, str]]:
        """This state with something changed as (name, value) pairs; a default is never among them."""
        parts = list(self.question.pairs() if pairs is None else pairs)
        sort, columns = sort or self.sort, self.columns if columns is None else columns
        if sort != DEFAULT_SORT:
            parts.append(("sort", sort))
        if list(columns) != DEFAULT_COLUMNS:
            parts.append(("cols", ",".join(columns)))
        if search and self.search:
            parts.append(("search", str(self.search)))
        if page > 1:
            parts.append(("page", str(page)))
        return parts

    def address(self, pairs: Iterable[tuple[str, str]] | None = None, **changed) -> str:
        """The query string of `parts`, "?" included."""
        return "?" + urlencode(self.parts(pairs, **changed), safe=LEGIBLE)

    def without(self, name: str, value: str | None = None) -> str:
        """The address without one value of a filter, or without the filter."""
        return self.address([p for p in self.question.pairs() if p[0] != name or value not in (None, p[1])])

    def cleared(self) -> str:
        """The address without any filter but the choice between real and demo creators."""
        return self.address([p for p in self.question.pairs() if p[0] == "demo"], search=False)


def read_address(params: QueryDict | str) -> State:
    """The state that an address asks for. What makes no sense is left out and told in `ignored`."""
    params = QueryDict(params) if isinstance(params, str) else params
    question = ProfileFilter(params)
    ignored = list(question.ignored)
    sort = params.get("sort") or DEFAULT_SORT
    if not known_sort(sort):
        ignored.append(Ignored("sort", sort[:60], "There is no such order."))
        sort = DEFAULT_SORT
    asked = [key for text in params.getlist("cols") for key in text.split(",") if key]
    ignored += [Ignored("cols", key[:60], "There is no such column.") for key in asked if key not in BY_KEY]
    columns = [key for key in BY_KEY if key in asked] or DEFAULT_COLUMNS
    page = _number(params, "page", ignored) or 1
    search = _number(params, "search", ignored)
    known = {*question.filters, *OWN, *SILENT, *RULE_FORM}
    ignored += [
        Ignored(name[:60], str(params.get(name, ""))[:60], "There is no such filter.")
        for name in params
        if name not in known
    ]
    return State(question, sort, tuple(columns), page, search, ignored[:MOST_ROWS_IGNORED])


def _number(params: QueryDict, name: str, ignored: list[Ignored]) -> int | None:
    text = params.get(name, "")
    if text.isascii() and text.isdecimal() and 0 < int(text[:19]) < 2**31:
        return int(text[:19])
    if text:
        ignored.append(Ignored(name, text[:60], "This is not a number that makes sense here."))
    return None
