"""Comments under posts of the demo catalogue, as the app keeps them: signals of people who do not exist.

One account in four has some. Most of their creators answer a part of them, one in eight sits in a circle that
comments on everything, under one in eight nearly all words would fit anywhere.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter
from random import Random

from influencers.choices import Source
from influencers.copying import copy_rows
from influencers.models import CommentSignal, Post, Profile
from influencers.salt import salted

SHARE = 0.25
POSTS, COMMENTS_A_POST = 9, 10
YOUNGEST, OLDEST = timedelta(days=3), timedelta(days=60)
TEXTS = ("author", "answers", "language", "wording")
COLUMNS = (
    "post_id", "published_at", "digest", "author", "is_creator", "answers", "words", "length", "is_generic",
    "wording", "read_at", "source", "emoji", "mentions", "language", "has_question", "has_link", "is_praise",
    "is_spam_like",
)  # fmt: skip


def seed_comments(profiles: Collection[Profile], now: datetime) -> None:
    """Writes comments under the newest settled posts of some of these accounts; each time the same."""
    ids = {p.pk: p.platform_id for p in profiles if Random(f"comments {p.platform_id}").random() < SHARE}
    posts = Post.objects.filter(
        profile__in=ids, published_at__range=(now - OLDEST, now - YOUNGEST), comments__gt=0
    ).order_by("profile_id", "-published_at")
    found = posts.values_list("profile_id", "pk", "platform_post_id", "published_at", "comments")
    read = [row for _, own in groupby(found, itemgetter(0)) for row in islice(own, POSTS)]
    fixed = (now, Source.DEMO, 0, 0, "", False, False, False, False)
    # A list: the salt is read on the way, which it cannot be in the middle of a COPY.
    rows = [
        (*row, *fixed)
        for profile_id, own in groupby(read, itemgetter(0))
        for row in _of_account(ids[profile_id], own, now)
    ]
    copy_rows(CommentSignal._meta.db_table, COLUMNS, rows, texts=TEXTS)
    Post.objects.filter(pk__in=[row[1] for row in read]).update(comments_read_at=now)


def _of_account(platform_id: str, posts: Iterator[tuple], now: datetime) -> Iterator[tuple]:
    rng = Random(f"kinds of comments {platform_id}")
    kind = rng.choices(("usual", "circle", "generic"), (6, 1, 1))[0]
    answered, hours = rng.betavariate(0.8, 2.5), rng.uniform(0.5, 40)
    generic = rng.uniform(0.7, 0.9) if kind == "generic" else rng.betavariate(6, 14)
    own = salted(f"creator {platform_id}")
    for _, post, name, published_at, number in posts:
        for k in range(min(number, COMMENTS_A_POST)):
            inside = kind == "circle" and rng.random() < 0.85
            person = rng.randrange(9) if inside else int(600 * rng.random() ** 2)
            at = published_at + timedelta(hours=rng.expovariate(1 / 5))
            digest, author = salted(f"comment {name} {k}"), salted(f"{platform_id} {inside} {person}")
            plain = rng.random() < generic
            words = rng.randrange(1, 4) if plain else rng.randrange(4, 24)
            wording = salted(f"wording {name} {k}")
            yield post, min(at, now), digest, author, False, "", words, 6 * words, plain, wording
            if rng.random() < answered:
                reply, later = salted(f"reply {name} {k}"), at + timedelta(hours=rng.expovariate(1 / hours))
                words = rng.randrange(3, 15)
                yield post, min(later, now), reply, own, True, digest, words, 6 * words, False, reply
