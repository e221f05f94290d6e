"""Every page that lists something asks the database as often for 200 rows as for 10."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from influencers.choices import Priority, Source
from influencers.models import RefreshRun, SavedSearch
from scoring.models import Override, ScoreChunk, ScoreRun
from tests.factories import (
    make_campaign,
    make_candidate,
    make_deliverable,
    make_import,
    make_influencer,
    make_niche,
    make_post,
    make_profile,
    make_snapshot,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db


def discover(owner: User, place: int) -> None:
    profile = make_profile(niche=make_niche(f"Niche {place % 5}"), tags=[make_tag()], country="DE")
    make_import([profile])


def imports(owner: User, place: int) -> None:
    make_import(uploaded_by=make_user())


def searches(owner: User, place: int) -> None:
    SavedSearch.objects.create(owner=make_user(), name=f"Search {place}", shared=True, query="country=DE")


def campaigns(owner: User, place: int) -> None:
    make_candidate(make_campaign(owner, {make_niche(f"Niche {place % 5}"): 3}))


def one_campaign(owner: User, place: int) -> None:
    made = owner.campaigns.first() or make_campaign(owner)
    make_candidate(made, make_profile(niche=make_niche(f"Niche {place % 5}")))


def results(owner: User, place: int) -> None:
    made = owner.campaigns.first() or make_campaign(owner, codes=["BAKE10"])
    profile = make_profile(niche=make_niche(f"Niche {place % 5}"))
    candidate = make_candidate(made, profile, stage=made.stages.get(kind="agreed"))
    post = make_post(profile)
    make_deliverable(candidate, post=post, state="found")
    make_deliverable(candidate)
    make_post(profile, caption="with BAKE10", published_at=timezone.now() + timedelta(minutes=1))


def health(owner: User, place: int) -> None:
    RefreshRun.objects.create(source=Source.BLUESKY, asked_by=make_user())
    make_profile(
        source=Source.BLUESKY, failures=3, last_error_kind="down", last_error="gone", priority=Priority.NOW
    )


def people(owner: User, place: int) -> None:
    make_user(("marketer", "curator", "admin", None)[place % 4])


def posts(owner: User, place: int) -> None:
    profile = owner.made_profile = getattr(owner, "made_profile", None) or make_profile()
    make_post(profile, published_at=timezone.now() - timedelta(days=place))
    make_snapshot(profile, timezone.localdate() - timedelta(days=place))
    if place % 10 == 0:
        make_profile(influencer=profile.influencer, niche=make_niche(f"Niche {place % 5}"))


def score_runs(owner: User, place: int) -> None:
    run = ScoreRun.objects.create(version="1", as_of=timezone.now(), state="done", asked_by=make_user())
    ScoreChunk.objects.create(run=run, pass_number=1, first_id=1, last_id=place + 1)


def words(owner: User, place: int) -> None:
    Override.objects.create(
        kind="niche_word", action="add", target="baking", language="en", word=f"word{place}", why="test",
        by=make_user(),
    )  # fmt: skip


Fill = Callable[[User, int], None]
LISTS: dict[str, tuple[Fill, Callable[[User], str]]] = {
    "Discover": (discover, lambda owner: reverse("discover")),
    "Discover, filtered": (discover, lambda owner: reverse("discover") + "?country=DE&sort=name"),
    "imports": (imports, lambda owner: reverse("imports")),
    "saved searches": (searches, lambda owner: reverse("saved_searches")),
    "campaigns": (campaigns, lambda owner: reverse("campaigns")),
    "campaign": (one_campaign, lambda owner: reverse("campaign", args=[owner.campaigns.first().pk])),
    "shortlist": (
        one_campaign, lambda owner: reverse("campaign_shortlist", args=[owner.campaigns.first().pk]),
    ),
    "results": (results, lambda owner: reverse("campaign_results", args=[owner.campaigns.first().pk])),
    "ranking": (one_campaign, lambda owner: reverse("campaign_ranking", args=[owner.campaigns.first().pk])),
    "data health": (health, lambda owner: reverse("data_health")),
    "scoring runs": (score_runs, lambda owner: reverse("score_runs")),
    "words and numbers": (words, lambda owner: reverse("score_words")),
    "people": (people, lambda owner: reverse("people")),
    "creator": (posts, lambda owner: owner.made_profile.influencer.get_absolute_url()),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_queries_do_not_depend_on_the_number_of_rows(client, name, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    fill, address = LISTS[name]
    owner = make_user("admin")
    client.force_login(owner)
    make_influencer()
    counts = {}
    for rows in (10, 200):
        for place in range(max(counts, default=0), rows):
            fill(owner, place)
        client.get(address(owner))  # what is read once a session
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address(owner)).status_code == 200
        counts[rows] = [query["sql"] for query in seen]
    assert len(counts[200]) == len(counts[10]), "\n".join(counts[200])
