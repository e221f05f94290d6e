"""Are disclosures found in real descriptions? Sentences of YouTube videos, all with affiliate links.

The labels mark clusters of sentences that disclose an affiliate link, picked by hand in a study of 2018. They
know no other kind of advertisement, so what the strong rules find here is counted and not judged, and they
also hold sentences that tell nobody that money is paid ("Amazon Links:"). These sentences are one half of the
study's; they were looked at while the words of version 2.0 were written, the other half never was. For
version 2.1 only the videos that `looked_at` names were.
"""

import csv
import hashlib
import re
from pathlib import Path

import numpy as np

from scoring.core.sponsorship import Caption, default_rules, read_caption
from scoring.core.sponsorship_lexicon import DISCLOSURE, STRONG
from scoring.evaluation.metrics import against_labels
from scoring.evaluation.report import Row, absent, row

PLAIN_WORDS = re.compile(r"affiliate|sponsor|commission|#ad\b|paid", re.IGNORECASE)
DENIAL = re.compile(
    r"\b(?:not|never|no|isn't|aren't|wasn't)\b.{0,40}\b(?:sponsor|paid|compensated)", re.IGNORECASE
)
"""Sentences that deny that money was paid, found without the words of the rules that they are to judge."""
FILE = "sentences_dev.csv"


def looked_at(video: str) -> bool:
    """Whether the sentences of a video were read while the words of version 2.1 were written."""
    return int(hashlib.sha256(video.encode()).hexdigest(), 16) % 2 == 0


def evaluate(folder: Path) -> list[Row]:
    """Precision, recall and F1 of sentences against the labels, beside a handful of plain words."""
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        sentences = list(csv.DictReader(file))
    labelled = np.array([bool(one["label"]) for one in sentences])
    rules = default_rules()
    read = [{rule for rule, _ in read_caption(Caption(one["sentence"]), rules).matches} for one in sentences]
    found = np.array([not {DISCLOSURE, STRONG}.isdisjoint(own) for own in read])
    affiliate = np.array([DISCLOSURE in own for own in read])
    plain = np.array([bool(PLAIN_WORDS.search(one["sentence"])) for one in sentences])
    ours, theirs = against_labels(affiliate, labelled), against_labels(plain, labelled)
    explained = np.array([one["label"] == "explanation" for one in sentences])
    strong = np.array([STRONG in own for own in read])
    denied = np.array([bool(DENIAL.search(one["sentence"])) for one in sentences])
    apart = ~np.array([looked_at(one["video_id"]) for one in sentences])
    unread = against_labels(affiliate[apart], labelled[apart])["f1"]
    note = f"{labelled.sum()} of {len(sentences):,} sentences labelled, English; the labels are incomplete"
    name = "Disclosures, YouTube"

    def against(measure: str) -> dict[str, float]:
        return {"a few plain words": theirs[measure]}

    return [
        *row(f"{name}: precision", ours["precision"], "", against("precision"), note=note),
        *row(f"{name}: recall", ours["recall"], "", against("recall")),
        *row(
            f"{name}: F1",
            ours["f1"],
            ">= .85",
            against("f1"),
            note="the words were written with half of these sentences in view",
        ),
        *row(f"{name}: F1 of the half that was not looked at for these words", unread),
        *row(f"{name}: recall of those that explain it", float(found[explained].mean())),
        *row(
            f"{name}: sentences that strong rules find",
            float(strong.sum()),
            note="not judged: no label knows them",
        ),
        *row(
            f"{name}: denials that strong rules take for disclosures",
            float((strong & denied).sum()),
            note=f"of {denied.sum()} sentences such as 'this is not sponsored'",
        ),
        absent("Sponsored posts, by language", "not runnable here: the sentences are English alone"),
    ]
