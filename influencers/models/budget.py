"""How many calls a credential may make, and how many it made: counters that never run over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from django.db import models
from django.db.models import F, Q

from influencers.choices import Share
from influencers.sources.base import Allowance
from influencers.sources.quotas import PIECES, Quota

# Reset times are told in whole seconds, and clocks differ a little: a window is over a second later.
GRACE = timedelta(seconds=1)
# Reset times this near to each other are the same window's.
SAME = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One paid call: of which bucket and window, and what was known when it was paid for."""

    kind: str
    account: str
    turn: int
    used: int
    limit: int
    ends: datetime
    told: bool


class Budget(models.Model):
    """Calls of one kind that a credential may make until `resets_at`, and those it made.

    `used` counts what the platform counts too; `own` is the part that we know to be ours. `turn` numbers the
    windows: it only grows, and no window is entered twice, whatever clocks say. `rolls_at`: until then
    counting up is all there is to do. `told`: the end of the window is the platform's own word.
    """

    source = models.CharField(max_length=12)
    # Short salted digest of the credential, or the name of a server that counts by itself; never a secret.
    credential = models.CharField(max_length=255, blank=True)
    # "" is the source as a whole: of that row only the pause counts.
    kind = models.CharField(max_length=30, blank=True)
    window_seconds = models.PositiveIntegerField(default=300)
    limit = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    own = models.PositiveIntegerField(default=0)
    # Parts of `used` that went to waiting people and to comments, and what is kept for each.
    interactive = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    kept_interactive = models.PositiveIntegerField(default=0)
    kept_comments = models.PositiveIntegerField(default=0)
    comments_kept_until = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveBigIntegerField(default=0)
    told = models.BooleanField(default=False)
    rolls_at = models.DateTimeField(null=True, blank=True)
    resets_at = models.DateTimeField(null=True, blank=True)
    # Of a rolling window: [used, interactive, comments] of each piece before this one, the newest first.
    pieces = models.JSONField(default=list, blank=True)
    # Set when the platform refused: nobody calls before then.
    paused_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "credential", "kind"], name="budget_unique"),
            models.CheckConstraint(condition=Q(used__lte=F("limit")), name="budget_not_overrun"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind}: {self.used} of {self.limit}"

    @property
    def server(self) -> str:
        """The name of the server that counts by itself; "" where the credential is what counts."""
        return self.credential if "." in self.credential else ""

    @property
    def background(self) -> int:
        """What the schedule used, and whoever else has this credential."""
        return max(self.used - self.interactive - self.comments, 0)

    def open(self, quota: Quota, now: datetime) -> None:
        """The first window."""
        self.window_seconds, self.limit = quota.seconds, quota.limit
        self._renew(quota, now)

    def roll(self, quota: Quota, now: datetime) -> None:
        """Moves on to the window of `now`. A window that lies too far ahead was opened by a clock that was
        wrong: it ends earlier, and what was used in it stays used."""
        if self.rolls_at is None:
            self.open(quota, now)
        elif self.rolls_at <= now:
            self._roll_pieces(quota, now) if quota.rolling else self._renew(quota, now)
        elif self.rolls_at > now + timedelta(seconds=1.25 * self.window_seconds):
            self.told = False
            self._end(quota, now)

    def free(self, share: Share, now: datetime) -> int:
        """How many calls a share may make now."""
        left = self.limit - self.used
        if share == Share.INTERACTIVE:
            return left
        left -= max(self.kept_interactive - self.interactive, 0)
        if share == Share.COMMENTS:
            return min(left, self.kept_comments - self.comments)
        if self.comments_kept_until and self.comments_kept_until > now:
            left -= max(self.kept_comments - self.comments, 0)
        return left

    def free_again(self, share: Share, now: datetime) -> datetime:
        """When a share that is spent gets something again."""
        melts_at = self.comments_kept_until
        if share == Share.BACKGROUND and melts_at and melts_at > now and self.free(share, melts_at) > 0:
            return melts_at
        return self.resets_at or now

    def take(self, share: Share) -> None:
        """Counts one call."""
        self.used, self.own = self.used + 1, self.own + 1
        self.interactive += share == Share.INTERACTIVE
        self.comments += share == Share.COMMENTS

    def receipt(self, account: str) -> Receipt:
        """For the call that was just counted."""
        return Receipt(
            self.kind, account, self.turn, self.used, self.limit, self.resets_at or self.rolls_at, self.told
        )

    def hear(self, quota: Quota, receipt: Receipt, allowance: Allowance, now: datetime) -> None:
        """Corrects the count by what an answer said. Within a window it only goes up; it begins anew where
        the answer says that the platform's did. A call that was paid for in an earlier window, and that the
        platform counted in this one, is counted here too."""
        limit = allowance.limit or self.limit
        used = limit - min(allowance.remaining, limit)
        if quota.rolling or allowance.resets_at is None or quota.zone:
            share = used / limit if limit else 0
            self._raise_to(floor(share * self.limit) if quota.rolling else used)
            return
        ends, late = allowance.resets_at + GRACE, receipt.turn < self.turn
        if late and receipt.told and ends <= receipt.ends + SAME:
            return  # counted by the platform in a window that is over
        if self.told and ends < self.resets_at - SAME:
            return
        if self.told and ends > self.resets_at + SAME:
            if now < self.resets_at - SAME:  # a limit that moves along with each call
                self._raise_to(used)
                return
            self._renew(quota, now)
            late = True
        self._limit_to(limit, quota)
        if not self.told and quota.comments:
            began = self.resets_at - timedelta(seconds=quota.seconds)
            self.comments_kept_until = began + (ends - began) / 2
        self.told, self.window_seconds = True, max(self.window_seconds, int((ends - now).total_seconds()))
        self.resets_at = self.rolls_at = ends
        self.own += late
        self._raise_to(max(used, self.own))

    def stay_away(self, until: datetime, reason: str, spent: bool) -> None:
        """Nobody calls before then; a pause that runs is never shortened. `spent`: nothing is left at all."""
        self.paused_until = max(until, self.paused_until or until)
        self.reason = reason[:300]
        if spent:
            self.used = self.limit

    def _raise_to(self, used: int) -> None:
        self.used = min(max(self.used, used), self.limit)

    def _limit_to(self, limit: int, quota: Quota) -> None:
        if limit != self.limit and limit > 0:
            self.limit, self.used = limit, min(self.used, limit)
            self._keep(quota)

    def _keep(self, quota: Quota) -> None:
        """What is kept for people and for comments: of any limit something, where anything is declared."""
        self.kept_interactive = floor(self.limit * quota.interactive)
        self.kept_comments = max(floor(self.limit * quota.comments), 1) if quota.comments else 0

    def _renew(self, quota: Quota, now: datetime) -> None:
        """A new window. A limit that the platform told holds until it tells another."""
        if quota.zone or quota.rolling:
            self.limit = quota.limit
        self.turn += 1
        self.used = self.own = self.interactive = self.comments = 0
        self.pieces, self.told = [], False
        self._end(quota, now)

    def _end(self, quota: Quota, now: datetime) -> None:
        self._keep(quota)
        self.resets_at = self.rolls_at = quota.ends(now)
        self.comments_kept_until = None
        if quota.rolling:
            self.rolls_at = now + timedelta(seconds=quota.seconds / PIECES)
            self.resets_at = self.rolls_at + timedelta(seconds=quota.seconds)
        elif quota.comments:
            self.comments_kept_until = now + (self.resets_at - now) / 2

    def _roll_pieces(self, quota: Quota, now: datetime) -> None:
        """Closes the piece that is over. What was used in it counts until it is `seconds` old."""
        length = timedelta(seconds=quota.seconds / PIECES)
        steps = (now - self.rolls_at) // length + 1
        counts = (self.used, self.interactive, self.comments)
        before = [sum(column) for column in zip(*self.pieces, strict=True)] or [0, 0, 0]
        closed = [max(total - earlier, 0) for total, earlier in zip(counts, before, strict=True)]
        blank = [[0, 0, 0]] * min(steps - 1, PIECES)
        self.pieces = [*blank, closed, *self.pieces][:PIECES]
        self.used, self.interactive, self.comments = map(sum, zip(*self.pieces, strict=True))
        self.own = self.used
        self.turn += 1
        self.rolls_at += steps * length
        used_at = [number for number, piece in enumerate(self.pieces) if piece[0]]
        self.resets_at = self.rolls_at + (PIECES - 1 - max(used_at, default=-1)) * length


class BudgetWord(models.Model):
    """A word (a hashtag) that was asked for, which is free to be asked for again for a while."""

    # No index of its own: `budget_word_unique` begins with it.
    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="words", db_index=False)
    word = models.CharField(max_length=150)
    spent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "word"], name="budget_word_unique")]

    def __str__(self) -> str:
        return self.word
