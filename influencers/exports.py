"""Creators as a table to take along: every figure with its date, and where it came from."""

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponseBase
from django.utils import timezone

from influencers.choices import Basis, Source
from influencers.models import Profile, ProfileNiche, ReportedFigures
from influencers.niche_basis import counting_of
from influencers.reported import newest_rate
from influencers.spreadsheet import Share, csv_response, xlsx_response
from influencers.terms import restrictions

HEADER = (
    "Handle", "Platform", "Name", "Address", "Followers", "Followers as of", "Source", "Growth in 30 days",
    "Posts", "Engagement rate", "Engagement rate, low", "Engagement rate, high", "Engagement basis",
    "Engagement as of", "Posts measured", "Better than share of its size", "Niches", "Niche basis", "Country",
    "Language", "Verified", "Contact", "Last post", "Sponsored share", "Authenticity", "Community replies",
    "Tags", "Bio", "Added", "Restrictions",
)  # fmt: skip
WRITERS = {"csv": csv_response, "xlsx": xlsx_response}
_CHUNK = 1_000


def export(profiles: QuerySet[Profile], kind: str) -> HttpResponseBase:
    """A download of these accounts in their order, `kind` "csv" or "xlsx", streamed."""
    name = f"handpick-creators-{timezone.localdate():%Y-%m-%d}.{kind}"
    return WRITERS[kind](name, HEADER, rows(profiles))


def rows(profiles: QuerySet[Profile]) -> Iterator[list]:
    """One list of cells an account, under HEADER; rates and shares are fractions."""
    wanted = profiles.select_related("influencer", "import_file").prefetch_related(
        Prefetch("niches", ProfileNiche.objects.select_related("niche")),
        Prefetch("reported_figures", ReportedFigures.objects.order_by("-as_of", "-pk")),
        "influencer__tags",
    )
    for profile in wanted.iterator(chunk_size=_CHUNK):
        yield _row(profile)


def _row(p: Profile) -> list:
    niches = counting_of(p.niches.all())
    return [
        p.handle, p.get_platform_display(), p.influencer.name, p.link, p.followers, p.fetched_at,
        source_of(p), Share.of(p.growth_30d), p.posts_count,
        *map(Share.of, (p.engagement_rate, p.er_low, p.er_high)),
        p.get_er_basis_display() if p.engagement_rate is not None else "", _rate_day(p), p.n_posts,
        Share.of(p.percentile),
        [row.niche.name for row in niches], niches[0].get_basis_display() if niches else "",
        p.country, p.language, p.is_verified, p.mail_address, p.last_post_at, Share.of(p.sponsored_share),
        Share.of(p.authenticity), Share.of(p.replies), [tag.name for tag in p.influencer.tags.all()], p.bio,
        p.created_at, " ".join(restrictions(p)),
    ]  # fmt: skip


def source_of(p: Profile) -> str:
    """Who told the size of an account, a file by its name.

    When it did so stands in a column of its own: "3 hours ago" would not stay true in a file.
    """
    return p.import_file.name if p.source == Source.FILE and p.import_file else p.get_source_display()


def _rate_day(p: Profile):
    """When a rate was true: measured then, or as of the file that reports it."""
    if p.engagement_rate is None:
        return None
    if p.er_basis == Basis.REPORTED:
        told = newest_rate(p.reported_figures.all())
        return told.as_of if told else None
    return p.scored_at
