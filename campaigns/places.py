"""The order of candidates within a stage: read, changed and laid down again."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from campaigns.models import Campaign, Candidate


def orders_of(campaign: Campaign, stage_ids: Iterable[int]) -> dict[int, list[int]]:
    """{stage id: ids of its candidates in their order}, removed ones too, so that they keep their place."""
    orders: dict[int, list[int]] = {stage: [] for stage in stage_ids}
    rows = campaign.candidates.filter(stage__in=orders).order_by("position", "pk")
    for pk, stage in rows.values_list("pk", "stage"):
        orders[stage].append(pk)
    return orders


def put(order: Sequence[int], ids: Sequence[int], before: int | None) -> list[int]:
    """The order with `ids` in front of `before`; at its end where that is not in it."""
    rest = [pk for pk in order if pk not in set(ids)]
    at = rest.index(before) if before in rest else len(rest)
    return [*rest[:at], *ids, *rest[at:]]


def followers(order: Sequence[int], ids: Iterable[int]) -> dict[int, int | None]:
    """{id: the next in the order that is none of `ids`}: what an undo puts it in front of again."""
    wanted, found, after = set(ids), {}, None
    for pk in reversed(order):
        if pk in wanted:
            found[pk] = after
        else:
            after = pk
    return found


def put_back(order: Sequence[int], after: Mapping[int, int | None]) -> list[int]:
    """The order with each of {id: what followed it} in front of that; at its end where that is not in it."""
    rest = [pk for pk in order if pk not in after]
    there, waiting = set(rest), {}
    for pk, then in after.items():
        waiting.setdefault(then if then in there else None, []).append(pk)
    return [pk for then in (*rest, None) for pk in (*waiting.get(then, ()), then) if pk is not None]


def lay(order: Sequence[int]) -> None:
    """Numbers candidates in this order; one statement, which leaves those alone that stand right already."""
    table = Candidate._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET position = wanted.place FROM unnest(%s::bigint[]) WITH ORDINALITY"
            f" AS wanted (id, place) WHERE {table}.id = wanted.id AND {table}.position <> wanted.place",
            [list(order)],
        )
