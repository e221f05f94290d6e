"""Rows in: what the catalogue knows of some profiles, as the frames that the core reads."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pandas as pd
from django.db.models import QuerySet

from influencers.choices import Figure
from influencers.models import CommentSignal, Fee, Post, Profile, ReportedFigures, Snapshot
from influencers.money import rates
from influencers.terms import withheld_accounts, withheld_sources
from scoring.core.frames import Frames
from scoring.core.growth import NEAR_DAYS
from scoring.core.post_hits import HITS
from scoring.core.post_texts import COLUMNS
from scoring.core.schema import FEES
from scoring.core.weights import CONSTANTS, Constants

PROFILE_FIELDS = (
    "id",
    "platform",
    "handle",
    "followers",
    "following",
    "bio",
    "language",
    "country",
    "reported_category",
)
POST_FIELDS = (
    "id", "profile_id", "published_at", "kind", "caption", "language", "hashtags", "likes", "comments",
    "shares", "views", "paid_flag", "mentions",
)  # fmt: skip
# What the words of a post told when they were read; empty where they were not.
TEXT_FIELDS = tuple(f"text__{name}" for name in (*COLUMNS, *HITS))
COMMENT_FIELDS = (
    "post__profile_id", "post_id", "published_at", "author", "is_creator", "digest", "answers", "words",
    "emoji", "mentions", "is_generic", "wording",
)  # fmt: skip
COMMENT_NAMES = {"post__profile_id": "profile_id", "digest": "comment_id", "answers": "answers_to"}
FIGURES = {
    Figure.ENGAGEMENT_RATE: "engagement_rate",
    Figure.AVG_LIKES: "average_likes",
    Figure.AVG_COMMENTS: "average_comments",
    Figure.AVG_ENGAGEMENT: "average_engagement",
}


def load_frames(profiles: QuerySet[Profile], now: datetime, c: Constants = CONSTANTS) -> Frames:
    """The frames of these profiles: posts of the last year and the comments under them, snapshots, newest
    reported figures, fees.

    At most seven queries. Rows come in the order of their ids. Accounts, posts and sizes of a source whose
    terms allow no figures made of them are not read at all.
    """
    kept_out = withheld_sources()
    if kept_out:
        profiles = profiles.exclude(withheld_accounts())
    rows = profiles.order_by("id").values_list(*PROFILE_FIELDS)
    known = pd.DataFrame(rows, columns=["profile_id", *PROFILE_FIELDS[1:-1], "category"])
    ids = known["profile_id"].tolist()
    since = now - timedelta(days=c.window_days)
    posts = (
        Post.objects.filter(profile__in=ids, published_at__gte=since)
        .exclude(source__in=kept_out)
        .order_by("id")
        .values_list(*POST_FIELDS, *TEXT_FIELDS)
    )
    sizes = (
        Snapshot.objects.filter(profile__in=ids, day__gte=(since - timedelta(days=NEAR_DAYS)).date())
        .exclude(source__in=kept_out)
        .order_by("profile_id", "day")
        .values_list("profile_id", "day", "followers")
    )
    snapshots = pd.DataFrame(sizes, columns=["profile_id", "day", "followers"])
    snapshots["day"] = pd.to_datetime(snapshots["day"], utc=True)
    comments = _comments(ids, since, kept_out)
    return Frames(known, _posts(list(posts)), _reported(ids), snapshots, comments, _fees(ids))


def _comments(ids: list[int], since: datetime, kept_out: Collection[str]) -> pd.DataFrame:
    """Signals of the comments under the posts that are read, by the creator and by others."""
    found = (
        CommentSignal.objects.filter(post__profile__in=ids, post__published_at__gte=since)
        .exclude(source__in=kept_out)
        .order_by("id")
        .values_list(*COMMENT_FIELDS)
    )
    names = [COMMENT_NAMES.get(name, name) for name in COMMENT_FIELDS]
    comments = pd.DataFrame(found, columns=names)
    comments["published_at"] = pd.to_datetime(comments["published_at"], utc=True)
    return comments.assign(answers=comments["answers_to"] != "")


def _posts(rows: list[tuple]) -> pd.DataFrame:
    posts = pd.DataFrame(rows, columns=["post_id", *POST_FIELDS[1:], *COLUMNS, *HITS])
    posts["published_at"] = pd.to_datetime(posts["published_at"], utc=True)
    return posts


def _reported(ids: list[int]) -> pd.DataFrame:
    """One row a profile: for each figure the newest claim, the later import where two are of one day."""
    told = (
        ReportedFigures.objects.filter(profile__in=ids)
        .order_by("as_of", "id")
        .values_list("profile_id", *FIGURES)
    )
    newest: dict[int, dict[str, float]] = {}
    for profile_id, *values in told:
        claims = {f: v for f, v in zip(FIGURES.values(), values, strict=True) if v is not None}
        if claims:
            newest.setdefault(profile_id, {}).update(claims)
    for claims in newest.values():
        # An average of all engagement already has the comments in it.
        if "average_likes" not in claims and "average_engagement" in claims:
            claims |= {"average_likes": claims["average_engagement"], "average_comments": 0.0}
    columns = ["profile_id", *FIGURES.values()]
    return pd.DataFrame([{"profile_id": k, **newest[k]} for k in sorted(newest)], columns=columns)


def _fees(ids: list[int]) -> pd.DataFrame:
    """Entered fees, in US dollars by the entered rates."""
    told = list(
        Fee.objects.filter(profile__in=ids)
        .order_by("pk")
        .values_list("profile_id", "pk", "kind", "amount", "currency", "told_on")
    )
    known = rates() if told else {}
    rows = [
        (
            profile_id,
            pk,
            kind,
            float(amount * known.get(currency, Decimal("nan"))),
            float(amount),
            currency,
            str(day),
        )
        for profile_id, pk, kind, amount, currency, day in told
    ]
    return pd.DataFrame(rows, columns=list(FEES))


def chunks(profiles: QuerySet[Profile], size: int) -> Iterator[list[int]]:
    """Ids of the profiles in their order, cut into lists of at most `size`."""
    last = 0
    while True:
        ids = list(profiles.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:size])
        if not ids:
            return
        yield ids
        last = ids[-1]
