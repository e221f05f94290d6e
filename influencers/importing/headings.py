# ruff: noqa: E501
"""What column headings mean: the words of vendors and of hand-made lists, in a dozen languages -> fields. Pure."""

import re
import unicodedata
from functools import lru_cache

from influencers.importing.heading_words import WORDS
from influencers.importing.platform_words import PLATFORM_WORDS

IDENTITY = ("handle", "url", "platform_id")
COUNTS = ("followers", "following", "posts_count")
AVERAGES = ("avg_likes", "avg_comments", "avg_views", "avg_shares", "avg_engagement")
RATE = "engagement_rate"
FIELDS = (
    "handle", "url", "platform", "platform_id", "name", "bio", *COUNTS, "country", "language", "is_verified",
    "contact", "category", "as_of", RATE, *AVERAGES,
)  # fmt: skip
LABELS = {
    "handle": "Handle", "url": "Profile address", "platform": "Platform", "platform_id": "Platform's own id",
    "name": "Name", "bio": "Bio", "followers": "Followers", "following": "Following", "posts_count": "Posts",
    "country": "Country", "language": "Language", "is_verified": "Verified", "contact": "Contact e-mail",
    "category": "Niche or category", "as_of": "Date of the figures", RATE: "Engagement rate (reported)",
    "avg_likes": "Average likes (reported)", "avg_comments": "Average comments (reported)",
    "avg_views": "Average views (reported)", "avg_shares": "Average shares (reported)",
    "avg_engagement": "Average engagement (reported)",
}  # fmt: skip

# Headings that look like one of the above and are not: totals, audience, money, ranks, other people's numbers.
NEVER = re.compile(
    r"\b(audience (?:country|location|geo|language|gender|age|interests?|city|type)|authentic|auth\b|earning|revenue|price|"
    r"cost|fee|budget|growth|gained|rank|ranking|score|birth|created|create time|joined|total likes|likes total|hearts?|"
    r"digg|last 30 days|last month|30 ?d|fake|suspicious|credib|quality|credibility|music|hashtag|phone|bio link|"
    r"external|website|avatar|picture|image|photo|thumbnail|pic url|top videos|"
    r"potential|estimated|gender|age|notable|lookalike|similar|brand|sponsored|paid|video url|post url|post id|vid)\b"
)


@lru_cache(maxsize=2048)
def fold(heading: str) -> str:
    """A heading as plain words: case, punctuation, camelCase, dots and line breaks evened out ("Avg. views\\n")."""
    text = re.sub(r"(?<=\w)-\s*[\r\n]+\s*", "", unicodedata.normalize("NFKC", heading))
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    text = text.replace("#", " number of ").replace("№", " number of ").replace("ø", " ø ")
    words = re.findall(r"[^\W_]+", text.casefold())
    words = [
        {"average": "avg", "averages": "avg", "mean": "avg", "awg": "avg", "no": "number"}.get(w, w)
        for w in words
    ]
    return " ".join(words)


def _index() -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for field, block in WORDS.items():
        for phrase in block.replace("\n", " ").split("|"):
            words = fold(" ".join(phrase.split()))
            if words and field not in index.setdefault(words, []):
                index[words].append(field)
    return {words: tuple(fields) for words, fields in index.items()}


_PHRASES = _index()
_PLATFORM_PHRASES = sorted(PLATFORM_WORDS, key=len, reverse=True)
_FILLER = re.compile(
    r"\b(?:s|the|of|in|on|count|number|total|mostly|their|this|current|k|m|thousands?|millions?|percent|pct|avg post)\b"
)


def platform_in(heading: str) -> tuple[str, str]:
    """(platform named in a heading or "", the heading's words without it): "IG Followers" -> instagram, followers."""
    words = f" {fold(heading)} "
    for phrase in _PLATFORM_PHRASES:
        if (
            phrase in ("x", "tt", "snap", "threads")
            and words.strip() != phrase
            and not words.startswith(f" {phrase} ")
        ):
            continue  # "x" or "threads" inside a heading is seldom the platform
        if f" {phrase} " in words:
            return PLATFORM_WORDS[phrase], words.replace(f" {phrase} ", " ", 1).strip()
    return "", words.strip()


def fields_of(heading: str) -> tuple[tuple[str, ...], float]:
    """(fields that a heading may mean, likeliest first; how sure, 0 to 1). Nothing for totals, ranks, audience."""
    words = fold(heading)
    if not words:
        return (), 0.0
    if words in _PHRASES:
        return _PHRASES[words], 1.0
    if NEVER.search(words):
        return (), 0.0
    _, rest = platform_in(heading)
    if rest in _PHRASES:
        return _PHRASES[rest], 0.95
    if not rest:
        return ("handle", "url", "name"), 0.7
    bare = " ".join(_FILLER.sub(" ", rest).split())
    if bare in _PHRASES:
        return _PHRASES[bare], 0.85
    last = rest.split()
    for size in (4, 3, 2, 1):  # dotted JSON keys: "statistics.subscriberCount"
        tail = " ".join(last[-size:])
        if len(last) > size and tail in _PHRASES and ("." in heading or "/" in heading):
            return _PHRASES[tail], 0.75
    trimmed = re.sub(r"\s*\d+$", "", bare)  # category 1, category_2
    if trimmed and trimmed in _PHRASES:
        return _PHRASES[trimmed], 0.8
    return _loose(bare)


def _loose(words: str) -> tuple[tuple[str, ...], float]:
    has = set(words.split())
    averaged = has & {"avg", "median", "typical", "promedio", "média", "moyenne", "ø", "per"}
    if averaged:
        for field, keys in (
            ("avg_likes", {"likes", "like"}),
            ("avg_comments", {"comments", "comment"}),
            ("avg_views", {"views", "view", "plays"}),
            ("avg_shares", {"shares", "share"}),
        ):
            if has & keys:
                return (field,), 0.7
    if has & {"er", "engagement", "eng", "interaction"} and has & {"rate", "pct", "percent", "er"}:
        component = has & {
            "like",
            "likes",
            "comment",
            "comments",
            "share",
            "view",
            "views",
            "save",
            "reel",
            "reels",
        }
        return (("engagement_rate",), 0.65) if not component else ((), 0.0)
    if has & {"followers", "follower", "subscribers"} and len(has) <= 4:
        return ("followers",), 0.6
    if has & {"username", "handle"} and len(has) <= 3:
        return ("handle",), 0.7
    if has & {"name"} and len(has) <= 3:
        return ("name",), 0.6
    if has & {"url", "link"} and has & {"profile", "account", "channel", "page"}:
        return ("url",), 0.7
    return (), 0.0


def scale_in(heading: str) -> float:
    """1000 for "Followers (K)" or "in thousands", 1,000,000 for "(M)" or "in millions", else 1."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    if re.search(
        r"[(\[]\s*(?:k|000s?|'000|thousands?|tsd\.?|тыс\.?|in k)\s*[)\]]|\bin (?:thousands?|tausend|k)\b|,\s*k$",
        text,
    ):
        return 1e3
    if re.search(r"[(\[]\s*(?:m|mn|mln|mio\.?|millions?|млн\.?|in m)\s*[)\]]|\bin (?:millions?|mio)\b", text):
        return 1e6
    if re.search(r"[(\[（]\s*(?:万|萬)\s*[)\]）]", text):
        return 1e4
    return 1.0
