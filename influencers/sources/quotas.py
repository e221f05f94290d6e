"""What a source lets us ask in a stretch of time, and who keeps count of it. No database here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from influencers.sources.base import Allowance, Refused

CALLS = "calls"
# Into so many pieces a rolling window is cut: what was spent comes free piece by piece.
PIECES = 60


@dataclass(frozen=True, slots=True)
class Quota:
    """How many calls of a kind a platform takes from one credential: `limit` in `seconds`.

    The window begins with its first call and ends when the platform's own words say so; with `zone` it ends
    at midnight there; with `rolling` each call counts for `seconds` from when it was made. `words`: counted
    are different words (hashtags), each for `seconds`, however often it is asked for.

    Shares of the limit: `interactive` is kept for waiting people to the end; `comments` is what comments may
    take at most, kept for them for the first half of a window (of a rolling one never).
    """

    limit: int
    seconds: int
    zone: str = ""
    rolling: bool = False
    words: bool = False
    interactive: float = 0.03
    comments: float = 0.0

    def ends(self, now: datetime) -> datetime:
        """When a window that is open at `now` ends, as far as we know by ourselves."""
        return next_midnight(self.zone, now) if self.zone else now + timedelta(seconds=self.seconds)


def next_midnight(zone: str, now: datetime) -> datetime:
    """The next midnight of a time zone, in UTC; a day has 23 or 25 hours where the clocks change."""
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Purse(Protocol):
    """Pays for calls. `account` tells apart those whom a source's servers count by themselves."""

    def pay(self, kind: str, account: str = "") -> Any:
        """A receipt for one call, which is about to be made. Raises BudgetSpent, and then it must not be."""
        ...

    def pay_for_word(self, kind: str, word: str) -> None:
        """Pays for a word that may be asked for from now on. Raises BudgetSpent."""
        ...

    def told(self, receipt: Any, allowance: Allowance | None, refusal: Refused | None) -> None:
        """What the answer to a paid call said: what is left, and whether we must stay away."""
        ...


class NoLimit:
    """Pays for everything and counts nothing."""

    def pay(self, kind: str, account: str = "") -> None: ...

    def pay_for_word(self, kind: str, word: str) -> None: ...

    def told(self, receipt: Any, allowance: Allowance | None, refusal: Refused | None) -> None: ...


NO_LIMIT = NoLimit()
