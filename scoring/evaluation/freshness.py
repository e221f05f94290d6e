"""Is the order of creators by sponsorship found, and is what is found never too much? Planted shares.

Synthetic: captions are put together from phrases in four languages, and three sponsored posts in five say
so. It shows that the share follows what is said, not how often real creators say it.
"""

from datetime import timedelta

import numpy as np
import pandas as pd

from scoring.core.frames import Frames
from scoring.core.frozen import freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import measure, observe
from scoring.core.post_texts import with_post_texts
from scoring.core.schema import FRESHNESS
from scoring.evaluation.metrics import spearman
from scoring.evaluation.planted_engagement import NOW
from scoring.evaluation.report import Row, row

SEEDS, CREATORS, POSTS = 3, 400, 40
SAID = 0.6
PLAIN = (
    "Morning walk by the river with the dog",
    "New recipe on the blog, sourdough with seeds",
    "Wir waren am Wochenende in den Bergen",
    "Nouvelle vidéo demain soir, à très vite",
    "Ya está el nuevo vídeo, gracias por todo",
    "Not sponsored, I just love this lamp",
    "Keine Werbung, selbst gekauft",
    "My favourite books of the month, what are yours?",
)
TOLD = (
    "#ad My morning with the new juicer",
    "Werbung | Unser neues Sofa ist da",
    "Collaboration commerciale : ma routine du soir",
    "Publicidad. Estas zapatillas me encantan",
    "Paid partnership with @glowlab, use code ANNA20 for 20% off",
    "This video is sponsored by Brightbrew",
)


def evaluate(seeds: int = SEEDS, creators: int = CREATORS) -> list[Row]:
    """Means over the seeds."""
    found = pd.DataFrame(_of_seed(seed, creators) for seed in range(seeds)).mean()
    note = "three sponsored posts in five say so"
    return [
        *row("Freshness, planted: Spearman of the expected share", found["rho"], ">= .9", note=note),
        *row("Freshness, planted: detected share not above the true one", found["below"], ">= .95"),
        *row("Freshness, planted: detected over true share", found["part"]),
    ]


def _of_seed(seed: int, creators: int) -> dict[str, float]:
    draw = np.random.default_rng([seed, 9])
    wanted = draw.beta(0.8, 3.2, creators)
    paid = draw.random((creators, POSTS)) < wanted[:, None]
    told = paid & (draw.random(paid.shape) < SAID)
    captions = np.where(told, draw.choice(TOLD, paid.shape), draw.choice(PLAIN, paid.shape)).ravel()
    age = draw.uniform(4, 180, paid.size)
    ids = np.repeat(np.arange(1, creators + 1), POSTS)
    posts = pd.DataFrame(
        {
            "profile_id": ids,
            "post_id": [f"p{k}" for k in range(paid.size)],
            "published_at": [pd.Timestamp(NOW - timedelta(days=days)) for days in age],
            "caption": [f"{text} {k}" for k, text in enumerate(captions)],
        }
    )
    profiles = pd.DataFrame(
        {"profile_id": np.arange(1, creators + 1), "platform": "instagram", "followers": 20_000.0}
    )
    frames = with_post_texts(Frames(profiles, posts))
    frozen = freeze([observe(frames, NOW)])
    part = measure(frames, frozen, default_lexicon(), NOW).further[FRESHNESS]
    expected, share = part["expected"], part["share"]
    true = paid.mean(axis=1)
    return {
        "rho": spearman(expected, true),
        "below": float((share <= true + 1e-9).mean()),
        "part": float(share.sum() / true.sum()),
    }
