"""`manage.py build_catalogue`: the columns that answer Discover, made now."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from influencers.catalogue.build import build


class Command(BaseCommand):
    help = "Makes the columns from which large catalogues are answered. Otherwise done when it is due."

    def handle(self, *args, **options):
        facts = build()
        if facts is None:
            raise CommandError("Another process is making them just now.")
        self.stdout.write(f"{facts['accounts']:,} accounts in {facts['seconds']:.1f} s.")
        if facts["accounts"] < settings.CATALOGUE_FROM:
            self.stdout.write(
                f"They answer from {settings.CATALOGUE_FROM:,} accounts on (CATALOGUE_FROM), until then SQL."
            )
