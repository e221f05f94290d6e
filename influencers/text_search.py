"""Which accounts hold what a person typed: by words of their texts, parts of their handle, or a handle that
is nearly it.

Every typed piece must be found, each anywhere: as the beginning of a word in handle, names, bio or hashtags,
or inside the handle. Only a single word that nobody has is taken for a handle with an error in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower, Upper

from influencers.choices import Platform
from influencers.models import Profile, ProfileText
from influencers.typed_words import Kind, Typed, may_be_handle, typed_in

THRESHOLDS = (0.6, 0.3)
"""Shared trigrams from which a handle counts as alike; the second is tried when nobody reaches the first."""
MOST_ALIKE = 50
_BESIDE_THE_BEST = 0.8
"""A handle that is less alike than this share of the best one is left out."""


class _Query(SearchQuery):
    """A `tsquery` that is written out already."""

    template = "(%(expressions)s)::tsquery"

    def __init__(self, query: str):
        super().__init__(query)


@dataclass(frozen=True)
class Answer:
    """`ids`: a query of the accounts' ids, for `pk__in` or to be read as it is, each at least once; it looks
    at all accounts. `near`: nobody has what was typed, and these have a handle nearly like it, the most alike
    first."""

    typed: tuple[Typed, ...]
    ids: QuerySet
    near: tuple[int, ...] = ()

    @property
    def alike(self) -> bool:
        """Whether these are just handles that are nearly what was typed."""
        return bool(self.near)


def answer(text: str, scope: QuerySet[Profile]) -> Answer:
    """Who holds what was typed. `scope`: the accounts among which somebody must be found before it is taken
    for an error."""
    typed = tuple(typed_in(text))
    if not typed:
        return Answer((), Profile.objects.none().values_list("pk"))
    typed_handle = may_be_handle(list(typed))
    if typed[0].kind == Kind.HANDLE and len(typed) == 1 and (own := _named(typed[0].text, scope)):
        return Answer(typed, _of(own))
    found = Answer(typed, ids_of(typed))
    if not typed_handle or _any(typed, scope):
        return found
    near = handles_like(typed_handle, scope)
    return Answer(typed, _of(near), tuple(near)) if near else found


def ids_of(typed: Sequence[Typed]) -> QuerySet:
    """The ids of accounts that hold every piece, some perhaps twice; no joins where words alone are typed.

    Who has all of it as words comes from one index; who has at least one piece inside the handle from that of
    handles, and for the few of them the other pieces are looked up.
    """
    fixed = [one for one in typed if not one.query]
    if fixed:
        return _holding(typed, fixed[0], handles_only=True)
    by_words = ProfileText.objects.filter(words=_Query(" & ".join(f"({one.query})" for one in typed)))
    by_handle = [_holding(typed, one) for one in typed if one.part_of_handle]
    return by_words.values_list("pk").union(*by_handle, all=True)


def handles_like(text: str, scope: QuerySet[Profile]) -> list[int]:
    """The accounts of `scope` whose handles are most like `text`, at most 50, the most alike first."""
    near = scope.alias(label=Upper("handle")).annotate(alike=TrigramSimilarity(Upper("handle"), text))
    near = near.filter(label__trigram_similar=text).order_by("-alike", "pk").values_list("pk", "alike")
    for threshold in THRESHOLDS:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(threshold)])
            found = list(near[:MOST_ALIKE])
        if found:
            return [pk for pk, alike in found if alike >= _BESIDE_THE_BEST * found[0][1]]
    return []


def _holding(typed: Sequence[Typed], first: Typed, handles_only: bool = False) -> QuerySet:
    """Accounts with `first` in the handle, and every other piece there or in their texts."""
    found = Profile.objects.filter(_in_handle(first))
    for one in typed:
        if one is not first:
            condition = Q(text__words=_Query(one.query)) if one.query else Q(pk=None)
            if not one.query or one.part_of_handle:
                condition |= _in_handle(one)
            found = found.filter(condition)
    return found.values_list("pk")


def _in_handle(one: Typed) -> Q:
    if one.kind != Kind.ACCOUNT:
        # Two letters make no trigram, but at the beginning they do.
        inside = "icontains" if len(one.part_of_handle) > 2 else "istartswith"
        return Q(**{f"handle__{inside}": one.part_of_handle})
    by_id = Q(platform_id=one.platform_id) if one.platform_id else Q(pk=None)
    by_name = Q(handle__iexact=one.handle, handle_is_current=True) if one.handle else Q(pk=None)
    return Q(by_id | by_name, platform=one.platform)


def _named(handle: str, scope: QuerySet[Profile]) -> list[int]:
    """Accounts that go by exactly this handle, one a platform at most."""
    named = scope.alias(label=Lower("handle")).filter(
        platform__in=Platform.values, label=Lower(Value(handle)), handle_is_current=True
    )
    return list(named.values_list("pk", flat=True))


def _any(typed: Sequence[Typed], scope: QuerySet[Profile]) -> bool:
    """Whether anybody in `scope` holds the one typed piece. Two questions: an OR of them reads everything."""
    own = typed[0]
    if own.query and scope.filter(text__words=_Query(own.query)).exists():
        return True
    return bool(own.part_of_handle) and scope.filter(_in_handle(own)).exists()


def _of(ids: Sequence[int]) -> QuerySet:
    return Profile.objects.filter(pk__in=ids).values_list("pk")
