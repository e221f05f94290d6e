"""What people changed in the catalogue: who, when, before and after; and taking it back."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from influencers.change_words import Line, lines_of
from influencers.models import Influencer, Niche, Profile, ProfileNiche, Tag, Tier
from influencers.undo import CannotUndo, undo, why_not

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
    cids = {entry.cid for entry in entries if entry.cid}
    whole = defaultdict(list)
    for entry in LogEntry.objects.filter(cid__in=cids).select_related("content_type").order_by("pk"):
        whole[entry.cid].append(entry)
    lines = lines_of(entries)
    changes: dict[str, Change] = {}
    for entry in entries:
        key = entry.cid or f"entry {entry.pk}"
        if key not in changes:
            changes[key] = _change(entry, whole.get(entry.cid, []))
        change = changes[key]
        change.lines = lines[entry.pk] + change.lines
        change.elsewhere -= 1
    return [change for change in changes.values() if change.lines]


def _change(entry: LogEntry, whole: list[LogEntry]) -> Change:
    about = entry.additional_data or {}
    return Change(
        cid=entry.cid or "",
        when=entry.timestamp,
        who=str(entry.actor or entry.actor_email or "the system"),
        elsewhere=len(whole) or 1,
        undone_by=about.get("undone_by", ""),
        is_undo="undoes" in about,
        can_undo=bool(whole) and not why_not(whole),
    )
