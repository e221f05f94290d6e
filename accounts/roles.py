"""The three roles. Each holds what the one before it may do."""

from django.contrib.auth.decorators import user_passes_test
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.permissions import sync_permissions

MARKETER, CURATOR, ADMIN = "marketer", "curator", "admin"
ROLES = (MARKETER, CURATOR, ADMIN)
# Roles that work in the Django admin.
STAFF = (CURATOR, ADMIN)
ASK = "If you need it, ask an admin of your team."


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


def highest_role(user) -> str:
    """The strongest role that `user` holds, or "" for none; reads prefetched groups without a query."""
    if user.is_superuser:
        return ADMIN
    held = {group.name for group in user.groups.all()}
    return next((role for role in reversed(ROLES) if role in held), "")


@transaction.atomic
def set_role(user, role: str) -> None:
    """Gives `user` this one role in place of the one before; "" takes it away. The one place that sets
    `is_staff`. Makes the groups where they are missing, so that an emptied database mends itself."""
    if role and role not in ROLES:
        raise ValueError(f"There is no role {role!r}; there are {', '.join(ROLES)}.")
    if role and not Group.objects.filter(name=role).exists():
        sync_permissions()
    user.groups.set(Group.objects.filter(name=role))
    user.is_staff = user.is_superuser or role in STAFF
    user.save(update_fields=["is_staff"])
    user.__dict__.pop("_roles", None)


def role_required(role: str):
    """A view decorator: anonymous people go to sign-in, people without `role` get 403."""

    def allowed(user) -> bool:
        if not user.is_authenticated:
            return False
        if role not in roles_of(user):
            raise PermissionDenied(f"This page is for people with the role {role}. {ASK}")
        return True

    return user_passes_test(allowed)
