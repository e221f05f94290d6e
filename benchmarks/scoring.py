"""Scoring: numeric parts against one pandas groupby-median, captions a second, and the whole at 10x the data.

Baseline: the median engagement of each creator by pandas, vectorised, over the same posts in the same run.
Seconds are of the processor, so that what else runs on the machine matters little; the whole run, which also
works in PostgreSQL, is told in seconds of the clock. Nothing that is measured uses more than one core.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection

from benchmarks._creators import NOW, POSTS_A_CREATOR, numeric_frames, with_captions
from benchmarks.report import Row
from influencers.copying import copy_rows
from influencers.models import Influencer, Post, Profile
from scoring.core.combine import composite
from scoring.core.consistency import consistency_score
from scoring.core.features import numbers
from scoring.core.frames import Frames
from scoring.core.frozen import Observed, freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import first_pass
from scoring.core.niche import niche_shares
from scoring.core.standing import standing
from scoring.core.tier import tier_score
from scoring.core.weights import CONSTANTS

DEFAULT_CREATORS = 100_000
CAPTIONS = 50_000
CHUNK = 10_000
"""Creators that the numeric parts take at a time."""
_ROUNDS = 3
_NUMERIC_AIM, _CAPTIONS_AIM, _GROWTH_AIM, _MEMORY_AIM = 6.0, 50_000, 11.0, 1.3


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark at `scale` creators with ten posts each on average."""
    creators = scale or DEFAULT_CREATORS
    frames = numeric_frames(creators)
    baseline = min(_seconds(lambda: _medians(frames)) for _ in range(_ROUNDS))
    steps = [_numeric(frames) for _ in range(_ROUNDS)]
    best = min(steps, key=lambda own: sum(own.values()))
    numeric = sum(best.values())
    speed = _captions_a_second(min(CAPTIONS, creators * POSTS_A_CREATOR))
    small, large = (_whole(size) for size in (creators // 10, creators))
    return [
        Row("scoring: posts to scores, numeric parts", numeric, "s", baseline, numeric / baseline,
            f"<= {_NUMERIC_AIM:g}x one groupby-median", numeric <= _NUMERIC_AIM * baseline),
        *[Row(f"scoring: of that, {step}", own, "s", baseline, own / baseline) for step, own in best.items()],
        Row("scoring: niche words of captions, one core", speed, "captions/s", None, None,
            f">= {_CAPTIONS_AIM:,}", speed >= _CAPTIONS_AIM),
        Row(f"scoring: catalogue to stored scores, {creators // 10:,} creators", small.seconds, "s"),
        Row(f"scoring: catalogue to stored scores, {creators:,} creators", large.seconds, "s", small.seconds,
            large.seconds / small.seconds, f"<= {_GROWTH_AIM:g}x",
            large.seconds <= _GROWTH_AIM * small.seconds),
        Row("scoring: peak memory, 10x the creators", large.peak, "MB", small.peak, large.peak / small.peak,
            f"<= {_MEMORY_AIM:g}x", large.peak <= _MEMORY_AIM * small.peak),
    ]  # fmt: skip


def _seconds(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _medians(frames: Frames) -> pd.Series:
    posts = frames.posts
    return (posts["likes"] + posts["comments"]).groupby(posts["profile_id"]).median()


def _chunks(frames: Frames) -> Iterator[Frames]:
    """The catalogue as a run reads it: some creators at a time, their posts in the order of their ids."""
    code = (frames.posts["profile_id"].to_numpy() - 1) // CHUNK
    order = np.argsort(code, kind="stable")
    ends = np.searchsorted(code[order], np.arange(len(frames.profiles) // CHUNK + 2))
    for at in range(-(-len(frames.profiles) // CHUNK)):
        rows = order[ends[at] : ends[at + 1]]
        yield Frames(
            frames.profiles.iloc[at * CHUNK : (at + 1) * CHUNK].reset_index(drop=True),
            frames.posts.iloc[rows].reset_index(drop=True),
        )


def _numeric(frames: Frames) -> dict[str, float]:
    """Seconds of each step from posts to scores; cutting the frames into chunks is not counted."""
    spent = dict.fromkeys(("posts and creators' means", "fit", "standing and score"), 0.0)
    chunks = list(_chunks(frames))
    passes = []
    spent["posts and creators' means"] = _seconds(
        lambda: passes.extend(first_pass(chunk, NOW) for chunk in chunks)
    )
    frozen = []
    spent["fit"] = _seconds(lambda: frozen.append(freeze([Observed(own.means, {}, 0, 0) for own in passes])))
    spent["standing and score"] = _seconds(
        lambda: [_scores(own.frames.profiles, own, frozen[0].benchmark) for own in passes]
    )
    return spent


def _scores(profiles: pd.DataFrame, first, benchmark) -> np.ndarray:
    """The composite of engagement, size and regularity; what texts tell is taken as known."""
    engagement = standing(profiles, first.features, first.means, benchmark)
    size = len(profiles)
    focus = np.full(size, 0.6)
    parts = np.column_stack(
        [
            np.full(size, 0.5),
            np.maximum(CONSTANTS.score_floor, engagement["score"].to_numpy()),
            tier_score(numbers(profiles, "followers"), 5_000, 100_000),
            consistency_score(
                engagement["active_weeks"].to_numpy(), engagement["last_age"].to_numpy(), focus
            ),
        ]
    )
    return composite(parts, np.array([0.4, 0.4, 0.1, 0.1])).score


def _captions_a_second(count: int) -> float:
    frames = with_captions(numeric_frames(count // POSTS_A_CREATOR))
    lexicon = default_lexicon()
    niche_shares(frames.profiles.iloc[:10], frames.posts, NOW, lexicon)
    chunks = list(_chunks(frames))
    seconds = _seconds(lambda: [niche_shares(chunk.profiles, chunk.posts, NOW, lexicon) for chunk in chunks])
    return len(frames.posts) / seconds


class _Whole:
    """A run over a catalogue of this size, in a process of its own: seconds and peak memory in MB."""

    def __init__(self, creators: int):
        fill_catalogue(creators)
        code = (
            "import django, time; django.setup(); from benchmarks._creators import NOW;"
            "from scoring.run import score_all; started = time.perf_counter(); score_all(NOW);"
            "seconds = time.perf_counter() - started;"
            # VmHWM, because the peak that getrusage tells is inherited from the process that started it.
            "words = open('/proc/self/status').read().split();"
            "print(seconds, int(words[words.index('VmHWM:') + 1]) / 1024)"
        )
        address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
        environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
        )
        self.seconds, self.peak = (float(word) for word in done.stdout.split()[-2:])


def _whole(creators: int) -> _Whole:
    return _Whole(creators)


def fill_catalogue(creators: int) -> None:
    """A catalogue of made-up creators and posts, and nothing else."""
    frames = with_captions(numeric_frames(creators))
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{Influencer._meta.db_table}" CASCADE')
    Influencer.objects.bulk_create(
        (Influencer(id=i, name=f"Creator {i}") for i in frames.profiles["profile_id"].tolist()),
        batch_size=5_000,
    )
    names = ("profile_id", "platform", "followers", "bio", "language")
    Profile.objects.bulk_create(
        (
            Profile(id=i, influencer_id=i, platform=platform, handle=f"creator.{i}", followers=int(followers),
                    bio=bio, language=language, source="file")
            for i, platform, followers, bio, language in frames.profiles[list(names)].itertuples(index=False)
        ),
        batch_size=5_000,
    )  # fmt: skip
    columns = ("id", "profile_id", "published_at", "kind", "likes", "comments", "shares", "views", "caption",
               "language", "platform_post_id", "source", "fetched_at", "hashtags", "mentions",
               "url")  # fmt: skip
    copy_rows(Post._meta.db_table, columns, _post_rows(frames.posts), ("caption", "url"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _post_rows(posts: pd.DataFrame) -> Iterator[tuple]:
    whole = posts[["likes", "comments", "shares", "views"]].astype("Int64").astype(object)
    whole = whole.where(whole.notna(), None)
    columns = (
        posts["post_id"].tolist(),
        posts["profile_id"].tolist(),
        posts["published_at"].astype(str),
        posts["kind"],
        *(whole[name].tolist() for name in whole),
        posts["caption"],
        posts["language"],
    )
    for post_id, profile_id, moment, kind, *rest in zip(*columns, strict=True):
        yield (post_id, profile_id, moment, kind or "text", *rest, f"post{post_id}", "file", moment,
               "{}", "{}", "")  # fmt: skip
