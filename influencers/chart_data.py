"""What the charts of the creator page draw, as JSON values. Pure."""

from collections.abc import Sequence

from influencers.models import Snapshot
from influencers.post_history import PostHistory

SHOWN_CAPTION = 90
# A post this many times the usual would flatten all others on a linear axis.
LOGARITHMIC_FROM = 12


def follower_series(sizes: Sequence[Snapshot]) -> dict:
    """`{"points": [[day, followers], ...]}`, oldest first."""
    return {"points": [[size.day.isoformat(), size.followers] for size in sizes]}


def post_series(history: PostHistory) -> dict:
    """`{"points": [[time, reactions, times the usual (None for a young post), kind, paid, caption], ...],
    "usual", "measure", "logarithmic"}`, oldest first; posts that hide their counts are left out."""
    shown = [point for point in reversed(history.points) if point.reactions is not None]
    return {
        "points": [
            [
                point.post.published_at.isoformat(),
                point.reactions,
                None if point.times_usual is None else round(point.times_usual, 2),
                point.post.get_kind_display(),
                bool(point.post.paid_flag),
                _short(point.post.caption),
            ]
            for point in shown
        ],
        "usual": history.usual,
        "measure": history.measure,
        "logarithmic": any((point.times_usual or 0) >= LOGARITHMIC_FROM for point in shown),
    }


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CAPTION else line[: SHOWN_CAPTION - 1] + "…"
