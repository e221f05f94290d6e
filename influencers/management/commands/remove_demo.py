"""`manage.py remove_demo`: takes the fictional creators out of the catalogue."""

from django.core.management.base import BaseCommand

from influencers.demo.remove import remove


class Command(BaseCommand):
    help = "Remove all demo creators and everything that hangs on them; real creators stay."

    def handle(self, *args, **options):
        done = remove()
        self.stdout.write(f"Removed {done.creators} demo creators with {done.accounts} accounts.")
