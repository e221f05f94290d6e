"""Takes the demo catalogue away, with everything that hangs on it."""

from dataclasses import dataclass

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef

from influencers.choices import InfluencerStatus, Source
from influencers.models import (
    Budget,
    Influencer,
    Profile,
    RefreshRun,
    Snapshot,
    Tag,
)
from influencers.post_rows import delete_posts


@dataclass(frozen=True, slots=True)
class Removed:
    """How many were taken away."""

    creators: int
    accounts: int


@transaction.atomic
def remove() -> Removed:
    """Deletes every fictional account, its posts and figures, its place in campaigns, the creators that have
    no real account, their tags that nobody else has, and what was logged about all of it."""
    profiles = list(Profile.objects.demo().values_list("pk", flat=True))
    creators = _only_demo()
    tags = list(Tag.objects.filter(influencers__in=creators).values_list("pk", flat=True).distinct())
    with disable_auditlog():
        # The large tables first, each in one statement: the cascade would read every row to delete it.
        delete_posts(profiles)
        Snapshot.objects.filter(profile__in=profiles)._raw_delete(using=Snapshot.objects.db)
        _forget_changes(profiles, creators)
        Profile.objects.filter(pk__in=profiles).delete()
        Influencer.objects.filter(pk__in=creators, status=InfluencerStatus.MERGED).delete()
        Influencer.objects.filter(pk__in=creators).delete()
        Tag.objects.filter(pk__in=tags, influencers__isnull=True).delete()
        RefreshRun.objects.filter(source=Source.DEMO).delete()
        Budget.objects.filter(source=Source.DEMO).delete()
    return Removed(len(creators), len(profiles))


def _only_demo() -> list[int]:
    """Creators without any real account, and those that were merged into one of them."""
    own = Profile.objects.filter(influencer=OuterRef("pk"))
    demo, real = Exists(own.demo()), Exists(own.real())
    found = list(Influencer.objects.filter(demo, ~real).values_list("pk", flat=True))
    newest = found
    while newest:
        newest = list(Influencer.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        found += newest
    return found


def _forget_changes(profiles: list[int], creators: list[int]) -> None:
    """The change history of what is taken away: nobody could open it any more."""
    kinds = ContentType.objects.get_for_models(Influencer, Profile)
    # Whatever was told with the account it belongs to: its niches, and what campaigns did with it.
    parts = {"serialized_data__fields__profile__in": profiles}
    LogEntry.objects.filter(content_type=kinds[Influencer], object_id__in=creators).delete()
    LogEntry.objects.filter(content_type=kinds[Profile], object_id__in=profiles).delete()
    LogEntry.objects.filter(**parts).delete()
