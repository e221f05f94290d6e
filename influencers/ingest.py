"""The one door by which what a source tells becomes rows: accounts, their sizes of the day, their posts.

A batch of accounts takes as many statements as one does, and one is a batch.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from influencers import ingest_sql
from influencers.erasure import digests
from influencers.ingest_changes import bound_by, changes_of, handle_of, post_row
from influencers.ingest_names import Names
from influencers.ingest_sql import FIGURES, Size, Stored
from influencers.models import Avatar, Profile
from influencers.sources.base import PostRecord, ProfileRecord
from influencers.sources.registry import policy_of

logger = logging.getLogger(__name__)
# Of one account whose handle others were just given: where many swap handles at once, three were too few.
TRIES = 10


@dataclass(frozen=True, slots=True)
class Telling:
    """What a source told of an account at `fetched_at`. `record` is None where only posts were read.

    `then` makes of the account as it will be, and of the times of its posts whose counts have not settled,
    further values of its row.
    """

    profile_id: int
    record: ProfileRecord | None
    posts: Collection[PostRecord]
    fetched_at: datetime
    then: Callable[[Profile, list[datetime]], dict] | None = None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one record changed; `profile` is the account as it is now."""

    profile: Profile
    renamed_from: str = ""
    posts_new: int = 0
    posts_changed: int = 0
    figures_changed: bool = False
    outdated: bool = False  # newer figures were there already and stay


class SameAccount(Exception):
    """Another row of the catalogue has this platform id already; `profile` is that row."""

    def __init__(self, profile: Profile):
        super().__init__(profile)
        self.profile = profile

    def __str__(self) -> str:
        # Told when asked: in a batch that row may get its new handle after this was found.
        return f"This account is in the catalogue already, as {self.profile}."


class WasErased(Exception):
    """This account asked to be erased and came in under another name or by hand; it has to go again."""

    def __init__(self, profile_id: int):
        super().__init__(f"Account {profile_id} was erased.")
        self.profile_id = profile_id


# What became of a telling: None where the account is no longer there or no longer held.
Verdict = Ingested | Exception | None


def ingest(
    profile_id: int,
    record: ProfileRecord | None,
    posts: Collection[PostRecord],
    source: str,
    fetched_at: datetime,
) -> Ingested | None:
    """`ingest_all` of one account, which raises what came instead of a result."""
    [verdict] = ingest_all([Telling(profile_id, record, posts, fetched_at)], source)
    if isinstance(verdict, Exception):
        raise verdict
    return verdict


def ingest_all(
    tellings: Sequence[Telling], source: str, lease: datetime | None = None, tries: int = TRIES
) -> list[Verdict]:
    """Writes what `source` told of accounts, each named once; what became of each, in their order: None where
    the account is no longer there or, with `lease`, is no longer held until then.

    1. Locks the accounts, and any others that now go by a handle which the source gives to one of these.
    2. Figures and words: what a curator set stays; what was fetched later than `fetched_at` stays. 3. The
    day's snapshots, and posts, of which only the changed ones are written; an account that was erased is
    refused. 4. Where their pictures are. 5. The accounts themselves, with what `then` makes of each.

    It is one transaction. SameAccount comes back where the id belongs to another row, WasErased where the
    account was erased, another exception where an account cannot be stored for a reason of its own; of such
    an account nothing is written, and of the others everything.
    """
    try:
        return _Batch(tellings, source, lease).write()
    except WasErased as refused:
        position = [telling.profile_id for telling in tellings].index(refused.profile_id)
        others = [*tellings[:position], *tellings[position + 1 :]]
        verdicts = ingest_all(others, source, lease) if others else []
        return [*verdicts[:position], refused, *verdicts[position:]]
    except Exception as error:
        if len(tellings) == 1:
            # Another worker may just have given a handle of ours away: at the next try that account is seen.
            again = isinstance(error, IntegrityError) and tries > 1
            return ingest_all(tellings, source, lease, tries - 1) if again else [error]
        logger.info("A batch of %s could not be stored and is told apart: %s", len(tellings), error)
        return [verdict for one in tellings for verdict in ingest_all([one], source, lease)]


@dataclass(slots=True)
class _Going:
    """An account on its way: what it was told, and what that sets. `lost`: another account took its handle
    afterwards."""

    telling: Telling
    profile: Profile
    outdated: bool
    changes: dict
    posts: dict[str, PostRecord] = field(default_factory=dict)
    lost: bool = False


class _Batch:
    """Accounts that are written together; each sees those before it as written."""

    def __init__(self, tellings: Sequence[Telling], source: str, lease: datetime | None):
        self.tellings, self.source, self.lease = tellings, source, lease
        self.now = timezone.now()
        policy = policy_of(source, settings)
        self.days = policy.retention_days if policy else None
        self.going: dict[int, _Going] = {}
        self.losers: set[int] = set()

    @transaction.atomic
    def write(self) -> list[Verdict]:
        """What became of each. Raises WasErased for one that was erased; then nothing is written."""
        told = [
            (one.profile_id, one.record and one.record.platform_id, handle_of(one.record))
            for one in self.tellings
        ]
        self.names = Names(ingest_sql.lock(told))
        verdicts: dict[int, Verdict] = {one.profile_id: self._judge(one) for one in self.tellings}
        stored = self._store() if self.going else {}
        changes = {}
        for pk, going in self.going.items():
            verdicts[pk], values = self._result(going, stored[pk])
            changes[going.profile] = values
        if self.losers:
            ingest_sql.release([*self.losers], self.now)
        fresh = [one for one in self.going.values() if one.telling.record and not one.outdated]
        _keep_pictures(fresh, self.source)
        if changes:
            ingest_sql.update(changes)
        return [verdicts[one.profile_id] for one in self.tellings]

    def _judge(self, telling: Telling) -> Verdict:
        """Takes an account up, or says why not."""
        profile, record = self.names.profiles.get(telling.profile_id), telling.record
        if profile is None or (self.lease and profile.claimed_until != self.lease):
            return None
        if record and (other := self.names.owner(profile, record.platform_id)):
            return SameAccount(other)
        outdated = bool(profile.fetched_at and profile.fetched_at > telling.fetched_at)
        changes: dict = {}
        if record and not outdated:
            changes = changes_of(profile, record)
            if loser := self.names.rename(profile, changes):
                self._release(loser)
            changes |= {"source": self.source, "fetched_at": telling.fetched_at}
            if self.days is not None:
                changes |= bound_by(record, self.source, telling.fetched_at)
        posts = {post.platform_post_id: post for post in telling.posts}
        self.going[profile.pk] = _Going(telling, profile, outdated, changes, posts)
        return None

    def _release(self, loser: Profile) -> None:
        """The handle went over to another account; what this one is called now, its refresh will tell."""
        self.losers.add(loser.pk)
        loser.handle_is_current, loser.next_refresh_at = False, self.now
        if before := self.going.get(loser.pk):
            before.lost = True

    def _store(self) -> dict[int, Stored]:
        """Stores sizes and posts. Raises WasErased."""
        sizes, rows, read = [], [], []
        for pk, going in self.going.items():
            profile, record, at = going.profile, going.telling.record, going.telling.fetched_at
            own, handle = (record.platform_id, record.handle) if record else (profile.platform_id, None)
            marks = digests(profile.platform, own, handle or profile.handle)
            figures = {name: getattr(record, name) if record else None for name in FIGURES}
            sizes.append(Size(pk, marks, figures, at, going.outdated))
            rows += [post_row(pk, post) for post in going.posts.values()]
            read += [(pk, post_id, at) for post_id in going.posts]
        stored = ingest_sql.store(sizes, rows, self.source)
        for pk, one in stored.items():
            if one.erased:
                raise WasErased(pk)
        if read and self.days:  # read again and the same: its time begins anew
            ingest_sql.seen(read)
        return stored

    def _result(self, going: _Going, stored: Stored) -> tuple[Ingested, dict]:
        """What becomes of an account, and the values of its row."""
        profile, changes, before = going.profile, going.changes, going.profile.handle
        if stored.newest and (profile.last_post_at is None or stored.newest > profile.last_post_at):
            changes["last_post_at"] = stored.newest
        figures = any(getattr(profile, name) != changes[name] for name in FIGURES if name in changes)
        if figures or stored.new or stored.changed or "bio" in changes:
            changes["data_changed_at"] = self.now
        if going.lost:
            changes["handle_is_current"] = False
        for name, value in changes.items():
            setattr(profile, name, value)
        planned = going.telling.then(profile, stored.young) if going.telling.then else {}
        if going.lost:
            planned = planned | {"next_refresh_at": self.now}
        renamed = before if profile.handle.lower() != before.lower() else ""
        done = Ingested(profile, renamed, stored.new, stored.changed, figures, going.outdated)
        return done, changes | planned | {"updated_at": self.now}


def _keep_pictures(accounts: Collection[_Going], source: str) -> None:
    """Keeps where the source says that pictures are. One that the account has no longer goes."""
    rows, gone = [], []
    for one in accounts:
        address = one.telling.record.avatar_url
        if address is None:
            continue
        if address.startswith(("https://", "http://")):
            told_at = one.telling.fetched_at
            rows.append(Avatar(profile=one.profile, source=source, address=address, told_at=told_at))
        elif one.profile.has_picture:
            gone.append(one.profile.pk)
    if gone:
        Avatar.objects.filter(profile__in=gone).delete()
    if rows:
        told = ["source", "address", "told_at"]
        Avatar.objects.bulk_create(rows, update_conflicts=True, unique_fields=["profile"], update_fields=told)
