"""The ranking page, on a catalogue that was really scored."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.ranking import ranking_page
from influencers.choices import Basis, Source
from influencers.models import Profile, ProfileNiche
from scoring.core.schema import CRITERIA
from scoring.core.weights import PRESETS
from scoring.run import score_all
from tests.campaigns.catalogue import make_scored, niche
from tests.factories import make_candidate, make_profile

pytestmark = pytest.mark.django_db


def page_of(client, campaign, person, **asked) -> str:
    client.force_login(person)
    return client.get(reverse("campaign_ranking", args=[campaign.pk]), asked).content.decode()


def test_the_best_come_first_with_reasons_that_add_up(client, team):
    profiles = make_scored(12)
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    page = ranking_page(team.campaign, None, timezone.now())
    assert page.ranking.total == 12
    assert page.rows[0].profile == profiles[0]
    scores = [row.explanation.score for row in page.rows]
    assert scores == sorted(scores, reverse=True)
    for row in page.rows:
        lost = [line.lost for line in row.explanation.lines]
        assert round(sum(lost) + row.explanation.score, 1) == 100
    html = page_of(client, team.campaign, team.viewer)
    best = page.rows[0].explanation
    assert f"{best.score} of 100. {best.lost} points lost" in html
    for line in best.lines:
        assert line.part.value in html.replace("&#x27;", "'")
    shown = html[html.index(f'id="p{profiles[0].pk}"') : html.index(f'id="p{page.rows[1].profile.pk}"')]
    points = [float(x) for x in re.findall(r'hp-line-lost hp-num">−?([\d.]+)', shown)]
    assert round(sum(points), 1) == best.lost
    assert f"Imported file, as of {timezone.localtime(profiles[0].fetched_at):%-d %b %Y}" in shown


def test_a_curated_niche_moves_the_ranking_at_the_next_load(team):
    cooks, trainers = make_scored(12, score=False), make_scored(4, "training")
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    before = ranking_page(team.campaign, None, timezone.now())
    assert before.rows[0].profile == cooks[0]
    assert before.rows[-1].profile in trainers
    ProfileNiche.objects.create(profile=cooks[0], niche=niche("training"), basis=Basis.CURATED)
    after = ranking_page(team.campaign, None, timezone.now())
    assert after.rows[0].profile != cooks[0]
    place = {row.profile: row for row in after.rows}[cooks[0]]
    assert place.explanation.score < before.rows[0].explanation.score
    assert place.explanation.lines[0].part.criterion == "niche"


def test_who_lacks_data_stands_below_with_what_is_missing(client, team):
    make_scored(12)
    bare = make_profile(handle="bare.one")
    score_all(timezone.now())
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    page = ranking_page(team.campaign, None, timezone.now())
    assert [row.profile for row in page.needs_data] == [bare]
    html = page_of(client, team.campaign, team.viewer)
    below = html[html.index("Too little is known of") :]
    assert "@bare.one" in below
    assert "no posts yet" in below


def test_all_of_whom_too_little_is_known_can_be_paged_through(client, team):
    for _ in range(53):
        make_profile()
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    first = page_of(client, team.campaign, team.viewer)
    assert "1–50 of 53" in first
    assert "waiting=2#waiting" in first
    second = page_of(client, team.campaign, team.viewer, waiting="2")
    assert "51–53 of 53" in second
    seen = [set(re.findall(r"@(handle[\w.-]+)", html)) for html in (first, second)]
    assert [len(handles) for handles in seen] == [50, 3]
    assert not seen[0] & seen[1]
    for odd in ("x", "-1", "999"):
        assert "of 53" in page_of(client, team.campaign, team.viewer, waiting=odd)


def test_nobody_fits_names_the_limit_that_costs_most_and_leads_to_the_brief(client, team):
    make_scored(5, followers=900)
    make_profile(followers=20_000, country="FR")
    team.campaign.countries = ["DE"]
    team.campaign.save()
    html = page_of(client, team.campaign, team.editor)
    assert "Nobody meets this brief" in html
    assert "fewer than 5,000 followers (5 creators)" in html
    assert reverse("campaign_edit", args=[team.campaign.pk]) in html
    assert "Another country" in html


def test_an_empty_catalogue_leads_to_the_import(client, team):
    html = page_of(client, team.campaign, team.editor)
    assert "There are no creators yet" in html
    assert reverse("imports") in html


def test_demo_creators_are_ranked_only_while_there_are_no_real_ones(client, team):
    demo = make_scored(11, source=Source.DEMO)
    page = ranking_page(team.campaign, None, timezone.now())
    assert {row.profile for row in page.rows} == set(demo)
    real = make_scored(12)
    page = ranking_page(team.campaign, None, timezone.now())
    assert {row.profile for row in page.rows} == set(real)
    assert page.left_out == []


def test_excluded_creators_are_gone_until_taken_back(client, team):
    profiles = make_scored(12)
    client.force_login(team.editor)
    where = [team.campaign.pk, profiles[0].pk]
    ranking = reverse("campaign_ranking", args=[team.campaign.pk])
    response = client.post(
        reverse("campaign_exclude", args=where), {"reason": "rude <b>mails</b>", "next": ranking}
    )
    done = team.campaign.actions.get()
    assert response["Location"] == f"{ranking}?undo={done.pk}"
    html = page_of(client, team.campaign, team.editor)
    assert f'id="p{profiles[0].pk}"' not in html
    assert "rude &lt;b&gt;mails&lt;/b&gt;" in html
    assert ranking_page(team.campaign, None, timezone.now()).ranking.total == 11
    client.post(reverse("campaign_exclude", args=where))
    assert team.campaign.exclusions.get().reason == "rude <b>mails</b>"
    client.post(reverse("campaign_include", args=where))
    assert ranking_page(team.campaign, None, timezone.now()).ranking.total == 12


def test_who_is_on_the_shortlist_cannot_be_excluded(client, team):
    profile = make_scored(12)[0]
    make_candidate(team.campaign, profile)
    client.force_login(team.editor)
    answer = client.post(reverse("campaign_exclude", args=[team.campaign.pk, profile.pk]), follow=True)
    assert "is on the shortlist" in answer.text
    assert not team.campaign.exclusions.exists()


def test_the_shortlisted_are_marked(client, team):
    profiles = make_scored(12)
    make_candidate(team.campaign, profiles[3], stage=team.campaign.stages.get(name="Contacted"))
    page = ranking_page(team.campaign, None, timezone.now())
    assert [row.profile for row in page.rows if row.candidate] == [profiles[3]]
    html = page_of(client, team.campaign, team.editor)
    mark = html[html.index(f'id="mark-{profiles[3].pk}"') :][:500]
    assert "Contacted" in mark


def test_a_viewer_sees_no_buttons(client, team):
    make_scored(12)
    html = page_of(client, team.campaign, team.viewer)
    assert reverse("campaign_add") not in html
    assert "Not for this campaign" not in html
    assert reverse("campaign_edit", args=[team.campaign.pk]) not in html


def test_words_to_avoid_are_shown_on_the_row(client, team):
    profiles = make_scored(12)
    Profile.objects.filter(pk=profiles[2].pk).update(bio="Acme ambassador")
    team.campaign.competitors = ["acme"]
    team.campaign.save()
    assert "“acme” in the bio" in page_of(client, team.campaign, team.viewer)


@pytest.mark.parametrize("asked", ["2", "99999999999999999999", "-1", "x", ""])
def test_pages_hold_fifty_and_any_page_number_answers(client, team, asked):
    make_scored(55)
    page = ranking_page(team.campaign, asked, timezone.now())
    expected = {"2": 5, "99999999999999999999": 5}.get(asked, 50)
    assert len(page.rows) == expected
    assert page.rows[0].result.rank == (1 if expected == 50 else 51)
    assert page_of(client, team.campaign, team.viewer, page=asked)


def test_far_below_it_says_why_a_rank_has_no_range(client, team, monkeypatch):
    make_scored(55)
    for module in ("scoring.rank", "campaigns.views.ranking", "campaigns.views.candidate"):
        monkeypatch.setattr(f"{module}.INTERVALS_TO", 50)
    first, second = (page_of(client, team.campaign, team.viewer, page=number) for number in (1, 2))
    why = "could move a rank is worked out for the first 50 only"
    assert (why in first, "Ranks " in first, why in second, "Ranks " in second) == (False, True, True, False)
    ranked = ranking_page(team.campaign, "2", timezone.now()).rows
    candidate = make_candidate(team.campaign, ranked[0].profile)
    address = reverse("campaign_candidate", args=[team.campaign.pk, candidate.pk])
    told = client.get(address).content.decode()
    assert "Rank 51;" in told
    assert "could move it is worked out for the first 50 ranks only" in told


def test_the_number_of_queries_does_not_depend_on_the_number_of_creators(client, team):
    team.campaign.competitors = ["acme"]
    team.campaign.save()
    counts = []
    for more in (12, 190):
        make_scored(more)
        page_of(client, team.campaign, team.editor)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("campaign_ranking", args=[team.campaign.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_varied_ranking_moves_those_who_are_alike_down_and_says_like_whom(client, team):
    cooks = make_scored(8, "cooking", score=False)
    make_scored(8, "training", followers=45_000)
    for one, weight in (("cooking", 10), ("training", 8)):
        team.campaign.niche_weights.create(niche=niche(one), weight=weight)
    team.campaign.weights = {c: 0.5 if c in ("niche", "tier") else 0.0 for c in CRITERIA}
    plain = ranking_page(team.campaign, None, timezone.now())
    varied = ranking_page(team.campaign, None, timezone.now(), varied=True)
    scores = {row.profile: row.explanation.score for row in plain.rows}
    assert {row.profile: row.explanation.score for row in varied.rows} == scores
    assert {row.profile: row.result.rank for row in varied.rows} == {
        row.profile: row.result.rank for row in plain.rows
    }
    assert varied.rows[0].profile == plain.rows[0].profile

    def mixed(page) -> int:
        kinds = [row.profile in cooks for row in page.rows[:8]]
        return sum(a != b for a, b in zip(kinds, kinds[1:], strict=False))

    assert mixed(plain) == 0
    assert mixed(varied) > 3
    told = next(row for row in varied.rows if row.like)
    html = page_of(client, team.campaign, team.viewer, order="varied")
    assert f"Moved down: similar to @{told.like}" in html
    assert "Scores and ranks stay the same" in html
    assert "Moved down" not in page_of(client, team.campaign, team.viewer)


def test_weight_on_a_freshness_that_nobody_asked_for_is_told(client, team):
    make_scored(12)
    words = "The weights put 20% on freshness, but the brief prefers neither"
    assert words not in page_of(client, team.campaign, team.editor)
    team.campaign.weights = PRESETS["fresh faces"]
    team.campaign.save()
    html = page_of(client, team.campaign, team.editor)
    assert words in html
    client.force_login(team.editor)
    client.post(reverse("campaign_fresh", args=[team.campaign.pk]))
    team.campaign.refresh_from_db()
    assert team.campaign.freshness == "fresh"
    assert words not in page_of(client, team.campaign, team.editor)
