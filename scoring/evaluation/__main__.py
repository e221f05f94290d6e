"""`python -m scoring.evaluation`: every row of the method's section 9 that there is data for.

Prints one table and writes var/reports/evaluate.json. `make evaluate DATA=folder` names the folder of
labelled sets; a set that is not there is said to be absent. Asks no server. Always exits with 0: the table
shows what holds and what does not.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from scoring.evaluation import (
    disclosures,
    diversity,
    feedback,
    fraud,
    freshness,
    holdout,
    invariants,
    invented,
    niche_rows,
    planted_engagement,
    portfolio,
    stability,
)
from scoring.evaluation.report import Row, absent, report_path, table, write

PROJECT = Path(__file__).parents[2]
DATA = PROJECT.parent / "shared" / "data"
RATERS = (
    ("Niche, 300 creators labelled by hand", "needs hand labels in five languages; weak labels above"),
    ("Sponsored posts, two annotators", "needs 300 posts a language read by two people; disclosures above"),
    ("Undisclosed sponsorship: recall", "needs people who know which posts were paid"),
    ("Human preference against a raw sort", "needs three raters and 20 briefs"),
)


def sections(data: Path) -> list[tuple[str, Callable[[], list[Row]], Path | None]]:
    """(name, what measures it, the folder that it needs) in the order of the table."""
    videos, described, series, bios = (
        data / name for name in ("tiktok-videos-vn", "youtube-disclosures", "youtube-daily", "tiktok-niche")
    )
    return [
        ("planted engagement", planted_engagement.evaluate, None),
        ("hold-out", holdout.evaluate, None),
        ("hold-out, TikTok", lambda: holdout.reread(videos), videos),
        ("niches, TikTok bios", lambda: niche_rows.evaluate(bios), bios),
        ("invented texts", invented.evaluate, None),
        ("freshness", freshness.evaluate, None),
        ("disclosures, YouTube", lambda: disclosures.evaluate(described), described),
        ("planted fraud", fraud.evaluate, None),
        ("growth on real series", lambda: fraud.real_series(series), series),
        ("diversity", diversity.evaluate, None),
        ("portfolio", portfolio.evaluate, None),
        ("feedback", feedback.evaluate, None),
        ("stability", stability.evaluate, None),
        ("invariants", invariants.evaluate, None),
    ]


def evaluate(data: Path) -> list[Row]:
    """The rows of every section, and those that nobody can measure here, each with its reason."""
    rows: list[Row] = []
    for name, measure, folder in sections(data):
        if folder and not folder.is_dir():
            rows.append(absent(name, f"DATA ABSENT: there is no folder {folder}"))
            continue
        begun = time.monotonic()
        rows += measure()
        print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)
    return rows + [absent(name, f"not runnable here: {why}") for name, why in RATERS]


def main() -> None:
    """Runs it all, on the data sets of the folder named on the command line or of the usual one."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    rows = evaluate(folder)
    write(rows, report_path())
    print(table(rows))
    missed = [row.name for row in rows if row.holds is False]
    print(f"{len(missed)} aims missed" + (": " + "; ".join(missed) if missed else "."))


if __name__ == "__main__":
    main()
