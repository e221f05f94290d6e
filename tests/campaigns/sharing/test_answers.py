"""What a client decides and says: approve, decline with a reason, take back, comment."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.choices import Verdict
from campaigns.models import ClientComment, ClientDecision
from campaigns.sharing.answers import standing
from campaigns.sharing.links import key_of
from tests.factories import make_candidate, make_link, make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(team):
    link, link.token = make_link(team.campaign, may_export=True)
    return link


@pytest.fixture
def candidate(team):
    return make_candidate(team.campaign, make_profile(handle="ada.cooks"))


@pytest.fixture
def say(client, link):
    """say("decide", candidate, ...): sends a form of the client's page."""

    def send(what, candidate, **form):
        form = {"creator": key_of(link, candidate.pk), "name": "Ana"} | form
        return client.post(reverse(f"client_{what}", args=[link.token]), form)

    return send


def test_a_client_approves_and_the_creator_stays_where_it_is(client, link, candidate, say):
    stage = candidate.stage
    answer = say("decide", candidate, verdict="approve", reason="not asked for")
    assert answer.status_code == 302
    assert answer.url.endswith(f"#c-{key_of(link, candidate.pk)}")
    made = ClientDecision.objects.get()
    assert (made.verdict, made.reason, made.by_name) == ("approve", "", "Ana")
    candidate.refresh_from_db()
    assert candidate.stage == stage
    page = client.get(reverse("client_page", args=[link.token])).content.decode()
    assert "<strong>1 of 1</strong> decided, 1 approved" in page
    assert "That is all of them" in page
    assert "You are <strong>Ana</strong>" in page


def test_declining_needs_a_reason_and_keeps_what_was_typed(client, link, candidate, say):
    answer = say("decide", candidate, verdict="decline", reason="  ")
    assert answer.status_code == 422
    assert "Say in a few words why" in answer.content.decode()
    answer = say("decide", candidate, verdict="decline", reason="x" * 1001)
    assert answer.status_code == 422
    assert "x" * 1001 in answer.content.decode()
    assert not ClientDecision.objects.exists()
    assert say("decide", candidate, verdict="decline", reason="Too loud").status_code == 302
    assert ClientDecision.objects.get().reason == "Too loud"


def test_all_decisions_are_kept_and_the_latest_counts(link, candidate, say):
    for verdict in ("approve", "approve", "withdrawn", "withdrawn", "decline", "approve"):
        say("decide", candidate, verdict=verdict, reason="Too loud")
    made = list(ClientDecision.objects.values_list("verdict", flat=True))
    assert made == ["approve", "withdrawn", "decline", "approve"], "what says nothing new is not kept"
    assert standing(link, [candidate.pk])[candidate.pk].verdict == Verdict.APPROVE
    say("decide", candidate, verdict="withdrawn")
    assert standing(link, [candidate.pk]) == {}


def test_a_name_is_needed_once(client, candidate, say, link):
    assert say("decide", candidate, verdict="approve", name=" ").status_code == 422
    assert not ClientDecision.objects.exists()
    client.post(reverse("client_name", args=[link.token]), {"name": "  Ana  Smith "})
    assert say("decide", candidate, verdict="approve", name="").status_code == 302
    assert ClientDecision.objects.get().by_name == "Ana Smith"
    client.post(reverse("client_name", args=[link.token]), {"name": ""})
    assert say("decide", candidate, verdict="withdrawn", name="").status_code == 422


def test_comments_are_kept_and_shown_as_text(client, candidate, say, link):
    assert say("comment", candidate, text=" ").status_code == 422
    say("comment", candidate, text="<script>alert(1)</script> & May?")
    page = client.get(reverse("client_page", args=[link.token])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; May?" in page
    assert "<script>alert" not in page


def test_what_a_link_does_not_allow_is_refused(client, candidate, say, link):
    link.may_decide = link.may_comment = link.may_export = False
    link.save()
    assert say("decide", candidate, verdict="approve").status_code == 422
    assert say("comment", candidate, text="hello").status_code == 422
    assert not ClientDecision.objects.exists()
    assert not ClientComment.objects.exists()
    page = client.get(reverse("client_page", args=[link.token])).content.decode()
    assert "<form" not in page
    for address in (
        reverse("client_data", args=[link.token]), reverse("client_export", args=[link.token, "csv"])
    ):  # fmt: skip
        assert client.get(address).status_code == 404


def test_a_key_of_another_link_or_a_removed_creator_changes_nothing(client, team, candidate, say, link):
    other, _ = make_link(team.campaign)
    answer = say("decide", candidate, verdict="approve", creator=key_of(other, candidate.pk))
    assert answer.status_code == 404
    assert "no longer on the list" in answer.content.decode()
    candidate.removed_at = candidate.added_at
    candidate.save()
    assert say("decide", candidate, verdict="approve").status_code == 404
    for creator in ("", "é", "x" * 500):
        assert say("decide", candidate, verdict="approve", creator=creator).status_code == 404
    assert not ClientDecision.objects.exists()


def test_no_other_site_can_answer_for_a_client_and_no_token_of_a_form_is_needed(link, candidate):
    """Browsers send `Origin: null` from a page that tells no referrer; the form is taken all the same."""
    browser = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    form = {"creator": key_of(link, candidate.pk), "verdict": "approve", "name": "Ana"}
    assert browser.post(reverse("client_decide", args=[link.token]), form).status_code == 302


def test_a_download_tells_the_decisions(client, candidate, say, link):
    say("decide", candidate, verdict="decline", reason="=1+1")
    answer = client.get(reverse("client_export", args=[link.token, "csv"]))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["Handle"], row["Decision"], row["Reason"]) for row in rows] == [
        ("ada.cooks", "Declined", "'=1+1")
    ]
    data = client.get(reverse("client_data", args=[link.token])).json()
    assert data["creators"][0]["decision"] == "Declined"
    assert data["creators"][0]["followers"] == 20_000
