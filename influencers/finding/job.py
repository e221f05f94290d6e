"""A worker's turn at a job: it searches, looks accounts up, judges them, and can be stopped at any point.

The job's rows alone say how far it is. A worker holds it by a lease; whatever it learned is written in one
transaction with a look at that lease, so a cancelled or lost turn writes nothing more and nothing twice.
"""

import logging
import uuid
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from influencers.finding import lookups, searching
from influencers.finding.asked_sources import REST, AskedSources
from influencers.finding.keep import keep_found
from influencers.models import Discovery
from influencers.models.discovery import DiscoveryState, Outcome, StepState
from influencers.sources.registry import policy_of

logger = logging.getLogger(__name__)

# Longer than any one call may take, with its retries.
LEASE = timedelta(minutes=5)
# A turn ends after this; the job then waits its turn behind others.
TURN = timedelta(minutes=3)
# A job whose message got lost, or whose next turn was not taken, is queued anew by the beat.
NO_ANSWER = "Some accounts got no usable answer; they are tried again."
LOST_AFTER = timedelta(minutes=1)


class Lost(Exception):
    """The job is not ours any more: cancelled, or taken over after our lease ran out."""


def take_turn(discovery_id: int) -> str:
    """One turn of a job; the state in which it left it, "" where it could not have it. Safe to call twice:
    who does not get the lease does nothing."""
    held = _claim(discovery_id)
    if held is None:
        return ""
    turn = Turn(*held)
    try:
        turn.go()
        if turn.discovery.keep_at_once:
            keep_found(turn.discovery)
    except Lost:
        logger.info("Discovery %s was cancelled or taken over", discovery_id)
    except Exception:
        logger.exception("Discovery %s failed", discovery_id)
        turn.fail()
    return Discovery.objects.filter(pk=discovery_id).values_list("state", flat=True).first() or ""


def due() -> list[int]:
    """Jobs that need a turn: a platform's pause is over, a worker died, or a message was lost."""
    now = timezone.now()
    left = Q(state=DiscoveryState.RUNNING, claimed_until__lt=now)
    waiting = Q(state=DiscoveryState.PAUSED, resume_at__lte=now)
    lost = Q(state=DiscoveryState.QUEUED, updated_at__lt=now - LOST_AFTER)
    return list(Discovery.objects.filter(left | waiting | lost).order_by("pk").values_list("pk", flat=True))


def _claim(discovery_id: int) -> tuple[Discovery, bool] | None:
    """(the job, whether a person's click came with it), ours from now on; None where it is not free."""
    now = timezone.now()
    with transaction.atomic():
        row = Discovery.objects.select_for_update(skip_locked=True).filter(pk=discovery_id).first()
        if row is None or not row.is_open or (row.claimed_until and row.claimed_until > now):
            return None
        if row.state == DiscoveryState.PAUSED and row.resume_at and row.resume_at > now:
            return None
        clicked, row.clicked = row.clicked, False
        row.state, row.claim, row.claimed_until = DiscoveryState.RUNNING, uuid.uuid4(), now + LEASE
        row.resume_at = None
        row.save()
    return row, clicked


def by_click_only(source: str) -> bool:
    """Whether a platform wants each search of words to come from a person's click."""
    return policy_of(source, settings).search_by_click_only


class Turn:
    """One worker at one job."""

    def __init__(self, discovery: Discovery, clicked: bool):
        self.discovery, self.clicked = discovery, clicked
        self.sources = AskedSources()
        self.end = timezone.now() + TURN

    @property
    def is_over(self) -> bool:
        """Whether others should have their turn."""
        return timezone.now() > self.end

    @contextmanager
    def writing(self):
        """A transaction in which the job is surely ours; renews the lease. Raises Lost."""
        with transaction.atomic():
            ours = Discovery.objects.select_for_update().filter(
                pk=self.discovery.pk, claim=self.discovery.claim, state=DiscoveryState.RUNNING
            )
            if not ours.exists():
                raise Lost
            yield
            now = timezone.now()
            ours.update(
                claimed_until=now + LEASE, updated_at=now, calls=F("calls") + self.sources.calls_since()
            )

    def may_search(self, source: str) -> bool:
        """Whether words may be searched there in this turn: some platforms want a click each time."""
        return self.clicked or not by_click_only(source)

    def go(self) -> None:
        """Searches first, as a click stands behind them now; then look-ups; then says how the job stands."""
        searching.search_all(self)
        lookups.look_all_up(self)
        self._close()

    def fail(self) -> None:
        """Leaves the job for a person to resume."""
        self._end(
            DiscoveryState.FAILED,
            "Handpick failed on this job; its log has the details. Resume to try again.",
        )

    def _close(self) -> None:
        finds = self.discovery.finds.filter(outcome=Outcome.WAITING)
        steps = self.discovery.steps.filter(state=StepState.WAITING)
        looking = set(finds.values_list("source", flat=True).distinct())
        # Without a person's click nothing would change for those that want one: they ask.
        searching = {key for key in steps.values_list("source", flat=True) if not by_click_only(key)}
        if (looking or searching) and self.is_over:
            self._end(DiscoveryState.QUEUED, "")
        elif looking or searching:
            until = self.sources.until(looking, searching) or timezone.now() + REST
            self._end(DiscoveryState.PAUSED, self.sources.why(looking, searching) or NO_ANSWER, until)
        else:
            self._end(DiscoveryState.ASKS if steps.exists() else DiscoveryState.DONE, "")

    def _end(self, state: str, message: str, resume_at: datetime | None = None) -> None:
        """Gives the job back; without effect where it is not ours any more."""
        now, over = timezone.now(), state in (DiscoveryState.DONE, DiscoveryState.FAILED)
        Discovery.objects.filter(
            pk=self.discovery.pk, claim=self.discovery.claim, state=DiscoveryState.RUNNING
        ).update(
            state=state,
            message=message[:500],
            claim=None,
            claimed_until=None,
            resume_at=resume_at,
            calls=F("calls") + self.sources.calls_since(),
            finished_at=now if over else None,
            updated_at=now,
        )
