"""Writes the columns that large rankings are made from, now."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scoring.catalogue.building import build


class Command(BaseCommand):
    """`manage.py build_score_columns`."""

    help = "Writes the columns that large rankings are made from, without waiting until they are due."

    def handle(self, *args, **options) -> None:
        """Says where they are."""
        folder = build(timezone.now(), whether_or_not=True)
        if folder is None:
            raise CommandError("Another process is writing them just now.")
        self.stdout.write(f"Written to {folder}")
