"""Which of an account's niches count: curated ones win over measured ones, measured over reported."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from influencers.choices import Basis
from influencers.models import ProfileNiche

# A measured niche counts from this share of an account's posts on; below, it is a passing subject.
NOTABLE_SHARE = 0.15
_STRENGTH = {Basis.CURATED: 0, Basis.MEASURED: 1, Basis.REPORTED: 2}


def counting_niches() -> QuerySet[ProfileNiche]:
    """The niche rows that count, of all accounts."""
    own = ProfileNiche.objects.filter(profile=OuterRef("profile"))
    curated, measured = own.filter(basis=Basis.CURATED), own.filter(basis=Basis.MEASURED)
    return ProfileNiche.objects.filter(
        Q(basis=Basis.CURATED)
        | Q(basis=Basis.MEASURED, weight__gte=NOTABLE_SHARE) & ~Exists(curated)
        | Q(basis=Basis.REPORTED) & ~Exists(curated) & ~Exists(measured)
    )


def counting_of(rows: Iterable[ProfileNiche]) -> list[ProfileNiche]:
    """The same for the rows of one account that are at hand, heaviest first."""
    rows = list(rows)
    if not rows:
        return []
    best = min(_STRENGTH[row.basis] for row in rows)
    kept = [
        row
        for row in rows
        if _STRENGTH[row.basis] == best and (row.basis != Basis.MEASURED or row.weight >= NOTABLE_SHARE)
    ]
    return sorted(kept, key=lambda row: (-row.weight, row.niche_id))
