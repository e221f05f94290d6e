"""A catalogue of random scores: the parts of a few creators that were really scored, with other numbers."""

import copy
import random
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from django.utils import timezone

from influencers.choices import InfluencerStatus, Source
from influencers.models import Influencer, Profile
from scoring.core.lexicon import default_lexicon
from scoring.meaning import space_now
from scoring.models import ProfileScore, ProfileVector, ScoreRun
from scoring.run import score_all
from scoring.sentence_model import space
from scoring.vectors import store_surroundings
from tests.factories import make_post, make_profile

LEAVES = default_lexicon().leaves
ROOTS = default_lexicon().roots
SCORED = ("engagement", "authenticity", "cost", "replies", "consistency")
TIED = 6
"""Creators who differ in nothing but their ids."""


def random_catalogue(size: int, seed: int) -> list[Profile]:
    """So many real creators, some of them unknown, silent, blocked, withheld or not scored at all."""
    template = _really_scored()
    dice = random.Random(seed)
    creators = Influencer.objects.bulk_create(
        Influencer(name=f"{at}", status=InfluencerStatus.BLOCKED if dice.random() < 0.05 else "active")
        for at in range(size)
    )
    profiles = Profile.objects.bulk_create(_profile(at, one, dice) for at, one in enumerate(creators))
    run = ScoreRun.objects.get()
    ProfileScore.objects.bulk_create(
        _score(one, run, template, dice) for one in profiles if dice.random() < 0.95
    )
    twins = [one.pk for one in profiles[:TIED]]
    first = ProfileScore.objects.filter(profile__in=twins).first()
    Profile.objects.filter(pk__in=twins).update(
        followers=20_000, country="DE", language="de", source=Source.FILE, platform="instagram"
    )
    ProfileScore.objects.filter(profile__in=twins).update(
        theta=first.theta, parts=first.parts, niches=first.niches
    )
    return profiles


def _really_scored() -> dict:
    """The parts of one creator as scoring leaves them."""
    now = timezone.now()
    profile = make_profile(bio="All about sourdough")
    for week in range(6):
        make_post(profile, published_at=now - timedelta(days=5 + 7 * week), likes=300, caption="sourdough")
    score_all(now)
    return ProfileScore.objects.get(profile=profile).parts


def _profile(at: int, creator: Influencer, dice: random.Random) -> Profile:
    silent = dice.choice([None, 1, 20, 170, 181, 400])
    return Profile(
        influencer=creator,
        platform=dice.choice(["instagram", "tiktok", "youtube"]),
        handle=f"creator{at}",
        followers=dice.choice([None, 0, *(int(dice.lognormvariate(9.7, 1)) for _ in range(30))]),
        country=dice.choice(["DE", "FR", "US", ""]),
        language=dice.choice(["de", "fr", "en", ""]),
        source=dice.choice([Source.FILE, Source.FILE, Source.FILE, Source.YOUTUBE]),
        labels=["noindex"] if dice.random() < 0.03 else [],
        last_post_at=silent and timezone.now() - timedelta(days=silent),
    )


def _score(profile: Profile, run: ScoreRun, template: dict, dice: random.Random) -> ProfileScore:
    parts = copy.deepcopy(template)
    for name in SCORED:
        parts[name]["score"] = None if dice.random() < 0.15 else round(dice.random(), 4)
        parts[name]["missing"] = ""
    parts["cost"] |= {"cpe": 0.4, "usual_cpe": 0.5, "price": 90.0, "expected": 225.0, "peers": 40}
    parts["replies"] |= {"usual": 0.2, "peers": 50, "rate": 0.1, "hours": 3.0, "comments": 40, "answered": 4}
    parts["engagement"] |= dict.fromkeys(("theta_var", "tau2"), 0.1) | {"mu": -3.7}
    parts["engagement"]["theta"] = dice.choice([None, round(dice.gauss(-3.5, 0.5), 3)])
    parts["freshness"] |= {name: dice.choice([None, dice.random()]) for name in ("fresh", "proven")}
    named = dice.choice(["measured", "measured", "reported", ""])
    parts["niche"]["reported"] = {dice.choice(ROOTS): 1.0} if named == "reported" else {}
    niches = random_shares(dice, [*LEAVES[:6], "other"]) if named == "measured" else {}
    return ProfileScore(
        profile=profile, run=run, theta=parts["engagement"]["theta"], parts=parts, niches=niches
    )


def random_vectors(profiles: Sequence[Profile], seed: int) -> None:
    """What these creators mean: random, alike for those who differ in nothing; of some nothing is known."""
    draw = np.random.default_rng(seed)
    vectors = draw.normal(size=(len(profiles), space().basis.shape[1]))
    vectors[:TIED] = vectors[0]
    vectors[TIED::9] = 0
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    told = (vectors / lengths).astype(np.float16)
    ProfileVector.objects.bulk_create(
        ProfileVector(profile=one, space=space_now(), bio=b"", vector=own.tobytes())
        for at, (one, own) in enumerate(zip(profiles, told, strict=True))
        if at < TIED or at % 7
    )
    store_surroundings(ScoreRun.objects.get())


def random_shares(dice: random.Random, names: Sequence[str]) -> dict[str, float]:
    """Shares of one to four niches, making 1."""
    chosen = {name: dice.random() + 0.01 for name in dice.sample(list(names), dice.randint(1, 4))}
    return {name: value / sum(chosen.values()) for name, value in chosen.items()}
