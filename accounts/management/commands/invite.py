"""`manage.py invite EMAIL --role marketer`: asks somebody in from the command line."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.people import PersonRefused, invite
from accounts.roles import MARKETER, ROLES


class Command(BaseCommand):
    """Prints the link that lets the new person choose a password."""

    help = "Invites somebody by email and prints the link to choose a password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--role", choices=ROLES, default=MARKETER)

    def handle(self, email, role, **options):
        try:
            validate_email(email)
            invitation = invite(email, role)
        except ValidationError as error:
            raise CommandError(f"{email} is not an email address.") from error
        except PersonRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if invitation.mailed:
            self.stdout.write(f"Mailed to {invitation.user.email}.")
        self.stdout.write(invitation.link)
