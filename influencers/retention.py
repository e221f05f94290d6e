"""What is taken away because its time is over: by source, as its policy says; each night, and visibly.

Rows of files, curators and the demo catalogue are bound by no platform's terms. What a source with a limit
told is read again in time (`refresh_cap`), or it goes: figures, words, posts, readings, sizes. An account
that is known from nowhere else goes as a whole; one that a file told of, or that people have laid hands on,
stays with its handle and id, which is what their work refers to.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Min, QuerySet, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from influencers import gone
from influencers.choices import Priority
from influencers.models import Avatar, CommentSignal, Post, PostReading, Profile, RetentionRun, Snapshot
from influencers.purging import clear_accounts, clear_bios, clear_post_words, delete_rows
from influencers.sources.base import Policy
from influencers.sources.registry import SOURCES, policy_of, source_class

BATCH = 1_000
NIGHT = timedelta(days=1)
# What other rooms keep of a source's figures and purge by themselves; logged here under this name.
FROZEN = "frozen"
KEEP_LOG = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of row of one source: those of `rows` whose `time` is before `cutoff` are purged.

    `take` does so for a batch of rows and says how many went. The job runs once a night: what would be over
    before the next one goes now, so that nothing is ever kept longer than `days`.
    """

    source: str
    name: str
    label: str
    days: int
    rows: QuerySet
    time: str
    take: Callable[[QuerySet], int]
    day_only: bool = False

    def over(self, now: datetime) -> QuerySet:
        """The rows whose time is over before the night after `now`."""
        cutoff = now - timedelta(days=self.days) + NIGHT
        wanted = {f"{self.time}__lte": cutoff.date()} if self.day_only else {f"{self.time}__lt": cutoff}
        return self.rows.filter(**wanted)

    def oldest(self) -> datetime | None:
        """The time of the oldest row."""
        found = self.rows.aggregate(oldest=Min(self.time))["oldest"]
        if found is None or not self.day_only:
            return found
        return datetime(found.year, found.month, found.day, tzinfo=timezone.get_default_timezone())


def rules() -> list[Rule]:
    """Every rule that holds under the present settings."""
    return [rule for key in SOURCES for rule in _rules_of(key, policy_of(key, settings))]


def purge(now: datetime) -> list[RetentionRun]:
    """Takes away what must go; one logged run a rule. Safe to run twice and to lose: what is left goes next
    time. Each batch is a short transaction of its own."""
    RetentionRun.objects.filter(started_at__lt=now - KEEP_LOG).delete()
    return [_purge(rule, now) for rule in rules()]


def _purge(rule: Rule, now: datetime) -> RetentionRun:
    run = RetentionRun.objects.create(source=rule.source, rule=rule.name, started_at=timezone.now())
    for ids in _batches(rule.over(now)):
        run.rows += rule.take(rule.over(now).filter(pk__in=ids))
        run.save(update_fields=["rows"])
    run.oldest, run.finished_at = rule.oldest(), timezone.now()
    run.save(update_fields=["oldest", "finished_at"])
    return run


def _batches(rows: QuerySet) -> Iterator[list[int]]:
    """Ids in their order, cut into lists; each is asked for when the one before is done."""
    last = 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]


def _rules_of(key: str, policy: Policy) -> Iterator[Rule]:
    comments = CommentSignal.objects.filter(source=key)
    if "comments" not in source_class(key).lacks:
        yield Rule(key, "comments", "Comments", policy.comment_days, comments, "read_at", delete_rows)
    if policy.gone_days is not None:
        left, label = gone.still_told(key), "What left the platform"
        yield Rule(key, "gone", label, policy.gone_days, left, "gone_since", gone.clear)
    if policy.retention_days is None:
        return
    days, words = policy.retention_days, policy.words_days
    posts, accounts = Post.objects.filter(source=key), Profile.objects.filter(bound_source=key)
    readings, sizes = PostReading.objects.filter(post__source=key), Snapshot.objects.filter(source=key)
    if words < days:
        written = posts.exclude(caption="", hashtags=[], mentions=[])
        told = accounts.filter(bound_values__has_any_keys=["bio", "display_name"])
        yield Rule(key, "words", "Words of posts", words, written, "fetched_at", clear_post_words)
        yield Rule(key, "bios", "Names and bios", words, told, "bound_at", clear_bios)
    yield Rule(key, "readings", "Readings of posts", days, readings, "read_at", delete_rows)
    yield Rule(key, "posts", "Posts", days, posts, "fetched_at", delete_rows)
    pictures = Avatar.objects.filter(source=key)
    yield Rule(key, "pictures", "Pictures", words, pictures, "told_at", delete_rows)
    yield Rule(key, "sizes", "Sizes by day", days, sizes, "day", delete_rows, day_only=True)
    yield Rule(key, "accounts", "Accounts", days, accounts, "bound_at", clear_accounts)


def hurry(now: datetime) -> int:
    """How many accounts must be read again soon or be purged: they are due now, ahead of others."""
    hurried = 0
    for key in SOURCES:
        policy = policy_of(key, settings)
        if policy.refresh_from_day is None:
            continue
        due = Profile.objects.shown().filter(
            bound_source=key,
            bound_at__lt=now - timedelta(days=policy.refresh_from_day),
            next_refresh_at__isnull=False,
        )
        hurried += due.update(
            priority=Greatest("priority", Value(Priority.WANTED.value)),
            next_refresh_at=Least("next_refresh_at", Value(now)),
        )
    return hurried


def refresh_cap(source: str, fetched_at: datetime) -> datetime | None:
    """By when data read at `fetched_at` must be read again; None where its source sets no time."""
    policy = policy_of(source, settings)
    if policy is None or policy.refresh_from_day is None:
        return None
    return fetched_at + timedelta(days=policy.refresh_from_day)


def posts_over_soon(profile: Profile, source: str, now: datetime) -> bool:
    """Whether posts of an account would be purged before its next refresh, so that all are read again."""
    policy = policy_of(source, settings)
    if policy is None or policy.refresh_from_day is None:
        return False
    old = now - timedelta(days=policy.refresh_from_day - 7)
    return Post.objects.filter(profile=profile, source=source, fetched_at__lt=old).exists()


@dataclass(frozen=True, slots=True)
class Kept:
    """One rule for Data health: how long, the oldest row, and what the last night took away."""

    source: str
    label: str
    days: int
    oldest: datetime | None
    last: RetentionRun | None
    overdue: bool


def kept_how_long() -> list[Kept]:
    """A line for every rule, and none for sources without a limit beside comments that nobody read."""
    newest = RetentionRun.objects.values("source", "rule").annotate(newest=Max("pk")).values("newest")
    runs = {(run.source, run.rule): run for run in RetentionRun.objects.filter(pk__in=newest)}
    now, lines = timezone.now(), []
    for rule in rules():
        oldest = rule.oldest()
        late = bool(oldest) and now - oldest > timedelta(days=rule.days + 2)
        last = runs.get((rule.source, rule.name))
        lines.append(Kept(source_class(rule.source).label, rule.label, rule.days, oldest, last, late))
    return lines + [
        Kept(source_class(run.source).label, "Figures frozen on shortlists", days, None, run, False)
        for run in runs.values()
        if run.rule == FROZEN and (days := policy_of(run.source, settings).retention_days)
    ]
