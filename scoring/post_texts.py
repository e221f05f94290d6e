"""The words of posts read once and kept: what lacks a current row is read, the rest is left alone."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection

from influencers.terms import withheld_sources
from scoring.core.post_hits import post_hits
from scoring.core.post_texts import TextRules, post_texts
from scoring.core.sponsorship import Rules, default_rules, rules_of
from scoring.core.sponsorship_lexicon import SPONSORSHIP_FILE, build_sponsorship
from scoring.core.weights import CONSTANTS, Constants
from scoring.models import Override
from scoring.niches import lexicon_with
from scoring.overrides import current_overrides, sponsorship_with

# A post is read anew when its own words, its account's name or bio, or a lexicon changed.
_UNREAD = """
WITH wanted AS (
    SELECT p.id, p.profile_id, p.caption, p.hashtags, p.mentions, p.paid_flag, p.language, a.handle, a.bio,
        a.language AS spoken, md5(concat_ws(E'\\x1f', %(rules)s::text, p.caption, p.hashtags, p.mentions,
            coalesce(p.paid_flag::text, '?'), p.language, a.handle, a.bio, a.language)) AS digest
    FROM influencers_post p JOIN influencers_profile a ON a.id = p.profile_id
    WHERE p.profile_id = ANY(%(ids)s) AND p.published_at >= %(since)s AND NOT p.source = ANY(%(kept_out)s)
)
SELECT w.* FROM wanted w LEFT JOIN scoring_posttext t ON t.post_id = w.id
WHERE t.digest IS DISTINCT FROM w.digest ORDER BY w.id
"""
_COLUMNS = (
    "post_id", "profile_id", "caption", "hashtags", "mentions", "paid_flag", "language", "handle", "bio",
    "spoken", "digest",
)  # fmt: skip
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


def read_posts(
    profile_ids: Sequence[int], now: datetime, rules: TextRules | None = None, c: Constants = CONSTANTS
) -> int:
    """How many posts of these accounts were read, those of the last year that lack a current row. Two
    statements. Posts of a source whose terms allow no figures made of them are left alone."""
    rules = rules or current_text_rules()
    values = {
        "rules": rules.digest if c == CONSTANTS else rules.digest + json.dumps(c.as_dict()),
        "ids": list(profile_ids),
        "since": now - timedelta(days=c.window_days),
        "kept_out": list(withheld_sources()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, values)
        unread = pd.DataFrame(cursor.fetchall(), columns=list(_COLUMNS))
        if not len(unread):
            return 0
        accounts = unread.drop_duplicates("profile_id")[["profile_id", "handle", "bio", "spoken"]]
        read = post_texts(accounts.rename(columns={"spoken": "language"}), unread, rules, c)
        found = post_hits(unread, unread["spoken"].to_numpy(), rules.lexicon)
        read = read.assign(
            niche_hits=pd.Series(found.positions(), read.index, dtype=object),
            niche_lexicon=rules.lexicon.mark,
        )
        cursor.execute(_STORE, [json.dumps(_rows(unread, read))])
    return len(unread)


def _rows(unread: pd.DataFrame, read: pd.DataFrame) -> list[dict]:
    columns = {
        "post_id": unread["post_id"].tolist(),
        "digest": unread["digest"].tolist(),
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
