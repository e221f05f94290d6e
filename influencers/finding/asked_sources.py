"""The sources that a job asks in one turn: opened once, left alone while they want a pause."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from influencers import cooldown
from influencers.budget import Share, opened
from influencers.sources import base
from influencers.sources.registry import refreshing, source_class

# How long a job leaves a source alone that gave no usable answer.
REST = timedelta(minutes=2)
LONGEST = timedelta(days=1)


class AskedSources:
    """Opens sources and remembers which of them said no, until when, in which words."""

    def __init__(self):
        self._open: dict[str, base.Source] = {}
        self._rests: dict[str, tuple[datetime, str]] = {}
        self._counted = 0
        for key, until in cooldown.all_pauses().items():
            self._rests[key] = (until, f"{source_class(key).label} wants a pause.")

    def get(self, key: str) -> base.Source | None:
        """The source, or None while it is to be left alone."""
        if key in self._rests:
            return None
        if key not in refreshing(settings):
            self.rest(key, base.AuthNeeded(f"{source_class(key).label} is not connected any more."))
            return None
        if key not in self._open:
            self._open[key] = opened(key, Share.INTERACTIVE)
        return self._open[key]

    def rest(self, key: str, error: base.SourceError, everybody: bool = False) -> None:
        """Leaves a source alone until the time that it named. `everybody`: for refreshes too, unless it is
        our own share of the allowance that is spent."""
        now = timezone.now()
        if everybody and error.whole_source and not isinstance(error, base.QuotaSpent):
            until = cooldown.pause(key, error)
        else:
            until = getattr(error, "until", None) or now + cooldown.PAUSES.get(error.kind, REST)
        self._rests[key] = (min(until, now + LONGEST), error.text)

    def until(self, keys: Collection[str]) -> datetime | None:
        """When the first of these may be asked again; None where one of them may be asked now."""
        if not all(key in self._rests for key in keys):
            return None
        return min(self._rests[key][0] for key in keys)

    @property
    def resting(self) -> list[str]:
        """The sources that are left alone."""
        return list(self._rests)

    def why(self, keys: Collection[str]) -> str:
        """What those of these sources said that are left alone."""
        return " ".join(dict.fromkeys(self._rests[key][1] for key in sorted(keys) if key in self._rests))

    def calls_since(self) -> int:
        """Calls made since this was last asked."""
        calls = sum(source.calls for source in self._open.values())
        since, self._counted = calls - self._counted, calls
        return since
