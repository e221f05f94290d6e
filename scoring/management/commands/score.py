from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scoring.distil import ensure_token_vectors
from scoring.run import score_all, score_stale


class Command(BaseCommand):
    help = (
        "Scores the profiles whose data changed; with --all fits the benchmarks again and scores everybody."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="a full run over the whole catalogue")

    def handle(self, *args, **options):
        ensure_token_vectors()
        now = timezone.now()
        if not options["all"]:
            self.stdout.write(f"{score_stale(now)} profiles scored.")
            return
        runs = score_all(now)
        if not runs:
            raise CommandError("Nothing was scored: the catalogue is empty, or a worker is scoring just now.")
        for run in runs:
            kind = "demo" if run.is_demo else "real"
            self.stdout.write(f"Run {run.pk}: {run.profiles} {kind} profiles, {run.posts} posts.")
