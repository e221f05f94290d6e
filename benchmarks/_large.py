"""A catalogue to measure pages and search with: fictional creators by the million, with headline numbers.

Scoring a million creators takes the better part of an hour; what lists show and filter by only needs numbers
spread as scores are. Who has DATABASE_URL point at a scored catalogue of the size gets that one measured.
"""

from datetime import date

from django.db import connection

from influencers.models import Profile
from influencers.scale.seed import Asked, seed
from scoring.management.commands.seed_scale import leaves

_UNTIL = date(2026, 11, 1)
# One number from 0 to 1 a creator and purpose, the same in each run.
_DRAW = "(('x' || substr(md5('{purpose}' || p.id), 1, 7))::bit(28)::int / 268435456.0)"
_HEADLINES = """
UPDATE influencers_profile p SET percentile = {standing}, n_posts = 12, er_basis = 'measured',
    engagement_rate = r.rate, er_low = r.rate * .8, er_high = r.rate * 1.25,
    sponsored_share = {sponsored} ^ 3, authenticity = 1 - {doubt} ^ 6,
    replies = CASE WHEN {answers} < .4 THEN {replies} END, growth_30d = .2 * {growth} - .06,
    last_post_at = now() - {age} ^ 3 * interval '400 days', scored_at = now(), data_changed_at = now()
FROM (
    SELECT p.id, least(
        .35, .2 * (1 + coalesce(p.followers, 1000)) ^ -.25 * exp(1.5 * {standing} - .75)
    ) AS rate
    FROM influencers_profile p
) r WHERE r.id = p.id
"""
# One niche for nearly everybody, a second for a third; the square makes a long tail.
_NICHES = """
INSERT INTO influencers_profileniche (profile_id, niche_id, basis, weight, evidence)
SELECT p.id, (SELECT array_agg(id ORDER BY id) FROM influencers_niche)
        [1 + floor({niche} ^ 2 * (SELECT count(*) FROM influencers_niche))::int], 'measured', {weight}, '{{}}'
FROM influencers_profile p WHERE {has} < {share}
ON CONFLICT DO NOTHING
"""


def fill(creators: int) -> None:
    """Adds so many creators to the empty database, two posts each, with numbers to filter and sort by."""
    if Profile.objects.exists():
        raise ValueError("This database has creators already.")
    seed(Asked(creators, 2 * creators, 1, _UNTIL), leaves(), lambda so_far: None)
    with connection.cursor() as cursor:
        cursor.execute(_HEADLINES.format_map(_Draws()))
        for order, share in (("first", 0.97), ("second", 0.35)):
            purposes = {name: f"{name} {order}" for name in ("niche", "weight", "has")}
            drawn = {name: _DRAW.format(purpose=purpose) for name, purpose in purposes.items()}
            cursor.execute(_NICHES.format(share=share, **drawn))
        cursor.execute("VACUUM (ANALYZE) influencers_profile, influencers_profileniche")


class _Draws(dict):
    def __missing__(self, purpose: str) -> str:
        return _DRAW.format(purpose=purpose)
