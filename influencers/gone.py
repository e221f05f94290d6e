"""Accounts that left their platform: kept for some days, in case they come back, then as its terms say.

`gone_days` of a source's policy is how long. What the source told goes then; who is known from a file or is
worked with by people stays with handle and id, marked as gone.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from influencers.choices import Basis, Source
from influencers.ingest_changes import TOLD
from influencers.models import Avatar, Influencer, Post, Profile, ProfileNiche, Snapshot
from influencers.purging import clear_accounts
from influencers.sources.registry import policy_of, source_class

# What is computed from posts; scoring would empty it too, at its next run.
MEASURED = (
    "engagement_rate", "er_low", "er_high", "percentile", "sponsored_share", "authenticity", "replies",
    "growth_30d", "last_post_at", "primary_niche",
)  # fmt: skip


def still_told(key: str) -> QuerySet[Profile]:
    """Accounts that left, of which something that this source told is still here."""
    posts = Post.objects.filter(profile=OuterRef("pk"), source=key)
    sizes = Snapshot.objects.filter(profile=OuterRef("pk"), source=key)
    return Profile.objects.real().filter(
        Q(source=key) | Exists(posts) | Exists(sizes), platform=key, gone_since__isnull=False
    )


@transaction.atomic
def clear(rows: QuerySet[Profile]) -> int:
    """How many of these accounts lost what their source told. Where its terms limit keeping, an account that
    is known from nowhere else goes as a whole."""
    bound = clear_accounts(rows.exclude(bound_source=""))
    found = list(
        rows.filter(bound_source="").order_by("pk").select_for_update(skip_locked=True, of=("self",))
    )
    for profile in found:
        _strip(profile)
    return bound + len(found)


def _strip(profile: Profile) -> None:
    key, now = profile.platform, timezone.now()
    Post.objects.filter(profile=profile, source=key).delete()
    Snapshot.objects.filter(profile=profile, source=key).delete()
    Avatar.objects.filter(profile=profile).delete()
    ProfileNiche.objects.filter(profile=profile, basis=Basis.MEASURED).delete()
    own_name = Influencer.objects.filter(pk=profile.influencer_id, name=profile.display_name)
    own_name.exclude(name="").update(name=profile.handle, updated_at=now)
    told = [name for name in TOLD if name not in profile.curated_fields] if profile.source == key else []
    empty = {name: None if Profile._meta.get_field(name).null else "" for name in (*told, *MEASURED)}
    label = source_class(key).label
    Profile.objects.filter(pk=profile.pk).update(
        **empty,
        labels=[],
        er_basis="",
        n_posts=0,
        source=Source.FILE if profile.import_file_id else Source.CURATOR,
        last_error=f"The account left {label} and did not come back; what {label} told was deleted.",
        data_changed_at=now,
        updated_at=now,
    )


def words_on(profile: Profile) -> str:
    """Since when an account is gone and when what its source told goes; "" where it is there."""
    if not profile.gone_since or profile.is_demo:
        return ""
    policy = policy_of(profile.platform, settings)
    since = f"Not on its platform since {timezone.localtime(profile.gone_since):%-d %b %Y}."
    if policy is None or policy.gone_days is None or profile.source != profile.platform:
        return since
    last = timezone.localtime(profile.gone_since + timedelta(days=policy.gone_days))
    return f"{since} What {source_class(profile.platform).label} told is deleted by {last:%-d %b %Y}."
