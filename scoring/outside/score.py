"""Files in, files out: every account of a file measured against the others of it."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from scoring.core.benchmark import Benchmark
from scoring.core.frames import Frames
from scoring.core.frozen import Frozen, freeze
from scoring.core.lexicon import Lexicon, default_lexicon
from scoring.core.meaning import Meaning
from scoring.core.measure import measure, observe
from scoring.outside.accounts import Accounts, read_accounts
from scoring.outside.meaning import WHOLE_BIOS, Vocabulary
from scoring.outside.posts import Shelves, open_posts, read_posts
from scoring.outside.problems import Problems, Refused
from scoring.outside.results import results, schema, usual_rates
from scoring.outside.writing import RowsOut, refuse_ending


@dataclass(frozen=True)
class Outcome:
    """What was read and written. now: the moment at which everything was measured."""

    profiles: int
    posts: int
    left_out: int
    now: datetime


@dataclass(frozen=True)
class Reading:
    """What texts are read with."""

    lexicon: Lexicon
    meaning: Meaning | None


def score_files(
    profiles: Path,
    posts: Path | None,
    out: Path,
    posts_out: Path | None,
    problems: Problems,
    level: int = 1,
    as_of: datetime | None = None,
    by_meaning: bool = False,
) -> Outcome:
    """Scores the accounts of one file by the posts of another and writes both; nothing is stored.

    as_of: the moment to measure at; without it one day after the newest post, so that the same files give the
    same figures whenever they are scored. by_meaning: read bios and captions by meaning beside their words,
    which needs the optional package. Raises Refused when a file cannot be used as a whole.
    """
    _refuse_overwriting(profiles, posts, out, posts_out)
    for path in (out, posts_out):
        if path:
            refuse_ending(path)
    lexicon = default_lexicon()
    accounts = read_accounts(profiles, problems)
    vocabulary = Vocabulary(lexicon, by_meaning)
    if len(accounts.frame) > WHOLE_BIOS:
        vocabulary.see(accounts.frame["bio"])
    with tempfile.TemporaryDirectory(prefix="handpick-") as folder:
        shelves = Shelves(Path(folder), len(accounts.ids))
        _shelve(posts, posts_out, accounts, shelves, vocabulary, problems)
        now = as_of or _day_after(shelves.newest)
        seen = [observe(frames, now) for frames, _ in _chunks(accounts, shelves, now)]
        frozen = freeze(seen) if seen else Frozen(Benchmark())
        with RowsOut(out, schema(lexicon, level, accounts.id_type)) as rows:
            reading = Reading(lexicon, vocabulary.meaning(accounts.frame["bio"]))
            whole, why = _all_results(accounts, shelves, frozen, reading, level, now)
            rows.write(whole)
    for reason in sorted(why):
        problems.count(profiles.name, "score", f"{reason}: no score", why[reason])
    return Outcome(len(accounts.ids), shelves.posts, problems.rows_left_out[profiles.name], now)


def _refuse_overwriting(*paths: Path | None) -> None:
    whole = [path.resolve() for path in paths if path]
    if len(set(whole)) < len(whole):
        raise Refused("Two of the files are one and the same: name four different ones.")


def _day_after(newest: pd.Timestamp | None) -> datetime:
    return datetime.now(UTC) if newest is None else (newest + timedelta(days=1)).to_pydatetime()


def _shelve(
    posts: Path | None,
    posts_out: Path | None,
    accounts: Accounts,
    shelves: Shelves,
    vocabulary: Vocabulary,
    problems: Problems,
) -> None:
    """Reads the posts once: onto the shelves, and what each post says of itself into `posts_out`."""
    if posts is None:
        return
    table = open_posts(posts)
    if posts_out is None:
        for batch in read_posts(table, accounts, problems):
            shelves.put(batch.posts)
            vocabulary.see(batch.posts["caption"])
    else:
        with RowsOut(posts_out, _posts_schema(table.id_types)) as rows:
            for batch in read_posts(table, accounts, problems):
                shelves.put(batch.posts)
                vocabulary.see(batch.posts["caption"])
                rows.write(_told(batch.given, batch.posts))
    shelves.close()
    problems.count(posts.name, "profile_id", "no such profile: not part of any score", shelves.unknown)
    problems.count(posts.name, "published_at", "no date: taken to be 30 days old", shelves.undated)


def _posts_schema(types: Mapping[str, pa.DataType]) -> pa.Schema:
    ids = [(name, types.get(name, pa.string())) for name in ("profile_id", "post_id")]
    return pa.schema([*ids, ("sponsored_probability", pa.float64()), ("matches", pa.string())])


def _told(given: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    """What is found is a lower bound, so a post without words gets 0: nothing was found in it."""
    matches = [
        "; ".join(f"{rule}: {words}" if words else rule for rule, words in own) for own in posts["matches"]
    ]
    return given.assign(
        sponsored_probability=posts["sponsored_probability"].fillna(0.0).to_numpy(),
        matches=pd.Series(matches, dtype=object),
    )


def _chunks(accounts: Accounts, shelves: Shelves, now: datetime) -> Iterator[tuple[Frames, np.ndarray]]:
    """(frames, which of their profiles have posts without dates only) of each chunk."""
    order = np.argsort(accounts.frame["profile_id"].to_numpy())
    for start in range(0, len(order), shelves.size):
        profiles = accounts.frame.iloc[order[start : start + shelves.size]].reset_index(drop=True)
        posts, undated = shelves.take(start // shelves.size, now)
        yield Frames(profiles, posts), profiles["profile_id"].isin(undated).to_numpy()


def _all_results(
    accounts: Accounts, shelves: Shelves, frozen: Frozen, reading: Reading, level: int, now: datetime
) -> tuple[pd.DataFrame, Counter[str]]:
    """(the results in the order of the file, how many have no score by reason)."""
    done, why = [], Counter()
    for frames, undated in _chunks(accounts, shelves, now):
        measured = measure(frames, frozen, reading.lexicon, now, meaning=reading.meaning)
        usual = usual_rates(frames.profiles, frozen.benchmark)
        done.append(results(measured, usual, undated, reading.lexicon, level))
        why.update(reason for reason in measured.engagement["missing"] if reason)
    if not done:
        names = schema(reading.lexicon, level, accounts.id_type).names
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names}), why
    whole = pd.concat(done, ignore_index=True).iloc[accounts.frame["profile_id"].to_numpy()]
    whole = whole.reset_index(drop=True)
    whole.insert(0, "profile_id", pd.Series(accounts.ids, dtype=object))
    return whole, why
