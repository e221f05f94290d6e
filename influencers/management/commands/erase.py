"""`manage.py erase HANDLE|LINK ...`: erases creators by what a request names, in the catalogue or not."""

import json

from django.core.management.base import BaseCommand, CommandError, CommandParser

from influencers.choices import Platform
from influencers.erasing_page import erased_words
from influencers.erasure_requests import carry_out, read
from influencers.finding.handles import TooMany
from influencers.models import ErasureReason


class Command(BaseCommand):
    help = (
        "Erases creators for good, with all that belongs to them, and keeps them out from now on, also those "
        "who are not in the catalogue. There is no undo."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("accounts", nargs="+", metavar="HANDLE|LINK")
        parser.add_argument("--platform", default="", choices=["", *Platform.values], help="Of bare handles.")
        parser.add_argument("--reason", default=ErasureReason.ASKED, choices=ErasureReason.values)
        parser.add_argument("--json", action="store_true", dest="as_json", help="Write the result as JSON.")

    def handle(
        self, *args, accounts: list[str], platform: str, reason: str, as_json: bool, **options
    ) -> None:
        try:
            request = read("\n".join(accounts), platform)
        except TooMany as error:
            raise CommandError(str(error)) from error
        if request.unreadable:
            problems = "\n".join(f"{one.typed}: {one.problem}" for one in request.unreadable)
            raise CommandError(f"Nothing was erased.\n{problems}")
        if not request.names_somebody:
            raise CommandError("Nothing was erased: this names no account.")
        audit = carry_out(request, reason=reason)
        told = {"creators": audit.creators, "accounts": audit.accounts, "unknown": audit.unknown}
        self.stdout.write(json.dumps(told | {"rows": audit.rows}) if as_json else erased_words(audit))
