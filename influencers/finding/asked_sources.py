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
        # The allowance of searches is often one of its own: who may not search may still look accounts up.
        self._no_search: dict[str, tuple[datetime, str]] = {}
        self._counted = 0
        for key, until in cooldown.all_pauses(Share.INTERACTIVE).items():
            self._rests[key] = (until, f"{source_class(key).label} wants a pause.")

    def get(self, key: str, to_search: bool = False) -> base.Source | None:
        """The source, or None while it is to be left alone."""
        if key in self._rests or (to_search and key in self._no_search):
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
        if everybody and error.whole_source and not isinstance(error, base.QuotaSpent):
            until = cooldown.pause(key, error)
        else:
            until = _until(error)
        self._rests[key] = (min(until, timezone.now() + LONGEST), error.text)

    def rest_from_searching(self, key: str, error: base.SourceError) -> None:
        """Searches a source no more in this turn."""
        self._no_search[key] = (min(_until(error), timezone.now() + LONGEST), error.text)

    def until(self, looking: Collection[str], searching: Collection[str]) -> datetime | None:
        """When the first of these may be asked again; None where one of them may be asked now."""
        rests = self._of(looking, searching)
        return min(at for at, _ in rests) if all(rests) else None

    def why(self, looking: Collection[str], searching: Collection[str]) -> str:
        """What those of these sources said that are left alone."""
        return " ".join(dict.fromkeys(rest[1] for rest in self._of(looking, searching) if rest))

    def _of(self, looking: Collection[str], searching: Collection[str]) -> list[tuple[datetime, str] | None]:
        rests = [self._rests.get(key) for key in sorted(looking)]
        return rests + [self._rests.get(key) or self._no_search.get(key) for key in sorted(searching)]

    @property
    def resting(self) -> list[str]:
        """The sources that are left alone."""
        return list(self._rests)

    def calls_since(self) -> int:
        """Calls made since this was last asked."""
        calls = sum(source.calls for source in self._open.values())
        since, self._counted = calls - self._counted, calls
        return since


def _until(error: base.SourceError) -> datetime:
    """The time that a refusal named, else a while from now."""
    named = getattr(error, "until", None)
    return named or timezone.now() + cooldown.PAUSES.get(error.kind, REST)
