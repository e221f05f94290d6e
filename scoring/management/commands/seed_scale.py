"""`manage.py seed_scale`: a catalogue to measure with. It stands here for the words of the niche tree."""

import json
from datetime import UTC, date, datetime

from django.core.management.base import BaseCommand, CommandError

from influencers.demo.remove import remove
from influencers.demo.seed import AlreadySeeded
from influencers.scale.phrases import Leaf
from influencers.scale.seed import Asked, Progress, RealCreators, seed
from scoring.core.lexicon import NICHES_FILE

ANYWAY = "--yes-into-this-database"


class Command(BaseCommand):
    help = (
        "Fill the catalogue with fictional creators by the million, for measuring: the same arguments give "
        "the same rows, marked as demo. Remove them with --remove, or with remove_demo."
    )

    def add_arguments(self, parser):
        parser.add_argument("--creators", type=int, default=1_000_000, help="how many (default 1000000)")
        parser.add_argument("--posts", type=int, help="of all of them together (default ten a creator)")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other creators")
        parser.add_argument(
            "--until", type=_day, help="the day that the year of posts ends before (ISO; default today, UTC)"
        )
        parser.add_argument(
            "--snapshots",
            type=int,
            default=0,
            metavar="WEEKS",
            help="weekly figures of each account, so many (default none)",
        )
        parser.add_argument("--remove", action="store_true", help="take all demo creators away instead")
        parser.add_argument(
            ANYWAY, dest="anyway", action="store_true", help="also where there are real creators"
        )

    def handle(self, *args, **options):
        if options["remove"]:
            done = remove()
            self.stdout.write(f"Removed {done.creators:,} demo creators with {done.accounts:,} accounts.")
            return
        asked = _asked(options)
        try:
            done = seed(asked, leaves(), lambda so_far: self._tell(asked, so_far), options["anyway"])
        except AlreadySeeded as error:
            raise CommandError(str(error)) from error
        except RealCreators as error:
            raise CommandError(f"{error} To add fictional ones all the same: {ANYWAY}") from error
        self.stdout.write(
            f"Added {done.creators:,} fictional creators with {done.posts:,} posts in {done.seconds:,.0f} s, "
            f"{1e6 * done.seconds / max(done.posts, done.creators):.1f} microseconds a row. "
            "Score them with: manage.py score --all. Remove them with: manage.py seed_scale --remove"
        )

    def _tell(self, asked: Asked, so_far: Progress) -> None:
        left = so_far.seconds * (asked.creators - so_far.creators) / so_far.creators
        self.stdout.write(
            f"{so_far.creators:,} of {asked.creators:,} creators, {so_far.posts:,} posts, "
            f"{so_far.seconds:.0f} s, about {left:.0f} s left"
        )


def leaves() -> list[Leaf]:
    """The level-2 niches of the tree with their words."""
    tree = json.loads(NICHES_FILE.read_text(encoding="utf-8"))
    return [
        Leaf(leaf["slug"], root["slug"], leaf.get("emoji", ""), leaf["words"])
        for root in tree["niches"]
        for leaf in root["children"]
    ]


def _asked(options: dict) -> Asked:
    creators, posts = options["creators"], options["posts"]
    posts = 10 * creators if posts is None else posts
    if creators < 1:
        raise CommandError("--creators must be at least 1.")
    for name, most, given in (
        ("--posts", 1_000 * creators, posts), ("--snapshots", 53, options["snapshots"]),
        ("--seed", 2**63, options["seed"]),
    ):  # fmt: skip
        if not 0 <= given <= most:
            raise CommandError(f"{name} must be from 0 to {most:,}.")
    until = options["until"] or datetime.now(UTC).date()
    return Asked(creators, posts, options["seed"], until, options["snapshots"])


def _day(text: str) -> date:
    return date.fromisoformat(text)
