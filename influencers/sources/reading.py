"""What somebody else's JSON holds, taken with care: a value of another kind is taken for "not told"."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

HASHTAG = re.compile(r"(?<![\w&/])[#＃]([^\W_]\w*)")
MENTION = re.compile(r"(?<![\w@./])@([\w](?:[\w.]*\w)?)")
BREAKS = {"br", "p", "li", "div"}


def text(value: Any) -> str:
    """The string, or ""."""
    return value if isinstance(value, str) else ""


def part(value: Any) -> dict:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def parts(value: Any) -> list[dict]:
    """The objects of a list; anything else is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def words(value: Any) -> list[str]:
    """The strings of a list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def count(value: Any) -> int | None:
    """A count that is 0 or more; None where it is hidden or no count."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def written_count(value: Any) -> int | None:
    """A count that travels as a string of digits, as 64-bit numbers do; None where it is hidden."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else count(value)


def moment(value: Any) -> datetime | None:
    """A time in UTC from ISO 8601; None where it cannot be read."""
    try:
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def each_once(found: Iterable[str], longest: int) -> tuple[str, ...]:
    """Hashtags or names in lower case without # and @, each once, in the order in which they came."""
    cleaned = (word.strip().lstrip("#＃@").lower()[:longest] for word in found)
    return tuple(dict.fromkeys(word for word in cleaned if word))


def hashtags_in(caption: str) -> tuple[str, ...]:
    """The hashtags of a text."""
    return each_once(HASHTAG.findall(caption), 150)


def mentions_in(caption: str) -> tuple[str, ...]:
    """The @names of a text."""
    return each_once(MENTION.findall(caption), 200)


def language_of(value: Any) -> str:
    """The language of a tag such as "pt-BR": "pt"; "" where there is none."""
    return text(value).replace("_", "-").split("-")[0].lower()[:3]


class _Plain(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in BREAKS and self.pieces:
            self.pieces.append("\n")

    def handle_data(self, data):
        self.pieces.append(data)


def plain(html: Any) -> str:
    """The text of a piece of HTML, with its line breaks and without any markup."""
    reader = _Plain()
    reader.feed(text(html))
    reader.close()
    return re.sub(r"\n{2,}", "\n", "".join(reader.pieces)).strip()
