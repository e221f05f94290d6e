"""Who has which id and goes by which handle, among locked accounts, while they are renamed in turn."""

from collections.abc import Iterable

from influencers.ingest_sql import Locked
from influencers.models import Profile


class Names:
    """The locked accounts by id of the row, with their ids and handles as they become.

    Handles are compared as PostgreSQL writes them in lower case, which Python may do otherwise.
    """

    def __init__(self, rows: Iterable[Locked]):
        rows = list(rows)
        self.profiles = {row.profile.pk: row.profile for row in rows}
        self._told = {row.profile.pk: row.told_handle for row in rows}
        self._handle = {row.profile.pk: row.handle for row in rows}
        self._by_id = {(row.profile.platform, row.profile.platform_id): row.profile.pk for row in rows}
        self._by_handle = {
            (row.profile.platform, row.handle): row.profile.pk
            for row in rows
            if row.profile.handle_is_current
        }

    def owner(self, profile: Profile, platform_id: str) -> Profile | None:
        """The other account that has this id."""
        found = self._by_id.get((profile.platform, platform_id), profile.pk)
        return None if found == profile.pk else self.profiles[found]

    def rename(self, profile: Profile, changes: dict) -> Profile | None:
        """Has an account take the id and the handle that its source told; the account that loses the handle
        by it, if one does."""
        if "platform_id" in changes:
            self._by_id.pop((profile.platform, profile.platform_id), None)
            self._by_id[profile.platform, changes["platform_id"]] = profile.pk
        if "handle" not in changes and "handle_is_current" not in changes:
            return None
        if self._by_handle.get((profile.platform, self._handle[profile.pk])) == profile.pk:
            del self._by_handle[profile.platform, self._handle[profile.pk]]
        self._handle[profile.pk] = key = self._told[profile.pk]
        loser = self._by_handle.get((profile.platform, key))
        self._by_handle[profile.platform, key] = profile.pk
        return self.profiles[loser] if loser else None
