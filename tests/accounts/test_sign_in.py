"""Signing in and out, and choosing a password."""

import re
import uuid

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import mail_limit
from accounts.models import User
from accounts.people import invite, password_path
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts(settings):
    """Mails asked for by earlier tests and runs are not counted."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


def sign_in(client, name, password, **more):
    return client.post(reverse("login"), {"username": name, "password": password, **more})


def test_sign_in_by_username_and_by_address_in_any_case(client):
    person = make_user(username="ada", email="ada@example.com")
    assert sign_in(client, "ada", "secret-42").url == reverse("discover")
    assert client.session["_auth_user_id"] == str(person.pk)
    client.logout()
    assert sign_in(client, "ADA@Example.com", "secret-42").status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_wrong_password_says_so_in_words_and_keeps_the_way_on(client):
    make_user(username="ada")
    answer = client.post(
        reverse("login") + "?next=/health/", {"username": "ada", "password": "wrong", "next": "/health/"}
    )
    page = answer.content.decode()
    assert "do not go together" in page
    assert 'name="next" value="/health/"' in page
    assert "_auth_user_id" not in client.session


def test_next_leads_on_but_only_inside(client):
    make_user(username="ada")
    assert sign_in(client, "ada", "secret-42", next="/health/").url == "/health/"
    for outside in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    ):
        client.logout()
        assert sign_in(client, "ada", "secret-42", next=outside).url == reverse("discover"), outside


def test_every_page_sends_an_anonymous_person_to_sign_in_and_back(client):
    answer = client.get("/accounts/?x=1")
    assert answer.url == "/accounts/login/?next=/accounts/%3Fx%3D1"


def test_sign_out_takes_a_post_and_works_without_a_session(client):
    client.force_login(make_user())
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).url == reverse("login")
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("logout")).url == reverse("login")


def test_guessing_is_locked_per_name_and_place_and_explained(client, settings):
    make_user(username="ada", email="ada@example.com")
    make_user(username="eve")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, "ada", "wrong")
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert "until 15 minutes after the last try" in answer.content.decode()
    # The right password, and the same person under the address, stay locked.
    assert sign_in(client, "ada", "secret-42").status_code == 429
    assert sign_in(client, "ADA@example.com", "secret-42").status_code == 429
    # Others at the same place, and the same name from elsewhere, go on.
    assert sign_in(client, "eve", "secret-42").status_code == 302
    client.logout()
    elsewhere = {"username": "ada", "password": "secret-42"}
    assert client.post(reverse("login"), elsewhere, REMOTE_ADDR="10.1.2.3").status_code == 302


def test_a_forged_forwarded_address_does_not_dodge_the_lock(client, settings):
    make_user(username="ada")
    for number in range(settings.AXES_FAILURE_LIMIT):
        wrong = {"username": "ada", "password": "wrong"}
        answer = client.post(reverse("login"), wrong, headers={"x-forwarded-for": f"10.0.0.{number}"})
    assert answer.status_code == 429


def test_a_signed_in_person_is_not_asked_again(client):
    client.force_login(make_user())
    assert client.get(reverse("login")).url == reverse("discover")


def test_changing_the_password_takes_the_old_one_and_ends_other_sessions(client):
    person = make_user(username="ada")
    other = Client()
    for browser in (client, other):
        browser.force_login(person)
    new = "a-Long-enough-1"
    wrong = {"old_password": "no", "new_password1": new, "new_password2": new}
    assert client.post(reverse("password_change"), wrong).status_code == 200
    right = wrong | {"old_password": "secret-42"}
    assert client.post(reverse("password_change"), right).url == reverse("account")
    assert client.get(reverse("account")).status_code == 200
    assert other.get(reverse("account")).status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)


@pytest.mark.parametrize("weak", ["12345678", "short", "ada@example.com"])
def test_weak_passwords_are_refused(client, weak):
    person = make_user(username="ada", email="ada@example.com")
    client.force_login(person)
    form = {"old_password": "secret-42", "new_password1": weak, "new_password2": weak}
    answer = client.post(reverse("password_change"), form)
    assert answer.status_code == 200
    assert "invalid-feedback" in answer.content.decode()


def test_reset_mails_a_link_of_our_own_address_that_works_once(client, settings):
    settings.EMAIL_HOST = "mail.example.com"
    person = make_user(username="ada", email="ada@example.com")
    answer = client.post(
        reverse("password_reset"), {"email": "Ada@example.com"}, headers={"host": "localhost"}
    )
    assert answer.url == reverse("password_reset_done")
    link = re.search(r"https?://\S+", mail.outbox[0].body).group()
    assert link.startswith(settings.BASE_URL)
    form_address = client.get(link.removeprefix(settings.BASE_URL)).url
    new = {"new_password1": "a-Long-enough-1", "new_password2": "a-Long-enough-1"}
    assert client.post(form_address, new).url == reverse("discover")
    assert client.session["_auth_user_id"] == str(person.pk)
    client.logout()
    assert "has run out" in client.get(link.removeprefix(settings.BASE_URL)).content.decode()


def test_reset_does_not_tell_who_has_an_account(client, settings):
    settings.EMAIL_HOST = "mail.example.com"
    make_user(email="ada@example.com", is_active=False)
    for address in ("ada@example.com", "nobody@example.com"):
        assert client.post(reverse("password_reset"), {"email": address}).url == reverse(
            "password_reset_done"
        )
    assert mail.outbox == []


def test_mails_with_a_link_are_limited_to_an_address_and_from_a_place(client, settings):
    settings.EMAIL_HOST = "mail.example.com"
    make_user(email="ada@example.com")

    def ask(address, place="10.7.0.1"):
        return client.post(reverse("password_reset"), {"email": address}, REMOTE_ADDR=place)

    # Known or not, in any case and from anywhere: the same three an hour, and the same words.
    for known, sent in (("ada@example.com", 3), ("nobody@example.com", 0)):
        mail.outbox.clear()
        for number in range(mail_limit.TO_AN_ADDRESS):
            assert ask(known, f"10.7.1.{number}").status_code == 302
        answer = ask(known.upper(), "10.7.1.99")
        assert answer.status_code == 429
        assert "ask again in an hour" in answer.content.decode()
        assert len(mail.outbox) == sent
    for number in range(mail_limit.FROM_A_PLACE):
        assert ask(f"a{number}@example.com").status_code == 302
    assert "from where you are" in ask("b@example.com").content.decode()
    assert ask("b@example.com", "10.7.0.2").status_code == 302


def test_without_mail_the_reset_page_says_whom_to_ask(client, settings):
    settings.EMAIL_HOST = ""
    page = client.get(reverse("password_reset")).content.decode()
    assert "sends no mail" in page
    assert 'name="email"' not in page


def test_an_invitation_leads_to_a_password_and_in(client):
    invitation = invite("New@Example.com", "curator")
    path = password_path(invitation.user)
    assert sign_in(client, "new@example.com", "").status_code == 200
    form_address = client.get(path).url
    new = {"new_password1": "a-Long-enough-1", "new_password2": "a-Long-enough-1"}
    assert client.post(form_address, new).status_code == 302
    assert client.session["_auth_user_id"] == str(invitation.user.pk)
    assert User.objects.get().is_staff


def test_account_changes_the_name_freely_and_the_address_with_the_password(client):
    person = make_user(username="ada@example.com", email="ada@example.com")
    client.force_login(person)
    form = {"first_name": "Ada", "last_name": "L", "email": "ada@example.com"}
    assert client.post(reverse("account"), form).url == reverse("account")
    form["email"] = "New@example.com"
    assert "Type your current password" in client.post(reverse("account"), form).content.decode()
    form["current_password"] = "secret-42"
    assert client.post(reverse("account"), form).status_code == 302
    person.refresh_from_db()
    assert (str(person), person.email, person.username) == ("Ada L", "new@example.com", "new@example.com")
