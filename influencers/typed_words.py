"""What a person types into the search box -> what is looked for. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from influencers.finding.handles import accounts_of
from influencers.importing.addresses import looks_like_url
from influencers.text.index_terms import tag_query, word_query
from influencers.text.tokens import fold

MOST_WORDS = 10
_TYPED = re.compile(r'"([^"]+)"|“([^”]+)”|(\S+)')
_HANDLE = re.compile(r"\w[\w.-]{2,62}")
_HOME = ".bsky.social"


class Kind(StrEnum):
    """What one typed piece asks for."""

    WORD = "word"
    PHRASE = "phrase"
    TAG = "tag"
    HANDLE = "handle"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Typed:
    """One piece: its text without signs and quotes, and the `tsquery` that finds it in texts ("" where its
    kind is looked for in handles only). Of an ACCOUNT, which a link names, platform and handle or id."""

    kind: Kind
    text: str
    query: str = ""
    platform: str = ""
    handle: str = ""
    platform_id: str = ""

    @property
    def part_of_handle(self) -> str:
        """What may also stand anywhere in a handle; "" where that would say nothing."""
        if self.kind == Kind.HANDLE:
            return self.text
        told = self.kind == Kind.WORD and _HANDLE.fullmatch(self.text)
        return self.text if told and self.text.lower() not in _HOME else ""


def typed_in(text: str) -> list[Typed]:
    """The first ten pieces of a search text that can be looked for.

    "#tag" means exactly this hashtag, "@name" a handle, a link the account whose page it is; what stands in
    quotes must stand there like that. Any other word is found by its beginning.
    """
    found: list[Typed] = []
    for match in _TYPED.finditer(text):
        phrase, piece = match[1] or match[2], match[3]
        one = _phrase(phrase) if phrase else _piece(piece)
        if one:
            found.append(one)
    return found[:MOST_WORDS]


def may_be_handle(typed: list[Typed]) -> str:
    """The one piece that could be a handle with an error in it; "" where there is none."""
    if len(typed) != 1 or typed[0].kind not in (Kind.WORD, Kind.HANDLE):
        return ""
    return typed[0].text if _HANDLE.fullmatch(typed[0].text) and len(typed[0].text) > 3 else ""


def _phrase(text: str) -> Typed | None:
    query = word_query(fold(text), whole=True)
    return Typed(Kind.PHRASE, text.strip(), query) if query else None


def _piece(piece: str) -> Typed | None:
    if piece[0] in "#＃" and (tag := fold(piece[1:].strip("#＃.,;:!?"))):
        return Typed(Kind.TAG, tag, tag_query(tag))
    if account := _account(piece):
        return account
    if piece[0] in "@＠" and (handle := piece.strip("@＠,;:!?\"'").rstrip(".")):
        return Typed(Kind.HANDLE, handle)
    query = word_query(fold(piece))
    return Typed(Kind.WORD, piece.strip(".,;:!?()\"'"), query) if query else None


def _account(piece: str) -> Typed | None:
    if not (looks_like_url(piece) and "/" in piece or "did:" in piece or piece.lstrip("@＠").count("@") == 1):
        return None
    named = accounts_of(piece)[0]
    if not named.platform:
        return None
    return Typed(
        Kind.ACCOUNT,
        named.handle or named.platform_id,
        platform=named.platform,
        handle=named.handle,
        platform_id=named.platform_id,
    )
