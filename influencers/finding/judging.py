"""Whether an account is what a job asked for, and why not. Pure."""

from dataclasses import dataclass

from influencers.importing.places import COUNTRIES
from influencers.models.discovery import Outcome
from influencers.sources.base import ProfileRecord
from influencers.sources.wishes import opted_out, signed_in_only
from influencers.templatetags.figures import language_name
from influencers.text.language import guess_language

BOTS = ("bot", "group")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a job asked for; empty: does not matter. With `unknown_too` what nobody tells fits."""

    min_followers: int | None = None
    max_followers: int | None = None
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    unknown_too: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an account, and why; `language` is the one told, else the one guessed from its bio."""

    outcome: str
    reason: str = ""
    language: str = ""


def judge(record: ProfileRecord, wishes: Wishes) -> Verdict:
    """The first reason that speaks against an account, its owner's own wish before ours; or that it fits."""
    language = record.language or guess_language(record.bio or "")
    outcome, reason = (
        _by_owner(record) or _by_size(record, wishes) or _by_place(record, wishes)
        or _by_language(record, language, wishes) or (Outcome.FITS, _not_told(record, language, wishes))
    )  # fmt: skip
    return Verdict(outcome, reason, language)


def _by_owner(record: ProfileRecord) -> tuple[str, str] | None:
    if reason := opted_out(record):
        return Outcome.OPTED_OUT, reason
    if signed_in_only(record.labels):
        return Outcome.OPTED_OUT, "Its owner asked to be shown only to people who are signed in on Bluesky."
    if record.account_kind in BOTS:
        return Outcome.OPTED_OUT, f"Not a creator: the account says that it is a {record.account_kind}."
    if record.account_kind == "personal":
        return Outcome.PERSONAL, "A personal account, not one of a creator or business."
    return None


def _by_size(record: ProfileRecord, wishes: Wishes) -> tuple[str, str] | None:
    if wishes.min_followers is None and wishes.max_followers is None:
        return None
    if record.followers is None:
        return None if wishes.unknown_too else (Outcome.TOO_SMALL, "Its number of followers is not told.")
    if wishes.min_followers is not None and record.followers < wishes.min_followers:
        reason = f"{record.followers:,} followers; you asked for {wishes.min_followers:,} or more."
        return Outcome.TOO_SMALL, reason
    if wishes.max_followers is not None and record.followers > wishes.max_followers:
        reason = f"{record.followers:,} followers; you asked for {wishes.max_followers:,} at most."
        return Outcome.TOO_LARGE, reason
    return None


def _by_place(record: ProfileRecord, wishes: Wishes) -> tuple[str, str] | None:
    if not wishes.countries or record.country in wishes.countries:
        return None
    if record.country:
        return Outcome.WRONG_PLACE, f"The account says {COUNTRIES.get(record.country, record.country)}."
    return None if wishes.unknown_too else (Outcome.WRONG_PLACE, "It does not tell its country.")


def _by_language(record: ProfileRecord, language: str, wishes: Wishes) -> tuple[str, str] | None:
    if not wishes.languages or language in wishes.languages:
        return None
    if language:
        told = "The account says" if record.language else "Its bio reads as"
        return Outcome.WRONG_LANGUAGE, f"{told} {language_name(language)}."
    return None if wishes.unknown_too else (Outcome.WRONG_LANGUAGE, "Nothing tells its language.")


def _not_told(record: ProfileRecord, language: str, wishes: Wishes) -> str:
    """What was asked for and is taken on trust."""
    sized = wishes.min_followers is not None or wishes.max_followers is not None
    unknown = [
        word
        for word, asked, told in (
            ("followers", sized, record.followers is not None),
            ("country", wishes.countries, record.country),
            ("language", wishes.languages, language),
        )
        if asked and not told
    ]
    return f"Not told: {', '.join(unknown)}." if unknown else ""
