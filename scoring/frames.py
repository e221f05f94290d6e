"""Rows in: what the catalogue knows of some profiles, as the frames that the core reads."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import orjson
import pandas as pd
from django.db.models import Expression, F, FilteredRelation, Func, Q, QuerySet

from influencers.choices import Figure
from influencers.copied_out import DAY, MOMENT, NUMBER, TEXT, TRUTH, WHOLE, copied_out
from influencers.models import CommentSignal, Fee, Post, Profile, ReportedFigures, Snapshot
from influencers.money import rates
from influencers.terms import withheld_accounts, withheld_sources
from scoring.core.frames import Frames
from scoring.core.growth import NEAR_DAYS
from scoring.core.schema import FEES
from scoring.core.weights import CONSTANTS, Constants

PROFILES = {
    "id": WHOLE, "platform": TEXT, "handle": TEXT, "followers": NUMBER, "following": NUMBER, "bio": TEXT,
    "language": TEXT, "country": TEXT, "reported_category": TEXT,
}  # fmt: skip
POSTS = {
    "id": WHOLE, "profile_id": WHOLE, "published_at": MOMENT, "kind": TEXT, "caption": TEXT, "language": TEXT,
    "likes": NUMBER, "comments": NUMBER, "shares": NUMBER, "views": NUMBER, "paid_flag": TRUTH,
    "text__sponsored_probability": NUMBER, "text__niche_lexicon": TEXT,
}  # fmt: skip
LISTS = {
    "hashtags": "hashtags", "mentions": "mentions", "matches": "text__matches", "brands": "text__brands",
    "niche_hits": "text__niche_hits",
}  # fmt: skip
"""Columns of posts that are lists. What their words told is NULL where they were not read."""
SNAPSHOTS = {"profile_id": WHOLE, "day": DAY, "followers": NUMBER}
COMMENTS = {
    "post__profile_id": WHOLE, "post_id": WHOLE, "published_at": MOMENT, "author": TEXT, "is_creator": TRUTH,
    "digest": TEXT, "answers": TEXT, "words": NUMBER, "emoji": NUMBER, "mentions": NUMBER,
    "is_generic": TRUTH, "wording": TEXT,
}  # fmt: skip
COMMENT_NAMES = {"post__profile_id": "profile_id", "digest": "comment_id", "answers": "answers_to"}
FIGURES = {
    Figure.ENGAGEMENT_RATE: "engagement_rate",
    Figure.AVG_LIKES: "average_likes",
    Figure.AVG_COMMENTS: "average_comments",
    Figure.AVG_ENGAGEMENT: "average_engagement",
}


def load_frames(
    profiles: QuerySet[Profile],
    now: datetime,
    c: Constants = CONSTANTS,
    more: Mapping[str, Expression] = MappingProxyType({}),
) -> Frames:
    """The frames of these profiles: posts of the last year and the comments under them, snapshots, newest
    reported figures, fees. more: further columns of the posts, as texts; `account` is the account of each.

    At most seven queries. Rows come in the order of their ids. Accounts, posts and sizes of a source whose
    terms allow no figures made of them are not read at all.
    """
    kept_out = withheld_sources()
    if kept_out:
        profiles = profiles.exclude(withheld_accounts())
    known = copied_out(profiles.order_by("id").values_list(*PROFILES), PROFILES)
    known = known.rename(columns={"id": "profile_id", "reported_category": "category"})
    ids = known["profile_id"].tolist()
    since = now - timedelta(days=c.window_days)
    sizes = (
        Snapshot.objects.filter(profile__in=ids, day__gte=(since - timedelta(days=NEAR_DAYS)).date())
        .exclude(source__in=kept_out)
        .order_by("profile_id", "day")
    )
    snapshots = copied_out(sizes.values_list(*SNAPSHOTS), SNAPSHOTS)
    snapshots["day"] = snapshots["day"].dt.tz_localize("UTC")
    posts, comments = _posts(ids, since, kept_out, more), _comments(ids, since, kept_out)
    return Frames(known, posts, _reported(ids), snapshots, comments, _fees(ids))


def _posts(
    ids: list[int], since: datetime, kept_out: Collection[str], more: Mapping[str, Expression]
) -> pd.DataFrame:
    # Named here too, or the planner reads the accounts of the whole catalogue for those of a chunk.
    account = FilteredRelation("profile", condition=Q(profile__id__in=ids))
    found = (
        Post.objects.filter(profile__in=ids, published_at__gte=since)
        .exclude(source__in=kept_out)
        .order_by("id")
        .annotate(**{f"{name}_json": Func(F(field), function="to_json") for name, field in LISTS.items()})
        .annotate(account=account, **more)
    )
    types = POSTS | dict.fromkeys((*(f"{name}_json" for name in LISTS), *more), TEXT)
    posts = copied_out(found.values_list(*types), types)
    posts = posts.rename(columns=lambda name: "post_id" if name == "id" else name.removeprefix("text__"))
    return posts.assign(**{name: _lists(posts.pop(f"{name}_json")) for name in LISTS})


def _lists(texts: pd.Series) -> pd.Series:
    """The lists that these texts are as JSON; None stays None. Most are empty, and those are one list, which
    nobody changes."""
    known: dict[str | None, list | None] = {None: None, "[]": []}
    found = [
        known[text] if text in known else orjson.loads(text) for text in texts.to_numpy(object, na_value=None)
    ]
    return pd.Series(found, index=texts.index, dtype=object)


def _comments(ids: list[int], since: datetime, kept_out: Collection[str]) -> pd.DataFrame:
    """Signals of the comments under the posts that are read, by the creator and by others."""
    found = (
        CommentSignal.objects.filter(post__profile__in=ids, post__published_at__gte=since)
        .exclude(source__in=kept_out)
        .order_by("id")
    )
    comments = copied_out(found.values_list(*COMMENTS), COMMENTS).rename(columns=COMMENT_NAMES)
    return comments.assign(answers=comments["answers_to"] != "")


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
