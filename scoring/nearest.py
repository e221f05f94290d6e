"""The posts of one creator that are nearest to a brief, found when somebody looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from influencers.models import Post, Profile
from influencers.terms import withheld_sources
from scoring.core.meaning import Meaning
from scoring.core.niche_fit import target
from scoring.core.schema import Brief
from scoring.core.weights import CONSTANTS
from scoring.meaning import current_meaning, switched_on
from scoring.niches import current_lexicon
from scoring.withheld import measurable

LOOKED_AT = 60
"""The newest posts that are read whole: about a tenth of a second."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class NearPost:
    """A post and its cosine with the brief, -1..1."""

    post: Post
    near: float


def nearest_posts(brief: Brief, profile: Profile, now: datetime) -> list[NearPost]:
    """The three posts of the last year nearest to the brief by meaning, the nearest first; none where meaning
    is off, the brief says nothing, or terms forbid to look. Two posts with the same caption count once."""
    if not switched_on() or not measurable().filter(pk=profile.pk).exists():
        return []
    lexicon = current_lexicon()
    meaning = current_meaning(lexicon)
    wanted, _ = target(brief.niches, brief.words, lexicon, meaning)
    if wanted.vector is None:
        return []
    since = now - timedelta(days=CONSTANTS.window_days)
    own = profile.posts.filter(published_at__range=(since, now)).exclude(source__in=withheld_sources())
    newest = own.exclude(caption="").order_by("-published_at", "-pk")[:LOOKED_AT]
    once = list({post.caption: post for post in reversed(newest)}.values())
    return _nearest(once, wanted.vector, meaning)


def _nearest(posts: list[Post], brief: np.ndarray, meaning: Meaning) -> list[NearPost]:
    if not posts:
        return []
    near = meaning.whole.encode([post.caption for post in posts]) @ brief.astype(np.float32)
    best = sorted(range(len(posts)), key=lambda at: (-float(near[at]), posts[at].pk))[:SHOWN]
    return [NearPost(posts[at], float(near[at])) for at in best if near[at] > 0]
