"""The file of posts, read once: each post goes on the shelf of its chunk of accounts, on disk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.ipc as ipc

from influencers.importing.numbers import Style
from scoring.core.post_texts import default_text_rules, post_texts
from scoring.outside.accounts import Accounts
from scoring.outside.cells import Tell, by_word, counts, keys, kind, moments, styles, words
from scoring.outside.problems import Problems
from scoring.outside.tables import OutsideTable, open_table

COLUMNS = (
    "profile_id", "post_id", "published_at", "kind", "caption", "likes", "comments", "shares", "views",
)  # fmt: skip
REQUIRED = ("profile_id",)
FIGURES = ("likes", "comments", "shares", "views")
UNDATED_DAYS = 30
"""A post without a date is taken to be this old: neither young nor stale (J)."""
LEAST_CHUNK = 4_000
MOST_SHELVES = 64
_SHELVED = pa.schema(
    [
        ("profile_id", pa.int64()),
        ("post_id", pa.string()),
        ("published_at", pa.timestamp("us", "UTC")),
        ("kind", pa.string()),
        ("caption", pa.string()),
        *[(name, pa.float64()) for name in FIGURES],
        ("sponsored_probability", pa.float64()),
        ("matches", pa.list_(pa.list_(pa.string()))),
        ("brands", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True)
class PostBatch:
    """Posts as read: ids as the file gives them, and the columns of POSTS with what their words tell;
    profile_id is -1 for an unknown profile."""

    given: pd.DataFrame
    posts: pd.DataFrame


class Shelves:
    """Posts by chunk of accounts, in a folder. Memory holds one chunk."""

    def __init__(self, folder: Path, accounts: int):
        self._folder = folder
        self.size = max(LEAST_CHUNK, -(-accounts // MOST_SHELVES))
        self._writers: dict[int, ipc.RecordBatchStreamWriter] = {}
        self.newest: pd.Timestamp | None = None
        self.undated = self.posts = self.unknown = 0

    def put(self, posts: pd.DataFrame) -> None:
        """Adds the posts of a batch; those of unknown profiles are counted and not kept."""
        self.posts += len(posts)
        known = posts[posts["profile_id"] >= 0]
        self.unknown += len(posts) - len(known)
        self.undated += int(known["published_at"].isna().sum())
        latest = known["published_at"][known["published_at"] <= pd.Timestamp.now("UTC")].max()
        if latest is not pd.NaT and (self.newest is None or latest > self.newest):
            self.newest = latest
        shelf = known["profile_id"].to_numpy() // self.size
        for at in np.unique(shelf):
            rows = known[shelf == at]
            if at not in self._writers:
                self._writers[at] = ipc.new_stream(str(self._folder / f"{at}.arrow"), _SHELVED)
            self._writers[at].write_table(pa.Table.from_pandas(rows, _SHELVED, preserve_index=False))

    def close(self) -> None:
        """Ends writing; afterwards `take` may be called."""
        for writer in self._writers.values():
            writer.close()

    def take(self, at: int, now: datetime) -> tuple[pd.DataFrame, np.ndarray]:
        """(POSTS of chunk `at`, ids of its profiles whose posts have no date). Undated posts get one."""
        if at in self._writers:
            with ipc.open_stream(str(self._folder / f"{at}.arrow")) as stream:
                table = stream.read_all()
        else:
            table = _SHELVED.empty_table()
        lists = ("matches", "brands")
        posts = table.drop_columns(list(lists)).to_pandas(date_as_object=False)
        for name in lists:
            posts[name] = pd.Series(table[name].to_pylist(), dtype=object)
        undated = posts["published_at"].isna()
        dated = posts.loc[~undated, "published_at"].astype("datetime64[us, UTC]")
        there = dated.reindex(posts.index).fillna(pd.Timestamp(now - timedelta(days=UNDATED_DAYS)))
        only = np.setdiff1d(
            posts.loc[undated, "profile_id"].unique(), posts.loc[~undated, "profile_id"].unique()
        )
        for name in ("post_id", "kind", "caption"):
            posts[name] = posts[name].astype(object)
        return posts.assign(published_at=there.astype("datetime64[us, UTC]")), only


def open_posts(path: Path) -> OutsideTable:
    """The table of posts; raises Refused."""
    return open_table(path, COLUMNS, REQUIRED)


def read_posts(table: OutsideTable, accounts: Accounts, problems: Problems) -> Iterator[PostBatch]:
    """Every post of the file in its order. A cell that cannot be used is named and left empty."""
    style: dict[str, Style] | None = None
    for batch in table.batches(problems):
        style = style or styles(batch, list(FIGURES), table.semicolons)
        yield _read(batch, style, accounts, table.path.name, problems)


def _read(
    batch: pd.DataFrame, style: dict[str, Style], accounts: Accounts, file: str, problems: Problems
) -> PostBatch:
    empty = pd.Series([None] * len(batch), dtype=object)
    raw = {name: batch.get(name, empty) for name in COLUMNS}

    def telling(name: str) -> Tell:
        def tell(at: int, cell: object, reason: str) -> None:
            problems.add(file, int(batch["row"].iat[at]), name, cell, reason, "left empty")

        return tell

    post_keys = keys(raw["post_id"])
    nameless = np.array([key is None for key in post_keys], dtype=bool)
    post_keys[nameless] = [f"row {row}" for row in batch["row"].to_numpy()[nameless]]
    posts = pd.DataFrame(
        {
            "profile_id": _places(keys(raw["profile_id"]), accounts.keys),
            "post_id": pd.Series(post_keys, dtype=object),
            "published_at": moments(raw["published_at"], telling("published_at")).to_numpy(),
            "kind": pd.Series(by_word(raw["kind"], kind), dtype=object),
            "caption": pd.Series(words(raw["caption"]), dtype=object),
            **{name: counts(raw[name], style.get(name, Style()), telling(name)) for name in FIGURES},
        }
    )
    posts["published_at"] = pd.to_datetime(posts["published_at"], utc=True)
    given = pd.DataFrame({name: raw[name] for name in ("profile_id", "post_id")})
    owners = accounts.frame[accounts.frame["profile_id"].isin(posts["profile_id"])]
    told = post_texts(owners, posts, default_text_rules())
    return PostBatch(given, pd.concat([posts, told], axis=1))


def _places(own: np.ndarray, known: pd.Index) -> np.ndarray:
    return known.get_indexer(pd.Index(own, dtype=object)) if len(known) else np.full(len(own), -1)
