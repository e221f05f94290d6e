"""What people changed in the catalogue: who, when, before and after; and taking it back."""

from dataclasses import dataclass, field
from datetime import datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet

from influencers.change_words import Line, lines_of
from influencers.models import Influencer, Niche, Profile, ProfileNiche, Tag, Tier
from influencers.undo import CannotUndo, kind_refused, undo

__all__ = ["CannotUndo", "Change", "of_creator", "of_record", "undo"]

# Entries that a page reads at most; one change has one entry a record.
NEWEST = 200


@dataclass
class Change:
    """What one person did with one click."""

    cid: str
    when: datetime
    who: str
    lines: list[Line] = field(default_factory=list)
    # How many entries it has on other records: they come back together.
    elsewhere: int = 0
    undone_by: str = ""
    is_undo: bool = False
    can_undo: bool = False


def of_creator(creator: Influencer) -> list[Change]:
    """Changes of a creator, its accounts and their niches, the newest first. A fixed number of queries."""
    profile_ids = list(creator.profiles.values_list("pk", flat=True))
    kinds = ContentType.objects.get_for_models(Influencer, Profile, ProfileNiche)
    return _changes(
        LogEntry.objects.filter(
            Q(content_type=kinds[Influencer], object_id=creator.pk)
            | Q(content_type=kinds[Profile], object_id__in=profile_ids)
            | Q(content_type=kinds[ProfileNiche], serialized_data__fields__profile__in=profile_ids)
        )
    )


def of_record(record: Influencer | Profile | Niche | Tier | Tag) -> list[Change]:
    """Changes of one record, the newest first; of an account or creator, all of the creator's."""
    if isinstance(record, Profile):
        record = record.influencer
    if isinstance(record, Influencer):
        return of_creator(record)
    return _changes(LogEntry.objects.get_for_object(record))


def _changes(entries: QuerySet[LogEntry]) -> list[Change]:
    entries = list(entries.select_related("actor", "content_type").order_by("-pk")[:NEWEST])
    extents = _extents({entry.cid for entry in entries if entry.cid})
    lines = lines_of(entries)
    changes: dict[str, Change] = {}
    for entry in entries:
        key = entry.cid or f"entry {entry.pk}"
        if key not in changes:
            changes[key] = _change(entry, *extents.get(entry.cid, (1, False)))
        change = changes[key]
        change.lines = lines[entry.pk] + change.lines
        change.elsewhere -= 1
    return [change for change in changes.values() if change.lines]


def _extents(cids: set[str]) -> dict[str, tuple[int, bool]]:
    """How many entries each change has anywhere, and whether its kinds can be undone. Counted by the
    database: a change of ten thousand records costs a page no more than one of ten."""
    groups = (
        LogEntry.objects.filter(cid__in=cids)
        .values("cid", "content_type", "action")
        .annotate(size=Count("pk"), undone=Count("pk", filter=Q(additional_data__has_key="undone_by")))
        .order_by()
    )
    extents = {}
    for group in groups:
        size, can_undo = extents.get(group["cid"], (0, True))
        model = ContentType.objects.get_for_id(group["content_type"]).model_class()
        can_undo = can_undo and not group["undone"] and not kind_refused(model, group["action"])
        extents[group["cid"]] = (size + group["size"], can_undo)
    return extents


def _change(entry: LogEntry, size: int, can_undo: bool) -> Change:
    about = entry.additional_data or {}
    return Change(
        cid=entry.cid or "",
        when=entry.timestamp,
        who=str(entry.actor or entry.actor_email or "the system"),
        elsewhere=size,
        undone_by=about.get("undone_by", ""),
        is_undo="undoes" in about,
        can_undo=can_undo,
    )
