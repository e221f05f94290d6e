"""Niches and disclosures of invented creators and posts in fourteen languages.

Texts and labels are machine-written, language by language, by writers that had seen neither the word lists
nor the method. A third of the creators and half of the posts were read while the words and weights of version
2.3 were chosen; the others were kept apart, and only those are judged here. They show that words are found in
every language, and nothing about real accounts: they stand beside the rows for which people would have to
label, not in their place. Persons are invented; brands may be real ones, which never had a part in it.

creators.csv: language, half ("read" or "apart"), niche (root/leaf, or "other"), bio, caption1 to caption4. A
third of the bios say nothing of the niche, and so does one caption in four. posts.csv: language, half,
sponsored (1 or 0), kind, caption. Half are no advertisements, most of them worded so that they look like one.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd

from influencers.text.encoder import installed
from influencers.text.tokens import fold
from scoring.core.lexicon import NICHES_FILE, Lexicon, default_lexicon
from scoring.core.meaning import Meaning
from scoring.core.niche import niche_shares
from scoring.core.niche_fit import root_shares
from scoring.core.post_texts import default_text_rules, post_texts
from scoring.core.sponsorship_lexicon import STRONG
from scoring.core.weights import CONSTANTS
from scoring.evaluation.metrics import against_labels
from scoring.evaluation.niches import f1
from scoring.evaluation.report import Row, absent, row
from scoring.outside.meaning import Vocabulary

FOLDER = Path(__file__).parent / "invented"
APART, OTHER = "apart", "other"
CAPTIONS = ["caption1", "caption2", "caption3", "caption4"]
KEYWORDS = 6
NOW = pd.Timestamp("2026-11-29", tz="UTC").to_pydatetime()


def evaluate() -> list[Row]:
    """Macro-F1 of niches beside six keywords a niche and language, and how well disclosures are found."""
    return [*_niches(), *_disclosures()]


def texts_of(name: str, half: str = APART) -> pd.DataFrame:
    """The rows of one half of "creators" or "posts"."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = pd.DataFrame(csv.DictReader(file))
    return rows[rows["half"] == half].reset_index(drop=True)


def niches_of(
    creators: pd.DataFrame, lexicon: Lexicon, meaning: Meaning | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """(root, root/leaf) that each creator's texts lean to by their words, with `meaning` by that too; OTHER
    for none."""
    ids = np.arange(len(creators))
    profiles = creators[["bio", "language"]].assign(profile_id=ids, platform="instagram")
    posts = pd.DataFrame(
        {
            "profile_id": np.repeat(ids, len(CAPTIONS)),
            "post_id": np.arange(len(ids) * len(CAPTIONS)),
            "published_at": pd.Timestamp(NOW) - pd.Timedelta(days=10),
            "caption": creators[CAPTIONS].to_numpy().ravel(),
        }
    )
    leaning = niche_shares(profiles, posts, NOW, lexicon, meaning=meaning).leaning
    roots = np.column_stack([root_shares(leaning, lexicon), leaning[:, -1]])
    leaves = [
        f"{lexicon.roots[root]}/{leaf}" for leaf, root in zip(lexicon.leaves, lexicon.parent, strict=True)
    ]
    return (
        np.array([*lexicon.roots, OTHER], dtype=object)[roots.argmax(axis=1)],
        np.array([*leaves, OTHER], dtype=object)[leaning.argmax(axis=1)],
    )


def roots_by_keywords(creators: pd.DataFrame) -> np.ndarray:
    """The baseline: the root of which most words stand in the texts, of the first six of each leaf in the
    creator's language; OTHER without any."""
    tree = json.loads(NICHES_FILE.read_text(encoding="utf-8"))["niches"]
    found = []
    for own in creators.itertuples():
        text = fold(" ".join([own.bio, *(getattr(own, caption) for caption in CAPTIONS)]))
        counts = {
            root["slug"]: sum(
                text.count(word.rstrip("*"))
                for leaf in root["children"]
                for word in leaf["words"].get(own.language, [])[:KEYWORDS]
            )
            for root in tree
        }
        best = max(counts, key=lambda slug: counts[slug])
        found.append(best if counts[best] else OTHER)
    return np.array(found, dtype=object)


def _niches() -> list[Row]:
    creators = texts_of("creators")
    told = creators["niche"].to_numpy()
    told_roots = np.array([niche.split("/")[0] for niche in told], dtype=object)
    lexicon = default_lexicon()
    roots, leaves = niches_of(creators, lexicon)
    keys = _macro(told_roots, roots_by_keywords(creators))
    by_language = {
        language: _macro(told_roots[at], roots[at])
        for language, at in creators.groupby("language").indices.items()
    }
    lowest = min(by_language, key=lambda language: by_language[language])
    name = "Niche, invented creators"
    note = f"{len(creators)} creators in {len(by_language)} languages, words alone; no real accounts"
    against = {"six keywords a niche": keys}
    return [
        *row(f"{name}: macro-F1 at level 1", _macro(told_roots, roots), "", against, note=note),
        *row(f"{name}: macro-F1 at level 2", _macro(told, leaves)),
        *_with_meaning(f"{name}: macro-F1 at level 1, with meaning", creators, told_roots, lexicon),
        *row(f"{name}: macro-F1 at level 1, lowest of a language", by_language[lowest], note=lowest),
        *row(f"{name}: between languages", max(by_language.values()) - by_language[lowest]),
    ]


def _with_meaning(name: str, creators: pd.DataFrame, told: np.ndarray, lexicon: Lexicon) -> list[Row]:
    """Read as `score_files` reads a file of this length: bios whole, captions by the vectors of words."""
    if not installed():
        return [absent(name, "not run: the optional package is not installed")]
    words = Vocabulary(lexicon, wanted=True)
    words.see(creators[["bio", *CAPTIONS]].to_numpy().ravel())
    return row(name, _macro(told, niches_of(creators, lexicon, words.meaning(creators["bio"]))[0]))


def _disclosures() -> list[Row]:
    posts = texts_of("posts")
    languages = posts["language"].to_numpy()
    own = np.unique(languages)
    profiles = pd.DataFrame({"profile_id": own, "language": own})
    read = post_texts(
        profiles, posts.assign(profile_id=languages)[["profile_id", "caption"]], default_text_rules()
    )
    found = read["sponsored_probability"].to_numpy() >= CONSTANTS.sponsored_from
    strong = np.array([any(rule == STRONG for rule, _ in matches) for matches in read["matches"]])
    true = posts["sponsored"].to_numpy() == "1"
    measured = against_labels(found, true)
    by_language = {
        language: against_labels(found[at], true[at]) for language, at in _places(languages).items()
    }
    lowest = {
        measure: min(by_language, key=lambda language: by_language[language][measure])
        for measure in ("precision", "f1")
    }
    name = "Disclosures, invented posts"
    note = f"{len(posts)} posts in {len(own)} languages, half of them no advertisements but much like them"
    return [
        *row(f"{name}: precision", measured["precision"], note=note),
        *row(f"{name}: recall", measured["recall"]),
        *row(f"{name}: F1", measured["f1"]),
        *[
            line
            for measure, language in lowest.items()
            for line in row(
                f"{name}: lowest {measure} of a language", by_language[language][measure], note=language
            )
        ],
        *row(
            f"{name}: precision of strong rules",
            float(true[strong].mean()),
            ">= .95",
            note=f"{strong.sum()} posts",
        ),
    ]


def _places(values: np.ndarray) -> dict[str, np.ndarray]:
    return {value: np.flatnonzero(values == value) for value in np.unique(values).tolist()}


def _macro(told: np.ndarray, found: np.ndarray) -> float:
    return float(np.mean(list(f1(told, found).values())))
