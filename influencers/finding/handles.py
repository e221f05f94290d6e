"""A pasted list, in any spelling -> the accounts that it names. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from influencers.importing.addresses import BadHandle, check_handle, handle_of, looks_like_url

MOST = 5000
MOST_LETTERS = 500_000
# A full name on Mastodon, as it is written there; with "acct:" in some address bars.
_FULL_NAME = re.compile(
    r"^(?:acct:)?[@＠]?([A-Za-z0-9_.-]+)[@＠]((?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,})$", re.I
)
_DOMAIN = re.compile(r"^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$")
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]+")
# What begins a line of a list and names nobody: "1.", "2)", "-", "•".
_BULLET = re.compile(r"^\s*(?:\d{1,4}[.)]|[-*+•–—·>])\s+")
_BETWEEN = re.compile(r"[\s;|，、；｜]+")
_WRAPPED = "<>()[]{}\"'`“”‘’«»„"
# Pages of Mastodon readers: the server and the account stand in the path.
_READERS = {"elk.zone", "phanpy.social", "main.elk.zone"}


@dataclass(frozen=True, slots=True)
class Named:
    """One piece of a list: the account that it names, or the reason why it names none.

    `platform` is "" where the piece could not be read, or names no platform and none was offered for it.
    """

    typed: str
    platform: str = ""
    handle: str = ""
    platform_id: str = ""
    problem: str = ""


class TooMany(ValueError):
    """A list that is longer than a job takes; `str()` says so."""


def named_in(text: str, platforms: Sequence[str] = ()) -> list[Named]:
    """Every piece of a pasted list, in its order, repeated ones included. Raises TooMany.

    Links and full names say their platform; a bare handle stands once for each of `platforms` on which it
    could exist.
    """
    if len(text) > MOST_LETTERS:
        raise TooMany(f"The list is too long; paste at most {MOST} accounts at once.")
    found: list[Named] = []
    for piece in pieces(text):
        found += accounts_of(piece, platforms)
        if len(found) > MOST:
            raise TooMany(f"These are more than {MOST} accounts; paste fewer at once.")
    return found


def pieces(text: str) -> Iterator[str]:
    """The pieces of a list, whatever stands between them: lines, spaces, commas, semicolons, bullets."""
    for line in text.splitlines():
        for piece in _BETWEEN.split(_BULLET.sub("", line)):
            for part in _at_commas(piece):
                # "[name](https://…)" is a link with a text; the address counts.
                part = part.rpartition("](")[2].strip(_WRAPPED).rstrip(".,:!").strip(_WRAPPED)
                if any(letter.isalnum() or letter in "@＠" for letter in part):
                    yield part


def _at_commas(piece: str) -> list[str]:
    """An address keeps the commas within its query."""
    if "://" in piece and "?" in piece:
        return re.split(r",(?=[@＠]|https?://|www\.)", piece)
    return piece.split(",")


def accounts_of(piece: str, platforms: Sequence[str] = ()) -> list[Named]:
    """The account that one piece names; several where a bare handle could be on several of `platforms`."""
    typed = piece[:500]
    if match := _FULL_NAME.match(piece):
        return [Named(typed, "mastodon", f"{match[1]}@{match[2].lower()}")]
    if did := _did_of(piece):
        return [Named(typed, "bluesky", platform_id=did)]
    if looks_like_url(piece) and ("/" in piece or not _DOMAIN.match(piece.lstrip("@＠"))):
        return [_from_link(typed, piece)]
    return _bare(typed, piece.lstrip("@＠"), platforms)


def _did_of(piece: str) -> str:
    """The id in a bare DID, an at:// address, or a Bluesky link by id."""
    if piece.startswith(("did:", "at://did:")) or "bsky.app/profile/did:" in unquote(piece):
        match = _DID.search(unquote(piece))
        return match[0].rstrip(".:") if match else ""
    return ""


def _from_link(typed: str, link: str) -> Named:
    link = link.removeprefix("at://") if link.startswith("at://") else _home_of(link)
    if _DOMAIN.match(link):
        return Named(typed, "bluesky", link.lower())
    try:
        address = handle_of(link)
    except BadHandle as error:
        return Named(typed, problem=f"This is {error}." if str(error).startswith("a") else f"{error}.")
    return Named(typed, address.platform, address.handle, address.platform_id)


def _home_of(link: str) -> str:
    """The address at its home, where a link leads to somebody else's page of it."""
    parts = urlsplit(link if "://" in link else f"https://{link.lstrip('/')}")
    steps = [step for step in parts.path.split("/") if step]
    if (parts.hostname or "") in _READERS and len(steps) > 1 and steps[-1].startswith("@"):
        return f"https://{steps[0]}/{steps[-1]}"
    return link


def _bare(typed: str, handle: str, platforms: Sequence[str]) -> list[Named]:
    candidates = list(platforms)
    if _DOMAIN.match(handle) and handle.count(".") > 1:
        candidates = ["bluesky"]  # name.bsky.social; elsewhere hardly anybody has two dots in a name
    if not candidates:
        return [Named(typed, problem="Only links say their platform: choose one for bare handles.")]
    found, problems = [], []
    for platform in candidates:
        try:
            address = handle_of(handle, platform)
            check_handle(address.handle, address.platform)
            found.append(Named(typed, address.platform, address.handle, address.platform_id))
        except BadHandle as error:
            problems.append(str(error))
    return found or [Named(typed, problem=_in_words(problems, candidates))]


def _in_words(problems: Collection[str], candidates: Collection[str]) -> str:
    if "bluesky" in candidates and len(candidates) == 1:
        return "Not a Bluesky handle; one looks like name.bsky.social."
    first = next(iter(problems))
    return f"{first[0].upper()}{first[1:]}."
