"""Writing to creators: who can be written to, the preview, sending just what was seen, answers."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.choices import MailState, ReplyKind
from campaigns.models import Mail, Reply
from campaigns.outreach import compose, note_reply, opt_out_link, reach
from influencers.do_not_contact import bar
from tests.factories import make_campaign, make_candidate, make_influencer, make_profile

pytestmark = pytest.mark.django_db
TEXT = {"subject": "Hello {handle}", "body": "Would you like to work with us, {first_name|you}?\n{opt_out}"}


@pytest.fixture
def ann(team):
    person = make_influencer(name="Ann Lee")
    return make_candidate(team.campaign, make_profile(handle="ann", influencer=person, contact="ann@x.test"))


@pytest.fixture(autouse=True)
def can_send(settings, team):
    settings.BASE_URL = "https://handpick.fernhill.test"
    settings.EMAIL_HOST = "127.0.0.1"
    for person in (team.owner, team.editor):
        person.email = f"{person.username}@fernhill.test"
        person.save()


def ask(client, name: str, campaign, *parts, **form):
    return client.post(reverse(name, args=[campaign.pk, *parts]), form)


def preview(client, campaign, *candidates, **text):
    ids = [c.pk for c in candidates]
    begun = client.get(reverse("campaign_write", args=[campaign.pk]), {"candidate": ids})
    if begun.status_code != 200:
        return begun
    return ask(client, "campaign_write", campaign, candidate=ids, **(TEXT | seen(begun) | text))


def seen(page) -> dict:
    html = page.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in ("seen", "batch")}


def send(client, campaign, page, *candidates, **form):
    ids = [c.pk for c in candidates]
    return ask(
        client, "campaign_mail_send", campaign, **(TEXT | {"candidate": ids, "send": ids} | seen(page) | form)
    )


def test_what_was_previewed_waits_a_minute_and_is_sent_once(client, team, ann):
    ben = make_candidate(team.campaign, make_profile(handle="ben", contact="ben@x.test"))
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann, ben)
    assert "Hello @ann" in page.content.decode()
    assert not Mail.objects.exists()
    now = timezone.now()
    for _ in range(2):  # a double click
        assert send(client, team.campaign, page, ann, ben).status_code == 302
    mail = Mail.objects.get(candidate=ann)
    assert Mail.objects.count() == 2
    assert (mail.to, mail.subject, mail.state, mail.by) == (
        "ann@x.test", "Hello @ann", MailState.WAITING, team.editor,
    )  # fmt: skip
    assert mail.body == f"Would you like to work with us, Ann?\n{opt_out_link(ann)}"
    assert mail.leaves_at - now >= timedelta(seconds=59)


def test_only_the_ticked_get_a_letter_and_move_on(client, team, ann):
    ben = make_candidate(team.campaign, make_profile(handle="ben", contact="ben@x.test"))
    contacted = team.campaign.stages.get(name="Contacted")
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann, ben)
    answer = send(
        client, team.campaign, page, ann, ben, send=[ben.pk], stage=contacted.pk, next="/campaigns/"
    )
    assert "undo=" in answer["Location"]
    assert list(Mail.objects.values_list("candidate", flat=True)) == [ben.pk]
    for row in (ann, ben):
        row.refresh_from_db()
    assert (ann.stage.name, ben.stage.name) == ("Shortlisted", "Contacted")


def test_a_text_that_was_not_previewed_is_shown_first(client, team, ann):
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann)
    again = send(client, team.campaign, page, ann, body="Something else, {name}")
    assert again.status_code == 409
    assert "not what you saw last" in again.content.decode()
    assert "Something else, Ann Lee" in again.content.decode()
    assert not Mail.objects.exists()


def test_an_address_that_changed_after_the_preview_is_shown_first(client, team, ann):
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann)
    ann.profile.contact = "agency@x.test"
    ann.profile.save()
    assert send(client, team.campaign, page, ann).status_code == 409
    assert not Mail.objects.exists()


def test_a_strange_field_is_named_and_nothing_leaves(client, team, ann):
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann)
    answer = send(client, team.campaign, page, ann, body="Dear {nmae}")
    assert answer.status_code == 422
    assert "There is no field {nmae}" in answer.content.decode()
    assert not Mail.objects.exists()


def test_who_lacks_a_value_is_left_out_and_told(client, team, ann):
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann, body="We pay {fee}")
    assert "Not known of this creator: fee" in page.content.decode()
    answer = send(client, team.campaign, page, ann, body="We pay {fee}")
    assert "Nobody was chosen" in answer.content.decode()
    assert not Mail.objects.exists()


def test_without_a_mail_server_letters_go_by_ones_own_program(client, team, ann, settings):
    settings.EMAIL_HOST = ""
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann)
    html = page.content.decode()
    assert "mailto:ann@x.test?subject=Hello%20%40ann&amp;body=Would%20you" in html
    assert send(client, team.campaign, page, ann).status_code == 302
    assert not Mail.objects.exists()
    for _ in range(2):
        ask(client, "campaign_mail_by_hand", team.campaign, ann.pk, **TEXT, **seen(page))
    assert Mail.objects.get().state == MailState.BY_HAND


def test_who_has_no_address_for_answers_cannot_send(client, team, ann):
    team.editor.email = ""
    team.editor.save()
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann)
    assert "no email address for the answers" in page.content.decode()
    send(client, team.campaign, page, ann)
    assert not Mail.objects.exists()


def test_mails_that_the_limit_holds_back_are_not_told_to_leave_at_once(client, team, ann, settings):
    client.force_login(team.editor)
    send(client, team.campaign, preview(client, team.campaign, ann), ann)
    outreach = reverse("campaign_outreach", args=[team.campaign.pk])
    assert "1 mail leaves within a minute or two." in client.get(outreach).content.decode()
    settings.OUTREACH_PER_HOUR = 0
    assert "1 mail leaves as soon as the limit allows." in client.get(outreach).content.decode()


def test_waiting_mails_can_be_stopped(client, team, ann):
    client.force_login(team.editor)
    send(client, team.campaign, preview(client, team.campaign, ann), ann)
    mail = Mail.objects.get()
    page = client.get(reverse("campaign_outreach", args=[team.campaign.pk])).content.decode()
    assert reverse("campaign_mail_stop", args=[team.campaign.pk, mail.batch]) in page
    ask(client, "campaign_mail_stop", team.campaign, mail.batch)
    mail.refresh_from_db()
    assert mail.state == MailState.STOPPED


@pytest.mark.parametrize(
    ("person", "profile", "why"),
    [
        ({}, {"contact": ""}, "no address for business is known"),
        ({}, {"contact": "a@x.test", "source": "demo"}, "is a fictional demo creator"),
    ],
)
def test_who_cannot_be_written_to(team, person, profile, why):
    candidate = make_candidate(team.campaign, make_profile(influencer=make_influencer(**person), **profile))
    assert reach([candidate]) == ({}, {candidate.pk: why})


def test_the_address_of_another_account_of_the_same_creator_serves(team, ann):
    other = make_candidate(team.campaign, make_profile(influencer=ann.profile.influencer, contact=""))
    assert reach([other])[0] == {other.pk: "ann@x.test"}


def test_who_asked_not_to_be_written_to_is_left_alone_under_every_name(team, ann):
    twin = make_candidate(team.campaign, make_profile(handle="ann_two", contact="ANN@x.test"))
    note_reply(ann, ReplyKind.NO_CONTACT, "Please stop.", team.editor, timezone.now())
    ann.profile.influencer.refresh_from_db()
    addresses, why = reach([ann, twin])
    assert addresses == {}
    assert "Please stop." not in ann.profile.influencer.no_contact_why
    assert why[ann.pk] == "asked not to be written to"
    assert why[twin.pk] == "somebody with this address asked not to be written to"


def test_two_letters_to_one_address_are_one(team, ann):
    twin = make_candidate(team.campaign, make_profile(handle="ann_two", contact="Ann@x.test"))
    letters = compose(
        team.campaign, [ann.pk, twin.pk], TEXT["subject"], TEXT["body"], team.editor, timezone.now()
    )
    assert [one.can_go for one in letters] == [True, False]


def test_earlier_letters_of_other_campaigns_are_told_without_naming_them(client, team, ann):
    elsewhere = make_candidate(make_campaign(name="Secret spring"), ann.profile)
    days_ago = timezone.now() - timedelta(days=3)
    Mail.objects.create(
        candidate=elsewhere, batch=uuid4(), to="ann@x.test", subject="s", body="b", state=MailState.SENT,
        written_at=days_ago, leaves_at=days_ago, tried_at=days_ago,
    )  # fmt: skip
    note_reply(elsewhere, ReplyKind.BOUNCED, "", team.owner, days_ago)
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann).content.decode()
    assert "Was written to 3 days ago" in page
    assert "A mail did not arrive" in page
    assert "Secret spring" not in page
    assert re.search(rf'name="send" value="{ann.pk}"[^>]*>', page)[0].count("checked") == 0


def test_candidates_of_another_campaign_get_no_letter(client, team, ann):
    stranger = make_candidate(make_campaign(), make_profile(contact="far@x.test"))
    client.force_login(team.editor)
    page = preview(client, team.campaign, ann, stranger)
    assert "far@x.test" not in page.content.decode()
    send(client, team.campaign, page, ann, stranger)
    assert list(Mail.objects.values_list("to", flat=True)) == ["ann@x.test"]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("", ["ann", "ben", "cy", "dee", "eve"]),
        ("new", ["dee"]),
        ("waiting", ["ben", "eve"]),
        ("answered", ["cy"]),
        ("cannot", ["ann"]),
    ],
)
def test_the_page_sorts_by_what_is_to_be_done(client, team, ann, shown, expected):
    bar(ann.profile.influencer, "asked", timezone.now())
    rows = {
        handle: make_candidate(team.campaign, make_profile(handle=handle, contact=f"{handle}@x.test"))
        for handle in ("ben", "cy", "dee", "eve")
    }
    now = timezone.now()
    for handle in ("ben", "cy", "eve"):
        Mail.objects.create(
            candidate=rows[handle], batch=uuid4(), to="x@x.test", subject="s", body="b", state=MailState.SENT,
            written_at=now - timedelta(days=2), leaves_at=now, tried_at=now,
        )  # fmt: skip
    note_reply(rows["ben"], ReplyKind.QUESTION, "", team.editor, now - timedelta(days=3))
    note_reply(rows["cy"], ReplyKind.INTERESTED, "gladly", team.editor, now)
    client.force_login(team.viewer)
    page = client.get(reverse("campaign_outreach", args=[team.campaign.pk]), {"show": shown})
    assert [line.candidate.profile.handle for line in page.context["page"].lines] == expected
    assert {kind: n for kind, _, n in page.context["page"].kinds}[shown] == len(expected)


def test_answers_are_noted_and_taken_away(client, team, ann):
    client.force_login(team.editor)
    ask(client, "campaign_reply", team.campaign, ann.pk, kind="interested", text="Yes <b>please</b>")
    page = client.get(reverse("campaign_candidate", args=[team.campaign.pk, ann.pk])).content.decode()
    assert "Yes &lt;b&gt;please&lt;/b&gt;" in page
    ask(client, "campaign_reply", team.campaign, ann.pk, kind="nonsense")
    reply = Reply.objects.get()
    ask(client, "campaign_reply_remove", team.campaign, ann.pk, reply.pk)
    assert not Reply.objects.exists()


def test_a_viewer_reads_and_writes_to_nobody(client, team, ann):
    client.force_login(team.viewer)
    page = client.get(reverse("campaign_outreach", args=[team.campaign.pk])).content.decode()
    assert "ann@x.test" in page
    assert "Write to the selected" not in page
    assert preview(client, team.campaign, ann).status_code == 403
    assert ask(client, "campaign_reply", team.campaign, ann.pk, kind="interested").status_code == 403


def test_a_creator_stops_mails_without_an_account(client, team, ann):
    address = opt_out_link(ann).partition("/no-mail/")[2]
    address = f"/no-mail/{address}"
    page = client.get(address)
    ann.profile.influencer.refresh_from_db()
    assert ann.profile.influencer.no_contact_since is None
    assert "no-store" in page["Cache-Control"]
    assert "Ann" not in page.content.decode()
    client.handler.enforce_csrf_checks = True  # a mail program has seen no page
    assert "You get no more mails" in client.post(address).content.decode()
    ann.profile.influencer.refresh_from_db()
    assert ann.profile.influencer.no_contact_since
    assert client.post(address[:-3] + "xx/").status_code == 404


def test_the_page_asks_as_often_for_many_as_for_few(client, team, ann):
    client.force_login(team.viewer)
    address = reverse("campaign_outreach", args=[team.campaign.pk])
    client.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
        for n in range(5):
            note_reply(
                make_candidate(team.campaign, make_profile(contact=f"c{n}@x.test")),
                ReplyKind.QUESTION, "", team.editor, timezone.now(),
            )  # fmt: skip
    assert counts[0] == counts[1]


def test_a_link_that_nobody_could_open_is_not_mailed(team, ann, settings):
    settings.BASE_URL = "http://127.0.0.1:8000"
    (letter,) = compose(team.campaign, [ann.pk], "s", "No mails? {opt_out}", team.editor, timezone.now())
    assert letter.body == "No mails? answer with a no"
