"""Takes back what one request changed, all of it or nothing."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from auditlog.cid import correlation_id, get_cid
from auditlog.diff import get_field_value, is_primitive
from auditlog.models import LogEntry
from django.db import IntegrityError, models, transaction
from django.utils.encoding import smart_str

from influencers.change_words import field_of
from influencers.curation import show_niches, touch
from influencers.models import CurrencyRate, Fee, Influencer, Niche, Profile, ProfileNiche, Tag, Tier
from influencers.money import rates_changed

# What can be taken back, in the order in which one may point to another. Everything else is somebody's own.
MODELS = (Niche, Tag, Tier, CurrencyRate, Influencer, Profile, ProfileNiche, Fee)
# An addition of these can be undone by deletion: what hangs on them is in the history, or keeps a tag alive.
DELETABLE = (ProfileNiche, Tag, Fee, CurrencyRate)
RESTORABLE = (Niche, Tag, Tier, ProfileNiche, Fee, CurrencyRate)


class CannotUndo(Exception):
    """Why a change cannot be taken back, in words for the curator."""


@dataclass
class Net:
    """What one request did to one record in the end, however often it saved it."""

    model: type[models.Model]
    pk: int
    words: str
    created: bool = False
    deleted: bool = False
    fields: dict[str, list] = field(default_factory=dict)  # name: [before, after]
    links: dict[str, dict[str, bool]] = field(default_factory=dict)  # field: {name: whether it was added}


@transaction.atomic
def undo(cid: str, by) -> int:
    """Takes back the change `cid` in the name of `by`; how many records came back. Raises CannotUndo, and
    then nothing has changed.

    1. Reads the entries, locked, so that two people cannot undo at once. 2. Checks that each field still
    has the value that the change gave it. 3. Deletes what was added, restores what was deleted, sets fields
    and tags back. 4. Makes scoring look again. 5. Marks both changes as belonging together.
    """
    entries = list(LogEntry.objects.filter(cid=cid).order_by("pk").select_for_update(of=("self",)))
    if reason := why_not(entries):
        raise CannotUndo(reason)
    nets = sorted(_nets(entries), key=lambda net: MODELS.index(net.model))
    records = {id(net): _record(net) for net in nets}
    niches_of = _profiles_with_niches(nets)
    own_cid = get_cid() or str(uuid.uuid4())
    token = correlation_id.set(own_cid)
    try:
        with transaction.atomic():
            _apply(nets, records)
    except IntegrityError as error:
        raise CannotUndo("Something else has taken its place since. Change it by hand.") from error
    finally:
        correlation_id.reset(token)
    touch(_profiles_behind(nets))
    rates_changed(_currencies(nets))
    show_niches(niches_of | _profiles_with_niches(nets))
    LogEntry.objects.filter(cid=cid).update(additional_data={"undone_by": str(by)})
    LogEntry.objects.filter(cid=own_cid).update(actor=by, additional_data={"undoes": cid})
    return len(nets)


def why_not(entries: list[LogEntry]) -> str:
    """Why these entries of one request cannot be undone as a whole; "" where they can, as far as the
    history alone tells."""
    if not entries:
        return "There is no such change."
    for entry in entries:
        model = entry.content_type.model_class()
        if (entry.additional_data or {}).get("undone_by"):
            return "This was undone already."
        if reason := kind_refused(model, entry.action):
            # What is outside the catalogue may be private: it is not named.
            return f"{entry.object_repr if model in MODELS else 'What was changed'} {reason}"
        if any(field_of(model, name) is None for name in _recorded(entry)):
            return f"{entry.object_repr} was changed from another side and cannot be undone here."
    return ""


def kind_refused(model: type[models.Model] | None, action: int) -> str:
    """Why this kind of change to this kind of record is never undone, as the end of a sentence; else ""."""
    if model not in MODELS:
        return "is not part of the catalogue and cannot be undone here."
    if action == LogEntry.Action.CREATE and model not in DELETABLE:
        return "was added then. Block or remove it by hand."
    if action == LogEntry.Action.DELETE and model not in RESTORABLE:
        return "was deleted with all that belonged to it. Import it anew."
    return ""


def _recorded(entry: LogEntry) -> Iterable[str]:
    """Names in an update. (An added or deleted record names its relations too, which are no columns.)"""
    return (entry.changes or {}) if entry.action == LogEntry.Action.UPDATE else ()


def _nets(entries: list[LogEntry]) -> list[Net]:
    nets: dict[tuple, Net] = {}
    for entry in entries:
        model = entry.content_type.model_class()
        net = nets.setdefault((model, entry.object_id), Net(model, entry.object_id, entry.object_repr))
        net.created |= entry.action == LogEntry.Action.CREATE
        net.deleted |= entry.action == LogEntry.Action.DELETE
        for name, change in (entry.changes or {}).items():
            column = field_of(model, name)
            if column is None or column.primary_key:
                continue
            if column.many_to_many:
                added = change["operation"] == "add"
                links = net.links.setdefault(name, {})
                for other in change["objects"]:
                    if links.setdefault(other, added) != added:
                        del links[other]  # added and taken away again: nothing in the end
            else:
                net.fields.setdefault(name, [change[0], None])[1] = change[1]
    return [net for net in nets.values() if not (net.created and net.deleted)]


def _record(net: Net):
    """The record as it is now, locked and checked; None where it was deleted."""
    record = net.model._base_manager.select_for_update(of=("self",)).filter(pk=net.pk).first()
    if net.deleted:
        return None
    if record is None:
        raise CannotUndo(f"{net.words} is no longer there.")
    for name, (_, after) in net.fields.items():
        if not _is_still(record, name, after):
            label = net.model._meta.get_field(name).verbose_name
            raise CannotUndo(f"The {label} of {net.words} was changed again since. Change it by hand.")
    for name, links in net.links.items():
        now = {str(other) for other in getattr(record, name).all()}
        for other, added in links.items():
            if (other in now) != added:
                label = net.model._meta.get_field(name).verbose_name
                raise CannotUndo(f"The {label} of {net.words} were changed again since. Change them by hand.")
    return record


def _is_still(record: models.Model, name: str, after) -> bool:
    """Whether a field has the recorded value. 1.2 and 1.20 are the same number."""
    column = record._meta.get_field(name)
    if isinstance(column, models.DecimalField):
        return getattr(record, name) == column.to_python(after)
    return _value(record, name) == after


def _value(record: models.Model, name: str):
    """A field as the history records it."""
    value = get_field_value(record, record._meta.get_field(name), use_json_for_changes=True)
    return value if is_primitive(value) else smart_str(value)


def _apply(nets: list[Net], records: dict[int, models.Model | None]) -> None:
    for net in nets:
        if net.created and net.model is not Tag:
            records[id(net)].delete()
    for net in nets:
        if net.deleted:
            restored = net.model(pk=net.pk)
            _set_back(restored, net)
            restored.save(force_insert=True)
    for net in nets:
        record = records[id(net)]
        if net.fields and not net.created and not net.deleted:
            _set_back(record, net)
            record.save(update_fields=list(net.fields))
    for net in nets:
        for name, links in net.links.items():
            _link_back(net, records[id(net)], name, links)
    for net in nets:
        # A tag that was made then and that others carry by now stays.
        if net.created and net.model is Tag and not records[id(net)].influencers.exists():
            records[id(net)].delete()


def _set_back(record: models.Model, net: Net) -> None:
    for name, (before, _) in net.fields.items():
        column = net.model._meta.get_field(name)
        setattr(record, column.attname, before if column.is_relation else column.to_python(before))


def _link_back(net: Net, record: models.Model, name: str, links: dict[str, bool]) -> None:
    others = {
        str(other): other
        for other in record._meta.get_field(name).related_model._base_manager.filter(name__in=links)
    }
    missing = [other for other, added in links.items() if not added and other not in others]
    if missing:
        raise CannotUndo(f"{', '.join(missing)} is no longer there, so {net.words} cannot get it back.")
    manager = getattr(record, name)
    manager.add(*(others[other] for other, added in links.items() if not added))
    manager.remove(*(others[other] for other, added in links.items() if added))


def _profiles_behind(nets: list[Net]) -> set[int]:
    """Accounts that the change is about."""
    creators = [net.pk for net in nets if net.model is Influencer]
    own = {net.pk for net in nets if net.model is Profile}
    own |= {value for net in nets if net.model is Fee for value in net.fields.get("profile", ()) if value}
    own |= set(
        Fee.objects.filter(pk__in=[net.pk for net in nets if net.model is Fee]).values_list(
            "profile_id", flat=True
        )
    )
    return own | set(Profile.objects.filter(influencer__in=creators).values_list("pk", flat=True))


def _currencies(nets: list[Net]) -> set[str]:
    """Currencies whose rate the change is about."""
    rates = [net for net in nets if net.model is CurrencyRate]
    told = {value for net in rates for value in net.fields.get("currency", ()) if value}
    kept = CurrencyRate.objects.filter(pk__in=[net.pk for net in rates])
    return told | set(kept.values_list("currency", flat=True))


def _profiles_with_niches(nets: list[Net]) -> set[int]:
    """Accounts whose niches the change is about, as far as they can be told now."""
    rows = [net for net in nets if net.model is ProfileNiche]
    told = {value for net in rows for value in net.fields.get("profile", ()) if value}
    kept = ProfileNiche.objects.filter(pk__in=[net.pk for net in rows])
    return told | set(kept.values_list("profile_id", flat=True))
