"""What the catalogue keeps of an account, and the queries that tell it, in the conditions of the SQL way."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower

from influencers.choices import Platform
from influencers.copied_out import MOMENT, NUMBER, WHOLE
from influencers.filter_conditions import contact_is
from influencers.models import Profile, ProfileNiche
from influencers.niche_basis import counting_niches
from influencers.querysets import DEMO, LEFT_OUT_OF_DISCOVERY

NO_NUMBER = -1  # of counts, which are never below 0
NO_TIME = np.iinfo(np.int64).min  # as numpy keeps a moment that is not known
PLATFORMS = tuple(Platform.values)
FLAG = {True: 1, False: 0, None: -1}


@dataclass(frozen=True)
class Column:
    """A number an account, a field of Profile: float64 with NaN, or int64 with NO_NUMBER; moments are int64
    microseconds since 1970 with NO_TIME."""

    field: str
    kind: pa.DataType = NUMBER

    @property
    def dtype(self) -> str:
        """The type of its array."""
        return "f8" if self.kind == NUMBER else "i8"

    @property
    def unknown(self) -> int:
        """What stands for an unknown value in a column of whole numbers."""
        return NO_NUMBER if self.kind == WHOLE else NO_TIME

    @property
    def expression(self):
        """What is asked of the database."""
        return Coalesce(F(self.field), NO_NUMBER) if self.kind == WHOLE else F(self.field)


COLUMNS = {
    column.field: column
    for column in (
        Column("followers", WHOLE),
        Column("posts_count", WHOLE),
        Column("engagement_rate"),
        Column("percentile"),
        Column("growth_30d"),
        Column("sponsored_share"),
        Column("authenticity"),
        Column("replies"),
        Column("last_post_at", MOMENT),
        Column("created_at", MOMENT),
    )
}


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _letters(name: str) -> Func:
    """A code of up to three letters as a number, which `code_of` reads back."""
    parts = " + ".join(f"ascii(substr(%(expressions)s, {at + 1}, 1)) * {256**at}" for at in range(3))
    return Func(F(name), template=f"({parts})", output_field=IntegerField())


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
        "has_contact": _flag(~Q(contact="")),
        "platform": Case(*platforms, default=len(PLATFORMS), output_field=IntegerField()),
        "verified": Case(*verified, default=FLAG[None], output_field=IntegerField()),
        "country": _letters("country"),
        "language": _letters("language"),
    }


TOLD = ("demo", "discoverable", "contact", "has_contact", "platform", "verified", "country", "language")
MANY = ("niche", "tag", "any_niche")


def singles(accounts: QuerySet[Profile]) -> QuerySet:
    """A row an account, in order of id: id, the numbers of COLUMNS, the values of TOLD, and the two texts
    that the order by name compares."""
    told = _told()
    values = {f"c_{name}": column.expression for name, column in COLUMNS.items()}
    values |= {f"t_{name}": told[name] for name in TOLD}
    values |= {"n_name": Lower("influencer__name"), "n_handle": Lower("handle")}
    return accounts.order_by("pk").annotate(**values).values_list("pk", *values)


def pairs(name: str, accounts: QuerySet[Profile], ids: list[int] | None) -> QuerySet:
    """Rows (account, value) of what an account may have several of: niches that count, tags. `any_niche`
    is 1 for those with a niche on whatever basis."""
    if name == "tag":
        return accounts.filter(influencer__tags__isnull=False).values_list("pk", "influencer__tags")
    rows = counting_niches() if name == "niche" else ProfileNiche.objects.order_by().distinct()
    if ids is not None:
        rows = rows.filter(profile__in=ids)
    if name == "niche":
        return rows.values_list("profile_id", "niche_id")
    return rows.annotate(one=Value(1, output_field=IntegerField())).values_list("profile_id", "one")
