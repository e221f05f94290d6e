"""The shortlist as a table that leaves the house: every figure with its source and its date beside it."""

from array import array
from collections.abc import Iterator
from datetime import datetime

from django.db.models.fields.json import KT
from django.utils import timezone

from campaigns.brief import brief_of
from campaigns.models import Campaign, Candidate, Comment, StageChange
from campaigns.shortlist import plain_scores_now
from campaigns.shortlist_page import assigned
from influencers.choices import Basis
from influencers.exports import source_of
from influencers.models import ReportedFigures
from influencers.spreadsheet import Share
from influencers.terms import restrictions
from influencers.tiers import tier_names

CHUNK = 1000
_SHOWN = (
    "stage",
    "added_by",
    "assignee",
    "profile__primary_niche",
    "profile__influencer",
    "profile__import_file",
)
HEADER = (
    "Platform", "Handle", "Name", "Link", "Stage", "In stage since", "Score when added", "Score as of",
    "Score method", "Score now", "Score now as of", "Added by", "Assignee",
    "Fee currency", "Fee quoted", "Fee agreed", "Followers", "Followers source",
    "Followers as of", "Size", "Engagement rate", "Engagement low", "Engagement high", "Engagement basis",
    "Engagement posts", "Engagement source", "Engagement as of", "Reported engagement rate",
    "Reported engagement source", "Reported engagement as of", "Main niche", "Country", "Language", "Contact",
    "Last post", "Profile source", "Profile as of", "Notes", "Stage history", "Demo", "Restrictions",
)  # fmt: skip


def shortlist_rows(
    campaign: Campaign, now: datetime, stage_id: int | None = None, assignee: str = ""
) -> Iterator[tuple]:
    """A row for each candidate (of one stage, of one assignee as `shortlist_page.assigned` takes it, if told)
    in the order of the shortlist, as HEADER names them.

    The order is read once by a cursor of the server and kept as bare numbers (8 bytes each), so that a slow
    download holds no cursor open and nobody is skipped who is moved meanwhile; the rows are read in chunks
    with a fixed number of queries each. Rates are fractions.
    """
    brief = brief_of(campaign)
    chosen = assigned(campaign.candidates.listed(), assignee)
    if stage_id:
        chosen = chosen.filter(stage=stage_id)
    ids = array("q", chosen.values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    # What was frozen is kilobytes of reasons; the table wants one word of it.
    rows = Candidate.objects.listed().select_related(*_SHOWN).defer("frozen")
    rows = rows.annotate(frozen_version=KT("frozen__version"))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK].tolist()
        found = rows.in_bulk(chunk)
        candidates = [found[pk] for pk in chunk if pk in found]
        profiles = [candidate.profile for candidate in candidates]
        scores = plain_scores_now(brief, profiles, now)
        tiers, reported = tier_names(profiles), _reported(profiles)
        notes, stages = _notes(candidates), _stages(candidates)
        for c in candidates:
            p = c.profile
            yield (
                *_who(c), *_scores(c, scores.get(p.pk), now), str(c.added_by or ""), str(c.assignee or ""),
                c.currency, c.fee_quoted, c.fee_agreed, *_followers(p),
                tiers.get(p.pk, ""), *_engagement(p), *reported.get(p.pk, (None, "", None)),
                p.primary_niche.name if p.primary_niche else "", p.country, p.language, p.mail_address,
                p.last_post_at, source_of(p), p.fetched_at, notes.get(c.pk, ""), stages.get(c.pk, ""),
                p.is_demo, " ".join(restrictions(p)),
            )  # fmt: skip


def _who(c: Candidate) -> tuple:
    p = c.profile
    name = p.display_name or p.influencer.name
    return p.get_platform_display(), p.handle, name, p.link, c.stage.name, c.stage_changed_at


def _scores(c: Candidate, score: float | None, now: datetime) -> tuple:
    return (
        c.frozen_score if c.frozen_score is None else round(c.frozen_score, 1), c.frozen_at,
        c.frozen_version or "", None if score is None else round(score, 1), None if score is None else now,
    )  # fmt: skip


def _followers(p) -> tuple:
    known = p.followers is not None
    return p.followers, source_of(p) if known else "", p.fetched_at if known else None


def _engagement(p) -> tuple:
    if p.engagement_rate is None:
        return None, None, None, "", None, "", None
    reported = p.er_basis == Basis.REPORTED
    source = "Reported by a file" if reported else f"Posts, {p.get_source_display()}"
    return (
        *map(Share.of, (p.engagement_rate, p.er_low, p.er_high)),
        p.get_er_basis_display(), p.n_posts, source, p.scored_at,
    )  # fmt: skip


def _reported(profiles) -> dict[int, tuple]:
    """{profile id: (rate, file, as-of date)} of the newest engagement rate that a file claims."""
    rows = (
        ReportedFigures.objects.filter(profile__in=profiles, engagement_rate__isnull=False)
        .order_by("profile_id", "-as_of", "-pk")
        .distinct("profile_id")
    )
    found = rows.values_list("profile_id", "engagement_rate", "import_file__name", "as_of")
    return {profile: (Share.of(value), f"File {name}", as_of) for profile, value, name, as_of in found}


def _notes(candidates) -> dict[int, str]:
    """{candidate id: all its notes, oldest first, each with author and day}."""
    lines: dict[int, list[str]] = {}
    for note in Comment.objects.filter(candidate__in=candidates).select_related("author"):
        lines.setdefault(note.candidate_id, []).append(
            f"{note.author or 'Somebody'}, {note.at:%Y-%m-%d}: {note.text}"
        )
    return {pk: "\n".join(texts) for pk, texts in lines.items()}


def _stages(candidates) -> dict[int, str]:
    """{candidate id: the stages it went through, oldest first, each with author and time}."""
    lines: dict[int, list[str]] = {}
    changes = StageChange.objects.filter(candidate__in=candidates).select_related("by").order_by("at", "pk")
    for change in changes:
        moved = f"{change.from_name or 'new'} to {change.to_name or 'removed'}"
        at = timezone.localtime(change.at)
        lines.setdefault(change.candidate_id, []).append(
            f"{change.by or 'Somebody'}, {at:%Y-%m-%d %H:%M}: {moved}"
        )
    return {pk: "\n".join(texts) for pk, texts in lines.items()}
