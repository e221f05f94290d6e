"""Handing mails to a real mail server: once, within limits, and never what has become wrong meanwhile."""

from datetime import timedelta
from email.utils import parseaddr
from uuid import uuid4

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from campaigns.choices import MailState, Status
from campaigns.mailing import message_id, send_due
from campaigns.members import remove_member
from campaigns.models import CampaignMember, Mail
from campaigns.outreach import opt_out_link
from campaigns.tasks import send_mails
from influencers.do_not_contact import bar
from tests.campaigns.mail_server import MailServer
from tests.factories import make_candidate, make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    server = MailServer()
    server.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    settings.EMAIL_PORT = server.controller.port
    settings.DEFAULT_FROM_EMAIL = "Handpick <hello@fernhill.test>"
    yield server
    server.controller.stop()


@pytest.fixture
def waiting(team):
    """waiting(handle): a mail to this creator that may leave now."""
    team.editor.email = "editor@fernhill.test"
    team.editor.save()

    def write(handle: str, **kw) -> Mail:
        candidate = make_candidate(team.campaign, make_profile(handle=handle, contact=f"{handle}@x.test"))
        now = timezone.now()
        values = {"batch": uuid4(), "by": team.editor, "to": f"{handle}@x.test", "body": "Grüße\n.\nend"}
        times = {"written_at": now - timedelta(minutes=2), "leaves_at": now - timedelta(minutes=1)}
        return Mail.objects.create(candidate=candidate, subject="Schöne Brote", **values | times | kw)

    return write


def states() -> dict[str, str]:
    return dict(Mail.objects.values_list("candidate__profile__handle", "state"))


def test_a_mail_arrives_as_it_was_previewed(server, waiting, team, settings):
    settings.BASE_URL = "https://handpick.fernhill.test"
    row = waiting("ann")
    send_mails()
    (mail,) = server.mails
    assert (mail["Subject"], mail["To"]) == ("Schöne Brote", "ann@x.test")
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == "Grüße\n.\nend"
    assert parseaddr(mail["From"])[1] == "hello@fernhill.test"
    assert mail["Reply-To"] == "editor@fernhill.test"
    assert mail["List-Unsubscribe"].strip() == f"<{opt_out_link(row.candidate)}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Message-ID"] == message_id(row)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MailState.SENT, 1)
    send_mails()
    assert len(server.mails) == 1


def test_nothing_leaves_before_its_time(server, waiting):
    now = timezone.now()
    waiting("ann", leaves_at=now + timedelta(seconds=30))
    assert send_due(now) == 0
    assert send_due(now + timedelta(seconds=31)) == 1


def test_a_second_letter_continues_the_first(server, waiting, team):
    first = waiting("ann")
    send_due(timezone.now())
    now = timezone.now()
    second = Mail.objects.create(
        candidate=first.candidate, batch=uuid4(), by=team.editor, to=first.to, subject="Again", body="b",
        leaves_at=now,
    )  # fmt: skip
    send_due(now)
    assert server.mails[1]["In-Reply-To"] == message_id(first)
    assert server.mails[1]["Message-ID"] == message_id(second)


@pytest.mark.parametrize(("hour", "day", "leave"), [(2, 100, 2), (100, 3, 3), (100, 100, 4)])
def test_limits_of_the_hour_and_the_day(server, waiting, settings, hour, day, leave):
    settings.OUTREACH_PER_HOUR, settings.OUTREACH_PER_DAY = hour, day
    for handle in ("ann", "ben", "cy", "dee"):
        waiting(handle)
    now = timezone.now()
    assert send_due(now) == leave
    assert send_due(now) == 0
    assert len(server.mails) == leave
    assert send_due(now + timedelta(days=1, minutes=1)) == 4 - leave


def test_a_refused_address_is_told_and_the_others_leave(server, waiting):
    server.refuses["ben@x.test"] = "550 no such user"
    for handle in ("ann", "ben", "cy"):
        waiting(handle)
    send_due(timezone.now())
    assert states() == {"ann": "sent", "ben": "failed", "cy": "sent"}
    assert Mail.objects.get(to="ben@x.test").error == "The mail server refused this address."


def test_what_the_server_refuses_for_good_is_not_tried_again(server, waiting):
    server.fails = "554 no spam here"
    waiting("ann")
    send_due(timezone.now())
    assert states() == {"ann": "failed"}


def test_a_server_that_is_busy_is_asked_again_later_and_given_up_in_the_end(server, waiting):
    server.fails = "451 come back"
    waiting("ann")
    now = timezone.now()
    for minutes in (0, 11, 22):
        assert send_due(now + timedelta(minutes=minutes)) == 0
        assert send_due(now + timedelta(minutes=minutes + 1)) == 0
    assert states() == {"ann": "failed"}
    assert Mail.objects.get().attempts == 3


def test_a_server_that_is_back_gets_the_mail(server, waiting):
    server.fails = "451 come back"
    waiting("ann")
    now = timezone.now()
    send_due(now)
    server.fails = ""
    assert send_due(now + timedelta(minutes=11)) == 1


def test_a_mail_whose_worker_died_is_never_sent_again_by_itself(server, waiting):
    now = timezone.now()
    waiting("ann", state=MailState.SENDING, tried_at=now - timedelta(minutes=16))
    waiting("ben", state=MailState.SENDING, tried_at=now - timedelta(minutes=1))
    send_due(now)
    assert states() == {"ann": "unsure", "ben": "sending"}
    assert server.mails == []


def barred(row, team):
    bar(row.candidate.profile.influencer, "asked", timezone.now())


def taken_off(row, team):
    row.candidate.removed_at = timezone.now()
    row.candidate.save()


def archived(row, team):
    team.campaign.status = Status.ARCHIVED
    team.campaign.save()


def writer_left(row, team):
    remove_member(team.campaign, CampaignMember.objects.get(campaign=team.campaign, user=team.editor).pk)


def writer_locked_out(row, team):
    team.editor.is_active = False
    team.editor.save()


@pytest.mark.parametrize("change", [barred, taken_off, archived, writer_left, writer_locked_out])
def test_what_became_wrong_after_the_preview_does_not_leave(server, waiting, team, change):
    row = waiting("ann")
    change(row, team)
    assert send_due(timezone.now()) == 0
    row.refresh_from_db()
    assert row.state == MailState.FAILED
    assert row.error.startswith("Not sent:")
    assert server.mails == []


def test_without_a_mail_server_mails_wait(waiting, settings):
    settings.EMAIL_HOST = ""
    waiting("ann")
    send_mails()
    assert states() == {"ann": "waiting"}
    assert django_mail.outbox == []
