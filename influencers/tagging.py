"""Tags on creators: put on, taken off, made on the fly."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from influencers.models import Influencer, Profile, Tag
from influencers.tag_changes import put_tag, take_tag


def tag_named(name: str) -> Tag:
    """The tag of this name whatever its case, made where it is not there. ValidationError for a name that
    cannot be one."""
    name = _checked(name)
    existing = Tag.objects.annotate(lower=Lower("name")).filter(lower=name.lower())
    if tag := existing.first():
        return tag
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name)
    except IntegrityError:  # somebody else made it at the same moment
        return existing.get()


def tag_selected(profiles: QuerySet[Profile], name: str) -> tuple[str, int]:
    """Puts a tag on the creators of these accounts: its name, and how many did not have it before."""
    _complain_if_empty(profiles)
    tag = tag_named(name)
    ids = list(_creators(profiles).exclude(tags=tag).values_list("pk", flat=True))
    put_tag(tag, ids)
    return tag.name, len(ids)


def untag_selected(profiles: QuerySet[Profile], name: str) -> tuple[str, int]:
    """Takes a tag off the creators of these accounts: its name, and how many had it."""
    tag = Tag.objects.filter(name__iexact=_checked(name)).first()
    if tag is None:
        raise ValidationError("There is no such tag.")
    _complain_if_empty(profiles)
    ids = list(_creators(profiles).filter(tags=tag).values_list("pk", flat=True))
    take_tag(tag, ids)
    return tag.name, len(ids)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ValidationError("Write the name of a tag.")
    if len(name) > Tag._meta.get_field("name").max_length or not name.isprintable():
        raise ValidationError("A tag is at most 50 characters, without control characters.")
    return name


def _creators(profiles: QuerySet[Profile]) -> QuerySet[Influencer]:
    return Influencer.objects.active().filter(pk__in=profiles.order_by().values("influencer"))


def _complain_if_empty(profiles: QuerySet[Profile]) -> None:
    if not profiles.exists():
        raise ValidationError("Select creators first.")
