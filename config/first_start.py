"""What the first start puts into an empty installation: the demo catalogue and the first login."""

import secrets

from django.contrib.auth import get_user_model
from django.core.management import call_command

from config import env
from influencers.models import Influencer

FIRST_USER = "admin"


def is_first_start() -> bool:
    """True while nobody can sign in. Later an emptied catalogue is somebody's wish and stays empty."""
    return not get_user_model().objects.exists()


def seed_demo_catalogue() -> bool:
    """Fills an empty catalogue with fictional creators and scores them, so that the first page has something
    to show; unless `SEED_DEMO=0`. True if it did."""
    if not env.flag("SEED_DEMO", True) or Influencer.objects.exists():
        return False
    call_command("seed_demo")
    call_command("score", all=True)
    return True


def make_first_login() -> tuple[str, str]:
    """(user name, random password) of the first person, who may do everything; it is kept nowhere."""
    password = secrets.token_urlsafe(12)
    get_user_model().objects.create_superuser(username=FIRST_USER, password=password)
    return FIRST_USER, password
