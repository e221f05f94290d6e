"""What the tests of `score_files` write, run and read."""

import csv
import io
from pathlib import Path

import numpy as np
from django.core.management import call_command

from tests.scoring.planted import planted_catalogue

PROJECT = Path(__file__).parents[3]


def run(folder: Path, profiles: str, posts: str | None = None, *extra: str, by_meaning: bool = False):
    """(rows of R, rows of S, what was said, what was complained of). By words alone, which is faster."""
    extra = extra if by_meaning else ("--words-only", *extra)
    (folder / "p.csv").write_text(profiles, encoding="utf-8")
    arguments = ["--profiles", str(folder / "p.csv"), "--out", str(folder / "r.csv"), *extra]
    if posts is not None:
        (folder / "q.csv").write_text(posts, encoding="utf-8")
        arguments += ["--posts", str(folder / "q.csv"), "--posts-out", str(folder / "s.csv")]
    out, err = io.StringIO(), io.StringIO()
    call_command("score_files", *arguments, stdout=out, stderr=err)
    told = rows_of(folder / "s.csv") if posts is not None else []
    return rows_of(folder / "r.csv"), told, out.getvalue(), err.getvalue()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def planted_files(folder: Path, size: int = 200, seed: int = 3, shuffled: bool = False) -> None:
    profiles, posts, _ = planted_catalogue(size, seed)
    profiles["bio"] = np.where(profiles["profile_id"] % 2 == 0, "Sourdough recipes", "")
    if shuffled:
        profiles, posts = (frame.sample(frac=1, random_state=seed) for frame in (profiles, posts))
    profiles.to_csv(folder / "p.csv", index=False)
    posts.to_csv(folder / "q.csv", index=False)


def score(folder: Path, name: str = "r") -> Path:
    call_command(
        "score_files", profiles=folder / "p.csv", posts=folder / "q.csv",
        out=folder / f"{name}.csv", posts_out=folder / f"{name}-posts.csv",
        words_only=True, stdout=io.StringIO(), stderr=io.StringIO(),
    )  # fmt: skip
    return folder / f"{name}.csv"
