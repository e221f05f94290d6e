"""The accounts behind a figure of Data health: who is late, who fails and why, and when they are tried."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone

from influencers.choices import RefreshStatus
from influencers.data_health import KINDS, label_of, words_of
from influencers.models import Profile
from influencers.sources.registry import SOURCES

PAGE_SIZE = 50
LAST_PAGE = 200
# state: what its accounts are called.
STATES = {
    "due": "due now",
    "late": "late by more than a day",
    "failing": "failing",
    "gone": "gone",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which accounts are asked for: of a source, in a state or with a kind of failure. What makes no sense in
    an address asks for what fails."""

    source: str
    state: str
    kind: str
    page: int

    @classmethod
    def read(cls, params) -> "Asked":
        """From the parameters of an address."""
        source, state, kind = (params.get(name, "") for name in ("source", "state", "kind"))
        page = params.get("page", "1")
        return cls(
            source=source if source in SOURCES else "",
            state=state if state in STATES else ("" if kind in KINDS else "failing"),
            kind=kind if kind in KINDS else "",
            page=min(int(page), LAST_PAGE) if page.isascii() and page.isdecimal() and int(page) else 1,
        )

    @property
    def title(self) -> str:
        """Who they are, in words."""
        what = words_of(self.kind)[0].lower() if self.kind else STATES[self.state]
        return f"{label_of(self.source)}: {what}" if self.source else f"Accounts: {what}"

    @property
    def advice(self) -> str:
        """What to do about them; "" where there is nothing to say."""
        return words_of(self.kind)[1] if self.kind else ""

    @property
    def pairs(self) -> dict[str, str]:
        """The same as parameters, without the page."""
        named = {"source": self.source, "state": self.state, "kind": self.kind}
        return {name: value for name, value in named.items() if value}

    @property
    def query(self) -> str:
        """The same as a query string."""
        return urlencode(self.pairs)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the accounts; `more` says whether there are others after them. They are not counted."""

    accounts: list[Profile]
    more: bool


def accounts_of(asked: Asked) -> QuerySet[Profile]:
    """The accounts that are asked for, in no order."""
    now = timezone.now()
    found = Profile.objects.shown()
    if asked.source:
        found = found.refreshed_by(asked.source)
    if asked.kind:
        found = found.filter(last_error_kind=asked.kind)
    conditions = {
        "": Q(),
        "due": Q(next_refresh_at__lte=now),
        "late": Q(next_refresh_at__lte=now - timedelta(days=1)),
        # The second condition lets the index of failures serve it.
        "failing": Q(refresh_status__in=[RefreshStatus.FAILING, RefreshStatus.NOT_FOUND])
        & ~Q(last_error_kind=""),
        "gone": Q(refresh_status=RefreshStatus.GONE),
    }
    return found.filter(conditions[asked.state])


def page_of(asked: Asked) -> Page:
    """One page: as an index gives them, the wanted that wait longest first; of those that fail the most
    stubborn ones."""
    order = ("-priority", "next_refresh_at", "pk") if asked.state in ("due", "late") else ("-failures", "pk")
    start = (asked.page - 1) * PAGE_SIZE
    rows = list(
        accounts_of(asked).select_related("influencer").order_by(*order)[start : start + PAGE_SIZE + 1]
    )
    return Page(rows[:PAGE_SIZE], len(rows) > PAGE_SIZE)


def try_all(asked: Asked) -> int:
    """How many of the accounts are due now. They are read in their turn; failures stay counted."""
    now = timezone.now()
    waiting = accounts_of(asked).filter(next_refresh_at__gt=now)
    return Profile.objects.filter(pk__in=waiting.values("pk")).update(next_refresh_at=now)
