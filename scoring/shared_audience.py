"""How far the people who comment on creators are the same, by salted hashes; never who they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from influencers.models import Profile
from influencers.terms import why_not_measured

LEAST = 30
"""Of fewer known commenters of one creator the share of common ones says nothing."""

# Each person counts once a creator; the creator's own comments do not count. The index of
# `comment_signal_unique` begins with the post, and posts are found by their account.
SHARED = """
WITH commenter AS (
    SELECT DISTINCT post.profile_id, signal.author
    FROM influencers_commentsignal AS signal
    JOIN influencers_post AS post ON post.id = signal.post_id
    WHERE post.profile_id = ANY(%s) AND signal.author <> '' AND NOT signal.is_creator
)
SELECT one.profile_id, other.profile_id, count(*)
FROM commenter AS one JOIN commenter AS other USING (author)
WHERE one.profile_id <= other.profile_id
GROUP BY one.profile_id, other.profile_id
"""


@dataclass(frozen=True, slots=True)
class Shared:
    """Two creators: n people comment on both, of `of` known commenters of the first; why it is not known, ""
    where it is. share is 0..1, None where it is not known."""

    n: int
    of: int
    why: str
    share: float | None


def shared_audience(profiles: Iterable[Profile]) -> Mapping[tuple[int, int], Shared]:
    """{(id of one, id of the other): what they share} for each ordered pair; one query.

    Hashes are made of a platform's own ids, so people are recognised within a platform alone. What a
    platform's terms forbid to measure is not read.
    """
    profiles = list(profiles)
    withheld = {one.pk: why for one in profiles if (why := why_not_measured(one))}
    counted = _counted([one.pk for one in profiles if one.pk not in withheld])
    return {
        (one.pk, other.pk): _shared(one, other, withheld, counted)
        for one in profiles
        for other in profiles
        if one.pk != other.pk
    }


def _counted(ids: list[int]) -> dict[tuple[int, int], int]:
    with connection.cursor() as cursor:
        cursor.execute(SHARED, [ids])
        return {(one, other): number for one, other, number in cursor.fetchall()}


def _shared(one: Profile, other: Profile, withheld: Mapping[int, str], counted) -> Shared:
    of, others = (counted.get((pk, pk), 0) for pk in (one.pk, other.pk))
    n = counted.get((min(one.pk, other.pk), max(one.pk, other.pk)), 0)
    why = ""
    if one.platform != other.platform:
        why = "on different platforms"
    elif one.pk in withheld or other.pk in withheld:
        why = withheld.get(one.pk) or withheld[other.pk]
    elif not of or not others:
        why = "no comments read"
    elif min(of, others) < LEAST:
        why = f"too few commenters read: {min(of, others)}, {LEAST} are needed"
    return Shared(n, of, why, None if why else n / of)
