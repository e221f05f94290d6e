from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from influencers.text.encoder import installed
from scoring.outside.problems import Problems, Refused
from scoring.outside.score import score_files


class Command(BaseCommand):
    help = (
        "Scores the accounts of a CSV or Parquet file against each other, without storing anything and "
        "without a server. Exit code 0: written (rows and cells that could not be used are named on stderr); "
        "1: no row could be used; 2: a file, a column or an option is wrong."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--profiles",
            type=Path,
            required=True,
            help="profile_id, platform, followers[, following, bio, ...]",
        )
        parser.add_argument(
            "--posts", type=Path, help="profile_id[, post_id, published_at, caption, likes, ...]"
        )
        parser.add_argument("--out", type=Path, required=True, help="one row a profile (.csv or .parquet)")
        parser.add_argument("--posts-out", type=Path, help="one row a post (.csv or .parquet)")
        parser.add_argument("--level", type=int, choices=(1, 2), default=1, help="2: also the finer niches")
        parser.add_argument(
            "--words-only",
            action="store_true",
            help="read niches by words alone, also where the sentence model is installed; much faster",
        )
        parser.add_argument(
            "--as-of", type=_moment, help="measure at this day or moment (ISO; default: newest post + 1 day)"
        )

    def handle(self, *args, **options):
        if options["posts_out"] and not options["posts"]:
            raise CommandError("--posts-out needs --posts.", returncode=2)
        problems = Problems()
        try:
            done = score_files(
                options["profiles"],
                options["posts"],
                options["out"],
                options["posts_out"],
                problems,
                options["level"],
                options["as_of"],
                by_meaning=not options["words_only"] and installed(),
            )
        except Refused as error:
            problems.tell(self.stderr)
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(
                f"{error.filename or options['out']}: {error.strerror}.", returncode=2
            ) from error
        problems.tell(self.stderr)
        self.stdout.write(
            f"{done.profiles:,} profiles and {done.posts:,} posts scored as of "
            f"{done.now:%Y-%m-%d %H:%M} UTC; {done.left_out:,} rows of profiles left out."
        )
        if done.left_out and not done.profiles:
            raise CommandError("No row of the profiles could be used.", returncode=1)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
