"""What scoring says of an account's signals and replies, as a page shows it; two queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from influencers.discover_rows import told_by
from influencers.models import Post, Profile
from influencers.templatetags.figures import age
from influencers.terms import why_not_measured
from scoring.core.authenticity_words import SignalLine, authenticity_words, replies_words, signal_lines
from scoring.core.schema import AUTHENTICITY, REPLIES
from scoring.core.signals import COMMENTS, GROUPS
from scoring.models import ProfileScore


@dataclass(frozen=True, slots=True)
class Checked:
    """why_none: why nothing was looked at, "" where something was. value: the signals in one line; lines:
    each signal with who told its figures and when; score 0..1; groups of all_groups could be looked at;
    replies, replies_missing, replies_notes: the other part in words; scored_at."""

    why_none: str
    value: str
    lines: list[tuple[SignalLine, str]]
    score: float | None
    groups: int
    all_groups: int
    replies: str
    replies_missing: str
    replies_notes: tuple[str, ...]
    replies_score: float | None
    scored_at: datetime | None


def checked_of(profile: Profile) -> Checked:
    """What the last scoring of an account stored about both, in words."""
    score = ProfileScore.objects.filter(profile=profile).first()
    withheld = why_not_measured(profile)
    parts: Mapping[str, Any] = score.parts if score and not withheld else {}
    own, replies = parts.get(AUTHENTICITY, {}), parts.get(REPLIES, {})
    value, missing, _ = authenticity_words(own) if own else ("", withheld, ())
    told = _told(profile) if own else {}
    said, replies_missing, notes = replies_words(replies) if replies else ("", withheld, ())
    waiting = "Not measured yet: it is within a minute or two of new figures."
    return Checked(
        why_none="" if value else missing or waiting,
        value=value,
        lines=[(line, told.get(line.group, told_by(profile))) for line in signal_lines(own)],
        score=own.get("score"),
        groups=own.get("groups", 0),
        all_groups=len(GROUPS),
        replies=said,
        replies_missing=replies_missing or ("" if said else waiting),
        replies_notes=notes,
        replies_score=replies.get("score"),
        scored_at=profile.scored_at,
    )


def _told(profile: Profile) -> dict[str, str]:
    """Who told the comments, and when; the other figures are of the account's own source."""
    read = Post.objects.filter(profile=profile).aggregate(at=Max("comments_read_at"))["at"]
    return {COMMENTS: f"{profile.get_source_display()}, comments read {age(read)}"} if read else {}
