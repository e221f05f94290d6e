"""Who was erased and stays out. The doors (ingest, imports, searches, hands) ask here."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Max, Q

from influencers.models.erasure import Tombstone
from influencers.salt import SALTED_SQL, salted

# (platform, the platform's id or None, handle or None); a named tuple of these will do.
Account = tuple[str, str | None, str | None]

REFUSAL = "This creator asked to be erased"
# Any number that nothing else in this database takes as an advisory lock.
_LOCK = 0x65726173
# The rule of `erased_among` on SQL expressions: the digest by id, the digest by handle, the platform's id.
ERASED_SQL = """(EXISTS (SELECT 1 FROM influencers_tombstone t WHERE t.id_digest = {own})
    OR EXISTS (SELECT 1 FROM influencers_tombstone t WHERE t.handle_digest = {name}
               AND (t.id_digest IS NULL OR {platform_id} IS NULL)))"""


def is_erased(platform: str, platform_id: str | None = None, handle: str | None = None) -> bool:
    """Whether this account was erased; the rule stands at `erased_among`."""
    account = (platform, platform_id, handle)
    return account in erased_among([account])


def erased_among(accounts: Iterable[Account]) -> set[Account]:
    """Those of the accounts, each (platform, id or None, handle or None), that were erased. One query.

    An erased id always counts. An erased handle counts unless its owner was known by an id and this account
    has another: then the name was taken over by somebody else.
    """
    known = {account: digests(*account) for account in accounts}
    by_id = {own for own, _ in known.values() if own}
    by_handle = {name for _, name in known.values() if name}
    found = Tombstone.objects.filter(Q(id_digest__in=by_id) | Q(handle_digest__in=by_handle))
    ids, handles, handles_alone = set(), set(), set()
    for own, name in found.values_list("id_digest", "handle_digest"):
        ids.add(own)
        (handles if own else handles_alone).add(name)
    return {
        account
        for account, (own, name) in known.items()
        if (own and own in ids) or (name and (name in handles_alone or (own is None and name in handles)))
    }


def hold_off() -> int:
    """Until the transaction ends nobody is erased: call it before asking here and then adding accounts, so
    that an erasure which comes meanwhile finds them. Returns the state of the tombstones, as `state` does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
    return state()


def hold_all() -> None:
    """Until the transaction ends no door lets anybody in: for the erasure itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def state() -> int:
    """A number that grows with every erasure: what was judged before it did has to be judged again."""
    return Tombstone.objects.aggregate(newest=Max("pk"))["newest"] or 0


def id_digest(platform: str, platform_id: str) -> str:
    """What recognises an account by its platform's id."""
    return salted(f"{platform} id {platform_id}")


def handle_digest(platform: str, handle: str) -> str:
    """What recognises an account by its handle, in any case and with or without the @."""
    return salted(f"{platform} handle {handle.strip().removeprefix('@').lower()}")


def digests(platform: str, platform_id: str | None, handle: str | None) -> tuple[str | None, str | None]:
    """What recognises an account by its id and by its handle; None for what is not known of it."""
    return (
        id_digest(platform, platform_id) if platform_id else None,
        handle_digest(platform, handle) if handle else None,
    )


def erased_sql(platform: str, platform_id: str, handle: str) -> str:
    """`is_erased` as an SQL condition on three SQL expressions; `handle` is in lower case there."""
    own = SALTED_SQL.format(f"{platform} || ' id ' || {platform_id}")
    name = SALTED_SQL.format(f"{platform} || ' handle ' || {handle}")
    return ERASED_SQL.format(own=own, name=name, platform_id=platform_id)
