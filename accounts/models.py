"""People who use Handpick."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower


class User(AbstractUser):
    """One person; what they may do follows from their groups (`accounts.roles`)."""

    email = models.EmailField("email address", blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                condition=~models.Q(email=""),
                violation_error_message="Somebody with this email address exists already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
