"""Bringing people in, changing what they may do, and letting them go."""

import logging
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User
from accounts.roles import highest_role, set_role

log = logging.getLogger(__name__)


class PersonRefused(Exception):
    """A change of a person that is not allowed; its text is for the person who asked."""


@dataclass(frozen=True)
class Invitation:
    """A person who was asked in, the link that lets them choose a password, and whether it was mailed."""

    user: User
    link: str
    mailed: bool


def invite(email: str, role: str) -> Invitation:
    """The invitation of a new person, who has no password yet. Raises PersonRefused where one exists."""
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists() or User.objects.filter(username=email).exists():
        raise PersonRefused(f"{email} has an account already. Send a new link from the list instead.")
    user = User(username=email, email=email)
    user.set_unusable_password()
    with transaction.atomic():
        user.save()
        set_role(user, role)
    return send_link(user)


def send_link(user: User) -> Invitation:
    """A fresh link to choose a password; mailed where this installation can send mail. A mail server that
    fails is logged, and the link still comes back to be passed on by hand."""
    link = settings.BASE_URL + password_path(user)
    if not (settings.EMAIL_HOST and user.email):
        return Invitation(user, link, mailed=False)
    body = render_to_string("accounts/invite_email.txt", {"link": link, "person": user, "days": link_days()})
    try:
        send_mail("Your Handpick account", body, None, [user.email])
    except (SMTPException, OSError) as error:
        log.warning("invitation of user %s could not be mailed: %s", user.pk, error)
        return Invitation(user, link, mailed=False)
    return Invitation(user, link, mailed=True)


def password_path(user: User) -> str:
    """Path of the page where `user` chooses a password; good until used, or for PASSWORD_RESET_TIMEOUT."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])


def link_days() -> int:
    """For how many days a link to choose a password works."""
    return settings.PASSWORD_RESET_TIMEOUT // 86400


def change_role(user: User, role: str, by: User) -> None:
    """Gives `user` another role. Nobody changes their own: so one admin is always left."""
    _guard(user, by)
    set_role(user, role)


def change_active(user: User, active: bool, by: User) -> None:
    """Lets `user` in or out; who is out is signed out with their next click. Their work stays."""
    _guard(user, by)
    user.is_active = active
    user.save(update_fields=["is_active"])


def _guard(user: User, by: User) -> None:
    if user == by:
        raise PersonRefused("You cannot change your own access. Ask another admin.")
    if user.is_superuser and not by.is_superuser:
        raise PersonRefused(f"{user} is the operator of this installation and can only be changed there.")


def everyone():
    """All people with their groups, active ones first."""
    people = User.objects.prefetch_related("groups").order_by("-is_active", "username")
    for person in people:
        person.role = highest_role(person)
    return people
