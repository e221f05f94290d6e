"""`manage.py seed_demo`: fills the catalogue with fictional creators."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from influencers.demo import seed as demo


class Command(BaseCommand):
    help = "Add fictional creators with a year of posts and figures, marked as demo."

    def add_arguments(self, parser):
        parser.add_argument("--creators", type=int, default=2000, help="how many (default 2000)")
        parser.add_argument("--seed", type=int, default=1, help="the same number gives the same creators")

    def handle(self, *args, creators: int, seed: int, **options):
        if creators < 1:
            raise CommandError("--creators must be at least 1.")
        try:
            done = demo.seed(creators, seed, timezone.now())
        except demo.AlreadySeeded as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Added {done.creators} demo creators: {done.accounts} accounts, {done.posts} posts, "
            f"{done.snapshots} daily figures. Remove them with: manage.py remove_demo"
        )
