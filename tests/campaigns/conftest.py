"""A campaign with one person of every kind around it."""

from types import SimpleNamespace

import pytest

from campaigns.choices import Role
from tests.factories import make_campaign, make_member, make_user


def make_team() -> SimpleNamespace:
    """campaign, and owner, editor, viewer, outsider (a marketer), admin (no member), nobody (signed out)."""
    owner = make_user(username="owner", first_name="Olga", last_name="Owner")
    campaign = make_campaign(owner, name="Autumn kitchen")
    editor, viewer = make_user(username="editor"), make_user(username="viewer")
    make_member(campaign, editor, Role.EDITOR)
    make_member(campaign, viewer, Role.VIEWER)
    admin = make_user(role="admin", username="admin", is_superuser=True, is_staff=True)
    return SimpleNamespace(
        campaign=campaign, owner=owner, editor=editor, viewer=viewer, admin=admin,
        outsider=make_user(username="outsider"), nobody=None,
    )  # fmt: skip


@pytest.fixture
def team(db):
    """A team of a test's own."""
    return make_team()
