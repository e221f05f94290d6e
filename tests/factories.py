"""Rows for tests: one plain function a model, sensible defaults, no two rows alike by accident."""

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from accounts.roles import set_role
from campaigns.brief_copies import told
from campaigns.choices import Chosen, Role, SharedField
from campaigns.models import BriefTemplate, Campaign, CampaignMember, Candidate, Deliverable, ShareLink
from campaigns.sharing import links
from campaigns.shortlist import make_stages
from influencers.choices import Basis, ImportState, Platform, PostKind, RowOutcome, Source
from influencers.models import (
    Avatar,
    Discovery,
    Fee,
    ImportFile,
    ImportRow,
    Influencer,
    Niche,
    Post,
    Profile,
    ProfileNiche,
    Snapshot,
    Tag,
    Tier,
)

_numbers = itertools.count(1)


def make_user(role: str | None = "marketer", **kw) -> User:
    """A person who may sign in with the password "secret-42"; `role` None means one without any role."""
    number = next(_numbers)
    kw.setdefault("username", f"{role or 'nobody'}{number}")
    kw.setdefault("email", f"{kw['username']}@example.com")
    user = User.objects.create_user(password=kw.pop("password", "secret-42"), **kw)
    if role:
        set_role(user, role)
    return user


def make_influencer(**kw) -> Influencer:
    """A creator without accounts."""
    kw.setdefault("name", f"Creator {next(_numbers)}")
    tags = kw.pop("tags", ())
    influencer = Influencer.objects.create(**kw)
    influencer.tags.set(tags)
    return influencer


def make_profile(niche: Niche | None = None, basis: str = Basis.MEASURED, tags=(), **kw) -> Profile:
    """An account of its own creator, 20,000 followers on Instagram from a file; `niche` also becomes its
    primary niche, on `basis`."""
    number = next(_numbers)
    kw.setdefault("handle", f"handle{number}")
    kw.setdefault("platform", Platform.INSTAGRAM)
    kw.setdefault("followers", 20_000)
    kw.setdefault("source", Source.FILE)
    kw.setdefault("fetched_at", timezone.now() - timedelta(days=1))
    if "influencer" not in kw:
        kw["influencer"] = make_influencer(name=kw.get("display_name") or f"Creator {number}", tags=tags)
    kw.setdefault("primary_niche", niche)
    profile = Profile.objects.create(**kw)
    if niche:
        ProfileNiche.objects.create(profile=profile, niche=niche, basis=basis)
    return profile


def make_measured(**kw) -> Profile:
    """An account whose engagement was measured on 38 posts."""
    return make_profile(
        **{
            "engagement_rate": 0.031,
            "er_low": 0.026,
            "er_high": 0.037,
            "er_basis": Basis.MEASURED,
            "percentile": 0.786,
            "n_posts": 38,
            "growth_30d": 0.012,
            "scored_at": timezone.now(),
        }
        | kw
    )


def make_post(profile: Profile, **kw) -> Post:
    """A photo of `profile` with 100 likes and 10 comments, each a day older than the one made before."""
    number = next(_numbers)
    kw.setdefault("platform_post_id", f"post{number}")
    kw.setdefault("published_at", timezone.now() - timedelta(days=1 + profile.posts.count()))
    kw.setdefault("kind", PostKind.PHOTO)
    kw.setdefault("caption", f"Caption {number}")
    kw.setdefault("likes", 100)
    kw.setdefault("comments", 10)
    kw.setdefault("source", profile.source)
    kw.setdefault("fetched_at", timezone.now())
    return Post.objects.create(profile=profile, **kw)


def make_avatar(profile: Profile, **kw) -> Avatar:
    """The picture of `profile`, fetched just now."""
    now = timezone.now()
    kw = {"image": b"picture", "digest": f"{next(_numbers):016x}", "told_at": now, "fetched_at": now} | kw
    address = f"https://pictures.test/{profile.pk}.jpg"
    return Avatar.objects.create(
        profile=profile, **{"source": profile.source, "address": address, "fetched_from": address} | kw
    )


def make_fee(profile: Profile, amount: str | Decimal = "250.00", currency: str = "USD", **kw) -> Fee:
    """A known fee of `profile` as of today, for any kind of post."""
    return Fee.objects.create(profile=profile, amount=Decimal(amount), currency=currency, **kw)


def make_snapshot(profile: Profile, day: date | datetime | None = None, **kw) -> Snapshot:
    """The size of `profile` on `day` (today unless told)."""
    kw.setdefault("followers", profile.followers)
    kw.setdefault("source", profile.source)
    return Snapshot.objects.create(profile=profile, day=day or timezone.localdate(), **kw)


def make_niche(name: str = "", parent: Niche | None = None, **kw) -> Niche:
    """A niche of the tree; its slug follows its name. The one of that slug where the tree has it already."""
    name = name or f"Niche {next(_numbers)}"
    kw.setdefault("slug", name.lower().replace(" ", "-").replace("&", "and"))
    slug = kw.pop("slug")
    return Niche.objects.get_or_create(slug=slug, defaults={"name": name, "parent": parent, **kw})[0]


def make_tag(name: str = "") -> Tag:
    """A tag."""
    return Tag.objects.create(name=name or f"tag {next(_numbers)}")


def make_tier(name: str = "Micro", lower: int = 10_000, upper: int | None = 50_000, **kw) -> Tier:
    """A size band of every platform; takes the place of the one that has its slug, platform and market."""
    kw.setdefault("slug", name.lower().replace(" ", "-"))
    key = {"slug": kw.pop("slug"), "platform": kw.pop("platform", ""), "market": kw.pop("market", "")}
    return Tier.objects.update_or_create(
        **key, defaults={"name": name, "lower": lower, "upper": upper, **kw}
    )[0]


def make_import(profiles=(), outcome: str = RowOutcome.CREATED, **kw) -> ImportFile:
    """A list that was imported just now, with a row of `outcome` for each of `profiles`."""
    kw.setdefault("name", f"list{next(_numbers)}.csv")
    kw.setdefault("state", ImportState.DONE)
    kw.setdefault("finished_at", timezone.now())
    profiles = list(profiles)
    kw |= {"rows": len(profiles), outcome: len(profiles)}
    record = ImportFile.objects.create(**kw)
    ImportRow.objects.bulk_create(
        ImportRow(import_file=record, row=at, outcome=outcome, profile=profile)
        for at, profile in enumerate(profiles, 2)
    )
    return record


def make_campaign(owner: User | None = None, niches: dict[Niche, int] | None = None, **kw) -> Campaign:
    """A campaign with its first stages, of `owner` (a new marketer unless told); niches: {niche: weight}."""
    kw.setdefault("name", f"Campaign {next(_numbers)}")
    campaign = Campaign.objects.create(**kw)
    make_stages(campaign)
    make_member(campaign, owner or make_user(), Role.OWNER)
    for niche, weight in (niches or {}).items():
        campaign.niche_weights.create(niche=niche, weight=weight)
    return campaign


def make_template(owner: User | None = None, campaign: Campaign | None = None, **kw) -> BriefTemplate:
    """A template of `owner` (a new marketer unless told) with the brief of a campaign, or an empty one."""
    kw.setdefault("name", f"Template {next(_numbers)}")
    kw.setdefault("brief", told(campaign) if campaign else {"fields": {}, "niches": {}})
    return BriefTemplate.objects.create(owner=owner or make_user(), **kw)


def make_member(campaign: Campaign, user: User | None = None, role: Role = Role.VIEWER) -> CampaignMember:
    """A membership of `user` (a new marketer unless told)."""
    return CampaignMember.objects.create(campaign=campaign, user=user or make_user(), role=role)


def make_candidate(campaign: Campaign, profile: Profile | None = None, **kw) -> Candidate:
    """An account (a new one unless told) on the shortlist, in the first stage, with a frozen score of 72."""
    kw.setdefault("stage", campaign.stages.first())
    kw.setdefault("frozen_score", 72.0)
    kw.setdefault("frozen_at", timezone.now())
    kw.setdefault("frozen", {"result": None, "figures": {}, "version": "1.0", "run": None})
    return Candidate.objects.create(campaign=campaign, profile=profile or make_profile(), **kw)


def make_deliverable(candidate: Candidate | None = None, **kw) -> Deliverable:
    """A photo that an agreed creator owes, 220 engagements expected (100 to 480)."""
    if candidate is None:
        campaign = make_campaign()
        candidate = make_candidate(campaign, stage=campaign.stages.get(kind="agreed"))
    kw.setdefault("kind", PostKind.PHOTO)
    kw.setdefault("estimate", {"engagements": 220.0, "low": 100.0, "high": 480.0})
    return Deliverable.objects.create(candidate=candidate, **kw)


def make_link(campaign: Campaign, shown=SharedField.values, picks=(), **kw) -> tuple[ShareLink, str]:
    """(a client link, its token) to the first stage of a campaign, or to `picks`; everything is shown unless
    told."""
    kw.setdefault("name", f"Client {next(_numbers)}")
    kw.setdefault("title", "For you to choose")
    password = kw.pop("password", "")
    stages = kw.pop("stages", campaign.stages.all()[:1])
    link = ShareLink(campaign=campaign, shown=list(shown), **kw)
    if picks:
        link.chosen = Chosen.PICKED
    links.set_password(link, password)
    token = links.new_token(link)
    link.save()
    link.picks.set(picks)
    link.stages.set(() if picks else stages)
    return link, token


def make_discovery(finds=(), **kw) -> Discovery:
    """A finished search for new creators in the demo source, with a row for each of `finds`: dicts of the
    fields of DiscoveryFind, fitting accounts of Bluesky unless told."""
    number = next(_numbers)
    kw.setdefault("name", f"search {number}")
    kw.setdefault("sources", [Source.BLUESKY])
    kw.setdefault("state", "done")
    discovery = Discovery.objects.create(**kw)
    for at, find in enumerate(finds):
        name = f"find{number}x{at}"
        find = {
            "platform": Platform.BLUESKY,
            "platform_id": f"did:plc:{name}",
            "handle": f"{name}.test",
        } | find
        find = {"source": find["platform"], "outcome": "fits", "fetched_at": timezone.now()} | find
        discovery.finds.create(**find)
    return discovery
