"""How rows are taken away whose time is over: a batch at once, in a short transaction each."""

from collections.abc import Iterable, Sequence

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from influencers.choices import Basis, ImportState, InfluencerStatus, RefreshStatus, RowOutcome, Source
from influencers.importing.undo_import import DERIVED, relations_to_accounts
from influencers.ingest_sql import FIGURES
from influencers.models import Avatar, ImportRow, Influencer, Post, Profile, ProfileNiche, Snapshot
from influencers.sources.registry import source_class
from influencers.terms import words_of_terms

WORDS = ("bio", "display_name")
OTHERS = ("country", "language", "account_kind", "is_verified")
STRIPPED = (
    *FIGURES, *WORDS, *OTHERS, "source", "fetched_at", "refresh_status", "last_error", "last_error_kind",
    "bound_source", "bound_at", "bound_values", "data_changed_at",
)  # fmt: skip


@transaction.atomic
def delete_rows(rows: QuerySet) -> int:
    """How many of these rows were deleted; what hangs on them goes with them. One that is being written just
    now is left for the next time."""
    ids, model = _locked(rows), rows.model
    posts = Post.objects.filter(pk__in=ids) if model is Post else Post.objects.none()
    accounts = set(posts.values_list("profile", flat=True))
    model.objects.filter(pk__in=ids).delete()
    _tell_last_post(accounts)
    return len(ids)


@transaction.atomic
def clear_post_words(rows: QuerySet) -> int:
    """How many of these posts lost their words; their counts stay."""
    return Post.objects.filter(pk__in=_locked(rows)).update(caption="", hashtags=[], mentions=[])


@transaction.atomic
def clear_bios(rows: QuerySet) -> int:
    """How many of these accounts lost the name and bio that their source told; their figures stay."""
    found = list(rows.order_by("pk").select_for_update(skip_locked=True, of=("self",)))
    for profile in found:
        _forget(profile, WORDS)
        profile.bound_values = {k: v for k, v in profile.bound_values.items() if k not in WORDS}
        _write(profile, [*WORDS, "bound_values"])
    return len(found)


@transaction.atomic
def clear_accounts(rows: QuerySet) -> int:
    """How many of these accounts lost what their source told.

    Those that are known from nowhere else are deleted, with their creators where these have no other account;
    of the others the handle, the id and what files and people said stay.
    """
    rows = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    found = list(rows.select_related("influencer", "import_file"))
    ids = [profile.pk for profile in found]
    kept = set(Profile.objects.filter(pk__in=ids).filter(_known_elsewhere()).values_list("pk", flat=True))
    _delete([profile for profile in found if profile.pk not in kept])
    for profile in found:
        if profile.pk in kept:
            _strip(profile)
    return len(found)


def _locked(rows: QuerySet) -> list[int]:
    locked = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    return list(locked.values_list("pk", flat=True))


def _known_elsewhere() -> Q:
    """Accounts that a file told of, or that people work with: they noted, tagged or corrected something, or
    use the account in another room of the app, such as a shortlist."""
    listed = ImportRow.objects.filter(profile=OuterRef("pk"), import_file__state=ImportState.DONE)
    people = Q(influencer__notes__gt="") | Q(influencer__tags__isnull=False) | ~Q(curated_fields=[])
    people |= ~Q(influencer__status=InfluencerStatus.ACTIVE) | Q(import_file__isnull=False)
    people |= Exists(ProfileNiche.objects.filter(profile=OuterRef("pk"), basis=Basis.CURATED))
    people |= Exists(Influencer.objects.filter(merged_into=OuterRef("influencer")))
    people |= Exists(listed.exclude(outcome=RowOutcome.REJECTED))
    own = DERIVED | {"influencers.Post"}
    for relation in relations_to_accounts():
        if relation.related_model._meta.label not in own:
            people |= Exists(relation.related_model.objects.filter(**{relation.field.name: OuterRef("pk")}))
    return people


def _delete(profiles: list[Profile]) -> None:
    creators = [profile.influencer_id for profile in profiles]
    with disable_auditlog():  # the change history is for what people do, and would keep what must go
        Profile.objects.filter(pk__in=[profile.pk for profile in profiles]).delete()
        Influencer.objects.filter(pk__in=creators, profiles__isnull=True).delete()


def _strip(profile: Profile) -> None:
    """Takes from one account all that its source told."""
    now, terms = timezone.now(), words_of_terms(profile.bound_source)
    label = source_class(profile.bound_source).label
    if profile.influencer.name == profile.bound_values.get("display_name"):
        Influencer.objects.filter(pk=profile.influencer_id).update(name=profile.handle)
    _forget(profile, [name for name in profile.bound_values if hasattr(profile, name)])
    Post.objects.filter(profile=profile, source=profile.bound_source).delete()
    Snapshot.objects.filter(profile=profile, source=profile.bound_source).delete()
    Avatar.objects.filter(profile=profile, source=profile.bound_source).delete()
    _forget_in_imports(profile)
    size = Snapshot.objects.filter(profile=profile, followers__isnull=False).order_by("-day").first()
    if size and profile.followers is None:
        profile.followers = size.followers
    if profile.source == profile.bound_source:
        profile.source = Source.FILE if profile.import_file else Source.CURATOR
        profile.fetched_at = _as_of(profile)
        if profile.refresh_status == RefreshStatus.OK:
            profile.refresh_status = RefreshStatus.NEVER
    why = profile.last_error if profile.last_error_kind not in ("", "purged") else ""
    told = f"Purged: {terms}. What {label} told was not read again in time. {why}"
    profile.last_error = told.strip()[:500]
    profile.last_error_kind = "purged"
    profile.bound_source, profile.bound_at, profile.bound_values = "", None, {}
    profile.data_changed_at = now
    _write(profile, STRIPPED)
    _tell_last_post([profile.pk])


def _forget(profile: Profile, names: Sequence[str]) -> None:
    """Empties the fields that still hold what the source told and that no curator set."""
    for name in names:
        if getattr(profile, name) == profile.bound_values.get(name) and name not in profile.curated_fields:
            field = Profile._meta.get_field(name)
            setattr(profile, name, None if field.null else "")


def _write(profile: Profile, names: Sequence[str]) -> None:
    """A plain UPDATE: the change history is for what people do, and records saves only."""
    values = {name: getattr(profile, name) for name in names}
    Profile.objects.filter(pk=profile.pk).update(**values, updated_at=timezone.now())


def _as_of(profile: Profile):
    """When the file said so that the account goes back to."""
    file = profile.import_file
    return file and (file.finished_at or file.created_at)


def _forget_in_imports(profile: Profile) -> None:
    """What an import put over the source's words is not put back by undoing it."""
    key = str(profile.pk)
    for row in ImportRow.objects.filter(profile=profile, before__changed__has_key=key):
        pairs = row.before["changed"][key]
        if pairs.get("source", [""])[0] not in ("", profile.bound_source):
            continue
        for name, (old, new) in pairs.items():
            if name in (*FIGURES, *WORDS, *OTHERS):
                pairs[name] = ["" if isinstance(old, str) else None, new]
            elif name in ("source", "fetched_at"):
                pairs[name] = [new, new]
        row.save(update_fields=["before"])


def _tell_last_post(profile_ids: Iterable[int]) -> None:
    """The time of the newest post that is still there, for accounts that had one."""
    posts = Post.objects.filter(profile=OuterRef("pk")).order_by("-published_at")
    newest = Subquery(posts.values("published_at")[:1])
    told = Profile.objects.filter(pk__in=profile_ids, last_post_at__isnull=False)
    told.update(last_post_at=newest)
