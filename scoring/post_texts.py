"""The words of posts read once and kept: what lacks a current row is read, the rest is left alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection
from django.db.models import Func, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Coalesce, NullIf

from influencers.models import Profile
from influencers.terms import withheld_sources
from scoring.core.features import texts
from scoring.core.frames import Frames
from scoring.core.post_hits import HITS, post_hits
from scoring.core.post_texts import TextRules, post_texts, with_read
from scoring.core.sponsorship import Rules, default_rules, rules_of
from scoring.core.sponsorship_lexicon import SPONSORSHIP_FILE, build_sponsorship
from scoring.core.weights import CONSTANTS, Constants
from scoring.frames import load_frames
from scoring.models import Override
from scoring.niches import lexicon_with
from scoring.overrides import current_overrides, sponsorship_with

_STORE = """
INSERT INTO scoring_posttext (post_id, digest, sponsored_probability, matches, brands, niche_hits,
    niche_lexicon)
SELECT t.post_id, t.digest, t.sponsored_probability, t.matches, t.brands, t.niche_hits, t.niche_lexicon
FROM json_populate_recordset(NULL::scoring_posttext, %s) t
JOIN influencers_post p ON p.id = t.post_id
ON CONFLICT (post_id) DO UPDATE SET digest = EXCLUDED.digest,
    sponsored_probability = EXCLUDED.sponsored_probability, matches = EXCLUDED.matches,
    brands = EXCLUDED.brands, niche_hits = EXCLUDED.niche_hits, niche_lexicon = EXCLUDED.niche_lexicon
"""

_FORGET = """
DELETE FROM scoring_posttext t USING influencers_post p WHERE p.id = t.post_id AND (p.source = ANY(%s)
    OR p.caption = '' AND p.hashtags = '{}' AND p.mentions = '{}'
        AND (t.niche_hits <> '{}' OR jsonb_path_exists(t.matches, 'strict $[*] ? (@[1] <> "")')))
"""


def current_text_rules() -> TextRules:
    """The rules that posts are read with."""
    return text_rules_with(current_overrides())


def text_rules_with(overrides: Sequence[Mapping[str, Any]]) -> TextRules:
    """The rules that ship with the app, with what people changed of their words, and the niches as they are
    in the catalogue; one query."""
    words = [one for one in overrides if one["kind"] == Override.Kind.AD_WORD]
    sponsorship = _changed_rules(json.dumps(words, sort_keys=True)) if words else default_rules()
    return TextRules(sponsorship, lexicon_with(overrides))


@lru_cache(maxsize=2)
def _changed_rules(words: str) -> Rules:
    shipped = json.loads(SPONSORSHIP_FILE.read_text(encoding="utf-8"))
    return rules_of(build_sponsorship(sponsorship_with(shipped, json.loads(words))))


def read_frames(
    profiles: QuerySet[Profile], now: datetime, rules: TextRules, c: Constants = CONSTANTS
) -> Frames:
    """The frames of these profiles. Posts of the last year that lack a current row of words get one on the
    way; one statement more than `load_frames` then."""
    frames = load_frames(profiles, now, c, {"unread": _unread(rules, c)})
    posts, digest = frames.posts.drop(columns="unread"), frames.posts["unread"]
    unread = digest.notna()
    if unread.any():
        own = posts[unread]
        read = _read(own, frames.profiles, rules, c)
        with connection.cursor() as cursor:
            cursor.execute(_STORE, [json.dumps(_rows(own["post_id"], digest[unread], read))])
        posts = with_read(posts, unread, read)
    return replace(frames, posts=posts)


def _unread(rules: TextRules, c: Constants) -> NullIf:
    """The digest that a post's row should have, NULL where it has that. A post is read anew when its own
    words, its account's name or bio, or a lexicon changed."""
    mark = rules.digest if c == CONSTANTS else rules.digest + json.dumps(c.as_dict())
    label = Coalesce(Cast("paid_flag", TextField()), Value("?"))
    words = ("caption", "hashtags", "mentions", label, "language")
    account = ("account__handle", "account__bio", "account__language")
    said = Func(Value("\x1f"), Value(mark), *words, *account, function="concat_ws", output_field=TextField())
    return NullIf(MD5(said), "text__digest", output_field=TextField())


def _read(posts: pd.DataFrame, profiles: pd.DataFrame, rules: TextRules, c: Constants) -> pd.DataFrame:
    code = pd.Index(profiles["profile_id"]).get_indexer(posts["profile_id"])
    spoken = texts(profiles, "language").to_numpy()[code]
    found = post_hits(posts.drop(columns=[*HITS]), spoken, rules.lexicon)
    return post_texts(profiles, posts, rules, c).assign(
        niche_hits=pd.Series(found.positions(), posts.index, dtype=object), niche_lexicon=rules.lexicon.mark
    )


def _rows(post_ids: pd.Series, digests: pd.Series, read: pd.DataFrame) -> list[dict]:
    columns = {
        "post_id": post_ids.tolist(),
        "digest": digests.tolist(),
        **{name: read[name].tolist() for name in read},
    }
    columns["sponsored_probability"] = [
        None if np.isnan(value) else value for value in columns["sponsored_probability"]
    ]
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def forget_texts() -> int:
    """How many rows went: of posts whose source's terms forbid what was made of them, and of those whose
    words were taken away since."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [list(withheld_sources())])
        return cursor.rowcount
