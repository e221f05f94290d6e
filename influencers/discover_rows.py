"""The rows of Discover as values: an account with its niches, its tags, and where each figure comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format

from influencers.choices import Basis, Source
from influencers.models import Influencer, Profile, ProfileNiche, ReportedFigures, Tag
from influencers.niche_basis import counting_of
from influencers.pictures.keeping import with_pictures
from influencers.reported import newest_rate
from influencers.templatetags.figures import age, percent
from influencers.terms import own_figure, why_not_measured
from influencers.text_matched import Match, matches_of, near_of
from influencers.text_search import Answer

SHOWN_NICHES = 2


@dataclass(frozen=True)
class Row:
    """One account as a list shows it.

    `told` says in one or two lines who told its size and when, `rate_told` the same of its engagement rate;
    `rate_span` is the interval of the rate, empty where none is known; `standing` is the whole percentage of
    accounts of its size that it does better than; `matches` say where it holds what was searched for.
    """

    profile: Profile
    influencer: Influencer
    niches: Sequence[ProfileNiche]
    more_niches: int
    tags: Sequence[Tag]
    told: list[str]
    rate_span: str
    rate_told: list[str]
    standing: int | None
    matches: Sequence[Match] = ()


def rows_of(ids: Sequence[int]) -> list[Row]:
    """The rows of these accounts in this order, fresh from the database, in five queries."""
    profiles = with_pictures(Profile.objects.select_related("influencer", "import_file")).prefetch_related(
        Prefetch("niches", ProfileNiche.objects.select_related("niche")),
        Prefetch(
            "reported_figures",
            ReportedFigures.objects.select_related("import_file").order_by("-as_of", "-pk"),
        ),
        "influencer__tags",
    )
    found = profiles.in_bulk(ids)
    return [row_of(found[pk]) for pk in ids if pk in found]


def with_matches(rows: Sequence[Row], answer: Answer | None, by_meaning: bool = False) -> list[Row]:
    """The rows with what of each was searched for, by words and by meaning, in one query at most; as they are
    without a search."""
    found = matches_of(answer, [row.profile for row in rows]) if answer else {}
    if by_meaning:
        for row in rows:
            found.setdefault(row.profile.pk, []).append(near_of(row.profile))
    return [replace(row, matches=found.get(row.profile.pk, ())) for row in rows]


def row_of(profile: Profile) -> Row:
    """The row of one account whose niches, tags and reported figures are at hand."""
    niches = counting_of(profile.niches.all())
    return Row(
        profile=profile,
        influencer=profile.influencer,
        niches=niches[:SHOWN_NICHES],
        more_niches=max(0, len(niches) - SHOWN_NICHES),
        tags=sorted(profile.influencer.tags.all(), key=lambda tag: tag.name.casefold()),
        told=_lines(told_by(profile)),
        rate_span=_rate_span(profile),
        rate_told=_lines(rate_told_by(profile)),
        standing=None if profile.percentile is None else int(profile.percentile * 100),
    )


def told_by(profile: Profile) -> str:
    """Who told the size of an account, and when: "Bluesky, 3 hours ago", "top.csv, as of 12 Sep 2022"."""
    if profile.source == Source.FILE:
        name = profile.import_file.name if profile.import_file else "Imported file"
        return f"{name}, as of {_day(profile.fetched_at)}" if profile.fetched_at else name
    return f"{profile.get_source_display()}, {age(profile.fetched_at)}"


def rate_told_by(profile: Profile) -> str:
    """What an engagement rate rests on, and how old that is: "12 posts, 3 hours ago"; where there is no rate,
    why there is none."""
    posts = f"{profile.n_posts} post{'' if profile.n_posts == 1 else 's'}"
    if profile.engagement_rate is None:
        return _no_rate(profile, posts)
    if profile.er_basis == Basis.CURATED:
        return "Typed in by a curator"
    if profile.er_basis == Basis.REPORTED:
        told = newest_rate(profile.reported_figures.all())
        return f"Reported in {told.import_file.name}, {_day(told.as_of)}" if told else "Reported"
    if own := own_figure(profile):
        posts = f"{posts}; {own}"
    return f"{posts}, {age(profile.scored_at)}" if profile.scored_at else posts


def _no_rate(profile: Profile, posts: str) -> str:
    if why := why_not_measured(profile):
        return why.removeprefix("not measured: ")
    if profile.er_basis == Basis.REPORTED:
        return "Reported above 100%, to check"
    if profile.percentile is not None:  # comments alone tell where it stands, but not its rate
        return f"likes hidden, {posts}"
    if profile.scored_at is None:
        return "not measured yet"
    return "too little to measure" if profile.n_posts else "no posts to measure"


def _lines(text: str) -> list[str]:
    """A short text as one line; one that names a file as two, broken at the comma before its date."""
    return [text] if len(text) <= 26 else text.rsplit(", ", 1)


def _rate_span(profile: Profile) -> str:
    if profile.engagement_rate is None or profile.er_low is None or profile.er_high is None:
        return ""
    return f"{percent(profile.er_low).removesuffix('%')}–{percent(profile.er_high)}"


def _day(moment) -> str:
    day = timezone.localtime(moment).date() if hasattr(moment, "hour") else moment
    return date_format(day, "j M Y")
