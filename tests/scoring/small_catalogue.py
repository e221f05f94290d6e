"""A catalogue to score, and everything that scoring writes of it, to be compared to the byte."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from influencers.models import Post, Profile
from tests.factories import make_post, make_profile

WRITTEN = {
    "scoring_profilescore": "profile_id, theta, theta_var, mu, n_eff, parts, niches, badges",
    "scoring_runscore": "profile_id, parts, niche, niche_share",
    "influencers_profileniche": "profile_id, niche_id, basis, weight, evidence",
    "influencers_profile": "id, engagement_rate, er_low, er_high, percentile, n_posts, primary_niche_id,"
    " last_post_at, score_version, growth_30d, sponsored_share, scored_at",
}


def make_catalogue(size: int = 12, posts: int = 7, **kw) -> list[Profile]:
    """Accounts with a post a week; the eighth has the most engagement and the first the least."""
    found = [make_profile(followers=10_000 + 1_000 * k, **kw) for k in range(size)]
    for k, profile in enumerate(found):
        for week in range(posts):
            make_post(
                profile,
                published_at=timezone.now() - timedelta(days=5 + 7 * week),
                likes=80 + 70 * (k * 5 % 12) + 9 * week,
                caption=f"Sourdough number {week}",
            )
    return found


def written(run_id: int) -> dict[str, list[str]]:
    """The rows of all that a run wrote as PostgreSQL's own text, in which floats are exact."""
    rows = {}
    with connection.cursor() as cursor:
        for table, columns in WRITTEN.items():
            only = f" WHERE run_id = {run_id}" if table == "scoring_runscore" else ""
            cursor.execute(f"SELECT ROW({columns})::text FROM {table}{only} ORDER BY 1")
            rows[table] = [row for (row,) in cursor.fetchall()]
    return rows


def captions_of_two_kinds(profiles: list[Profile]) -> None:
    """Every third account writes about dogs."""
    Post.objects.filter(profile__in=profiles[::3]).update(caption="A walk with my dog #puppy")
