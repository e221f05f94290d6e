"""Search by words: a word, a typo in a handle and two CJK characters, against reading every account.

The baselines look for the same without an index made for it, in the same run over the same accounts: a
regular expression on word bounds, `similarity()` of every handle, LIKE. Times are of the clock, all ids read,
the best of some rounds on either side. "Equal" compares the ids: of a word and of two characters the whole
set, of a typo the list in its order. The accounts have no posts, so that the baselines need not read any;
hashtags are lexemes like any others.
"""

import time
from collections.abc import Callable
from datetime import date

from django.db import connection

from benchmarks.report import Row
from influencers.models import Influencer, Profile, ProfileText, TextDue
from influencers.scale.seed import Asked, seed
from influencers.text_index import make_texts
from influencers.text_search import MOST_ALIKE, THRESHOLDS, answer
from scoring.management.commands.seed_scale import leaves

DEFAULT_CREATORS = 100_000
WORD, BROAD, CJK = "vintage", "mail", "健身"
_ROUNDS = 5
_WORD_AIM, _TYPO_AIM, _CJK_AIM = 20, 5, 20
# Words also begin after a character of a script without spaces.
_BOUND = r"(\m|[぀-鿿가-힯])"
_BEGINS = """
SELECT p.id FROM influencers_profile p JOIN influencers_influencer i ON i.id = p.influencer_id
WHERE p.bio ~* %(begins)s OR p.display_name ~* %(begins)s OR i.name ~* %(begins)s OR p.handle ~* %(word)s
"""
_LIKE = """
SELECT p.id FROM influencers_profile p JOIN influencers_influencer i ON i.id = p.influencer_id
WHERE p.bio LIKE %(part)s OR p.display_name LIKE %(part)s OR i.name LIKE %(part)s OR p.handle LIKE %(part)s
"""
_ALIKE = """
SELECT id, similarity(handle, %(typed)s) AS alike FROM influencers_profile
WHERE similarity(handle, %(typed)s) >= %(threshold)s ORDER BY alike DESC, id LIMIT %(most)s
"""


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark at `scale` creators."""
    creators = scale or DEFAULT_CREATORS
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{Influencer._meta.db_table}" CASCADE')
    seed(Asked(creators, 0, 7, date(2026, 11, 24)), leaves(), lambda so_far: None)
    made = _made_anew(creators)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE influencers_profile, influencers_profiletext, influencers_influencer")
    typed = _typo(creators)
    return [
        _row("a word", WORD, lambda: _read(_BEGINS, begins=_BOUND + WORD, word=WORD), _WORD_AIM),
        _row("a word of many", BROAD, lambda: _read(_BEGINS, begins=_BOUND + BROAD, word=BROAD), None),
        _row("two CJK characters", CJK, lambda: _read(_LIKE, part=f"%{CJK}%"), _CJK_AIM),
        _row("a typo in a handle", typed, lambda: _alike(typed), _TYPO_AIM, in_order=True),
        Row("text: words of accounts made, one core", creators / made, "accounts/s"),
        Row("text: table and index of words, an account", _bytes() / creators, "bytes"),
    ]


def _row(name: str, typed: str, read_all: Callable[[], list[int]], aim: int | None, in_order=False) -> Row:
    """Milliseconds of the search and of its baseline. Raises where they find different accounts."""
    quick, found = _best(lambda: _found(typed))
    slow, expected = _best(read_all)
    same = found == expected if in_order else set(found) == set(expected)
    if not same or not expected:
        raise AssertionError(f"{typed!r}: {len(found)} accounts found, {len(expected)} by the baseline")
    told = f"text: {name}, {len(expected):,} of {Profile.objects.count():,} accounts"
    holds = None if aim is None else slow >= aim * quick
    return Row(told, 1e3 * quick, "ms", 1e3 * slow, slow / quick, f">= {aim}x" if aim else "", holds)


def _found(typed: str) -> list[int]:
    """The ids as a page asks for them, with the looking whether anybody has it; nearest first where alike."""
    told = answer(typed, Profile.objects.shown().demo())
    ids = told.near if told.alike else (pk for (pk,) in told.ids)
    return list(dict.fromkeys(ids))


def _read(sql: str, **values) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _alike(typed: str) -> list[int]:
    """What `handles_like` says it does, over every handle."""
    with connection.cursor() as cursor:
        for threshold in THRESHOLDS:
            cursor.execute(_ALIKE, {"typed": typed, "threshold": threshold, "most": MOST_ALIKE})
            if rows := cursor.fetchall():
                return [pk for pk, alike in rows if alike >= 0.8 * rows[0][1]]
    return []


def _typo(creators: int) -> str:
    """The handle of an account in the middle, without one of its letters."""
    handle = Profile.objects.order_by("pk").values_list("handle", flat=True)[creators // 2]
    return handle[:4] + handle[5:]


def _made_anew(creators: int) -> float:
    """Seconds to make the words of every account."""
    ProfileText.objects.all()._raw_delete(using="default")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO influencers_textdue (profile_id) SELECT id FROM influencers_profile")
    assert TextDue.objects.count() == creators
    started = time.process_time()
    make_texts()
    return time.process_time() - started


def _bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('influencers_profiletext')")
        return cursor.fetchone()[0]


def _best(work: Callable[[], list[int]]) -> tuple[float, list[int]]:
    best, found = float("inf"), []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - started)
    return best, found
