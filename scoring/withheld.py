"""What must not be measured: data whose source's terms allow no rate, niche or score made of it.

Such accounts never reach the core, and what was made of them while it was allowed is taken away.
"""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from influencers.choices import Basis
from influencers.models import Profile, ProfileNiche
from influencers.terms import withheld_accounts, withheld_sources
from scoring.models import ProfileScore, ProfileVector, RunScore

BATCH = 1_000
# What stands on an account's row and was made of its data. A rate that a file reports or a curator typed in
# is theirs and stays.
_CLEARED = """
    UPDATE influencers_profile p SET
        engagement_rate = CASE WHEN er_basis = 'measured' THEN NULL ELSE engagement_rate END,
        er_basis = CASE WHEN er_basis = 'measured' THEN '' ELSE er_basis END,
        er_low = NULL, er_high = NULL, percentile = NULL, n_posts = 0, sponsored_share = NULL,
        authenticity = NULL, replies = NULL, growth_30d = NULL, score_version = '', scored_at = NULL,
        primary_niche_id = (
            SELECT n.niche_id FROM influencers_profileniche n WHERE n.profile_id = p.id
            ORDER BY n.basis = 'curated' DESC, n.weight DESC, n.niche_id LIMIT 1
        ),
        updated_at = clock_timestamp()
    WHERE p.id = ANY(%s)
"""


def measurable() -> QuerySet[Profile]:
    """Accounts of which figures may be made."""
    return Profile.objects.exclude(withheld_accounts()) if withheld_sources() else Profile.objects.all()


def clear_withheld() -> int:
    """How many accounts lost what was made of them; 0 at the next call. One short transaction a batch."""
    cleared = 0
    while ids := list(_tainted().order_by("pk").values_list("pk", flat=True)[:BATCH]):
        _clear(ids)
        cleared += len(ids)
    return cleared


def _tainted() -> QuerySet[Profile]:
    if not withheld_sources():
        return Profile.objects.none()
    measured = ProfileNiche.objects.filter(profile=OuterRef("pk"), basis=Basis.MEASURED)
    scores = ProfileScore.objects.filter(profile=OuterRef("pk"))
    kept = RunScore.objects.filter(profile=OuterRef("pk"))
    vectors = ProfileVector.objects.filter(profile=OuterRef("pk"))
    made = Q(scored_at__isnull=False) | Q(er_basis=Basis.MEASURED) | Q(growth_30d__isnull=False)
    made |= Q(Exists(measured)) | Q(Exists(scores)) | Q(Exists(kept)) | Q(Exists(vectors))
    return Profile.objects.filter(withheld_accounts()).filter(made)


@transaction.atomic
def _clear(ids: list[int]) -> None:
    """Plain statements: the change history, which watches `.delete()`, is for what people do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM influencers_profileniche WHERE basis = %s AND profile_id = ANY(%s)",
            [Basis.MEASURED, ids],
        )
        for table in ("scoring_profilescore", "scoring_profilevector", "scoring_runscore"):
            cursor.execute(f"DELETE FROM {table} WHERE profile_id = ANY(%s)", [ids])
        cursor.execute(
            "DELETE FROM scoring_posttext WHERE post_id IN"
            " (SELECT id FROM influencers_post WHERE profile_id = ANY(%s))",
            [ids],
        )
        cursor.execute(_CLEARED, [ids])
