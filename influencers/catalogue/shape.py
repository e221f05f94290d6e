"""What the catalogue keeps of an account, and the queries that tell it, in the conditions of the SQL way."""

from dataclasses import dataclass

import numpy as np
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    FloatField,
    Func,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Lower

from influencers.choices import Platform
from influencers.filter_conditions import contact_is
from influencers.models import Profile, ProfileNiche
from influencers.niche_basis import counting_niches
from influencers.querysets import DEMO, LEFT_OUT_OF_DISCOVERY

NO_NUMBER = -1  # of counts, which are never below 0
NO_TIME = np.iinfo(np.int64).min  # "-infinity" as PostgreSQL sends it
PLATFORMS = tuple(Platform.values)
FLAG = {True: 1, False: 0, None: -1}
SORTED_TEXT = "names"  # the texts that accounts are sorted by


@dataclass(frozen=True)
class Column:
    """A number an account: `field` of Profile, `dtype` "i8" or "f8"; unknown is NO_NUMBER, NO_TIME or NaN."""

    field: str
    dtype: str = "f8"
    is_time: bool = False

    @property
    def expression(self):
        if self.is_time:
            return Func(F(self.field), template="coalesce(%(expressions)s, '-infinity')")
        unknown, kind = (NO_NUMBER, BigIntegerField) if self.dtype == "i8" else (float("nan"), FloatField)
        return Coalesce(Cast(F(self.field), kind()), Value(unknown, output_field=kind()))


COLUMNS = {
    column.field: column
    for column in (
        Column("followers", "i8"),
        Column("posts_count", "i8"),
        Column("engagement_rate"),
        Column("percentile"),
        Column("growth_30d"),
        Column("sponsored_share"),
        Column("authenticity"),
        Column("replies"),
        Column("last_post_at", "i8", is_time=True),
        Column("created_at", "i8", is_time=True),
    )
}


def _one_of(*cases: When, default: int) -> Cast:
    """One of some small numbers, as eight bytes, which a number in a query would not take by itself."""
    return Cast(Case(*cases, default=default, output_field=BigIntegerField()), BigIntegerField())


def _flag(condition: Q) -> Cast:
    return _one_of(When(condition, then=1), default=0)


def _letters(name: str) -> Func:
    """A code of up to three letters as a number, which `code_of` reads back."""
    parts = " + ".join(f"ascii(substr(%(expressions)s, {at + 1}, 1)) * {256**at}" for at in range(3))
    return Func(F(name), template=f"({parts})::bigint", output_field=BigIntegerField())


def code_of(number: int) -> str:
    """The letters of a code that was read as a number; "" of 0."""
    return int(number).to_bytes(3, "little").rstrip(b"\0").decode("latin-1")


def number_of(code: str) -> int:
    """The number of a code; of one that no account can have, one that none has."""
    data = code.encode("latin-1", "replace")
    return int.from_bytes(data, "little")


def _told() -> dict:
    """{name: expression} of the values that an account has one of: yes or no, or one of a few."""
    platforms = [When(platform=value, then=at) for at, value in enumerate(PLATFORMS)]
    verified = [When(is_verified=value, then=FLAG[value]) for value in (True, False)]
    return {
        "demo": _flag(DEMO),
        "discoverable": _flag(~LEFT_OUT_OF_DISCOVERY),
        "contact": _flag(contact_is("yes")),
        "platform": _one_of(*platforms, default=len(PLATFORMS)),
        "verified": _one_of(*verified, default=FLAG[None]),
        "country": _letters("country"),
        "language": _letters("language"),
    }


TOLD = ("demo", "discoverable", "contact", "platform", "verified", "country", "language")
MANY = ("niche", "tag", "any_niche")


def numbers(accounts: QuerySet[Profile]) -> QuerySet:
    """A row an account, in order of id: id, the numbers of COLUMNS, the values of TOLD."""
    told = _told()
    values = {f"c_{name}": column.expression for name, column in COLUMNS.items()}
    values |= {f"t_{name}": told[name] for name in TOLD}
    return accounts.order_by("pk").annotate(**values).values_list("pk", *values)


def texts(accounts: QuerySet[Profile]) -> QuerySet:
    """A row an account, in order of id: what the order by name compares."""
    values = {"n_name": Lower("influencer__name"), "n_handle": Lower("handle")}
    return accounts.order_by("pk").annotate(**values).values_list(*values)


def pairs(name: str, accounts: QuerySet[Profile], ids: list[int] | None) -> QuerySet:
    """Rows (account, value) of what an account may have several of: niches that count, tags. `any_niche`
    is 1 for those with a niche on whatever basis."""
    if name == "tag":
        tagged = accounts.filter(influencer__tags__isnull=False).annotate(
            v=Cast("influencer__tags", BigIntegerField())
        )
        return tagged.values_list("pk", "v")
    rows = counting_niches() if name == "niche" else ProfileNiche.objects.order_by().distinct()
    if ids is not None:
        rows = rows.filter(profile__in=ids)
    value = F("niche_id") if name == "niche" else Value(1, output_field=BigIntegerField())
    return rows.annotate(v=Cast(value, BigIntegerField())).values_list("profile_id", "v")
