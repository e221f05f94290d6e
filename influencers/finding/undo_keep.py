"""Taking a keep back: accounts that it made go, unless something or somebody else has used them since."""

from dataclasses import dataclass

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from influencers.choices import Basis, InfluencerStatus
from influencers.importing.undo_import import DERIVED, relations_to_accounts
from influencers.models import DiscoveryFind, DiscoveryKeep, Influencer, Profile, ProfileNiche, Tag

# What background work hangs on an account by itself: it goes with the account.
BY_ITSELF = (DERIVED | {"influencers.Post"}) - {"influencers.ImportRow"}


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back did."""

    removed: int
    kept: int


def undo_keep(keep_id: int) -> Undone:
    """Removes the accounts of one click on "keep"; their finds can be kept anew. A second call does nothing.

    An account stays that has notes, another tag, a correction, a place in a campaign or in an import, or that
    a curator merged or blocked.
    """
    with transaction.atomic(), disable_auditlog():
        keep = DiscoveryKeep.objects.select_for_update().get(pk=keep_id)
        if keep.undone_at:
            return Undone(0, 0)
        made = Profile.objects.filter(pk__in=keep.finds.values("profile_id"))
        going = list(made.exclude(pk__in=_touched(made, keep.tag).values("pk")).values_list("pk", flat=True))
        DiscoveryFind.objects.filter(keep=keep, profile_id__in=going).update(keep=None, profile_id=None)
        people = list(made.model.objects.filter(pk__in=going).values_list("influencer_id", flat=True))
        Profile.objects.filter(pk__in=going).delete()
        Influencer.objects.filter(pk__in=people, profiles__isnull=True).delete()
        # Those that were asked for and not reached are not wanted any more.
        keep.undone_at, keep.done_at, keep.removed = timezone.now(), timezone.now(), len(going)
        keep.save(update_fields=["undone_at", "done_at", "removed"])
        left = keep.finds.count()
    return Undone(len(going), left)


def _touched(made: QuerySet[Profile], tag: str) -> QuerySet[Profile]:
    """Accounts that somebody or something else has laid hands on since."""
    other_tags = Tag.influencers.through.objects.filter(influencer=OuterRef("influencer"))
    if tag:
        other_tags = other_tags.exclude(tag__name__iexact=tag)
    found = Q(influencer__notes__gt="") | ~Q(influencer__status=InfluencerStatus.ACTIVE)
    found |= ~Q(curated_fields=[]) | Q(wanted_until__isnull=False) | Exists(other_tags)
    found |= Exists(ProfileNiche.objects.filter(profile=OuterRef("pk"), basis=Basis.CURATED))
    found |= Exists(Influencer.objects.filter(merged_into=OuterRef("influencer")))
    found |= Exists(Profile.objects.filter(influencer=OuterRef("influencer")).exclude(pk=OuterRef("pk")))
    for relation in relations_to_accounts():
        if relation.related_model._meta.label not in BY_ITSELF:
            found |= Exists(relation.related_model.objects.filter(**{relation.field.name: OuterRef("pk")}))
    return made.filter(found)
