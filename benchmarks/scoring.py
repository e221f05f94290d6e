"""Scoring: numeric parts against one pandas groupby-median, captions a second, and the whole at 10x the data.

Numeric parts are all that turns posts into the figures that are stored, in arrays; that these become JSON on
their way into PostgreSQL is counted with the whole run, and has a row of its own.
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

from benchmarks._creators import NOW, POSTS_A_CREATOR, numeric_frames, with_captions, with_stored_texts
from benchmarks.report import Row
from influencers.copying import copy_rows
from influencers.models import Influencer, Post, Profile
from scoring.core.benchmark import Benchmark
from scoring.core.columns import Part, json_rows
from scoring.core.combine import composite
from scoring.core.consistency import consistency_score
from scoring.core.criteria import FURTHER
from scoring.core.engagement import CreatorMeans, fit_benchmark
from scoring.core.features import numbers
from scoring.core.frames import Frames
from scoring.core.lexicon import Lexicon, default_lexicon
from scoring.core.measure import first_pass
from scoring.core.niche import NicheShares, niche_shares
from scoring.core.parts import FirstPass, SecondPass
from scoring.core.post_texts import TextRules, default_text_rules, post_texts
from scoring.core.schema import CONSISTENCY, CRITERIA, ENGAGEMENT, NICHE, TIER
from scoring.core.standing import standing
from scoring.core.tier import tier_score
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS
from scoring.store import ENGAGEMENT_PART

DEFAULT_CREATORS = 100_000
CAPTIONS = 50_000
CHUNK = 10_000
"""Creators that the numeric parts take at a time."""
_ROUNDS = 3
_NUMERIC_AIM, _CAPTIONS_AIM, _GROWTH_AIM, _MEMORY_AIM = 6.0, 50_000, 11.0, 1.3


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark at `scale` creators with ten posts each on average."""
    creators = scale or DEFAULT_CREATORS
    default_lexicon()
    frames = numeric_frames(creators)
    baseline = min(_seconds(lambda: _medians(frames)) for _ in range(_ROUNDS))
    chunks = list(_chunks(with_stored_texts(frames)))
    rounds = [_numeric(chunks) for _ in range(_ROUNDS)]
    best = min((steps for steps, _ in rounds), key=lambda own: sum(own.values()))
    numeric, told = sum(best.values()), min(seconds for _, seconds in rounds)
    speed, paid = _captions_a_second(min(CAPTIONS, creators * POSTS_A_CREATOR))
    small, large = (_whole(size) for size in (creators // 10, creators))
    return [
        Row("scoring: posts to scores, numeric parts", numeric, "s", baseline, numeric / baseline,
            f"<= {_NUMERIC_AIM:g}x one groupby-median", numeric <= _NUMERIC_AIM * baseline),
        *[Row(f"scoring: of that, {step}", own, "s", baseline, own / baseline) for step, own in best.items()],
        Row("scoring: parts as JSON for the store, a creator", 1e6 * told / creators, "us"),
        Row("scoring: words of niches and of sponsorship, one core", speed, "captions/s", None, None,
            f">= {_CAPTIONS_AIM:,}", speed >= _CAPTIONS_AIM),
        Row("scoring: of that, words of sponsorship a caption", paid, "us"),
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


def _chunks(frames: Frames, size: int = CHUNK) -> Iterator[Frames]:
    """The catalogue as a run reads it: some creators at a time, their posts in the order of their ids."""
    code = (frames.posts["profile_id"].to_numpy() - 1) // size
    order = np.argsort(code, kind="stable")
    ends = np.searchsorted(code[order], np.arange(len(frames.profiles) // size + 2))
    for at in range(-(-len(frames.profiles) // size)):
        rows = order[ends[at] : ends[at + 1]]
        yield Frames(
            frames.profiles.iloc[at * size : (at + 1) * size].reset_index(drop=True),
            frames.posts.iloc[rows].reset_index(drop=True),
        )


def _numeric(chunks: list[Frames]) -> tuple[dict[str, float], float]:
    """(seconds of each step from posts to every figure that is stored, in arrays; seconds to write the latter
    as JSON, which is work of the store and stands in the whole run). Cutting into chunks is not counted."""
    steps = _Steps(chunks)
    return {
        "posts that count and creators' means": _seconds(steps.first),
        "fit": _seconds(steps.fit),
        "standing": _seconds(steps.stand),
        "further criteria": _seconds(steps.further),
        "score": _seconds(steps.score),
    }, _seconds(steps.told)


class _Steps:
    """The numeric parts of a run over some chunks, one after the other."""

    def __init__(self, chunks: list[Frames]):
        self.chunks = chunks
        self.passes: list[FirstPass] = []
        self.engagement: list[pd.DataFrame] = []
        self.parts: list[dict[str, Part]] = []
        self.benchmark = Benchmark()
        self.niche = _known_niches(len(chunks[0].profiles))

    def first(self) -> None:
        self.passes = [first_pass(chunk, NOW) for chunk in self.chunks]

    def fit(self) -> None:
        self.benchmark = fit_benchmark(CreatorMeans.together([own.means for own in self.passes]))

    def stand(self) -> None:
        self.engagement = [
            standing(own.frames.profiles, own.features, own.means, self.benchmark) for own in self.passes
        ]

    def further(self) -> None:
        references = {}
        for part in FURTHER:
            if part.observe and part.freeze:
                seen = pd.concat([part.observe(own, CONSTANTS) for own in self.passes], ignore_index=True)
                references[part.name] = part.freeze(seen, self.benchmark, CONSTANTS)
        for own, engagement in zip(self.passes, self.engagement, strict=True):
            second = SecondPass(own, engagement, self.niche, {})
            for part in FURTHER:
                second.parts[part.name] = part.measure(second, references.get(part.name, {}), CONSTANTS)
            self.parts.append(second.parts)

    def score(self) -> None:
        """The composite; the niche fit, which texts tell, is taken as known."""
        weights = np.array([DEFAULT_WEIGHTS[criterion] for criterion in CRITERIA])
        for own, engagement, further in zip(self.passes, self.engagement, self.parts, strict=True):
            profiles = own.frames.profiles
            steady = consistency_score(
                engagement["active_weeks"].to_numpy(),
                engagement["last_age"].to_numpy(),
                np.full(len(profiles), 0.6),
            )
            known = {
                NICHE: np.full(len(profiles), 0.5),
                ENGAGEMENT: engagement["score"].to_numpy(),
                TIER: tier_score(numbers(profiles, "followers"), 5_000, 100_000),
                CONSISTENCY: steady,
            }
            known |= {name: part["score"] for name, part in further.items() if name in CRITERIA}
            composite(np.column_stack([known[criterion] for criterion in CRITERIA]), weights)

    def told(self) -> None:
        for engagement, further in zip(self.engagement, self.parts, strict=True):
            standing = {name: engagement[name].to_numpy() for name in ENGAGEMENT_PART}
            json_rows({ENGAGEMENT: standing, **further}, len(engagement))


def _known_niches(size: int) -> NicheShares:
    leaves = len(default_lexicon().leaves)
    shares = np.full((size, leaves + 1), 1 / (leaves + 1))
    ones = np.ones(size)
    return NicheShares(shares, shares, ones, ones, ones, [{} for _ in range(size)])


def _captions_a_second(count: int) -> tuple[float, float]:
    """(captions a second by the words of niches and of sponsorship, microseconds of the latter a caption)."""
    frames = with_captions(numeric_frames(count // POSTS_A_CREATOR))
    lexicon, rules = default_lexicon(), default_text_rules()
    chunks = list(_chunks(frames, 1_000))
    _read(chunks[:1], lexicon, rules)
    niches, paid = _read(chunks, lexicon, rules)
    return len(frames.posts) / (niches + paid), 1e6 * paid / len(frames.posts)


def _read(chunks: list[Frames], lexicon: Lexicon, rules: TextRules) -> tuple[float, float]:
    niches = _seconds(lambda: [niche_shares(own.profiles, own.posts, NOW, lexicon) for own in chunks])
    return niches, _seconds(lambda: [post_texts(own.profiles, own.posts, rules) for own in chunks])


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
