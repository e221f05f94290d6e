"""Random catalogues, questions and edits: what the two ways of answering are compared on."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone
from hypothesis import strategies as st

from influencers import curation, do_not_contact
from influencers.choices import Basis, InfluencerStatus, Source
from influencers.columns import SORTS
from influencers.filter_rules import KINDS, Leaf, Rule
from influencers.models import Influencer, Niche, Profile, ProfileNiche, Tag, Tier
from tests.factories import make_import, make_influencer, make_niche, make_tag, make_tier

PLATFORMS = ("instagram", "tiktok", "youtube")
NICHES = {"food": None, "baking": "food", "vegan": "food", "games": None, "chess": "games"}
TAGS = ("spring", "autumn")
_share = st.sampled_from([None, 0.0, 0.1, 0.15, 0.5, 1.0])
_count = st.sampled_from([None, 0, 999, 1_000, 9_999, 10_000, 60_000])
NAMES = st.sampled_from(["Ann", "ann b", "Ännchen", "日本", "bob", "Bob\t2"])

FIGURES = {
    "followers": _count,
    "posts_count": _count,
    "engagement_rate": _share,
    "percentile": _share,
    "growth_30d": st.sampled_from([None, -0.2, 0.0, 0.03]),
    "sponsored_share": _share,
    "authenticity": _share,
    "replies": _share,
    "is_verified": st.sampled_from([None, True, False]),
    "country": st.sampled_from(["", "DE", "FR", "JP"]),
    "language": st.sampled_from(["", "de", "fil"]),
    "contact": st.sampled_from(["", "", "me@example.com"]),
    "labels": st.sampled_from([[], [], [], ["noindex"], ["verified"], ["x", "not-discoverable"]]),
    "platform": st.sampled_from(PLATFORMS),
    "source": st.sampled_from([Source.FILE, Source.FILE, Source.BLUESKY, Source.DEMO]),
    "posted_days_ago": st.sampled_from([None, 3, 20, 100]),
}
_niche_rows = st.dictionaries(
    st.tuples(st.sampled_from(sorted(NICHES)), st.sampled_from(Basis.values)),
    st.sampled_from([0.05, 0.15, 0.6, 1.0]),
    max_size=3,
)
ACCOUNT = st.fixed_dictionaries(
    {
        **FIGURES,
        "name": NAMES,
        "niches": _niche_rows,
        "tags": st.sets(st.sampled_from(TAGS)),
        "with_last": st.booleans(),  # another account of the creator made before
    }
)
# Each takes the accounts that there are, in order of id, and what `_spec` drew for it.
_ANY = {
    "platform": st.lists(st.sampled_from([*PLATFORMS, "nowhere"]), max_size=3),
    "tier": st.lists(st.sampled_from(["small", "large", "odd"]), max_size=3),
    "niche": st.lists(st.sampled_from([*NICHES, "unknown"]), max_size=3),
    "country": st.lists(st.sampled_from(["de", "FR", "unknown", "AT"]), max_size=3),
    "language": st.lists(st.sampled_from(["de", "fil", "unknown", "xx"]), max_size=2),
    "verified": st.lists(st.sampled_from(["yes", "no", "unknown"]), max_size=2),
    "contact": st.lists(st.sampled_from(["yes", "no"]), max_size=2),
    "tag": st.lists(st.sampled_from(TAGS), max_size=2),
    "import": st.sampled_from([[], [], ["list"]]),
    "demo": st.sampled_from([[], [], ["0"], ["1"]]),
}
_BOUNDS = {
    "followers_min": ("0", "1k", "10000"),
    "followers_max": ("0", "9,999", "60k"),
    "er_min": ("0", "10", "15"),
    "er_max": ("10", "0", "50"),
    "percentile_min": ("15", "50"),
    "growth_min": ("-20", "0", "3"),
    "sponsored_max": ("0", "10", "100"),
    "authenticity_min": ("10", "100"),
    "replies_min": ("0", "15"),
    "last_post": ("7", "30", "365"),
    "q": ("ann", "acc 1", "日本", "@acc", "nobody"),
}
_LEAVES = st.builds(
    Leaf, st.just("platform"), st.sampled_from(PLATFORMS)
) | st.sampled_from(
    [
        Leaf("tier", "small"), Leaf("niche", "food"), Leaf("niche", "chess"), Leaf("niche", "unknown"),
        Leaf("country", "DE"), Leaf("country", "unknown"), Leaf("language", "fil"), Leaf("verified", "no"),
        Leaf("contact", "yes"), Leaf("tag", "spring"), Leaf("import", "list"),
        *(Leaf(name, values[-1]) for name, values in _BOUNDS.items()),
    ]
)  # fmt: skip


def _joined(parts) -> st.SearchStrategy[Rule]:
    return st.builds(Rule, st.sampled_from(list(KINDS)), st.lists(parts, min_size=1, max_size=3).map(tuple))


RULES = _joined(_LEAVES | _joined(_LEAVES | _joined(_LEAVES)))


@st.composite
def questions(draw) -> list[tuple[str, str | Rule]]:
    """Some filters as (name, value) pairs, and perhaps rules; tags and the import stand there by name."""
    names = draw(st.sets(st.sampled_from([*_ANY, *_BOUNDS]), max_size=4))
    found = []
    for name in sorted(names):
        values = draw(_ANY[name]) if name in _ANY else [draw(st.sampled_from(_BOUNDS[name]))]
        found += [(name, value) for value in values]
    return [*found, *(("rule", rule) for rule in draw(st.lists(RULES, max_size=2)))]


SORT = st.sampled_from([sign + sort for sort in SORTS for sign in ("", "-")])


class Town:
    """Accounts of a test, edited as people and workers do."""

    def __init__(self, accounts: list[dict]):
        # Those that were merged name a creator, and must not outlive it.
        Influencer.objects.filter(status=InfluencerStatus.MERGED).delete()
        Influencer.objects.all().delete()
        Tag.objects.all().delete()
        Tier.objects.all().delete()
        for name, parent in NICHES.items():
            make_niche(name, Niche.objects.get(slug=parent) if parent else None)
        self.tags = {name: make_tag(name) for name in TAGS}
        make_tier("Small", 0, 10_000)
        make_tier("Large", 10_000, None)
        make_tier("Small", 0, 1_000, platform="tiktok")
        make_tier("Odd", 1_000, 10_000, platform="tiktok", market="DE")
        self.made = 0
        self.listed = make_import()
        for account in accounts:
            self.add(account)
        self.listed = make_import(Profile.objects.order_by("pk")[::2])

    def address(self, pairs: list[tuple[str, str | Rule]]) -> str:
        """A question as an address of this catalogue."""
        ids = {("tag", name): tag.pk for name, tag in self.tags.items()} | {
            ("import", "list"): self.listed.pk
        }

        def own(part: Rule | Leaf) -> Rule | Leaf:
            if isinstance(part, Leaf):
                return Leaf(part.name, str(ids.get((part.name, part.value), part.value)))
            return Rule(part.kind, tuple(map(own, part.parts)))

        told = [(n, str(own(v)) if n == "rule" else ids.get((n, v), v)) for n, v in pairs]
        return urlencode(told)

    def add(self, spec: dict) -> None:
        """A new account, of a creator of its own or of the last one."""
        last = Influencer.objects.filter(status=InfluencerStatus.ACTIVE).order_by("pk").last()
        creator = last if spec["with_last"] and last else make_influencer(name=spec["name"])
        creator.tags.set(self.tags[name] for name in spec["tags"] if self.tags[name].pk)
        self.made += 1
        profile = Profile.objects.create(
            influencer=creator, handle=f"acc{self.made}", **figures({name: spec[name] for name in FIGURES})
        )
        self.file_under(profile, spec["niches"])

    def file_under(self, profile: Profile, niches: dict) -> None:
        """Its niches are these, on whatever basis."""
        profile.niches.all().delete()
        ProfileNiche.objects.bulk_create(
            ProfileNiche(profile=profile, niche=Niche.objects.get(slug=slug), basis=basis, weight=weight)
            for (slug, basis), weight in niches.items()
        )


def figures(spec: dict) -> dict:
    """Fields of Profile."""
    found = dict(spec)
    if "posted_days_ago" in found:
        days = found.pop("posted_days_ago")
        found["last_post_at"] = None if days is None else timezone.now() - timedelta(days=days)
    return found


def _patch(town: Town, profile: Profile, spec: dict) -> None:
    Profile.objects.filter(pk=profile.pk).update(**figures({k: spec[k] for k in list(FIGURES)[:9]}))


def _sweep(town: Town, profile: Profile, spec: dict) -> None:
    Profile.objects.filter(pk__gte=profile.pk).update(
        **figures({k: spec[k] for k in ("followers", "country", "platform", "posted_days_ago")})
    )


def _merge(town: Town, profile: Profile, spec: dict) -> None:
    others = Influencer.objects.filter(status=InfluencerStatus.ACTIVE).exclude(pk=profile.influencer_id)
    if (other := others.order_by("pk").first()) and profile.influencer.status == InfluencerStatus.ACTIVE:
        kinds = {p.is_demo for p in Profile.objects.filter(influencer__in=[other, profile.influencer])}
        if len(kinds) == 1:
            curation.merge(profile.influencer, other)


def _creator_goes(town: Town, profile: Profile, spec: dict) -> None:
    profile.influencer.absorbed.all().delete()
    profile.influencer.delete()


def _tag_goes(town: Town, profile: Profile, spec: dict) -> None:
    curation.remove_tag(Tag.objects.get(name="spring")) if Tag.objects.filter(name="spring") else None


EDITS = {
    "add": lambda town, profile, spec: town.add(spec),
    "patch": _patch,
    "sweep": _sweep,
    "delete": lambda town, profile, spec: profile.delete(),
    "creator goes": _creator_goes,
    "block": lambda town, profile, spec: curation.block([profile.influencer]),
    "unblock": lambda town, profile, spec: curation.unblock([profile.influencer]),
    "merge": _merge,
    "bar": lambda town, profile, spec: do_not_contact.bar(profile.influencer, "", timezone.now()),
    "allow": lambda town, profile, spec: do_not_contact.allow(profile.influencer),
    "niches": lambda town, profile, spec: town.file_under(profile, spec["niches"]),
    "tag": lambda town, profile, spec: profile.influencer.tags.set(Tag.objects.filter(name__in=spec["tags"])),
    "tag goes": _tag_goes,
    "rename": lambda town, profile, spec: Influencer.objects.filter(pk=profile.influencer_id).update(
        name=spec["name"]
    ),
    "labels": lambda town, profile, spec: Profile.objects.filter(pk=profile.pk).update(
        labels=spec["labels"], source=spec["source"], contact=spec["contact"]
    ),
}
