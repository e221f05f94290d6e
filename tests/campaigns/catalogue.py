"""A small catalogue that has been scored, so that campaigns have somebody to rank."""

from datetime import timedelta

from django.utils import timezone

from influencers.models import Niche, Post, Profile
from scoring.run import score_all
from tests.factories import make_profile

CAPTIONS = {
    "cooking": "A recipe for dinner #cooking #recipe",
    "training": "Leg day at the gym #workout #fitness",
}


def niche(slug: str) -> Niche:
    """A niche of the shipped tree."""
    return Niche.objects.get(slug=slug)


def make_scored(count: int = 12, topic: str = "cooking", score: bool = True, **kw) -> list[Profile]:
    """`count` accounts that post about `topic`, with ten posts each, the first the most engaged; scored."""
    profiles = [make_profile(**{"followers": 20_000 + 10 * i, **kw}) for i in range(count)]
    now = timezone.now()
    Post.objects.bulk_create(
        Post(
            profile=profile,
            platform_post_id=f"{profile.pk}-{n}",
            published_at=now - timedelta(days=5 + 3 * n),
            kind="photo",
            caption=CAPTIONS[topic],
            hashtags=[w[1:] for w in CAPTIONS[topic].split() if w[0] == "#"],
            likes=int(2000 / (1 + place)) + 7 * n,
            comments=20,
            source=profile.source,
            fetched_at=now,
        )  # fmt: skip
        for place, profile in enumerate(profiles)
        for n in range(10)
    )
    Profile.objects.filter(pk__in=[p.pk for p in profiles]).update(last_post_at=now - timedelta(days=5))
    if score:
        score_all(timezone.now())
    return [Profile.objects.get(pk=p.pk) for p in profiles]
