"""What changed of a candidate since it was added: complete, and adding up."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign, Candidate
from campaigns.shortlist import add
from campaigns.shortlist_page import candidate_page
from influencers.models import Niche, Profile
from scoring.core.schema import CRITERIA
from tests.campaigns.catalogue import make_scored, niche
from tests.factories import make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(team) -> Candidate:
    """The best of twelve on the shortlist."""
    profiles = make_scored(12)
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    add(team.campaign, [profiles[0].pk], team.editor, timezone.now())
    return team.campaign.candidates.get()


def since_of(candidate: Candidate):
    """What its page says of it, read afresh."""
    campaign = Campaign.objects.get(pk=candidate.campaign_id)
    fresh = campaign.candidates.select_related("profile__primary_niche", "stage").get(pk=candidate.pk)
    fresh.n_notes = 0
    return candidate_page(campaign, fresh, timezone.now()).since


def figure(since, label: str):
    """The row with this label."""
    return next(one for one in since.figures if one.label == label)


def test_what_is_frozen_is_figures_score_parts_and_version(listed):
    frozen = listed.frozen
    assert frozen["figures"]["followers"] == 20_000
    assert frozen["figures"]["engagement_rate"] == listed.profile.engagement_rate
    assert {part["criterion"] for part in frozen["result"]["parts"]} >= {"niche", "engagement", "tier"}
    assert frozen["result"]["score"] == listed.frozen_score
    assert frozen["version"]
    assert frozen["run"]


def test_nothing_changed_is_said_so(listed):
    since = since_of(listed)
    assert since.score[2] == 0
    assert all(part.gained == 0 for part in since.parts)
    assert since.method == ""
    assert not any(one.change for one in since.figures)


def test_a_main_niche_of_several_words_is_itself_and_another_one_is_a_change(client, team, listed):
    running = Niche.objects.get(slug="running")
    assert running.name != "Running"
    listed.frozen["figures"] |= {"niche": "running", "fetched_at": "2026-11-23T10:36:58+00:00"}
    listed.save()
    Profile.objects.filter(pk=listed.profile_id).update(primary_niche=running)
    row = figure(since_of(listed), "Main niche")
    assert (row.then, row.now) == (running.name, running.name)
    Profile.objects.filter(pk=listed.profile_id).update(primary_niche=niche("cooking"))
    row = figure(since_of(listed), "Main niche")
    assert (row.then, row.now) == (running.name, niche("cooking").name)
    client.force_login(team.viewer)
    html = client.get(reverse("campaign_candidate", args=[team.campaign.pk, listed.pk])).text
    assert "as of 23 Nov 2026" in html
    assert "No criterion gained or lost points." in html


def test_figures_tell_how_far_they_moved_and_whether_chance_explains_it(listed):
    profile = listed.profile
    Profile.objects.filter(pk=profile.pk).update(
        followers=25_000, engagement_rate=profile.er_low + 0.0001, country="PT"
    )
    since = since_of(listed)
    assert figure(since, "Followers").change == "+25.0%"
    assert figure(since, "Engagement").change.endswith("points")
    assert figure(since, "Engagement").note.startswith("within the")
    assert figure(since, "Country").now == "Portugal"
    Profile.objects.filter(pk=profile.pk).update(engagement_rate=profile.er_high + 0.01)
    assert figure(since_of(listed), "Engagement").note.startswith("outside the")


def test_what_moved_the_score_adds_up_to_its_change_and_names_weights_of_the_brief(listed):
    Profile.objects.filter(pk=listed.profile_id).update(followers=3_000)
    Campaign.objects.update(
        near_misses=True, weights={c: 0.5 if c in ("tier", "niche") else 0.0 for c in CRITERIA}
    )
    since = since_of(listed)
    assert since.score[2] < 0
    assert round(sum(part.gained for part in since.parts), 1) == since.score[2]
    assert since.parts[0].criterion == "tier"
    assert "weighs 50% now" in since.parts[0].note
    assert next(part for part in since.parts if part.criterion == "engagement").note == "not known now"


def test_another_method_is_named_and_an_older_one_without_a_version_is_not(listed):
    listed.frozen["version"] = "1.4"
    listed.save()
    assert "The method went from 1.4 to" in since_of(listed).method
    listed.frozen["version"] = since_of(listed).method.split(" to ")[1].split(" ")[0] + "+abc123"
    listed.save()
    assert since_of(listed).method.startswith("An admin has changed words or numbers")
    del listed.frozen["version"]
    listed.save()
    assert since_of(listed).method == ""


def test_who_was_added_without_a_score_and_with_nothing_kept_has_a_page_all_the_same(client, team):
    bare = make_profile(followers=900_000, last_post_at=None)
    add(team.campaign, [bare.pk], team.editor, timezone.now())
    candidate = team.campaign.candidates.get()
    assert since_of(candidate).score is None
    candidate.frozen = {}
    candidate.save()
    client.force_login(team.viewer)
    html = client.get(reverse("campaign_candidate", args=[team.campaign.pk, candidate.pk])).text
    assert "What changed since" in html
    assert "not known" in html
