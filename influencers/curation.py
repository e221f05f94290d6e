"""What curators do to the catalogue. Each call is one transaction, leaves a change history, and makes scoring
look at the accounts again."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from influencers.audited import CORRECTABLE
from influencers.choices import Basis, InfluencerStatus
from influencers.do_not_contact import bar
from influencers.models import Influencer, Niche, Profile, ProfileNiche, Tag
from influencers.niche_basis import counting_of
from influencers.tag_changes import take_tag


class CannotMerge(Exception):
    """Why two creators cannot become one, in words for the curator."""


@transaction.atomic
def block(creators: Iterable[Influencer], reason: str = "") -> int:
    """Hides active creators from every list and ranking; how many were hidden."""
    return _set_status(creators, InfluencerStatus.ACTIVE, InfluencerStatus.BLOCKED, reason)


@transaction.atomic
def unblock(creators: Iterable[Influencer]) -> int:
    """Shows blocked creators again; how many were blocked."""
    return _set_status(creators, InfluencerStatus.BLOCKED, InfluencerStatus.ACTIVE, "")


def _set_status(creators: Iterable[Influencer], before: str, after: str, reason: str) -> int:
    ids = [creator.pk for creator in creators]
    rows = list(Influencer.objects.filter(pk__in=ids, status=before).order_by("pk").select_for_update())
    longest = Influencer._meta.get_field("status_reason").max_length
    for creator in rows:
        creator.status, creator.status_reason = after, reason.strip()[:longest]
        creator.save(update_fields=["status", "status_reason", "updated_at"])
    touch(Profile.objects.filter(influencer__in=rows).values_list("pk", flat=True))
    return len(rows)


def mark_corrected(profile: Profile, changed: Iterable[str]) -> list[str]:
    """Notes on the unsaved `profile` which of the `changed` fields are from now on kept by hand; those."""
    corrected = [name for name in changed if name in CORRECTABLE]
    profile.curated_fields = [*profile.curated_fields, *(set(corrected) - set(profile.curated_fields))]
    profile.curated_fields.sort()
    return corrected


@transaction.atomic
def correct(profile: Profile, **values: str) -> None:
    """Sets fields of an account right; no refresh and no import overwrites them from then on."""
    unknown = set(values) - set(CORRECTABLE)
    if unknown:
        raise ValueError(f"Not open to correction: {', '.join(sorted(unknown))}.")
    row = Profile.objects.select_for_update().get(pk=profile.pk)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    mark_corrected(row, changed)
    row.full_clean(exclude=["influencer"])
    row.save(update_fields=[*changed, "curated_fields"])
    touch([row.pk])


@transaction.atomic
def set_niches(profile: Profile, weights: Mapping[Niche, float]) -> None:
    """Makes these the curated niches of an account; they win over measured and reported ones. An empty
    mapping gives the account back to the measure."""
    curated = ProfileNiche.objects.filter(profile=profile, basis=Basis.CURATED).select_for_update()
    known = {row.niche_id: row for row in curated}
    wanted = {niche.pk: weight for niche, weight in weights.items()}
    for niche_id, row in known.items():
        if niche_id not in wanted:
            row.delete()
        elif row.weight != wanted[niche_id]:
            row.weight = wanted[niche_id]
            row.save(update_fields=["weight"])
    for niche_id in wanted.keys() - known.keys():
        ProfileNiche.objects.create(
            profile=profile, niche_id=niche_id, basis=Basis.CURATED, weight=wanted[niche_id]
        )
    show_niches([profile.pk])


def touch(profile_ids: Iterable[int]) -> None:
    """Tells scoring that these accounts changed."""
    now = timezone.now()
    Profile.objects.filter(pk__in=list(profile_ids)).update(data_changed_at=now, updated_at=now)


def show_niches(profile_ids: Iterable[int]) -> None:
    """Puts the heaviest niche that counts in front at once, as scoring will do, and tells scoring."""
    rows = list(Profile.objects.filter(pk__in=list(profile_ids)).prefetch_related("niches"))
    for profile in rows:
        counting = counting_of(profile.niches.all())
        profile.primary_niche_id = counting[0].niche_id if counting else None
        profile.data_changed_at = profile.updated_at = timezone.now()
    Profile.objects.bulk_update(rows, ["primary_niche", "data_changed_at", "updated_at"], batch_size=1000)


@transaction.atomic
def merge(absorbed: Influencer, kept: Influencer) -> None:
    """Makes two creators one: `kept` gets every account (with its posts and history), tag and note of
    `absorbed`, whose address then leads to `kept`. Raises CannotMerge.

    1. Locks both, in order of id. 2. Accounts. 3. Tags and notes. 4. Creators that were merged before.
    5. The absorbed creator stays as an empty row, so that this can be undone.
    """
    rows = Influencer.objects.filter(pk__in={absorbed.pk, kept.pk}).order_by("pk").select_for_update()
    rows = {row.pk: row for row in rows}
    if len(rows) < 2:
        raise CannotMerge("Choose two different creators.")
    absorbed, kept = rows[absorbed.pk], rows[kept.pk]
    _check_merge(absorbed, kept)
    moved = list(absorbed.profiles.order_by("pk").select_for_update())
    for profile in moved:
        profile.influencer = kept
        profile.save(update_fields=["influencer"])
    kept.tags.add(*absorbed.tags.all())
    if absorbed.notes.strip():
        kept.notes = "\n\n".join(
            filter(None, [kept.notes.strip(), f"From {absorbed}:\n{absorbed.notes.strip()}"])
        )
        kept.save(update_fields=["notes", "updated_at"])
    if absorbed.no_contact_since:
        bar(kept, absorbed.no_contact_why, absorbed.no_contact_since)
    for earlier in absorbed.absorbed.order_by("pk").select_for_update():
        earlier.merged_into = kept
        earlier.save(update_fields=["merged_into", "updated_at"])
    absorbed.status, absorbed.merged_into, absorbed.status_reason = InfluencerStatus.MERGED, kept, ""
    absorbed.save(update_fields=["status", "merged_into", "status_reason", "updated_at"])
    touch(profile.pk for profile in moved)


def _check_merge(absorbed: Influencer, kept: Influencer) -> None:
    for creator in (absorbed, kept):
        if creator.status in (InfluencerStatus.MERGED, InfluencerStatus.ERASED):
            raise CannotMerge(f"{creator} is {creator.get_status_display().lower()} and cannot be merged.")
    kinds = {
        profile.is_demo for profile in Profile.objects.filter(influencer__in=[absorbed, kept]).only("source")
    }
    if len(kinds) > 1:
        raise CannotMerge("One of them is a fictional demo creator. Demo and real creators never mix.")


@transaction.atomic
def remove_tag(tag: Tag) -> None:
    """Deletes a tag; each creator that had it keeps a record of it, so that this can be undone."""
    take_tag(tag, list(tag.influencers.values_list("pk", flat=True)))
    tag.delete()


@transaction.atomic
def remove_niche(niche: Niche) -> None:
    """Deletes a niche, and accounts lose it. Raises ProtectedError while it has niches below it."""
    profile_ids = list(niche.profile_niches.values_list("profile_id", flat=True))
    niche.delete()
    show_niches(profile_ids)
