"""Client links: the secret in the address, their end, their password, and whom they show."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import tasks
from campaigns.choices import SharedField, Status, Verdict
from campaigns.models import ClientDecision, LinkView, ShareLink
from campaigns.sharing import door, links, visits
from campaigns.sharing.answers import decide
from campaigns.sharing.page import shared_page
from campaigns.shortlist import remove, restore
from influencers import curation
from influencers.sources.wishes import SIGNED_IN_ONLY
from tests.factories import make_candidate, make_link, make_measured, make_profile
from tests.influencers.whole_creator import database_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_tried_yet():
    cache.clear()


def page_of(token: str) -> str:
    return reverse("client_page", args=[token])


def handles(link: ShareLink) -> list[str]:
    return [row.profile.handle for row in links.with_all(links.shown(link))]


def test_the_token_is_nowhere_in_the_database(team, client):
    _, token = make_link(team.campaign, password="a-good-secret")
    client.get(page_of(token))
    client.post(reverse("client_password", args=[token]), {"password": "a-good-secret"})
    text = database_text()
    assert token.lower() not in text
    assert "a-good-secret" not in text
    assert len(token) >= 43


def test_wrong_ended_revoked_and_archived_links_answer_alike(team, client):
    now = timezone.now()
    make_candidate(team.campaign)
    ended = now - timedelta(days=3), now - timedelta(minutes=1)
    _, old = make_link(team.campaign, created_at=ended[0], expires_at=ended[1])
    link, revoked = make_link(team.campaign)
    assert client.get(page_of(revoked)).status_code == 200
    links.revoke(link, team.owner, now)
    _, archived = make_link(team.campaign)
    team.campaign.status = Status.ARCHIVED
    team.campaign.save()
    found = {client.get(page_of(token)).content for token in (old, revoked, archived, "x" * 43, "é")}
    assert len(found) == 1
    assert b"This link does not work" in found.pop()
    for name in ("client_decide", "client_comment", "client_name", "client_password"):
        assert client.post(reverse(name, args=[revoked]), {"verdict": "approve"}).status_code == 404
    assert not ClientDecision.objects.exists()


def test_a_link_works_until_its_last_moment(team, client):
    link, token = make_link(team.campaign)
    assert links.open_link(token, link.expires_at - timedelta(seconds=1)) == link
    assert links.open_link(token, link.expires_at) is None


def test_a_new_address_ends_the_old_one(team, client):
    link, old = make_link(team.campaign)
    new = links.new_token(link)
    link.save()
    assert client.get(page_of(old)).status_code == 404
    assert client.get(page_of(new)).status_code == 200


def test_no_answer_is_cached_found_or_told_on(team, client):
    make_candidate(team.campaign)
    _, token = make_link(team.campaign, may_export=True)
    addresses = [page_of(token), page_of("wrong"), reverse("client_data", args=[token])]
    addresses += [reverse("client_export", args=[token, kind]) for kind in ("csv", "xlsx", "pdf")]
    addresses += [reverse("client_decide", args=[token])]
    for address in addresses:
        answer = client.get(address)
        assert answer["Cache-Control"] == "no-store, private", address
        assert answer["Referrer-Policy"] == "no-referrer", address
        assert "noindex" in answer["X-Robots-Tag"], address


def test_a_client_gets_no_session_and_pages_know_nobody(team, client):
    make_candidate(team.campaign)
    _, token = make_link(team.campaign)
    stranger = Client()
    stranger.get(page_of(token))
    assert not stranger.cookies
    client.force_login(team.owner)
    page = client.get(page_of(token)).content.decode()
    assert team.owner.first_name not in page
    assert "/campaigns/" not in page
    assert "csrf" not in page.lower()


def test_a_password_is_asked_for_and_remembered(team, client):
    make_candidate(team.campaign, make_profile(handle="behind.it"))
    link, token = make_link(team.campaign, password="a-good-secret", may_export=True)
    ask, page = reverse("client_password", args=[token]), page_of(token)
    for address in (
        page,
        reverse("client_data", args=[token]),
        reverse("client_export", args=[token, "csv"]),
    ):
        answer = client.get(address)
        assert b"has a password" in answer.content
        assert b"behind.it" not in answer.content
    assert client.post(ask, {"password": "wrong"}).status_code == 403
    assert client.post(ask, {"password": "a-good-secret"}).url == page
    assert b"behind.it" in client.get(page).content
    assert b"behind.it" not in Client().get(page).content
    cookie = client.cookies[door.OPEN]
    assert cookie["httponly"]
    assert cookie["path"] == page
    _, other = make_link(team.campaign, password="a-good-secret")
    client.cookies[door.OPEN]["path"] = "/"
    assert b"has a password" in client.get(page_of(other)).content, "the cookie opens one link alone"
    links.set_password(link, "another-secret")
    link.save()
    assert b"has a password" in client.get(page).content, "a new password closes it for everybody"


def test_guessing_a_password_ends_soon(team, client):
    link, token = make_link(team.campaign, password="a-good-secret")
    ask = reverse("client_password", args=[token])
    for _ in range(door.TRIES):
        assert client.post(ask, {"password": "guess"}).status_code == 403
    answer = client.post(ask, {"password": "a-good-secret"})
    assert answer.status_code == 429
    assert b"Wait 15 minutes" in answer.content
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert elsewhere.post(ask, {"password": "a-good-secret"}).status_code == 302
    wrong = link.views.get(kind="refused")
    assert wrong.count == door.TRIES


def test_many_places_together_cannot_guess_either(team):
    link, _ = make_link(team.campaign, password="a-good-secret")
    for place in range(door.TRIES_OF_ALL):
        assert not door.try_password(link, "guess", f"10.0.0.{place}")
    with pytest.raises(door.Closed):
        door.try_password(link, "a-good-secret", "10.1.1.1")


def test_openings_are_counted_without_keeping_an_address(team):
    link, token = make_link(team.campaign)
    places = [Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.9")]
    for place in places:
        place.get(page_of(token))
        place.get(page_of(token))
        place.head(page_of(token))
    day = visits.days(link)
    assert [(row.kind, row.times, row.visitors) for row in day] == [("Opened", 2, 2)]
    assert "203.0.113" not in database_text()
    later = timezone.now() + visits.ONE_VISIT + timedelta(minutes=1)
    visits.record(link, "opened", "203.0.113.7", later)
    assert visits.with_openings(ShareLink.objects.filter(pk=link.pk)).get().opened == 3


def test_nobody_is_followed_from_day_to_day_or_link_to_link(team):
    one, two = make_link(team.campaign)[0], make_link(team.campaign)[0]
    now = timezone.now()
    for link, when in ((one, now), (two, now), (one, now + timedelta(days=1))):
        visits.record(link, "opened", "203.0.113.7", when)
    assert len(set(LinkView.objects.values_list("visitor", flat=True))) == 3


def test_a_link_follows_its_stages_and_the_shortlist(team):
    stages = list(team.campaign.stages.all())
    first = make_candidate(team.campaign, make_profile(handle="first"))
    second = make_candidate(team.campaign, make_profile(handle="second"))
    make_candidate(team.campaign, make_profile(handle="elsewhere"), stage=stages[2])
    link, _ = make_link(team.campaign)
    assert handles(link) == ["first", "second"]
    team.campaign.candidates.filter(pk=first.pk).update(stage=stages[1])
    assert handles(link) == ["second"]
    ClientDecision.objects.create(link=link, candidate=second, verdict=Verdict.APPROVE, by_name="Ana")
    team.campaign.candidates.filter(pk=second.pk).update(stage=stages[1])
    assert handles(link) == ["second"], "who was decided about stays when the team moves them on"
    remove(team.campaign, [second.pk], team.owner, timezone.now())
    assert handles(link) == []
    restore(team.campaign, [second.pk], team.owner, timezone.now())
    assert handles(link) == ["second"]


def test_a_link_to_picked_creators_shows_no_others(team):
    picked = make_candidate(team.campaign, make_profile(handle="picked"))
    make_candidate(team.campaign, make_profile(handle="not.picked"))
    link, _ = make_link(team.campaign, picks=[picked])
    assert handles(link) == ["picked"]
    picked.profile.delete()
    assert handles(link) == []


def test_blocked_creators_and_those_for_people_with_an_account_stay_away(team, client):
    blocked = make_candidate(team.campaign, make_profile(handle="blocked.one"))
    hidden = make_candidate(team.campaign, make_profile(handle="only.inside", labels=[SIGNED_IN_ONLY]))
    link, token = make_link(team.campaign)
    curation.block([blocked.profile.influencer])
    assert handles(link) == []
    for candidate in (blocked, hidden):
        form = {"creator": links.key_of(link, candidate.pk), "verdict": "approve", "name": "Ana"}
        assert client.post(reverse("client_decide", args=[token]), form).status_code == 404


def test_figures_that_terms_forbid_are_not_shown(team):
    profile = make_measured(platform="youtube", source="youtube", bound_source="youtube", sponsored_share=0.1)
    make_candidate(team.campaign, profile)
    link, _ = make_link(team.campaign)
    creator = shared_page(link, timezone.now(), lambda key, profile: "").creators[0]
    told = {cell.key: cell.told for cell in creator.cells}
    made = ("engagement", "score", "reasons", "authenticity", "sponsored", "cpe")
    assert {key: told[key].text for key in made} == dict.fromkeys(made, "")
    assert told["engagement"].notes == ("Not ranked: YouTube's terms",)
    assert told["followers"].text == "20K"
    assert told["followers"].notes[0].startswith("YouTube, as of ")


def test_a_name_that_is_the_handle_is_hidden_with_the_handle(team):
    make_candidate(team.campaign, make_profile(handle="the.handle", display_name="@the.handle"))
    link, _ = make_link(team.campaign, [SharedField.NAME])
    creator = shared_page(link, timezone.now(), lambda key, profile: "").creators[0]
    assert "the.handle" not in repr(creator)
    assert creator.heading.startswith("Creator ")


def test_the_page_asks_the_database_as_often_for_many(team, client):
    _, token = make_link(team.campaign)
    counts = []
    for more in (1, 12):
        for _ in range(more):
            make_candidate(team.campaign, make_measured())
        client.get(page_of(token))
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(token))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"shown": ["handle", "notes"]},
        {"token_digest": "the-token-itself"},
        {"chosen": "all"},
        {"name": ""},
        {"title": ""},
        {"expires_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_the_database_refuses_what_cannot_be(team, wrong):
    link, _ = make_link(team.campaign)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShareLink.objects.filter(pk=link.pk).update(**wrong)


def test_the_database_wants_a_reason_and_a_name(team):
    link, _ = make_link(team.campaign)
    candidate = make_candidate(team.campaign)
    for wrong in ({"verdict": "decline", "by_name": "Ana"}, {"verdict": "approve", "by_name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClientDecision.objects.create(link=link, candidate=candidate, **wrong)


def test_the_record_of_use_goes_in_time_and_what_was_decided_stays(team, client, settings):
    settings.CLIENT_VIEWS_DAYS = 30
    candidate = make_candidate(team.campaign)
    link, _ = make_link(team.campaign, name="Acme")
    now = timezone.now()
    ShareLink.objects.filter(pk=link.pk).update(created_at=now - timedelta(days=60))
    for days in (31, 30, 0):
        visits.record(link, "opened", "203.0.113.7", now - timedelta(days=days))
    decide(link, candidate, Verdict.APPROVE, "", "Ana", now - timedelta(days=40))
    tasks.forget_visits()
    tasks.forget_visits()
    first = timezone.localdate(now) - timedelta(days=30)
    assert [row.day for row in link.views.order_by("day")] == [first, timezone.localdate(now)]
    assert link.decisions.count() == 1
    link.views.all().delete()
    client.force_login(team.viewer)
    for name, parts in (("campaign_links", ()), ("campaign_link", (link.pk,))):
        text = client.get(reverse(name, args=[team.campaign.pk, *parts])).content.decode()
        assert f"opened {'it ' if parts else ''}since {first:%-d %b %Y}" in text
    assert "Told for 30 days." in text
