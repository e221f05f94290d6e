"""What the words of posts tell. It is kept beside them, because a text changes less often than a score."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from scoring.core.brands import own_names
from scoring.core.features import flags, texts
from scoring.core.frames import Frames
from scoring.core.lexicon import Lexicon, default_lexicon
from scoring.core.sponsorship import Caption, Rules, default_rules, read_caption
from scoring.core.sponsorship_quick import quick_look
from scoring.core.weights import CONSTANTS, VERSION, Constants

COLUMNS = ("sponsored_probability", "matches", "brands")


@dataclass(frozen=True, slots=True)
class TextRules:
    """Everything that posts are read with; digest: changes with any of it and with the version of the
    method."""

    sponsorship: Rules
    lexicon: Lexicon

    @property
    def digest(self) -> str:
        return f"{VERSION} {self.sponsorship.lexicon.digest} {self.lexicon.digest}"


@cache
def default_text_rules() -> TextRules:
    """The rules that ship with the app."""
    return TextRules(default_rules(), default_lexicon())


def post_texts(
    profiles: pd.DataFrame, posts: pd.DataFrame, rules: TextRules, c: Constants = CONSTANTS
) -> pd.DataFrame:
    """COLUMNS for each post, in its order: sponsored_probability (NaN where neither words nor a label could
    be read), matches ([[rule, words], ...]) and brands ([names], of sponsored posts).

    profiles: profile_id, optional handle, bio, language; posts of other profiles are read without them.
    """
    words = texts(posts, "caption").tolist()
    tags, mentions = _lists(posts, "hashtags"), _lists(posts, "mentions")
    paid = flags(posts, "paid_flag")
    told = posts["paid_flag"].notna().to_numpy() if "paid_flag" in posts else np.zeros(len(posts), bool)
    read = np.array([bool(w or t) for w, t in zip(words, tags, strict=True)], dtype=bool) | told
    chance = np.where(read, 0.0, np.nan)
    # Most posts tell nothing, and all of those share one empty list, which nobody changes.
    nothing: list = []
    matches: list[list[list[str]]] = [nothing] * len(words)
    brands: list[list[str]] = [nothing] * len(words)
    may_hold = quick_look(words, tags, mentions, rules.sponsorship)
    by_id = posts["profile_id"].to_numpy()
    owner = _Owners(profiles, rules.sponsorship)
    languages = texts(posts, "language").to_numpy()
    for at in np.flatnonzero((may_hold > 0) | paid).tolist():
        own, hint = owner.of(by_id[at])
        caption = Caption(words[at], tags[at], mentions[at], bool(paid[at]), languages[at], hint, own)
        found = read_caption(caption, rules.sponsorship, c, int(may_hold[at]))
        chance[at] = found.probability
        matches[at] = [list(match) for match in found.matches]
        brands[at] = list(found.brands)
    columns = {"sponsored_probability": chance, "matches": matches, "brands": brands}
    return pd.DataFrame(columns, index=posts.index).astype({"matches": object, "brands": object})


def with_post_texts(frames: Frames, rules: TextRules | None = None, c: Constants = CONSTANTS) -> Frames:
    """The frames with the columns of `post_texts`, which are read of the posts that come without them."""
    rules = rules or default_text_rules()
    posts = frames.posts
    stored = set(COLUMNS) <= set(posts)
    lacking = posts["matches"].isna() if stored else pd.Series(True, index=posts.index)
    if stored and not lacking.any():
        return frames
    read = post_texts(frames.profiles, posts[lacking], rules, c)
    return replace(frames, posts=with_read(posts, lacking, read))


def with_read(posts: pd.DataFrame, lacking: pd.Series, read: pd.DataFrame) -> pd.DataFrame:
    """The posts with the columns of `read` in the rows that were lacking them."""
    if not lacking.all():
        read = pd.concat([posts.loc[~lacking, list(read)], read]).reindex(posts.index)
    return posts.assign(**{name: read[name] for name in read})


def _lists(posts: pd.DataFrame, name: str) -> list:
    """A column of lists; () where absent or empty."""
    if name not in posts:
        return [()] * len(posts)
    return [
        value if isinstance(value, list | tuple | np.ndarray) and len(value) else () for value in posts[name]
    ]


class _Owners:
    """The names of a creator's own brand and the language of the account, worked out when first asked for."""

    def __init__(self, profiles: pd.DataFrame, rules: Rules):
        columns = [texts(profiles, name).tolist() for name in ("handle", "bio", "language")]
        self.told = dict(zip(profiles["profile_id"].tolist(), zip(*columns, strict=True), strict=True))
        self.rules, self.known = rules, {}

    def of(self, profile_id: int) -> tuple[frozenset[str], str]:
        if profile_id not in self.known:
            handle, bio, language = self.told.get(profile_id, ("", "", ""))
            self.known[profile_id] = own_names(handle, bio, self.rules.brands.general), language
        return self.known[profile_id]
