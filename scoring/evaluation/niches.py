"""Niches of real bios, without training on them, against a handful of keywords (method, 9; measurements, F).

The labels are weak: the search keyword that found the account. What was written for the niches looked at the
half of the accounts whose hash is even ("seen"); the other half ("held") was kept apart: no
example was written from it, though its score was seen for each variant that was tried.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from influencers.text.encoder import installed
from influencers.text.tokens import fold
from scoring.core.frames import Frames
from scoring.core.lexicon import Lexicon, default_lexicon
from scoring.core.meaning import Meaning
from scoring.core.niche import niche_shares
from scoring.sentence_model import meaning_of

AIM = 0.52
"""What a classifier trained on these weak labels reaches by cross-validation."""
LABELS: Mapping[str, tuple[str, ...]] = {
    "crypto": ("investing",),
    "fashion": ("style", "secondhand"),
    "fitness": ("training", "running", "yoga"),
    "gaming": ("video-games",),
    "makeup": ("makeup", "skincare", "hair"),
    "marketing": ("career",),
    "technology": ("gadgets", "coding"),
    "travel": ("trips", "camping", "outdoor"),
    "vlog": ("vlog",),
}
"""The leaves of the tree that each label of the file stands for."""
LEVEL_1 = {
    "crypto": "money", "marketing": "money", "technology": "tech", "gaming": "gaming",
    "vlog": "entertainment", "fashion": "fashion", "fitness": "fitness", "makeup": "beauty",
    "travel": "travel",
}  # fmt: skip
KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "crypto": ("crypto", "bitcoin", "trading", "trader", "invest", "cripto"),
    "fashion": ("fashion", "outfit", "style", "moda", "model", "clothes"),
    "fitness": ("fitness", "gym", "workout", "training", "coach", "fit"),
    "gaming": ("gaming", "gamer", "game", "streamer", "twitch", "discord"),
    "makeup": ("makeup", "beauty", "mua", "skincare", "maquillaje", "cosmetics"),
    "marketing": ("marketing", "business", "brand", "money online", "negocio", "sales"),
    "technology": ("tech", "technology", "gadget", "phone", "computer", "software"),
    "travel": ("travel", "trip", "world", "adventure", "viaje", "explore"),
    "vlog": ("vlog", "lifestyle", "daily", "life", "youtube", "vida"),
}
"""The baseline: six words a label, looked for as parts of the bio; without any, the commonest label."""
LANGUAGES = {"eng": "en", "spa": "es", "por": "pt", "fra": "fr", "arb": "ar"}
NOW = pd.Timestamp("2026-01-01", tz="UTC").to_pydatetime()


def evaluate(folder: Path) -> dict[str, Any]:
    """The figures of `tiktok-niche`: macro-F1 over its nine labels of words with meaning (of words alone
    where the model is not installed, then `meaning` is False), of words alone, and of keywords.

    Keys: macro_f1, words_macro_f1, keywords_macro_f1, held_macro_f1 and held_keywords_macro_f1 (the half not
    looked at), level_1_macro_f1 (all 16 niches and "other" to choose from), abstained (share), n, aim,
    meaning, per_class ({label: {"f1", "keywords_f1", "n"}}).
    """
    handles, labels, profiles = read(folder)
    lexicon = default_lexicon()
    meaning = meaning_of(lexicon) if installed() else None
    by_words = _leaning(profiles, lexicon, None)
    both = _leaning(profiles, lexicon, meaning) if meaning else by_words
    found, words = _labels(both, lexicon), _labels(by_words, lexicon)
    keys = keywords(profiles["bio"].tolist())
    held = np.array([_held(handle) for handle in handles])
    told = np.array(labels)
    scores, key_scores = f1(told, found), f1(told, keys)
    roots = _level_1(both, lexicon)
    return {
        "macro_f1": _mean(scores),
        "words_macro_f1": _mean(f1(told, words)),
        "keywords_macro_f1": _mean(key_scores),
        "held_macro_f1": _mean(f1(told[held], found[held])),
        "held_keywords_macro_f1": _mean(f1(told[held], keys[held])),
        "level_1_macro_f1": _mean(f1(np.array([LEVEL_1[label] for label in labels]), roots)),
        "abstained": float((roots == "other").mean()),
        "n": len(labels),
        "n_held": int(held.sum()),
        "aim": AIM,
        "meaning": meaning is not None,
        "per_class": {
            label: {"f1": scores[label], "keywords_f1": key_scores[label], "n": int((told == label).sum())}
            for label in scores
        },
    }


def read(folder: Path) -> tuple[list[str], list[str], pd.DataFrame]:
    """(handles, labels, profiles): accounts with a bio, each once, left out where two labels found it."""
    rows = json.loads((folder / "profiles.json").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows:
        bio = _unescaped(row.get("bio") or "")
        if bio.strip():
            found.setdefault(row["handle"], []).append((row["niche"].casefold(), bio, row["country"]))
    once = {handle: own[0] for handle, own in found.items() if len({label for label, *_ in own}) == 1}
    profiles = pd.DataFrame(
        {
            "profile_id": range(len(once)),
            "platform": "tiktok",
            "followers": 20_000.0,
            "bio": [bio for _, bio, _ in once.values()],
            "language": [LANGUAGES.get(code, "") for *_, code in once.values()],
        }
    )
    return list(once), [label for label, *_ in once.values()], profiles


def keywords(bios: Sequence[str]) -> np.ndarray:
    """The label whose keywords stand in each bio most often, the first of equals; "vlog" without any."""
    names = list(LABELS)
    counts = np.array([[sum(w in fold(bio) for w in KEYWORDS[name]) for name in names] for bio in bios])
    return np.where(counts.max(axis=1) > 0, np.array(names, dtype=object)[counts.argmax(axis=1)], "vlog")


def f1(told: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """{label: F1} of the labels that are told."""
    scores = {}
    for label in sorted(set(told.tolist())):
        right = int(((told == label) & (found == label)).sum())
        named = int((told == label).sum() + (found == label).sum())
        scores[label] = 2 * right / named
    return scores


def _mean(scores: Mapping[str, float]) -> float:
    return float(np.mean(list(scores.values())))


def _held(handle: str) -> bool:
    return hashlib.sha256(handle.encode()).digest()[-1] % 2 == 1


def _unescaped(bio: str) -> str:
    """The file holds line ends and some signs as JSON escapes of escapes."""
    for written, meant in (("\\n", "\n"), ("\\u002F", "/"), ("\\u003C", "<"), ("\\u0026", "&")):
        bio = bio.replace(written, meant)
    return bio.replace("\\", "").replace("[email]", "").replace("[phone]", "")


def _leaning(profiles: pd.DataFrame, lexicon: Lexicon, meaning: Meaning | None) -> np.ndarray:
    nothing = Frames(profiles, pd.DataFrame({"profile_id": [], "post_id": [], "published_at": []}))
    nothing.posts["published_at"] = pd.to_datetime(nothing.posts["published_at"], utc=True)
    return niche_shares(profiles, nothing.posts, NOW, lexicon, meaning=meaning).leaning


def _labels(leaning: np.ndarray, lexicon: Lexicon) -> np.ndarray:
    """The label with the largest share; where nothing tells any of them, "vlog"."""
    names = np.array([*LABELS], dtype=object)
    shares = np.stack(
        [leaning[:, [lexicon.leaves.index(leaf) for leaf in own]].sum(axis=1) for own in LABELS.values()], 1
    )
    return np.where(shares.max(axis=1) > 0, names[shares.argmax(axis=1)], "vlog")


def _level_1(leaning: np.ndarray, lexicon: Lexicon) -> np.ndarray:
    of_root = (lexicon.parent[:, None] == np.arange(len(lexicon.roots))).astype(float)
    shares = np.column_stack([leaning[:, :-1] @ of_root, leaning[:, -1]])
    return np.array([*lexicon.roots, "other"], dtype=object)[shares.argmax(axis=1)]
