"""The budget whatever happens: calls, answers and clocks in any order, one by one and all at once."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from influencers.budget import Account, Share
from influencers.models import Budget
from influencers.sources.base import Allowance, BudgetSpent, RateLimited
from influencers.sources.quotas import Quota

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KINDS = {
    "window": Quota(12, 300, interactive=0.1, comments=0.2),
    "day": Quota(12, 86_400, zone="America/Los_Angeles", interactive=0.1, comments=0.2),
    "rolling": Quota(12, 3600, rolling=True, interactive=0.1),
}
DAY = timedelta(days=1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.sampled_from(Share)),
        st.tuples(st.just("wait"), st.integers(0, 400)),
        st.tuples(st.just("jump"), st.integers(-3 * 86_400, 3 * 86_400)),
        st.tuples(st.just("told"), st.integers(0, 12)),
        st.tuples(st.just("refused"), st.integers(1, 400)),
    ),
    max_size=40,
)


class Payer:
    """Pays as the worker of a share does, at a time that a test sets."""

    def __init__(self, kind: str, time_machine=None):
        self.kind, self.clock = kind, time_machine
        self.purses = {share: self._purse(share) for share in Share}

    def _purse(self, share: Share) -> Account:
        purse = Account("demo", share)
        purse.quotas = KINDS
        return purse

    def pay(self, share: Share):
        try:
            return self.purses[share].pay(self.kind)
        except BudgetSpent:
            return None

    @property
    def row(self) -> Budget:
        return Budget.objects.get(source="demo", kind=self.kind)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_whatever_clocks_and_answers_do_no_window_is_overrun_and_no_call_lost(kind, time_machine, steps):
    Budget.objects.all().delete()
    clock, payer, receipts = NOW, Payer(kind), []
    made: Counter = Counter()
    time_machine.move_to(clock, tick=False)
    for what, value in steps:
        if what == "pay" and (receipt := payer.pay(value)):
            receipts.append((value, receipt))
            made[receipt.turn] += 1
            assert payer.row.used >= 1, "the call is counted as soon as it is paid for"
        elif what in ("wait", "jump"):
            clock += timedelta(seconds=value)
            time_machine.move_to(clock, tick=False)
        elif receipts and what == "told":
            share, receipt = receipts[-1]
            allowance = Allowance(value, 12, clock + timedelta(seconds=100))
            before = payer.row
            payer.purses[share].told(receipt, allowance, None)
            assert payer.row.turn > before.turn or payer.row.used >= before.used
        elif receipts and what == "refused":
            share, receipt = receipts[-1]
            until = clock + timedelta(seconds=value)
            payer.purses[share].told(receipt, None, RateLimited("Slow down.", until))
            assert payer.pay(Share.INTERACTIVE) is None
    if kind != "rolling":
        assert all(count <= 12 for count in made.values())
    if receipts:
        row = payer.row
        assert row.used <= row.limit
        assert row.used >= made[row.turn] or kind == "rolling"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(waits=st.lists(st.integers(0, 2000), min_size=30, max_size=60))
def test_no_stretch_of_time_holds_more_calls_than_the_platform_takes(kind, time_machine, waits):
    Budget.objects.all().delete()
    clock, payer, times = NOW, Payer(kind), []
    for wait in waits:
        clock += timedelta(seconds=wait)
        time_machine.move_to(clock, tick=False)
        if payer.pay(Share.INTERACTIVE):
            times.append(clock)
    if kind == "rolling":
        hour = timedelta(hours=1)
        assert all(sum(at - hour < other <= at for other in times) <= 12 for at in times)
    else:
        assert max(Counter(_window(kind, at, times) for at in times).values(), default=0) <= 12
    assert times, "something was paid for"


def _window(kind: str, at: datetime, times: list[datetime]) -> datetime:
    """When the window of a call began, by the platform's own count: with the first call, or at midnight."""
    if kind == "day":
        return KINDS["day"].ends(at)
    began = times[0]
    for other in times:
        if other - began >= timedelta(seconds=300):
            began = other
        if other >= at:
            return began
    return began


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.sampled_from(Share), min_size=12, max_size=60), late=st.booleans())
def test_no_share_eats_what_is_kept_for_another(time_machine, asked, late):
    Budget.objects.all().delete()
    payer = Payer("window")
    purse = payer.purses[Share.BACKGROUND]
    purse.quotas = payer.purses[Share.COMMENTS].quotas = payer.purses[Share.INTERACTIVE].quotas = {
        "window": Quota(40, 300, interactive=0.1, comments=0.2)
    }
    time_machine.move_to(NOW, tick=False)
    payer.pay(Share.INTERACTIVE)
    if late:
        time_machine.move_to(NOW + timedelta(seconds=200), tick=False)
    given = Counter({Share.INTERACTIVE: 1})
    for share in asked:
        given[share] += payer.pay(share) is not None
    while payer.pay(Share.BACKGROUND):
        given[Share.BACKGROUND] += 1
    people = max(4 - given[Share.INTERACTIVE], 0)
    assert given[Share.COMMENTS] <= 8
    assert 40 - sum(given.values()) >= people, "the schedule leaves people what is theirs"
    kept = 0 if late else 8 - given[Share.COMMENTS]
    if given[Share.INTERACTIVE] + given[Share.BACKGROUND] <= 28:
        assert 40 - sum(given.values()) >= people + kept
    if late:
        assert sum(given.values()) + people == 40, "nothing lies idle while work waits"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_many_workers_at_once_get_exactly_what_there_is(kind):
    """Each has its own connection, pays, hears and rolls over at the same time as the others."""
    workers, start, receipts = 8, threading.Barrier(8), []

    def work(share: Share) -> None:
        payer = Payer(kind)
        start.wait(10)
        for _ in range(6):
            if receipt := payer.pay(share):
                receipts.append(receipt)
                payer.purses[share].told(receipt, Allowance(5, 12, timezone.now() + DAY / 600), None)
        connection.close()

    shares = [Share.INTERACTIVE] * workers
    threads = [threading.Thread(target=work, args=[share]) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    row = Payer(kind).row
    assert len(receipts) == len({receipt.used for receipt in receipts}), "no two paid with the same call"
    assert row.used == row.limit == 12
    assert 5 <= len(receipts) <= 12
    if kind == "day":
        assert len(receipts) == 12 or row.used == 12
