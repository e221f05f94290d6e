"""What campaigns froze of figures that their source lets nobody keep, or nobody make: it goes in time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from campaigns.deliverables import keep_counts
from campaigns.models import Candidate, Deliverable
from influencers.models import RetentionRun
from influencers.retention import FROZEN, NIGHT
from influencers.sources.registry import SOURCES, policy_of
from influencers.terms import words_of_terms

BATCH = 500
MADE = ("engagement_rate", "er_low", "er_high", "er_basis", "percentile", "n_posts", "niche")
TOLD = ("followers", "last_post_at", "country", "language")


def purge_frozen(now: datetime) -> list[RetentionRun]:
    """Takes scores made of what must not be measured off shortlists, and figures whose time is over; a logged
    run for each source with a limit. A second call finds nothing left to do."""
    limited = [key for key in SOURCES if policy_of(key, settings).retention_days is not None]
    return [_purge(key, now) for key in limited]


def purge_counts(now: datetime) -> int:
    """How many deliverables lost counts that their source lets nobody keep longer; that there was a post, and
    its state, stay. Where the post was read again since, its counts of then take their place. A second call
    finds none."""
    gone = 0
    for key in SOURCES:
        days = policy_of(key, settings).retention_days
        if days is None:
            continue
        over = Deliverable.objects.filter(
            counted_source=key, counted_at__lt=now - timedelta(days=days) + NIGHT
        )
        for row in over.filter(post__fetched_at__gt=F("counted_at")).select_related("post"):
            keep_counts(row, row.post, row.settled_at or now)
            row.save()
        told = over.exclude(likes=None, comments=None, shares=None, views=None, published_at=None)
        gone += told.update(likes=None, comments=None, shares=None, views=None, published_at=None)
        gone += _purge_estimates(key, now)
    return gone


def _purge_estimates(key: str, now: datetime) -> int:
    """How many deliverables lost an estimate that rests on figures of a source which may not be used so."""
    policy = policy_of(key, settings)
    made = Deliverable.objects.filter(
        Q(candidate__profile__source=key) | Q(candidate__profile__bound_source=key)
    ).filter(estimate__has_key="engagements")
    if policy.derived_figures:
        made = made.filter(added_at__lt=now - timedelta(days=policy.retention_days) + NIGHT)
    return made.update(estimate={"missing": f"not kept: {words_of_terms(key)}"})


def _purge(key: str, now: datetime) -> RetentionRun:
    run = RetentionRun.objects.create(source=key, rule=FROZEN, started_at=timezone.now())
    of_source = Q(frozen__figures__source=key) | Q(frozen__figures__bound_source=key)
    last = 0
    while ids := list(
        Candidate.objects.filter(of_source, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        with transaction.atomic():
            for candidate in Candidate.objects.filter(pk__in=ids).order_by("pk").select_for_update():
                run.rows += _strip(candidate, key, now)
        last = ids[-1]
    run.finished_at = timezone.now()
    run.save(update_fields=["rows", "finished_at"])
    return run


def _strip(candidate: Candidate, key: str, now: datetime) -> bool:
    """Whether something was taken from a candidate."""
    policy, figures = policy_of(key, settings), candidate.frozen["figures"]
    age = now - candidate.frozen_at + NIGHT
    over = age > timedelta(days=policy.retention_days)
    gone = set()
    if over or not policy.derived_figures:
        gone |= {name for name in MADE if figures.get(name) not in (None, "", 0)}
        gone |= {"score"} if candidate.frozen_score is not None or candidate.frozen.get("result") else set()
        candidate.frozen_score, candidate.frozen["result"] = None, None
    elif age > timedelta(days=policy.words_days):
        for part in (candidate.frozen.get("result") or {}).get("parts", ()):
            gone |= {"words"} if part.get("evidence") else set()
            part["evidence"] = []
    if over:
        gone |= {name for name in TOLD if figures.get(name) not in (None, "")}
    for name in gone & set(figures):
        figures[name] = "" if isinstance(figures[name], str) else None
    if gone:
        candidate.save(update_fields=["frozen", "frozen_score"])
    return bool(gone)
