"""The own brand of a brief, and how a post is known to name it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import F, Func, Q, QuerySet

from campaigns.words import pattern_of, says
from influencers.models import Post
from scoring.core.brands import addresses, brand_name, compact, is_brand, name_of_host, on_host
from scoring.core.weights import CONSTANTS
from scoring.models import PostText

FIELDS = ("brand_names", "brand_handles", "brand_domains", "hashtags", "codes")


@dataclass(frozen=True, slots=True)
class OwnBrand:
    """Names as people write them, handles without @, domains without www; hashtags without #, promo codes."""

    names: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @classmethod
    def of(cls, campaign) -> "OwnBrand":
        """That of a campaign's brief."""
        return cls(*(tuple(getattr(campaign, name)) for name in FIELDS))

    def __bool__(self) -> bool:
        return any((self.names, self.handles, self.domains, self.hashtags, self.codes))

    def __str__(self) -> str:
        return next(iter((*self.names, *(f"@{handle}" for handle in self.handles), *self.domains)), "")

    @property
    def keys(self) -> frozenset[str]:
        """By what two briefs are known to be of one brand: names, handles and domains, compared bare."""
        handles = (compact(brand_name(handle)) for handle in self.handles)
        return frozenset({*map(compact, self.names), *handles, *map(name_of_host, self.domains)} - {""})

    def together(self, other: "OwnBrand") -> "OwnBrand":
        """What both know."""
        pairs = zip(self._parts, other._parts, strict=True)
        return OwnBrand(*(tuple(dict.fromkeys((*mine, *theirs))) for mine, theirs in pairs))

    @property
    def _parts(self) -> tuple[tuple[str, ...], ...]:
        return (self.names, self.handles, self.domains, self.hashtags, self.codes)

    def is_named(self, brand: str) -> bool:
        """Whether a brand that was recognised in a post is this one."""
        known = {compact(brand_name(handle)) for handle in self.handles}
        known |= {compact(name_of_host(domain)) for domain in self.domains}
        return compact(brand) in known or any(is_brand(brand, name) for name in self.names)

    def _recognised(self) -> list[str]:
        return brands_among(self.is_named) if self.keys else []

    def own_marks(self, post: Post) -> list[str]:
        """Hashtags and codes of the campaign in a post: nobody else uses them, so they are work with us."""
        tags = {tag.casefold() for tag in post.hashtags}
        found = [f"#{tag}" for tag in self.hashtags if tag.casefold() in tags]
        return found + [code for code in self.codes if says(post.caption, code)]

    def names_in(self, post: Post) -> list[str]:
        """Names, handles and domains of the brand in a post, as they stand in the brief."""
        mentions = {mention.casefold() for mention in post.mentions}
        found = [name for name in self.names if says(post.caption, name)]
        found += [
            f"@{handle}"
            for handle in self.handles
            if handle.casefold() in mentions or says(post.caption, handle)
        ]
        hosts = [address.host for address in addresses(post.caption)]
        found += [domain for domain in self.domains if any(on_host(host, [domain]) for host in hosts)]
        text = getattr(post, "text", None)
        if not found and text:
            found = [f"@{brand}" for brand in text.brands if self.is_named(brand)]
        return found

    def is_work(self, post: Post) -> bool:
        """Whether a post is work with us: it has our hashtag or code, or looks sponsored and names us."""
        text = getattr(post, "text", None)
        return bool(self.own_marks(post)) or bool(text and text.looks_sponsored and self.names_in(post))

    def posts_that_may_name_it(self, posts: QuerySet[Post]) -> QuerySet[Post]:
        """Those of `posts` worth a look: nothing that names the brand is missing."""
        mine = Q(hashtags__overlap=_cases(self.hashtags)) | Q(mentions__overlap=_cases(self.handles))
        for word in (*self.names, *self.handles, *self.domains, *self.codes):
            mine |= Q(caption__icontains=word)
        if known := self._recognised():
            mine |= Q(text__brands__overlap=known)
        return posts.filter(mine)

    def work(self) -> Q:
        """Posts that are work with us (`is_work`), as a condition. Codes are looked for in all captions,
        names only in those of posts that look sponsored, which are few."""
        named = Q(mentions__overlap=_cases(self.handles))
        if known := self._recognised():
            named |= Q(text__brands__overlap=known)
        if self.names or self.handles or self.domains:
            words = pattern_of((*self.names, *self.handles, *self.domains))
            named |= Q(caption__iregex=words)
        found = Q(hashtags__overlap=_cases(self.hashtags))
        found |= named & Q(text__sponsored_probability__gte=CONSTANTS.sponsored_from)
        if self.codes:
            found |= Q(caption__iregex=pattern_of(self.codes))
        return found


def brands_among(wanted: Callable[[str], bool]) -> list[str]:
    """The brands that were recognised in sponsored posts of the catalogue and are wanted. One query."""
    rows = PostText.objects.exclude(brands=[]).annotate(one=Func(F("brands"), function="unnest"))
    return [one for one in rows.order_by().values_list("one", flat=True).distinct() if wanted(one)]


def same_brand(brand: OwnBrand, others: Iterable) -> list[int]:
    """Ids of the campaigns among `others` whose own brand is this one too."""
    return [campaign.pk for campaign in others if OwnBrand.of(campaign).keys & brand.keys]


def _cases(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(form for word in words for form in (word, word.casefold())))
