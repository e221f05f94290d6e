"""Takes the demo catalogue away, with everything that hangs on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from influencers.choices import InfluencerStatus, Source
from influencers.models import (
    Budget,
    Influencer,
    Profile,
    RefreshRun,
    Tag,
    TextDue,
)
from influencers.post_rows import delete_posts

# Accounts, then creators, are deleted so many at a time; it bounds memory.
AT_ONCE = 2_000


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
    with disable_auditlog(), _checked_at_once():
        _forget_parts()
        for some in _parts(profiles):
            # The large tables first, each in one statement: the cascade would read every row to delete it.
            delete_posts(some)
            _delete_what_hangs_alone(some)
            _forget_changes(Profile, some)
            Profile.objects.filter(pk__in=some).delete()
        for some in _parts(creators):
            Influencer.objects.filter(pk__in=some, status=InfluencerStatus.MERGED).delete()
        tags: set[int] = set()
        for some in _parts(creators):
            tags.update(Tag.objects.filter(influencers__in=some).values_list("pk", flat=True))
            _forget_changes(Influencer, some)
            Influencer.objects.filter(pk__in=some).delete()
        Tag.objects.filter(pk__in=tags, influencers__isnull=True).delete()
        RefreshRun.objects.filter(source=Source.DEMO).delete()
        Budget.objects.filter(source=Source.DEMO).delete()
        # Posts that go are noted for the search by words, and whose they were is gone by now.
        TextDue.objects.exclude(Exists(Profile.objects.filter(pk=OuterRef("profile_id")))).delete()
    return Removed(len(creators), len(profiles))


@contextmanager
def _checked_at_once() -> Iterator[None]:
    """PostgreSQL looks after each statement for what still points at deleted rows, and not at the end: until
    then it would keep a note of every row in memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _parts(ids: list[int]) -> Iterator[list[int]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))


def _delete_what_hangs_alone(profiles: list[int]) -> None:
    """What belongs to these accounts and has nothing of its own, in one statement a table."""
    for relation in Profile._meta.related_objects:
        model = relation.related_model
        if relation.on_delete is models.CASCADE and not model._meta.related_objects:
            rows = model.objects.filter(**{f"{relation.field.name}__in": profiles})
            rows._raw_delete(using=rows.db)


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


def _forget_changes(model: type[models.Model], ids: list[int]) -> None:
    """The change history of what is taken away: nobody could open it any more."""
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id__in=ids).delete()


def _forget_parts() -> None:
    """Whatever was told with the fictional account it is of: niches, and what campaigns did with it."""
    of = Cast(
        KeyTextTransform("profile", KeyTransform("fields", "serialized_data")), models.BigIntegerField()
    )
    told = LogEntry.objects.filter(serialized_data__fields__has_key="profile").annotate(told_of=of)
    told.filter(told_of__in=Profile.objects.demo().values("pk")).delete()
