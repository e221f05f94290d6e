"""What people changed in the catalogue: who, when, before and after; and taking it back."""

from dataclasses import dataclass, field
from datetime import datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet

from influencers.change_words import Line, lines_of
from influencers.models import Fee, Influencer, Niche, Profile, ProfileNiche, Tag, Tier
from influencers.undo import CannotUndo, kind_refused, undo

__all__ = ["CannotUndo", "Change", "changes_of", "of_creator", "of_record", "undo"]

# Entries that a page reads at most; one change has one entry a record.
PAGE = 200


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


class Changes(list[Change]):
    """A page of changes, the newest first; `older` is the `before` of the next page, None on the last."""

    older: int | None = None


def of_creator(creator: Influencer, before: str | None = None) -> Changes:
    """Changes of a creator, its accounts, their niches and fees. A fixed number of queries."""
    profile_ids = list(creator.profiles.values_list("pk", flat=True))
    kinds = ContentType.objects.get_for_models(Influencer, Profile, ProfileNiche, Fee)
    return changes_of(
        LogEntry.objects.filter(
            Q(content_type=kinds[Influencer], object_id=creator.pk)
            | Q(content_type=kinds[Profile], object_id__in=profile_ids)
            | Q(
                content_type__in=[kinds[ProfileNiche], kinds[Fee]],
                serialized_data__fields__profile__in=profile_ids,
            )
        ),
        before,
    )


def of_record(record: Influencer | Profile | Niche | Tier | Tag, before: str | None = None) -> Changes:
    """Changes of one record; of an account or creator, all of the creator's."""
    if isinstance(record, Profile):
        record = record.influencer
    if isinstance(record, Influencer):
        return of_creator(record, before)
    return changes_of(LogEntry.objects.get_for_object(record), before)


def changes_of(entries: QuerySet[LogEntry], before: str | None) -> Changes:
    """The page of these entries that begins before the entry `before`."""
    if before and before.isascii() and before.isdigit():
        entries = entries.filter(pk__lt=min(int(before), 2**63 - 1))
    entries = list(entries.select_related("actor", "content_type").order_by("-pk")[: PAGE + 1])
    older = entries[PAGE - 1].pk if len(entries) > PAGE else None
    entries = entries[:PAGE]
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
    page = Changes(change for change in changes.values() if change.lines)
    page.older = older
    return page


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
