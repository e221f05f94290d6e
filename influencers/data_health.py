"""How fresh the catalogue is: by source what is due, late, failing and paused, the reasons, the forecast."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Case, Count, Exists, Value, When

from influencers import cooldown
from influencers.budget_use import BudgetUse, budgets
from influencers.choices import Platform, RefreshStatus, Source
from influencers.models import Budget, Profile
from influencers.pace import Pace, paces
from influencers.sources.registry import SOURCES, missing, refreshing, source_class
from influencers.standing import Group, hidden_creators, standing, total

REASONS_SHOWN = 10
# What each kind of failure means to a reader, and what to do about it.
KINDS = {
    "not_found": ("Not found", "Check the spelling of the handle; the account may have been deleted."),
    "gone": ("Account is gone", "Switched off or suspended. Its last figures stay; we look again monthly."),
    "not_supported": ("Not possible", "This kind of account cannot be read there."),
    "rate_limited": ("Asked to pause", "Nothing to do: it goes on by itself."),
    "quota_spent": ("Allowance used up", "Nothing to do: it goes on when the allowance is renewed."),
    "auth_needed": ("Login needed", "An admin must check the credentials of this source."),
    "forbidden": ("Refused", "The platform says no; an admin should check the credentials."),
    "bad_request": ("Question not understood", "A fault of Handpick: please report it."),
    "unavailable": ("No answer", "Nothing to do: it is tried again by itself."),
    "purged": (
        "Purged",
        "A platform's terms ended the time of its figures; a refresh brings them back.",
    ),
    "fault": ("Fault of Handpick", "The log has the details: please report it."),
}


@dataclass(frozen=True)
class SourceHealth:
    """One source and its accounts; `up_to_date` are those that are neither late, failing nor gone.

    `connect` is what a person must do first where the source is not connected; `held_back` is why it does
    not refresh accounts even then. Each is "" where it does not apply. `pace` is its forecast, None where it
    refreshes nothing.
    """

    key: str
    label: str
    connect: str
    held_back: str
    accounts: int
    up_to_date: int
    due: int
    late: int
    failing: int
    gone: int
    oldest: datetime | None
    first_due: datetime | None
    paused_until: datetime | None
    reason: str
    budgets: list[BudgetUse]
    pace: Pace | None

    @property
    def needs_a_look(self) -> bool:
        """Whether something is wrong that a person may want to know."""
        return bool(self.late or self.failing or (self.pace and self.pace.short))


@dataclass(frozen=True)
class Health:
    """The whole page: each source, also those without accounts yet, and the platforms that have no source."""

    sources: list[SourceHealth]
    by_file_only: list[tuple[str, int]]


def health() -> Health:
    """Where everything stands: a fixed number of queries, however many accounts there are."""
    groups = standing()
    pauses, uses = cooldown.all_pauses(), budgets()
    told = dict(Budget.objects.filter(kind=cooldown.WHOLE).values_list("source", "reason"))
    pace = paces(groups, refreshing(settings))
    sources = [
        _health(
            key,
            [group for group in groups if group.source == key],
            (pauses.get(key), told.get(key, "") if key in pauses else ""),
            [use for use in uses if use.source == key],
            pace.get(key),
        )
        for key in SOURCES
    ]
    return Health(sources, _by_file_only(groups))


def _by_file_only(groups: Iterable[Group]) -> list[tuple[str, int]]:
    """(platform, accounts) of platforms that no source refreshes, the largest first."""
    known: dict[str, int] = {}
    for group in groups:
        if group.source not in SOURCES:
            known[group.platform] = known.get(group.platform, 0) + group.n
    return [(Platform(platform).label, n) for platform, n in sorted(known.items(), key=lambda one: -one[1])]


def reasons() -> list[dict]:
    """Why accounts fail now, by source: title, advice, text and count, the most frequent first; `source` and
    `kind` name the list of the accounts. Served by the index `profile_failing`."""
    key = Case(When(source=Source.DEMO, then=Value(Source.DEMO.value)), default="platform")
    rows = (
        Profile.objects.filter(~Exists(hidden_creators()))
        .exclude(last_error_kind="")
        .annotate(key=key)
        .order_by()
        .values("last_error_kind", "last_error", "key")
        .annotate(n=Count("*"))
        .order_by("-n", "last_error", "key")[:REASONS_SHOWN]
    )
    return [
        {
            "title": title,
            "advice": advice,
            "text": row["last_error"],
            "n": row["n"],
            "kind": row["last_error_kind"],
            "source": row["key"],
            "label": label_of(row["key"]),
        }
        for row in rows
        for title, advice in [words_of(row["last_error_kind"])]
    ]


def words_of(kind: str) -> tuple[str, str]:
    """What a kind of failure is called, and what to do about it."""
    return KINDS.get(kind, (kind, ""))


def label_of(key: str) -> str:
    """The name of a source, or of a platform that has none."""
    return source_class(key).label if key in SOURCES else Platform(key).label


def _health(
    key: str,
    groups: list[Group],
    paused: tuple[datetime | None, str],
    uses: list[BudgetUse],
    pace: Pace | None,
) -> SourceHealth:
    source, unset = source_class(key), missing(key, settings)
    return SourceHealth(
        key=key,
        label=source.label,
        connect=source.connect if unset else "",
        held_back=source.held_back,
        accounts=total(groups, lambda group: group.n),
        up_to_date=total(groups, lambda group: 0 if group.unwell or _gone(group) else group.read_in_time),
        due=total(groups, lambda group: group.due),
        late=total(groups, lambda group: group.late),
        failing=total(groups, lambda group: group.n if group.unwell else 0),
        gone=total(groups, lambda group: group.n if _gone(group) else 0),
        oldest=min((group.oldest for group in groups if group.oldest), default=None),
        first_due=min((group.first_due for group in groups if group.due), default=None),
        paused_until=paused[0],
        reason=paused[1],
        budgets=uses,
        pace=pace if groups else None,
    )


def _gone(group: Group) -> bool:
    return group.status == RefreshStatus.GONE
