"""When an account is due again: by how wanted and how active it is, or by how often it failed. Pure."""

from datetime import datetime, timedelta
from zlib import crc32

WANTED_EVERY = timedelta(days=1)
ACTIVE_EVERY = timedelta(days=7)
DORMANT_EVERY = timedelta(days=30)
# Nothing posted for this long makes an account dormant.
DORMANT_AFTER = timedelta(days=60)
# An account that left may come back; it is looked at now and then.
GONE_EVERY = timedelta(days=30)
FIRST_RETRY = timedelta(minutes=15)
LAST_RETRY = timedelta(days=7)
FIRST_SEARCH = timedelta(days=1)
LAST_SEARCH = timedelta(days=30)


def next_due(
    profile_id: int, now: datetime, last_post_at: datetime | None, wanted_until: datetime | None
) -> datetime:
    """After a good refresh: daily while wanted by a campaign or search, weekly while active, else monthly."""
    if wanted_until and wanted_until > now:
        return now + _spread(WANTED_EVERY, profile_id)
    if last_post_at and now - last_post_at < DORMANT_AFTER:
        return now + _spread(ACTIVE_EVERY, profile_id)
    return now + _spread(DORMANT_EVERY, profile_id)


def retry_due(profile_id: int, now: datetime, failures: int, searching: bool = False) -> datetime:
    """After the `failures`-th failure in a row (1 is the first): each wait is twice the one before, up to a
    week. `searching` is for an account that the platform does not find: from a day up to a month."""
    first, last = (FIRST_SEARCH, LAST_SEARCH) if searching else (FIRST_RETRY, LAST_RETRY)
    doubled = first * 2 ** min(max(failures, 1) - 1, 20)
    return now + _spread(min(doubled, last), profile_id)


def _spread(interval: timedelta, profile_id: int) -> timedelta:
    """The interval, up to a tenth shorter, always the same for an account: so that accounts which came in
    together do not stay due together."""
    return interval * (1 - 0.1 * (crc32(str(profile_id).encode()) / 2**32))
