"""Inviting people, roles, letting people go: by admins."""

import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.permissions import PERMISSIONS, sync_permissions
from accounts.roles import ADMIN, CURATOR, MARKETER, ROLES, roles_of, set_role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    person = make_user("admin")
    client.force_login(person)
    return person


def post(client, name, *args, **form):
    return client.post(reverse(name, args=args), form, follow=True).content.decode()


def test_roles_come_with_the_database_and_each_holds_the_one_before():
    assert roles_of(make_user(None)) == set()
    assert roles_of(make_user(MARKETER)) == {MARKETER}
    assert roles_of(make_user(CURATOR)) == {MARKETER, CURATOR}
    assert roles_of(make_user(ADMIN)) == set(ROLES)
    assert roles_of(User.objects.create_superuser("root", password="x")) == set(ROLES)


def test_a_role_brings_exactly_its_permissions_and_staff_follows():
    person = make_user(None)
    for role in (MARKETER, CURATOR, ADMIN, MARKETER, ""):
        set_role(person, role)
        fresh = User.objects.get(pk=person.pk)
        expected = {
            f"{model.split('.')[0]}.{action}_{model.split('.')[1]}"
            for model, actions in PERMISSIONS.get(role, {}).items()
            for action in actions
        }
        assert fresh.get_all_permissions() == expected, role
        assert fresh.is_staff == (role in (CURATOR, ADMIN)), role


def test_permissions_mend_themselves_and_do_not_double():
    before = Permission.objects.count()
    Group.objects.all().delete()
    set_role(make_user(None), CURATOR)
    sync_permissions()
    assert Group.objects.count() == 3
    assert Permission.objects.count() == before
    assert Group.objects.get(name=MARKETER).permissions.count() == 0


def test_a_role_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no role 'king'"):
        set_role(make_user(None), "king")


def test_without_mail_the_link_is_shown_once(client, admin, settings):
    settings.EMAIL_HOST = ""
    page = post(client, "invite", email="New@Example.com", role=CURATOR)
    assert "Pass this link on to new@example.com" in page
    link = page.split('id="invitation-link" value="')[1].split('"')[0]
    assert "Pass this link on" not in client.get(reverse("people")).content.decode()
    assert mail.outbox == []
    person = User.objects.get(email="new@example.com")
    assert not person.has_usable_password()
    assert roles_of(person) == {CURATOR, MARKETER}
    assert Client().get(link.removeprefix(settings.BASE_URL)).status_code == 302


def test_with_mail_the_link_is_mailed_and_not_shown(client, admin, settings):
    settings.EMAIL_HOST = "mail.example.com"
    page = post(client, "invite", email="new@example.com", role=MARKETER)
    assert "on its way to new@example.com" in page
    assert "invitation-link" not in page
    assert mail.outbox[0].to == ["new@example.com"]
    assert f"{settings.BASE_URL}/accounts/reset/" in mail.outbox[0].body


def test_a_mail_server_that_is_down_does_not_lose_the_invitation(client, admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    page = post(client, "invite", email="new@example.com", role=MARKETER)
    assert "Pass this link on to new@example.com" in page


def test_the_same_person_is_not_invited_twice(client, admin):
    make_user(email="ada@example.com")
    page = post(client, "invite", email="ADA@example.com", role=MARKETER)
    assert "has an account already" in page
    assert "Nobody was invited" in post(client, "invite", email="no-address", role=MARKETER)
    assert "Nobody was invited" in post(client, "invite", email="b@example.com", role="king")
    assert User.objects.count() == 2


def test_a_changed_role_counts_from_the_next_click(client, admin):
    person, browser = make_user(MARKETER), Client()
    browser.force_login(person)
    assert browser.get(reverse("people")).status_code == 403
    post(client, "change_role", person.pk, role=ADMIN)
    assert browser.get(reverse("people")).status_code == 200
    post(client, "change_role", person.pk, role=MARKETER)
    assert browser.get(reverse("people")).status_code == 403
    assert "not a role" in post(client, "change_role", person.pk, role="king")


def test_who_is_switched_off_is_out_at_once_and_can_come_back(client, admin):
    person, browser = make_user(MARKETER), Client()
    browser.force_login(person)
    assert "can no longer sign in" in post(client, "change_active", person.pk, active="0")
    assert browser.get(reverse("account")).status_code == 302
    form = {"username": person.username, "password": "secret-42"}
    assert browser.post(reverse("login"), form).status_code == 200
    assert "can sign in again" in post(client, "change_active", person.pk, active="1")
    assert browser.post(reverse("login"), form).status_code == 302


def test_an_admin_is_always_left(client, admin):
    for form in ({"name": "change_role", "role": MARKETER}, {"name": "change_active", "active": "0"}):
        assert "Ask another admin" in post(client, form.pop("name"), admin.pk, **form)
    admin.refresh_from_db()
    assert admin.is_active
    assert roles_of(admin) == set(ROLES)


def test_the_operator_is_out_of_an_admins_reach(client, admin):
    root = User.objects.create_superuser("root", password="x")
    assert "operator" in post(client, "change_role", root.pk, role=MARKETER)
    assert "operator" in post(client, "change_active", root.pk, active="0")
    assert client.post(reverse("new_link", args=[root.pk])).status_code == 403
    root.refresh_from_db()
    assert root.is_active
    assert root.is_superuser


def test_a_new_link_replaces_a_lost_one(client, admin, settings):
    settings.EMAIL_HOST = ""
    person = make_user(MARKETER)
    assert f"Pass this link on to {person}" in post(client, "new_link", person.pk)
    off = make_user(MARKETER, is_active=False)
    assert client.post(reverse("new_link", args=[off.pk])).status_code == 404


def test_the_list_takes_the_same_queries_for_ten_and_for_forty(client, admin, django_assert_num_queries):
    for _ in range(10):
        make_user()
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("people"))
    for _ in range(30):
        make_user()
    with django_assert_num_queries(len(few)):
        client.get(reverse("people"))


def test_invite_from_the_command_line(settings):
    settings.EMAIL_HOST = ""
    out = io.StringIO()
    call_command("invite", "new@example.com", role=ADMIN, stdout=out)
    link = out.getvalue().strip()
    assert link.startswith(settings.BASE_URL)
    assert roles_of(User.objects.get()) == set(ROLES)
    assert Client().get(link.removeprefix(settings.BASE_URL)).status_code == 302
    with pytest.raises(CommandError, match="already"):
        call_command("invite", "NEW@example.com")
    with pytest.raises(CommandError, match="not an email address"):
        call_command("invite", "nobody")
