"""Tags on creators: put on, taken off, made on the fly."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from influencers.models import Influencer, Profile, Tag


def tag_named(name: str) -> Tag:
    """The tag of this name whatever its case, made where it is not there. ValidationError for a name that
    cannot be one."""
    name = " ".join(name.split())
    if not name:
        raise ValidationError("Write the name of a tag.")
    if len(name) > Tag._meta.get_field("name").max_length or not name.isprintable():
        raise ValidationError("A tag is at most 50 characters, without control characters.")
    existing = Tag.objects.annotate(lower=Lower("name")).filter(lower=name.lower())
    if tag := existing.first():
        return tag
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name)
    except IntegrityError:  # somebody else made it at the same moment
        return existing.get()


def tag_profiles(profiles: Iterable[int], tag: Tag) -> int:
    """How many creators got `tag` now: those of the given accounts that did not have it."""
    fresh = _creators(profiles).exclude(tags=tag)
    ids = list(fresh.values_list("pk", flat=True).distinct())
    tag.influencers.add(*ids)
    return len(ids)


def untag_profiles(profiles: Iterable[int], tag: Tag) -> int:
    """How many creators lost `tag` now."""
    ids = list(_creators(profiles).filter(tags=tag).values_list("pk", flat=True).distinct())
    tag.influencers.remove(*ids)
    return len(ids)


def _creators(profiles: Iterable[int]):
    return Influencer.objects.active().filter(
        pk__in=Profile.objects.filter(pk__in=list(profiles)).values("influencer")
    )
