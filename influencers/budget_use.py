"""What of each budget is used and left, and how much it can carry. Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone

from influencers.choices import Share
from influencers.credential import credential_of
from influencers.models import Budget
from influencers.sources.quotas import CALLS, Quota
from influencers.sources.registry import SOURCES, missing, source_class

# What each kind of call is called.
KINDS = {CALLS: "Calls", "stats": "Calls for counts", "search": "Searches", "hashtags": "Hashtags"}
# Servers that count by themselves are listed when they are this busy, the busiest first.
SERVERS_SHOWN, SHOWN_FROM = 10, 0.5


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """One budget in its present window. `server` is "" except where a source's servers count by themselves.

    `used` is the sum of `background` (and whoever else has this credential), `interactive` and `comments`.
    `resets_at`: None where nothing is used. `every`: the window in words. `reason`: why it is paused.
    """

    source: str
    kind: str
    label: str
    server: str
    limit: int
    used: int
    background: int
    interactive: int
    comments: int
    resets_at: datetime | None
    every: str
    paused_until: datetime | None
    reason: str

    @property
    def left(self) -> int:
        return self.limit - self.used


def budgets() -> list[BudgetUse]:
    """The budgets of every connected source, each kind of call, in the order of the sources."""
    now = timezone.now()
    rows = {(row.source, row.credential, row.kind): row for row in Budget.objects.exclude(kind="")}
    return [
        use
        for key in SOURCES
        if not missing(key, settings)
        for kind, quota in source_class(key).limits.quotas.items()
        for use in _uses(key, kind, quota, rows, now)
    ]


def carry(key: str, kind: str, until: datetime) -> int:
    """How many calls the schedule can make until then, people and comments left what is theirs. Where
    servers count by themselves it is so for each of them."""
    now, quota = timezone.now(), source_class(key).limits.quotas[kind]
    row = Budget.objects.filter(source=key, credential=credential_of(key), kind=kind).first() or Budget()
    row.roll(quota, now)
    start = max(row.paused_until or now, now)
    free = max(row.free(Share.BACKGROUND, start), 0)
    each = row.limit - row.kept_interactive - row.kept_comments
    if quota.rolling:
        return max(free, floor(each * ((until - start) / timedelta(seconds=quota.seconds))), 0)
    total, begins = free if start < row.resets_at else 0, max(row.resets_at, start)
    if quota.zone:
        while begins < until:
            total, begins = total + each, quota.ends(begins)
        return total
    return total + each * max(ceil((until - begins) / timedelta(seconds=quota.seconds)), 0)


def spent_until(rows: Iterable[Budget], share: Share, now: datetime) -> dict[str, datetime]:
    """The sources of which a share may not make the calls that a refresh takes, and until when not."""
    spent: dict[str, datetime] = {}
    for row in rows:
        if row.kind != CALLS or row.source not in SOURCES or row.credential != credential_of(row.source):
            continue
        row.roll(source_class(row.source).limits.quotas[CALLS], now)
        if row.paused_until and row.paused_until > now:
            spent[row.source] = row.paused_until
        elif row.free(share, now) <= 0:
            spent[row.source] = row.free_again(share, now)
    return spent


def _uses(
    key: str, kind: str, quota: Quota, rows: dict[tuple[str, str, str], Budget], now: datetime
) -> Iterator[BudgetUse]:
    """The budget of our credential; where servers count by themselves, the busiest of them."""
    mine = rows.get((key, credential_of(key), kind))
    uses = [
        _use(quota, row, now)
        for (source, _, of), row in rows.items()
        if (source, of) == (key, kind) and row.server
    ]
    busy = [use for use in uses if use.used >= SHOWN_FROM * use.limit or use.paused_until]
    if mine or not busy:
        yield _use(quota, mine or Budget(source=key, kind=kind), now)
    yield from sorted(busy, key=lambda use: use.used / use.limit, reverse=True)[:SERVERS_SHOWN]


def _use(quota: Quota, row: Budget, now: datetime) -> BudgetUse:
    row.roll(quota, now)
    if quota.words and row.pk:
        window = timedelta(seconds=quota.seconds)
        spent = row.words.filter(spent_at__gt=now - window).aggregate(n=Count("pk"), first=Min("spent_at"))
        row.used, row.resets_at = spent["n"], (spent["first"] or now) + window
    paused = bool(row.paused_until and row.paused_until > now)
    return BudgetUse(
        source=row.source,
        kind=row.kind,
        label=KINDS.get(row.kind, row.kind),
        server=row.server,
        limit=row.limit,
        used=row.used,
        background=row.background,
        interactive=row.interactive,
        comments=row.comments,
        resets_at=row.resets_at if row.used else None,
        every=_every(quota),
        paused_until=row.paused_until if paused else None,
        reason=row.reason if paused else "",
    )


def _every(quota: Quota) -> str:
    """The window in words."""
    if quota.zone:
        return "a day"
    days, minutes = quota.seconds // 86_400, quota.seconds // 60
    span = f"{days} days" if days > 1 else "an hour" if minutes == 60 else f"{minutes} minutes"
    return f"within {span}" if quota.rolling or quota.words else f"in {span}"
