"""A tag put on or taken off many creators at once, each of which keeps a record of it."""

from collections.abc import Collection

from auditlog.cid import get_cid
from auditlog.context import auditlog_value, disable_auditlog
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from influencers.models import Influencer, Tag


@transaction.atomic
def put_tag(tag: Tag, creator_ids: Collection[int]) -> None:
    """Puts a tag on creators that do not have it; a fixed number of statements for any number of them."""
    with disable_auditlog():
        tag.influencers.add(*creator_ids)
    _record(tag, creator_ids, "add")


@transaction.atomic
def take_tag(tag: Tag, creator_ids: Collection[int]) -> None:
    """Takes a tag off creators that have it."""
    with disable_auditlog():
        tag.influencers.remove(*creator_ids)
    _record(tag, creator_ids, "delete")


def _record(tag: Tag, creator_ids: Collection[int], operation: str) -> None:
    """As the history's own recorder writes it, which from this side would note the tag alone."""
    actor = auditlog_value.get({}).get("actor") if get_cid() else None
    change = {"tags": {"type": "m2m", "operation": operation, "objects": [str(tag)]}}
    kind = ContentType.objects.get_for_model(Influencer)
    names = Influencer.objects.filter(pk__in=creator_ids).values_list("pk", "name")
    LogEntry.objects.bulk_create(
        [
            LogEntry(
                content_type=kind,
                object_id=pk,
                object_pk=str(pk),
                object_repr=name,
                action=LogEntry.Action.UPDATE,
                changes=change,
                actor=actor,
                actor_email=actor.email if actor else None,
                cid=get_cid(),
            )
            for pk, name in names
        ],
        batch_size=1000,
    )
