"""Who may make how many calls of a source: the one door through which sources are opened.

A call is paid for before it is made, by one conditional UPDATE; where the window is over, unknown or spent,
or an answer says otherwise, the row is locked and looked at. Redis has no part in it. A call that is paid
for stays counted, whatever becomes of its worker.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from influencers.choices import Share
from influencers.cooldown import PAUSES
from influencers.credential import credential_of
from influencers.models import Budget
from influencers.models.budget import Receipt
from influencers.sources.base import Allowance, BudgetSpent, QuotaSpent, RateLimited, Refused, Source
from influencers.sources.registry import open_source, source_class

__all__ = ["Share", "opened"]

# {0} counts the share's own part, {1} is what the share must leave to others.
_PAY = """
UPDATE influencers_budget SET used = used + 1, own = own + 1{0}
WHERE source = %(source)s AND credential = %(credential)s AND kind = %(kind)s
  AND rolls_at > %(now)s AND rolls_at <= %(now)s + window_seconds * interval '1.25 seconds'
  AND (paused_until IS NULL OR paused_until <= %(now)s)
  AND used < "limit"{1}
RETURNING turn, used, "limit", resets_at, told
"""
_FOR_PEOPLE = " - greatest(kept_interactive - interactive, 0)"
_FOR_COMMENTS = (
    " - CASE WHEN comments_kept_until > %(now)s THEN greatest(kept_comments - comments, 0) ELSE 0 END"
)
_STATEMENTS = {
    Share.INTERACTIVE: _PAY.format(", interactive = interactive + 1", ""),
    Share.COMMENTS: _PAY.format(", comments = comments + 1", f"{_FOR_PEOPLE} AND comments < kept_comments"),
    Share.BACKGROUND: _PAY.format("", _FOR_PEOPLE + _FOR_COMMENTS),
}


def opened(key: str, share: Share = Share.BACKGROUND) -> Source:
    """A source, ready to be asked; every call of it is paid for from `share`.

    A call that cannot be paid for raises BudgetSpent with the time from which on it can. Ask outside of
    transactions: a payment is to be seen by others at once, and must not be taken back.
    """
    return open_source(key, settings, Account(key, share))


class Account:
    """The purse of one source and share."""

    def __init__(self, key: str, share: Share):
        self.key, self.share = key, share
        self.label, self.quotas = source_class(key).label, source_class(key).limits.quotas
        self.credential = credential_of(key)

    def pay(self, kind: str, account: str = "") -> Receipt:
        """A receipt for one call. Raises BudgetSpent."""
        now = timezone.now()
        who = {"source": self.key, "credential": account or self.credential, "kind": kind}
        with connection.cursor() as cursor:
            cursor.execute(_STATEMENTS[self.share], {**who, "now": now})
            row = cursor.fetchone()
        return Receipt(kind, account, *row) if row else self._look(kind, account, now)

    def pay_for_word(self, kind: str, word: str) -> None:
        """Pays for a different word; one that was paid for within the window is free."""
        now, quota = timezone.now(), self.quotas[kind]
        window = timedelta(seconds=quota.seconds)
        with transaction.atomic():
            budget = self._locked(kind, "", now)
            budget.words.filter(spent_at__lte=now - window).delete()
            spent = dict(budget.words.order_by("spent_at").values_list("word", "spent_at"))
            if word in spent:
                return
            budget.limit, budget.used = quota.limit, min(len(spent), quota.limit)
            budget.resets_at = min(spent.values(), default=now) + window
            if budget.paused_until and budget.paused_until > now:
                raise BudgetSpent(budget.reason, budget.paused_until, whole_source=False)
            if len(spent) >= quota.limit:
                raise self._spent(budget, budget.resets_at, whole_source=False)
            budget.words.create(word=word, spent_at=now)
            budget.used += 1
            budget.save()

    def told(self, receipt: Receipt, allowance: Allowance | None, refusal: Refused | None) -> None:
        """Corrects the count where an answer disagrees with it, and stays away where it says so."""
        refused = refusal if isinstance(refusal, (RateLimited, QuotaSpent)) else None
        if refused is None and (allowance is None or _as_known(receipt, allowance)):
            return
        kind, now = receipt.kind, timezone.now()
        with transaction.atomic():
            budget = self._locked(kind, receipt.account, now)
            if allowance:
                budget.hear(self.quotas[kind], receipt, allowance, now)
            if refused and not getattr(refused, "bucket", ""):
                self._refused(budget, refused, now)
            budget.save()
            if refused and (other := getattr(refused, "bucket", "")):
                budget = self._locked(other, "", now)
                self._refused(budget, refused, now)
                budget.save()

    def _refused(self, budget: Budget, refusal: Refused, now: datetime) -> None:
        until = refusal.until or now + PAUSES[refusal.kind]
        budget.stay_away(until, refusal.text, isinstance(refusal, QuotaSpent))

    def _look(self, kind: str, account: str, now: datetime) -> Receipt:
        """The receipt for a call where counting up is not enough. Raises BudgetSpent."""
        with transaction.atomic():
            budget = self._locked(kind, account, now)
            paused = budget.paused_until if budget.paused_until and budget.paused_until > now else None
            if not paused and (free := budget.free(self.share, now) > 0):
                budget.take(self.share)
            budget.save()
        if paused:
            raise BudgetSpent(budget.reason or f"{self.label} wants a pause.", paused)
        if not free:
            raise self._spent(budget, budget.free_again(self.share, now))
        return budget.receipt(account)

    def _locked(self, kind: str, account: str, now: datetime) -> Budget:
        """The row of a bucket, in the window of `now`, which is ours until the transaction ends."""
        who = {"source": self.key, "credential": account or self.credential, "kind": kind}
        rows = Budget.objects.select_for_update()
        budget = rows.filter(**who).first()
        if budget is None:
            Budget.objects.bulk_create([Budget(**who)], ignore_conflicts=True)
            budget = rows.get(**who)
        budget.roll(self.quotas[kind], now)
        return budget

    def _spent(self, budget: Budget, until: datetime, whole_source: bool = True) -> BudgetSpent:
        what = f"The allowance of {budget.server or self.label}"
        if self.share == Share.COMMENTS and budget.used < budget.limit:
            what = f"What comments may use of the allowance of {self.label}"
        return BudgetSpent(f"{what} is used up until {until:%Y-%m-%d %H:%M} UTC.", until, whole_source)


def _as_known(receipt: Receipt, allowance: Allowance) -> bool:
    """Whether an answer tells nothing that the receipt did not know."""
    if allowance.limit is None or allowance.limit - allowance.remaining > receipt.used:
        return False
    if allowance.resets_at is None:
        return True
    near = receipt.told and abs(receipt.ends - allowance.resets_at) <= timedelta(seconds=2)
    return near and allowance.limit == receipt.limit
