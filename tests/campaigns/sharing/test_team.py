"""Client links as the team sees them: made, shown once, changed, revoked, answers moved on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import stages
from campaigns.choices import Chosen, SharedField
from campaigns.models import ClientComment, ClientDecision, LinkView, ShareLink
from campaigns.share_forms import BY_DEFAULT, version_of
from campaigns.sharing import links
from campaigns.sharing import team as team_side
from campaigns.undoing import undo
from tests.factories import make_campaign, make_candidate, make_link, make_profile

pytestmark = pytest.mark.django_db


def form_of(campaign, **kw) -> dict:
    day = timezone.localdate() + timedelta(days=7)
    return {
        "name": "Acme",
        "title": "For Acme",
        "shown": ["handle", "followers"],
        "chosen": "stages",
        "stages": [campaign.stages.first().pk],
        "last_day": day.isoformat(),
        "may_decide": "on",
    } | kw


def where(name: str, team, *parts) -> str:
    return reverse(name, args=[team.campaign.pk, *parts])


def decide(link, candidate, verdict="approve", reason="no"):
    return ClientDecision.objects.create(
        link=link, candidate=candidate, verdict=verdict, reason=reason, by_name="Ana"
    )


@pytest.mark.parametrize(
    ("brands", "heading"), [([], "Creators to choose from"), (["Oven", "Loaf"], "Creators for Oven and Loaf")]
)
def test_a_link_is_not_headed_with_the_name_of_the_campaign(client, team, brands, heading):
    team.campaign.brand_names = brands
    team.campaign.save()
    client.force_login(team.editor)
    form = client.get(where("campaign_link_new", team)).context["form"]
    assert form["title"].value() == heading


def test_a_link_is_made_and_its_address_shown_once(client, team):
    client.force_login(team.editor)
    made = client.post(where("campaign_link_new", team), form_of(team.campaign, new_password="long-enough"))
    link = ShareLink.objects.get()
    assert made.url == where("campaign_link", team, link.pk)
    page = client.get(made.url)
    address = page.context["address"]
    token = address.split("/c/")[1].strip("/")
    assert links.open_link(token, timezone.now()) == link
    assert (link.shown, link.created_by, link.may_comment) == (["handle", "followers"], team.editor, False)
    assert links.password_fits(link, "long-enough")
    assert link.last_day == timezone.localdate() + timedelta(days=7)
    again = client.get(made.url)
    assert again.context["address"] == ""
    assert token not in again.content.decode()


def test_a_new_link_hides_what_is_the_teams_own_business(client, team):
    client.force_login(team.owner)
    form = client.get(where("campaign_link_new", team)).context["form"]
    off = {SharedField.FEE_QUOTED, SharedField.FEE_AGREED, SharedField.STAGE, SharedField.CPE}
    assert off.isdisjoint(form["shown"].value())
    assert form["last_day"].value() == timezone.localdate() + timedelta(days=30)
    assert list(BY_DEFAULT) == form["shown"].value()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"shown": []}, "Choose at least one thing to show."),
        ({"shown": ["notes"]}, "Select a valid choice"),
        ({"stages": []}, "Choose at least one stage."),
        ({"chosen": "picked"}, "Pick at least one creator."),
        ({"last_day": "2001-01-01"}, "from today to a year from now"),
        ({"last_day": "9999-12-31"}, "from today to a year from now"),
        ({"new_password": "short"}, "at least 8"),
        ({"name": ""}, "required"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused_in_words(client, team, wrong, words):
    client.force_login(team.owner)
    answer = client.post(where("campaign_link_new", team), form_of(team.campaign, **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ShareLink.objects.exists()


def test_stages_and_creators_of_other_campaigns_cannot_be_shared(client, team):
    elsewhere = make_candidate(make_campaign())
    client.force_login(team.owner)
    for wrong in (
        {"stages": [elsewhere.stage_id]}, {"chosen": "picked", "picks": [elsewhere.pk]}
    ):  # fmt: skip
        answer = client.post(where("campaign_link_new", team), form_of(team.campaign, **wrong))
        assert answer.status_code == 422
    link, _ = make_link(elsewhere.campaign)
    assert client.get(where("campaign_link", team, link.pk)).status_code == 404


def test_a_link_is_changed_at_once_and_nobodys_change_is_lost(client, team):
    picked = make_candidate(team.campaign, make_profile(handle="picked.one"))
    link, token = make_link(team.campaign, password="a-good-secret")
    client.force_login(team.owner)
    seen = version_of(link)
    form = form_of(team.campaign, chosen="picked", picks=[picked.pk], seen=seen, no_password="on")
    assert client.post(where("campaign_link_edit", team, link.pk), form).status_code == 302
    link = ShareLink.objects.get()
    assert (link.chosen, list(link.picks.all()), link.password) == (Chosen.PICKED, [picked], "")
    late = client.post(where("campaign_link_edit", team, link.pk), form | {"title": "Mine"})
    assert late.status_code == 409
    assert "somebody else changed this link" in late.content.decode()
    assert ShareLink.objects.get().title == "For Acme"
    again = form | {"title": "Mine", "seen": late.context["form"]["seen"].value()}
    assert client.post(where("campaign_link_edit", team, link.pk), again).status_code == 302
    assert ShareLink.objects.get().title == "Mine"
    assert links.open_link(token, timezone.now()), "the address stays"


def test_revoking_ends_a_link_and_can_be_undone(client, team):
    link, token = make_link(team.campaign)
    client.force_login(team.editor)
    client.post(where("campaign_link_revoke", team, link.pk))
    assert links.open_link(token, timezone.now()) is None
    assert ShareLink.objects.get().revoked_by == team.editor
    client.post(where("campaign_link_revoke", team, link.pk), {"again": "1"})
    assert links.open_link(token, timezone.now()) == link


def test_a_new_address_is_shown_once_and_the_old_one_ends(client, team):
    link, old = make_link(team.campaign)
    client.force_login(team.editor)
    page = client.get(client.post(where("campaign_link_renew", team, link.pk)).url)
    assert links.open_link(old, timezone.now()) is None
    new = page.context["address"].split("/c/")[1].strip("/")
    assert links.open_link(new, timezone.now()) == link


def test_a_viewer_sees_links_and_answers_but_no_address(client, team):
    candidate = make_candidate(team.campaign)
    link, token = make_link(team.campaign, name="Acme")
    decide(link, candidate)
    client.force_login(team.viewer)
    for name, parts in (("campaign_links", ()), ("campaign_link", (link.pk,))):
        page = client.get(where(name, team, *parts)).content.decode()
        assert "Acme" in page
        assert token not in page
        assert link.token_digest not in page
        assert 'method="post" action="/campaigns' not in page
    assert client.get(where("campaign_link_new", team)).status_code == 403


def test_approved_creators_move_in_one_click_and_back(client, team):
    first, second, third = (make_candidate(team.campaign) for _ in range(3))
    link, _ = make_link(team.campaign)
    decide(link, first)
    decide(link, second, "decline")
    decide(link, third)
    decide(link, third, "withdrawn")
    agreed = team.campaign.stages.get(name="Agreed")
    client.force_login(team.editor)
    page = where("campaign_link", team, link.pk)
    form = {"verdict": "approve", "stage": agreed.pk, "next": page}
    moved = client.post(where("campaign_link_move", team, link.pk), form)
    assert [row.pk for row in agreed.candidates.all()] == [first.pk]
    offer = client.get(moved.url).context["undo"]
    client.post(where("campaign_undo", team, offer.action.pk))
    assert not agreed.candidates.exists()
    client.post(where("campaign_link_move", team, link.pk), form | {"verdict": "nonsense"})
    assert not agreed.candidates.exists()


def test_what_the_client_said_stands_on_board_table_and_candidate_page(client, team):
    candidate = make_candidate(team.campaign)
    link, _ = make_link(team.campaign, name="Acme")
    decide(link, candidate, "decline", "Too loud for us")
    ClientComment.objects.create(link=link, candidate=candidate, text="Any other?", by_name="Ana")
    client.force_login(team.viewer)
    for address in (where("campaign_shortlist", team), where("campaign_shortlist", team) + "?view=board"):
        page = client.get(address).content.decode()
        assert "Client declined" in page
        assert "1 from the client" in page
    page = client.get(where("campaign_candidate", team, candidate.pk)).content.decode()
    assert "Too loud for us" in page
    assert "Any other?" in page


def test_the_team_answers_a_comment_without_a_name(client, team):
    candidate, hidden = (
        make_candidate(team.campaign),
        make_candidate(team.campaign, removed_at=timezone.now()),
    )
    link, token = make_link(team.campaign)
    reply = where("campaign_link_reply", team, link.pk)
    client.force_login(team.owner)
    client.post(reply, {"candidate": candidate.pk, "text": "Yes, in May"})
    assert client.post(reply, {"candidate": hidden.pk, "text": "No"}).status_code == 404
    client.post(reply, {"candidate": candidate.pk, "text": " "})
    made = ClientComment.objects.get()
    assert (made.text, made.from_team, made.author) == ("Yes, in May", True, team.owner)
    page = client.get(reverse("client_page", args=[token])).content.decode()
    assert "Yes, in May" in page
    assert "The team" in page
    assert team.owner.first_name not in page
    assert team_side.heard([candidate])[candidate.pk].asked == 0


def test_a_deleted_stage_comes_back_with_the_links_that_showed_it(team):
    make_candidate(team.campaign)
    link, _ = make_link(team.campaign)
    first, second = team.campaign.stages.all()[:2]
    action = stages.delete(team.campaign, first.pk, second.pk, team.owner, timezone.now())
    assert not links.shown(link)
    undo(team.campaign, action.pk, team.owner, timezone.now())
    assert links.shown(link).count() == 1


def test_a_preview_is_the_clients_page_and_counts_as_no_visit(client, team):
    make_candidate(team.campaign, make_profile(handle="seen.here"), fee_quoted=777, currency="EUR")
    link, token = make_link(team.campaign, [SharedField.HANDLE])
    client.force_login(team.viewer)
    page = client.get(where("campaign_link_preview", team, link.pk)).content.decode()
    assert "seen.here" in page
    assert "777" not in page
    assert "<form" not in page
    assert not LinkView.objects.exists()


def test_who_is_left_out_is_told_to_the_team(team):
    make_candidate(team.campaign, make_profile(labels=["!no-unauthenticated"]))
    make_candidate(team.campaign)
    link, _ = make_link(team.campaign)
    assert team_side.left_out(link) == 1
    assert team_side.link_row(link, timezone.now()).shown == 1


def test_the_history_tells_of_links_without_their_secrets(client, team):
    client.force_login(team.owner)
    client.post(where("campaign_link_new", team), form_of(team.campaign, new_password="long-enough"))
    link = ShareLink.objects.get()
    client.post(where("campaign_link_revoke", team, link.pk))
    page = client.get(where("campaign_changes", team)).content.decode()
    assert "Client link Acme" in page
    assert link.token_digest not in page
    assert "pbkdf2" not in page
    assert link.password not in page
