"""Who may make how many calls of a source: the one door through which sources are opened."""

from django.conf import settings
from django.db import models

from influencers.sources.base import Source
from influencers.sources.registry import open_source


class Share(models.TextChoices):
    """On whose account a call goes: the schedule's, a waiting person's, or reading comments."""

    BACKGROUND = "background", "Scheduled"
    INTERACTIVE = "interactive", "On a person's click"
    COMMENTS = "comments", "Comments"


def opened(key: str, share: Share = Share.BACKGROUND) -> Source:
    """A source, ready to be asked; every call of it is paid for from `share`.

    A call that cannot be paid for raises QuotaSpent with the time from which on it can.
    """
    return open_source(key, settings)
