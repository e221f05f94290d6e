"""The three roles. Each holds what the one before it may do."""

from django.contrib.auth.decorators import user_passes_test
from django.core.exceptions import PermissionDenied

MARKETER, CURATOR, ADMIN = "marketer", "curator", "admin"
ROLES = (MARKETER, CURATOR, ADMIN)


def roles_of(user) -> set[str]:
    """The roles that `user` acts in; a superuser acts in all. One query a request."""
    if not user.is_authenticated:
        return set()
    if not hasattr(user, "_roles"):
        names = ROLES if user.is_superuser else user.groups.values_list("name", flat=True)
        held = set(names)
        if ADMIN in held:
            held.add(CURATOR)
        if CURATOR in held:
            held.add(MARKETER)
        user._roles = held
    return user._roles


def role_required(role: str):
    """A view decorator: anonymous people go to sign-in, people without `role` get 403."""

    def allowed(user) -> bool:
        if not user.is_authenticated:
            return False
        if role not in roles_of(user):
            raise PermissionDenied(f"This page is for people with the role {role}.")
        return True

    return user_passes_test(allowed)
