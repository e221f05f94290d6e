"""Past work with the own brand: posts that name it, and creators who agreed in a campaign for it.

What is known of posts everybody may know who sees the catalogue; that somebody agreed in a campaign, only its
members. So whom past work keeps in or out may differ between two people who look at one brief.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from campaigns.choices import PastWork, StageKind
from campaigns.models import Campaign, Candidate
from campaigns.own_brand import OwnBrand, same_brand
from influencers.models import Influencer, Post, Profile

MOST_POSTS = 12


@dataclass(frozen=True, slots=True)
class NamingPost:
    """A post that names the own brand: by which words, and whether it is work with us or only a mention."""

    post: Post
    words: list[str]
    is_work: bool


@dataclass(frozen=True, slots=True)
class BrandWork:
    """What a creator did for one own brand. posts are the newest; n_work and n_mentions count them all; first
    and last are the days of the work."""

    brand: str
    posts: list[NamingPost]
    n_work: int
    n_mentions: int
    first: datetime | None
    last: datetime | None

    @property
    def more(self) -> int:
        """How many posts are not listed."""
        return self.n_work + self.n_mentions - len(self.posts)


@dataclass(frozen=True, slots=True)
class PastWorkOf:
    """Past work of a creator with the brands of a person's campaigns. agreed are candidates; names are the
    brands that were looked for; nameless is a campaign whose brief could name one, where none does."""

    works: list[BrandWork]
    agreed: list[Candidate]
    names: list[str]
    nameless: Campaign | None = None

    @property
    def worked(self) -> bool:
        """Whether there was any work, or an agreement."""
        return bool(self.agreed) or any(work.n_work for work in self.works)


def work_of(creator: Influencer, user) -> PastWorkOf:
    """Past work of a creator as far as `user` may know: brands of the campaigns that `user` is a member of,
    and agreements in them. A fixed number of queries for each brand."""
    campaigns = list(Campaign.objects.visible_to(user).order_by("pk"))
    brands = _brands(campaigns)
    posts = Post.objects.filter(profile__influencer=creator).select_related("text", "profile")
    works = [work for brand in brands if (work := _work(brand, posts))]
    agreed = agreed_in(campaigns).filter(profile__influencer=creator)
    rows = agreed.select_related("campaign", "stage", "profile").order_by("-stage_changed_at", "-pk")
    names = [str(brand) for brand in brands if str(brand)]
    return PastWorkOf(works, list(rows), names, campaigns[-1] if campaigns and not brands else None)


def agreed_in(campaigns: Collection[Campaign] | Collection[int]) -> QuerySet[Candidate]:
    """Candidates on the shortlists of these campaigns who agreed."""
    return Candidate.objects.listed().filter(campaign__in=campaigns, stage__kind=StageKind.AGREED)


def worked_with(campaign: Campaign) -> Q:
    """The accounts of creators who worked with the own brand of a brief: a post of theirs is work with it, or
    they agreed in another campaign for it that the person who looks may see. Nobody without a brand."""
    return _worked(campaign, Post.objects.all())


def _worked(campaign: Campaign, posts: QuerySet[Post]) -> Q:
    brand = OwnBrand.of(campaign)
    if not brand:
        return Q(pk__in=[])
    found = Q(influencer__in=posts.filter(brand.work()).order_by().values("profile__influencer"))
    if related := related_to(campaign):
        found |= Q(influencer__in=agreed_in(related).order_by().values("profile__influencer"))
    return found


def try_past_work(campaign: Campaign, asked: str) -> None:
    """Lets one look at a ranking ask for past work as an address says ("any", "only", "never"), whatever the
    brief asks, which stays as it is. Anything else, or a brief without a brand, changes nothing."""
    if asked in PastWork.values and OwnBrand.of(campaign):
        campaign.past_work = asked


def related_to(campaign: Campaign) -> list[int]:
    """Ids of the other campaigns for the same brand that the person who looks at this one may see."""
    if campaign.viewer_id is None:
        return []
    others = Campaign.objects.visible_to(campaign.viewer_id).exclude(pk=campaign.pk)
    return same_brand(OwnBrand.of(campaign), others)


def who_worked(campaign: Campaign, profiles: Collection[int]) -> set[int]:
    """Ids of those of some accounts whose creators worked with the own brand of a brief. Looks at the posts
    of these creators alone; no query without a brand."""
    if not OwnBrand.of(campaign):
        return set()
    creators = Influencer.objects.filter(profiles__in=profiles)
    worked = _worked(campaign, Post.objects.filter(profile__influencer__in=creators.order_by().values("pk")))
    return set(Profile.objects.filter(worked, pk__in=profiles).values_list("pk", flat=True))


def _brands(campaigns: list[Campaign]) -> list[OwnBrand]:
    """The own brands of campaigns, each once: what several briefs know of one brand is put together."""
    found: list[OwnBrand] = []
    for campaign in campaigns:
        brand = OwnBrand.of(campaign)
        for other in [other for other in found if other.keys & brand.keys]:
            found.remove(other)
            brand = other.together(brand)
        if brand:
            found.append(brand)
    return found


def _work(brand: OwnBrand, posts: QuerySet[Post]) -> BrandWork | None:
    found = []
    for post in brand.posts_that_may_name_it(posts).order_by("-published_at", "-pk"):
        if words := [*brand.own_marks(post), *brand.names_in(post)]:
            found.append(NamingPost(post, words, brand.is_work(post)))
    if not found:
        return None
    days = [one.post.published_at for one in found if one.is_work]
    # Work is what people look for here; mentions fill what is left of the list.
    shown = sorted(found, key=lambda one: not one.is_work)[:MOST_POSTS]
    return BrandWork(
        brand=str(brand),
        posts=sorted(shown, key=lambda one: one.post.published_at, reverse=True),
        n_work=len(days),
        n_mentions=len(found) - len(days),
        first=min(days, default=None),
        last=max(days, default=None),
    )
