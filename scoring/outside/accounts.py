"""The file of profiles -> one frame, in the order of the file."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from influencers.importing.addresses import platform_of_words
from influencers.importing.numbers import Style
from influencers.importing.places import country_of, language_of
from scoring.outside.cells import biographies, by_word, counts, keys, styles, words
from scoring.outside.problems import Problems
from scoring.outside.tables import open_table

COLUMNS = ("profile_id", "platform", "followers", "following", "bio", "country", "language", "handle")
REQUIRED = ("profile_id", "platform", "followers")


@dataclass(frozen=True)
class Accounts:
    """frame: PROFILES of the core, one row an account in the order of the file. profile_id there is the place
    of its key among all keys, so that no figure depends on the order of the file.

    ids: as the file gives them; keys: all keys, sorted; id_type: of the ids in Parquet.
    """

    frame: pd.DataFrame
    ids: np.ndarray
    keys: pd.Index
    id_type: pa.DataType


def read_accounts(path: Path, problems: Problems) -> Accounts:
    """Every account of the file. A row without an id, or whose id came before, is left out and named."""
    table = open_table(path, COLUMNS, REQUIRED)
    parts, seen = [], set()
    style: dict[str, Style] | None = None
    for batch in table.batches(problems):
        style = style or styles(batch, ["followers", "following"], table.semicolons)
        key = keys(batch["profile_id"])
        keep = np.ones(len(batch), dtype=bool)
        for at, own in enumerate(key):
            if own is None or own in seen:
                reason = "no profile_id" if own is None else "this profile_id came before"
                problems.leave_out(path.name, int(batch["row"].iat[at]), "profile_id", own, reason)
                keep[at] = False
            seen.add(own)
        batch, key = batch[keep].reset_index(drop=True), key[keep]
        parts.append(_frame(batch, style, path.name, problems).assign(key=key, given=batch["profile_id"]))
    whole = pd.concat(parts, ignore_index=True) if parts else _frame(_nothing(), {}, path.name, problems)
    if not parts:
        whole = whole.assign(key=pd.Series(dtype=object), given=pd.Series(dtype=object))
    order = pd.Index(np.sort(whole["key"].to_numpy(dtype=object)), dtype=object)
    frame = whole.drop(columns=["key", "given"]).assign(profile_id=order.get_indexer(whole["key"]))
    ids = whole["given"].to_numpy(dtype=object)
    return Accounts(frame, ids, order, table.id_types.get("profile_id", pa.string()))


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({"row": pd.Series(dtype="int64")} | {n: pd.Series(dtype=object) for n in REQUIRED})


def _frame(batch: pd.DataFrame, style: dict[str, Style], file: str, problems: Problems) -> pd.DataFrame:
    def column(name: str) -> pd.Series:
        return batch[name] if name in batch else pd.Series([None] * len(batch), dtype=object)

    named = np.zeros(len(batch), dtype=bool)

    def figures(name: str, mend: str) -> np.ndarray:
        def tell(at: int, cell: object, reason: str) -> None:
            named[at] |= name == "followers"
            problems.add(file, int(batch["row"].iat[at]), name, cell, reason, mend)

        return counts(column(name), style.get(name, Style()), tell, whole=True)

    followers = figures("followers", "taken as unknown: no engagement and no score")
    platform = by_word(column("platform"), lambda text: platform_of_words(text) or text.strip().casefold())
    for name, empty in (("followers", ~(followers > 0) & ~named), ("platform", platform == "")):
        problems.count(file, name, "empty or 0: no engagement and no score", int(empty.sum()))
    return pd.DataFrame(
        {
            "platform": pd.Series(platform, dtype=object),
            "followers": followers,
            "following": figures("following", "left empty"),
            "bio": pd.Series(biographies(column("bio")), dtype=object),
            "country": pd.Series(by_word(column("country"), country_of), dtype=object),
            "language": pd.Series(by_word(column("language"), language_of), dtype=object),
            "handle": pd.Series(words(column("handle")), dtype=object),
        }
    )
