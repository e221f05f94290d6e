"""One round of refreshes: a batch of accounts of one source is asked for, stored, and scheduled anew.

A round that runs twice stores once; one that dies gives its accounts back when the lease runs out.
"""

import logging
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from influencers import cadence, cooldown, schedule
from influencers.budget import Share, opened
from influencers.choices import Priority, RefreshStatus, RunState
from influencers.erasing import erase_account
from influencers.erasure import hold_off
from influencers.ingest import SameAccount, Telling, Verdict, WasErased, ingest_all
from influencers.models import Profile, RefreshRun
from influencers.pace import room_of
from influencers.pictures.tasks import ask_for_picture
from influencers.refresh import claim, planned, read_back_to, unsettled
from influencers.retention import posts_over_soon
from influencers.sources import base
from influencers.sources.registry import refreshing

logger = logging.getLogger(__name__)

# A round stops in time to give back what it holds before the lease runs out.
ROUND_SECONDS = 5 * 60
# How far back posts are read the first time.
HISTORY = timedelta(days=365)
LISTED_FAILURES = 50
FAULT = "Handpick failed on this account; its log has the details."
# Failures of one call, of which it is not known whether an account or the source is to blame.
CALL_FAILED = (base.Unavailable, base.BadRequest)


def run_round(key: str, ids: Collection[int] | None = None, asked_by: int | None = None) -> RefreshRun | None:
    """Refreshes some accounts of a source; its log, or None where nothing was due, the source wants a pause,
    its budget is spent, or it is not connected. With `ids` just those, because a person waits for them."""
    share = Share.BACKGROUND if ids is None else Share.INTERACTIVE
    if key not in refreshing(settings) or cooldown.paused_until(key, share):
        return None
    source = opened(key, share)
    held, lease = claim(key, source.limits.round_size, ids)
    if not held:
        return None
    run = RefreshRun.objects.create(source=key, asked_by_id=asked_by, claimed=len(held))
    Round(source, run, held, lease).go()
    return run


@dataclass(frozen=True, slots=True)
class _Told:
    """What was read of an account and is to be stored, and what kept us from reading more."""

    profile: Profile
    record: base.ProfileRecord
    posts: list[base.PostRecord]
    trouble: base.SourceError | None
    at: datetime
    paid: bool  # whether its posts cost a call


class Round:
    """Some accounts on their way: asks the source, batch by batch, stores what it told, decides when each
    account is due again."""

    def __init__(self, source: base.Source, run: RefreshRun, held: list[Profile], lease: datetime):
        self.source, self.run, self.lease = source, run, lease
        self.left = {profile.pk: profile for profile in held}
        self.end = time.monotonic() + ROUND_SECONDS
        self.told: list[_Told] = []
        self.unanswered = 0
        self.holds, self.room = cadence.current(), room_of(run.source)
        self.young = unsettled(held)

    def go(self) -> None:
        """Steps: ask for a batch of accounts, then each one's posts where there may be new ones, and store
        what came; what was not reached is given back unharmed; the log is closed in any case."""
        state = RunState.DONE
        try:
            for batch in self._batches():
                self._batch(batch)
        except base.BudgetSpent as spent:
            self.run.message = spent.text[:500]
        except base.SourceError as refusal:
            state = RunState.FAILED
            until = cooldown.pause(self.run.source, refusal)
            self.run.message = f"{refusal.text} Next try after {until:%Y-%m-%d %H:%M} UTC."[:500]
        finally:
            self._close(state)

    def _batches(self) -> Iterator[list[Profile]]:
        """What one call takes at a time, while there is time."""
        profiles, size = list(self.left.values()), self.source.limits.batch_size
        for start in range(0, len(profiles), size):
            if time.monotonic() > self.end:
                return
            yield profiles[start : start + size]

    def _batch(self, profiles: list[Profile]) -> None:
        by_id = [] if self.source.by_handle else profiles
        answers = self._told([profile.platform_id for profile in by_id if profile.platform_id])
        try:
            for profile in profiles:
                if profile.platform_id in answers or not profile.platform_id or self.source.by_handle:
                    self._one(profile, answers.get(profile.platform_id))
                if self.told and self.told[-1].paid:
                    self._store()  # a worker that is killed repeats no call but the one in flight
                if time.monotonic() > self.end:
                    return
        finally:  # also what was read before the source refused
            self._store()

    def _told(self, platform_ids: list[str]) -> dict[str, base.ProfileRecord | base.SourceError]:
        """The batch's answers by id. Where the batch as a whole fails, each is asked alone, so that one bad
        account cannot keep the others from being read; after two failures and no success the source is
        taken to be down."""
        if not platform_ids:
            return {}
        try:
            return dict(self.source.profiles(platform_ids))
        except CALL_FAILED as error:
            if len(platform_ids) == 1:
                return {platform_ids[0]: error}
        answers: dict[str, base.ProfileRecord | base.SourceError] = {}
        for platform_id in platform_ids:
            try:
                answers |= self.source.profiles([platform_id])
            except CALL_FAILED as error:
                answers[platform_id] = error
                if len(answers) == 2 and all(isinstance(said, CALL_FAILED) for said in answers.values()):
                    self._blame(answers)
                    raise
            if time.monotonic() > self.end:
                break
        return answers

    def _blame(self, answers: dict[str, base.SourceError]) -> None:
        """Notes the failure of accounts that were asked alone, so that the next round begins with others."""
        for profile in list(self.left.values()):
            if error := answers.get(profile.platform_id):
                self._failed(profile, error)

    def _one(self, profile: Profile, answer: base.ProfileRecord | base.SourceError | None) -> None:
        """Reads what the source tells of one account; one that no source bound yet is asked by its handle."""
        try:
            if isinstance(answer, base.SourceError):
                raise answer
            record = answer or self.source.profile(profile.handle)
            if self.source.by_handle and profile.platform_id not in (None, record.platform_id):
                raise base.NotFound("This name belongs to another account now.")
            posts, trouble = self._posts(profile, record)
            told = _Told(profile, record, posts or [], trouble, timezone.now(), posts is not None)
            self.told.append(told)
        except base.SourceError as error:
            self._settle(profile, error)
            return
        except Exception:  # One account must never keep the others from being read; the log has the trace.
            logger.exception("Refresh of profile %s failed", profile.pk)
            self._failed(profile, _Fault(FAULT))
            return
        if trouble and trouble.whole_source:
            raise trouble

    def _store(self) -> None:
        """Stores what was read and plans the next time in one transaction: a due time has one result,
        wherever a worker or the database is stopped."""
        told, self.told = self.told, []
        tellings = [
            Telling(one.profile.pk, one.record, one.posts, one.at, None if one.trouble else self._fresh)
            for one in told
        ]
        verdicts = ingest_all(tellings, self.run.source, self.lease) if told else []
        for one, verdict in zip(told, verdicts, strict=True):
            self._stored(one, verdict)

    def _stored(self, told: _Told, verdict: Verdict) -> None:
        """Does what follows from what became of an account."""
        profile = told.profile
        if isinstance(verdict, SameAccount):
            self._failed(profile, base.NotSupported(str(verdict)))
        elif isinstance(verdict, WasErased):
            self.left.pop(profile.pk, None)
            erase_account(profile.pk)
            self.run.gone += 1
        elif isinstance(verdict, Exception):
            logger.error("Refresh of profile %s failed", profile.pk, exc_info=verdict)
            self._failed(profile, _Fault(FAULT))
        elif verdict is None:  # the lease ran out and another took it, or it is no longer there
            self.left.pop(profile.pk, None)
        else:
            if told.record.avatar_url:
                ask_for_picture(profile.pk)
            if not told.trouble:
                self.left.pop(profile.pk, None)
                self.run.refreshed += 1
            elif not told.trouble.whole_source:
                self._settle(profile, told.trouble)

    def _settle(self, profile: Profile, error: base.SourceError) -> None:
        """What an error means for the account that it came with; raises it where it is about the source."""
        if error.whole_source:
            raise error
        settle = self._postpone if isinstance(error, base.BudgetSpent) else self._failed
        settle(profile, error)
        self._doubt(error)

    def _posts(
        self, profile: Profile, record: base.ProfileRecord
    ) -> tuple[list[base.PostRecord] | None, base.SourceError | None]:
        """The posts to store, None where nothing was asked, and what kept us from reading more. After a
        complete read only those are read again whose counts may still change, and all where some would have
        to be purged otherwise. Where none may and none came, that costs no call."""
        complete = profile.refresh_status == RefreshStatus.OK and profile.fetched_at
        now = timezone.now()
        if complete and not posts_over_soon(profile, self.run.source, now):
            since, wanting = read_back_to(profile, self.young.get(profile.pk, []))
            if not wanting and record.posts_count is not None and record.posts_count == profile.posts_count:
                return None, None
        else:
            since = now - HISTORY
        posts: list[base.PostRecord] = []
        try:
            for post in self.source.posts(record.platform_id, since):
                posts.append(post)
                if time.monotonic() > self.end:
                    return posts, base.Unavailable("Reading this account's posts took too long.")
        except base.SourceError as error:
            return posts, error
        return posts, None

    def _fresh(self, profile: Profile, young: list[datetime]) -> dict:
        """The verdict on an account that was read completely and is ours no longer: values of its row."""
        return {
            "claimed_until": None,
            "refresh_status": RefreshStatus.OK,
            "failures": 0,
            "last_error_kind": "",
            "last_error": "",
            "gone_since": None,
            **planned(profile, self.run.source, self.holds, self.room, young),
        }

    def _doubt(self, error: base.SourceError) -> None:
        """Takes a source that asks for one account a call to be down after two without an answer and none
        before with one."""
        self.unanswered += isinstance(error, CALL_FAILED)
        if self.source.by_handle and self.unanswered == 2 and not self.run.refreshed:
            raise error

    def _postpone(self, profile: Profile, spent: base.BudgetSpent) -> None:
        """Gives an account back whose server's budget is spent; it is due when that is renewed."""
        self._release(profile, next_refresh_at=spent.until)
        self.run.given_back += 1

    def _failed(self, profile: Profile, error: base.SourceError) -> None:
        """Marks an account by the reason of its failure. It stays in the catalogue with its last figures."""
        now, failures = timezone.now(), min(profile.failures + 1, 1000)
        status, due = RefreshStatus.FAILING, schedule.retry_due(profile.pk, now, failures)
        if isinstance(error, base.Gone):
            status, due = RefreshStatus.GONE, now + schedule.GONE_EVERY
        elif isinstance(error, base.NotFound):
            status, due = (
                RefreshStatus.NOT_FOUND,
                schedule.retry_due(profile.pk, now, failures, searching=True),
            )
        elif isinstance(error, base.NotSupported):
            status, due = RefreshStatus.UNSUPPORTED, None
        if isinstance(error, base.Refused) and error.until and due:
            due = max(due, error.until)
        left = status in (RefreshStatus.GONE, RefreshStatus.NOT_FOUND)
        self._release(
            profile,
            refresh_status=status,
            gone_since=(profile.gone_since or now) if left else profile.gone_since,
            failures=failures,
            last_error_kind=error.kind,
            last_error=error.text[:500],
            priority=Priority.NORMAL,
            next_refresh_at=due,
        )
        self.run.gone += status == RefreshStatus.GONE
        self.run.failed += status != RefreshStatus.GONE
        if len(self.run.failures) < LISTED_FAILURES:
            self.run.failures.append(
                {"profile": profile.pk, "handle": profile.handle, "kind": error.kind, "reason": error.text}
            )

    def _release(self, profile: Profile, **values) -> None:
        """Ends our hold with a verdict; without effect where the lease ran out and another took over."""
        self.left.pop(profile.pk, None)
        ours = Profile.objects.filter(pk=profile.pk, claimed_until=self.lease)
        ours.update(claimed_until=None, updated_at=timezone.now(), **values)

    def _close(self, state: str) -> None:
        given_back = Profile.objects.filter(pk__in=self.left, claimed_until=self.lease)
        self.run.given_back += given_back.update(claimed_until=None)
        self.run.state, self.run.finished_at = state, timezone.now()
        self.run.calls = self.source.calls
        with transaction.atomic():
            hold_off()  # an account that was erased meanwhile is not named here either
            there = Profile.objects.filter(pk__in=[line["profile"] for line in self.run.failures])
            kept = set(there.values_list("pk", flat=True))
            self.run.failures = [line for line in self.run.failures if line["profile"] in kept]
            self.run.save()


class _Fault(base.SourceError):
    """A fault of ours."""

    kind = "fault"
