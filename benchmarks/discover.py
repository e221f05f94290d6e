"""Discover's answers from columns against SQL over the same accounts: equal first, then how long each takes.

A question asked: which 50 accounts stand on the page, how many there are, and the counts of choices, each
filter's under all the others. SQL counts five of them (platform, size, country, language, verified) with a
GROUP BY each; the columns count these and three more. Beside it a page far down, the making of the columns
against COPY of what they are made of, and how soon a committed change is in an answer.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import Case, Count, QuerySet, Value, When
from django.test.utils import override_settings

from benchmarks._large import large
from benchmarks.report import Row
from influencers import search
from influencers.catalogue import answering, opened
from influencers.catalogue.build import build
from influencers.columns import DEFAULT_SORT, order_of
from influencers.filter_kinds import UNKNOWN
from influencers.filters import ProfileFilter
from influencers.found import Counts
from influencers.models import Profile

DEFAULT_CREATORS = 1_000_000
PAGE_SIZE = 50
QUESTIONS = {
    "narrow": "demo=1&platform=instagram&country=DE&followers_min=5k&followers_max=100k&er_min=3",
    "broad": "demo=1&followers_min=1k",
}
SORTS = (DEFAULT_SORT, "-followers", "name")
_SQL_ROUNDS, _ROUNDS, _CHANGES = 3, 30, 200
_TO_SQL, _TO_OFFSET, _TO_COPY, _VISIBLE = 75.0, 200.0, 3.0, 1.0
# What the columns are made of, in one statement as anybody would write it.
_COPIES = (
    """SELECT p.id, p.platform, p.country, p.language, p.source, p.labels, p.is_verified, p.contact,
        p.followers, p.posts_count, p.engagement_rate, p.percentile, p.growth_30d, p.sponsored_share,
        p.authenticity, p.replies, p.last_post_at, p.created_at, i.no_contact_since,
        lower(i.name), lower(p.handle)
    FROM influencers_profile p JOIN influencers_influencer i ON i.id = p.influencer_id
    WHERE i.status = 'active'""",
    "SELECT profile_id, niche_id, basis, weight FROM influencers_profileniche",
    "SELECT influencer_id, tag_id FROM influencers_influencer_tags",
)


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark at `scale` creators."""
    count = scale or DEFAULT_CREATORS
    home = Path(settings.VAR_DIR)
    home.mkdir(parents=True, exist_ok=True)
    with (
        large(count),
        tempfile.TemporaryDirectory(dir=home) as folder,
        override_settings(VAR_DIR=Path(folder), CATALOGUE_FROM=0),
    ):
        opened.close()
        try:
            return [*_build(count, Path(folder)), *_answers(count), *_pages(count), *_visible(count)]
        finally:
            opened.close()


def _build(count: int, folder: Path) -> list[Row]:
    copied = min(_timed(lambda: _copy(folder / "copy"), 2)[1])
    built = min(_timed(build, 2)[1])
    return [
        Row(f"discover: columns of {count:,} creators made", built, "s", copied, built / copied,
            f"<= {_TO_COPY:g}x COPY to a file", built <= _TO_COPY * copied),
    ]  # fmt: skip


def _copy(path: Path) -> None:
    with path.open("wb") as file, connection.cursor() as cursor:
        for query in _COPIES:
            cursor.cursor.copy_expert(f"COPY ({query}) TO STDOUT", file)


def _answers(count: int) -> list[Row]:
    rows = []
    for name, address in QUESTIONS.items():
        plain, plain_seconds = _timed(lambda address=address: _plain(address), _SQL_ROUNDS)
        found, seconds = _timed(lambda address=address: _found(address, DEFAULT_SORT, 1), _ROUNDS)
        _demand((found.ids, found.total) == plain[:2], f"{address}: page and total")
        for facet, counts in plain[2].items():
            own = {value: n for value, n in found.facets[facet].items() if n}
            _demand(own == counts, f"{address}: {facet}")
        ours, theirs = 1000 * float(np.median(seconds)), 1000 * float(np.median(plain_seconds))
        rows.append(
            Row(f"discover: {name} filter ({found.total:,} of {count:,}), five facets, total, page", ours,
                "ms", theirs, theirs / ours, f">= {_TO_SQL:g}x", theirs >= _TO_SQL * ours)
        )  # fmt: skip
    return rows


def _pages(count: int) -> list[Row]:
    rows, address = [], QUESTIONS["broad"]
    page = max(1, _found(address, DEFAULT_SORT, 1).total // 5 // PAGE_SIZE)
    for sort in SORTS:
        plain, plain_seconds = _timed(lambda sort=sort: _ids(address, sort, page), _SQL_ROUNDS)
        found, seconds = _timed(lambda sort=sort: _found(address, sort, page).ids, _ROUNDS)
        _demand(found == plain, f"{address}, {sort}, page {page}")
        alone, alone_seconds = _timed(lambda sort=sort: _only_ids(address, sort, page), _ROUNDS)
        _demand(alone == plain, f"{address}, {sort}, ids of page {page}")
        ids, whole, theirs = (1000 * float(np.median(s)) for s in (alone_seconds, seconds, plain_seconds))
        rows += [
            Row(f"discover: ids of page {page:,} by {sort}, against OFFSET", ids, "ms", theirs, theirs / ids,
                f">= {_TO_OFFSET:g}x", theirs >= _TO_OFFSET * ids),
            Row("discover: the same with total and counts of choices", whole, "ms", theirs, theirs / whole),
        ]  # fmt: skip
    return rows


def _visible(count: int) -> list[Row]:
    """How long after its commit a change is in an answer."""
    some = list(Profile.objects.order_by("pk").values_list("pk", flat=True)[: 7 * _CHANGES : 7])
    sizes = dict(Profile.objects.filter(pk__in=some).values_list("pk", "followers"))
    waited = []
    for pk in some:
        Profile.objects.filter(pk=pk).update(followers=9 * 10**11 + pk)
        started = time.perf_counter()
        while _found(f"demo=1&followers_min={9 * 10**11 + pk}", "followers", 1).ids[:1] != [pk]:
            pass
        waited.append(time.perf_counter() - started)
    for pk, followers in sizes.items():
        Profile.objects.filter(pk=pk).update(followers=followers)
    p50, p95 = (float(np.percentile(waited, share)) for share in (50, 95))
    return [
        Row(f"discover: a change among {count:,} visible, p50 of {len(some)}", p50, "s"),
        Row(f"discover: a change among {count:,} visible, p95 of {len(some)}", p95, "s", None, None,
            f"< {_VISIBLE:g} s", p95 < _VISIBLE),
    ]  # fmt: skip


def _found(address: str, sort: str, page: int):
    return search.find(ProfileFilter(address), sort, page, PAGE_SIZE)


def _only_ids(address: str, sort: str, page: int) -> list[int]:
    return answering.ids_of_page(opened.view(), ProfileFilter(address), sort, page, PAGE_SIZE)


def _ids(address: str, sort: str, page: int) -> list[int]:
    ordered = ProfileFilter(address).narrowed().order_by(*order_of(sort))
    return list(ordered.values_list("pk", flat=True)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])


def _plain(address: str) -> tuple[list[int], int, dict[str, Counts]]:
    """(ids of the first page, total, five facets), each by a statement of its own."""
    question = ProfileFilter(address)
    band = Case(*(When(own, then=Value(slug)) for slug, own in question.tier_conditions.items()))
    flags = {True: "yes", False: "no", None: UNKNOWN}
    by_tier = _grouped(question.narrowed({"tier"}).annotate(band=band), "band")
    by_flag = _grouped(question.narrowed({"verified"}), "is_verified")
    facets = {
        name: {value or UNKNOWN: n for value, n in _grouped(question.narrowed({name}), name).items()}
        for name in ("platform", "country", "language")
    }
    facets["tier"] = {slug: n for slug, n in by_tier.items() if slug}
    facets["verified"] = {flags[value]: n for value, n in by_flag.items()}
    return _ids(address, DEFAULT_SORT, 1), question.narrowed().count(), facets


def _grouped(accounts: QuerySet[Profile], column: str) -> dict:
    return dict(accounts.order_by().values_list(column).annotate(n=Count("pk")))


def _timed(work: Callable, rounds: int):
    """(what came out, seconds of each round)."""
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - started)
    return found, seconds


def _demand(equal: bool, what: str) -> None:
    if not equal:
        raise AssertionError(f"The two ways do not agree on {what}.")
