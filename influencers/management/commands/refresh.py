"""`manage.py refresh`: what is due, at once and in this terminal."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from influencers import cooldown, refresh
from influencers.choices import Share
from influencers.models import Profile, RefreshRun
from influencers.refresh_round import run_round
from influencers.sources.registry import SOURCES, missing, refreshing, source_class


class Command(BaseCommand):
    help = "Refreshes all accounts that are due, or one account whether due or not."

    def add_arguments(self, parser):
        parser.add_argument("--platform", choices=sorted(SOURCES), help="only accounts of this source")
        parser.add_argument("--profile", type=int, metavar="ID", help="only this account, due or not")

    def handle(self, *args, platform=None, profile=None, **options):
        keys = refreshing(settings)
        if platform and platform not in keys:
            raise CommandError(self._why_not(platform))
        runs = self._one(profile) if profile is not None else self._all([platform] if platform else keys)
        for run in runs:
            self.stdout.write(
                f"{run.source}: {run.refreshed} of {run.claimed} refreshed, {run.gone} gone, "
                f"{run.failed} failed, {run.given_back} given back. {run.message}"
            )
            for failure in run.failures:
                self.stdout.write(f"  @{failure['handle']}: {failure['reason']}")
        if not runs:
            self.stdout.write("Nothing is due.")
        if any(run.failed or run.message for run in runs):
            raise CommandError("Not every account could be refreshed; the reasons stand above.")

    def _why_not(self, key: str) -> str:
        source, names = source_class(key), missing(key, settings)
        return f"{source.label} is not connected. {source.connect}" if names else source.held_back

    def _one(self, pk: int) -> list[RefreshRun]:
        account = Profile.objects.filter(pk=pk).first()
        if account is None:
            raise CommandError(f"There is no account with the id {pk}.")
        source = refresh.source_of(account)
        if source is None:
            raise CommandError(
                f"{account} is known from files only, or its source is not connected: see Data health."
            )
        run = run_round(source, [pk])
        if run is None:
            until = cooldown.paused_until(source, Share.INTERACTIVE)
            why = f"{source} wants a pause until {until:%H:%M} UTC" if until else "a worker is busy with it"
            raise CommandError(f"{account} was not refreshed: {why}.")
        return [run]

    def _all(self, sources) -> list[RefreshRun]:
        refresh.plan()
        return [run for source in sources for run in iter(lambda source=source: run_round(source), None)]
