"""The columns of Discover, and the orders it can be sorted in: the only two lists of both."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, IntegerField, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate, Lower

DEFAULT_SORT = "-standing"
# The order by nearness to what is searched for by meaning; without such a search it is the usual one.
NEAREST = "nearest"


@dataclass(frozen=True)
class Column:
    """A column that may be shown; `sort` is the order that its heading switches to."""

    key: str
    label: str
    sort: str = ""
    default: bool = True
    number: bool = False
    help: str = ""


COLUMNS = (
    Column("followers", "Followers", "followers", number=True),
    Column("engagement", "Engagement", "engagement", number=True, help="(likes + comments) / followers"),
    Column("standing", "For its size", "standing", help="Better than this share of accounts of its size."),
    Column("niche", "Niche"),
    Column("place", "Place"),
    Column("last_post", "Last post", "last_post"),
    Column("tags", "Tags"),
    Column("growth", "Growth", "growth", default=False, number=True, help="Of followers, in 30 days."),
    Column("posts", "Posts", "posts", default=False, number=True),
    Column("sponsored", "Sponsored", "sponsored", default=False, number=True, help="Share of posts."),
    Column(
        "authenticity",
        "Authenticity",
        "authenticity",
        default=False,
        number=True,
        help="100% where no signal speaks; what to check stands on the creator's page.",
    ),
    Column(
        "replies",
        "Replies",
        "replies",
        default=False,
        number=True,
        help="How often and how soon followers are answered, against others of the platform.",
    ),
    Column("contact", "Contact", default=False),
    Column("bio", "Bio", default=False),
    Column("added", "Added", "added", default=False),
)
BY_KEY = {column.key: column for column in COLUMNS}
DEFAULT_COLUMNS = [column.key for column in COLUMNS if column.default]

# What a sort is called, and what it sorts by. A leading "-" in the address turns it round.
SORTS = {
    "standing": ("Engagement for its size", (F("percentile"), F("engagement_rate"))),
    "engagement": ("Engagement rate", (F("engagement_rate"),)),
    "followers": ("Followers", (F("followers"),)),
    "growth": ("Growth", (F("growth_30d"),)),
    "last_post": ("Last post", (F("last_post_at"),)),
    "added": ("Recently added", (F("created_at"),)),
    "name": ("Name", (Collate(Lower("influencer__name"), "C"), Collate(Lower("handle"), "C"))),
    "posts": ("Number of posts", (F("posts_count"),)),
    "sponsored": ("Sponsored share", (F("sponsored_share"),)),
    "authenticity": ("Authenticity", (F("authenticity"),)),
    "replies": ("Community replies", (F("replies"),)),
}
# What the order menu offers, most wanted first.
OFFERED = (
    "-standing", "-engagement", "-followers", "followers", "-growth", "-last_post", "-added", "name",
)  # fmt: skip
OFFERED_LABELS = {"followers": "Followers, fewest first", "-followers": "Followers, most first"}


def order_of(sort: str, near: Sequence[int] = ()) -> list[OrderBy]:
    """What a sort of the address orders by: unknown values last, and the key at the very end, so that no page
    skips or repeats a row. `near`: the accounts by nearness, where something is searched for by meaning."""
    if sort == NEAREST:
        if not near:
            return order_of(DEFAULT_SORT)
        among = Value(list(near), output_field=ArrayField(BigIntegerField()))
        place = Func(among, F("pk"), function="array_position", output_field=IntegerField())
        return [OrderBy(place, nulls_last=True), F("pk").asc()]
    _, expressions = SORTS[sort.removeprefix("-")]
    if sort.startswith("-"):
        return [*(OrderBy(e, descending=True, nulls_last=True) for e in expressions), F("pk").desc()]
    return [*(OrderBy(e, nulls_last=True) for e in expressions), F("pk").asc()]


def known_sort(sort: str) -> bool:
    """Whether an address may ask for this order."""
    return sort == NEAREST or (sort.removeprefix("-") in SORTS and not sort.startswith("--"))


def sort_label(sort: str) -> str:
    """A sort in words."""
    if sort == NEAREST:
        return "Nearest in meaning"
    return OFFERED_LABELS.get(sort) or SORTS[sort.removeprefix("-")][0]


def next_sort(column: Column, sort: str) -> str:
    """The order that a click on the heading of `column` leads to: numbers from the top, words from A."""
    first = column.sort if column.sort == "name" else f"-{column.sort}"
    other = column.sort if first.startswith("-") else f"-{column.sort}"
    return other if sort == first else first
