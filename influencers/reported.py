"""What files claim of an account, figure by figure, with the file and the column each stands in."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from influencers.choices import Figure
from influencers.models import ImportFile, Profile, ReportedFigures


class Claim(NamedTuple):
    """One figure that a file claims: a rate is a fraction, an average a count a post."""

    figure: str
    label: str
    value: float
    as_of: date
    import_file: ImportFile
    column: str


def claims_of(profile: Profile) -> list[Claim]:
    """Everything that files claim of an account, newest first, those of one day by the figure's name."""
    found = [
        Claim(figure.value, figure.label, value, told.as_of, told.import_file, columns.get(figure.value, ""))
        for told in profile.reported_figures.all()
        for columns in [_columns(told.import_file, profile.platform)]
        for figure in Figure
        if (value := getattr(told, figure.value)) is not None
    ]
    return sorted(found, key=lambda claim: (-claim.as_of.toordinal(), claim.figure, -claim.import_file.pk))


def newest_rate(reported: Iterable[ReportedFigures]) -> ReportedFigures | None:
    """The first of these that tells an engagement rate."""
    return next((told for told in reported if told.engagement_rate is not None), None)


def _columns(file: ImportFile, platform: str) -> dict[str, str]:
    """{figure: heading} of a file's mapping, with words such as `tiktok.avg_likes_exact`."""
    found: dict[str, str] = {}
    for heading, spec in file.mapping.items():
        group, _, field = spec.rpartition(".")
        for figure in Figure.values:
            if group in ("", platform) and (field == figure or field.startswith(f"{figure}_")):
                found.setdefault(figure, heading)
    return found
