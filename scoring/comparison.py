"""Two to ten accounts side by side: the same measures in rows, each with where it comes from and how old it
is. A campaign puts rows of its own in front (`campaigns.comparison`)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Max

from influencers.discover_rows import Row as Told
from influencers.discover_rows import rate_told_by, rows_of, told_by
from influencers.models import Post, Profile
from influencers.money import DOLLAR, convert, rates
from influencers.templatetags.figures import UNKNOWN, age, compact, country_name, language_name, percent
from influencers.terms import why_not_measured
from influencers.tiers import tier_names
from scoring.comparison_table import HIGHER, LOWER, Cell, Row, Section, row
from scoring.core.authenticity_words import authenticity_words, replies_words
from scoring.core.cost_words import money
from scoring.core.explain import consistency_words
from scoring.core.freshness_words import brands_words, share_words
from scoring.media_values import earned_of_many
from scoring.models import ProfileScore
from scoring.shared_audience import Shared, shared_audience
from scoring.worth import PLURALS

LEAST, MOST = 2, 10
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The accounts in the order asked for, and what is compared; gone: how many of those asked for are no
    longer shown, over: how many more than MOST were asked for."""

    accounts: Sequence[Told]
    sections: Sequence[Section] = field(default_factory=list)
    gone: int = 0
    over: int = 0

    @property
    def ids(self) -> list[int]:
        """Ids of the accounts."""
        return [account.profile.pk for account in self.accounts]


def compare(ids: Sequence[int]) -> Comparison:
    """The accounts with these ids side by side, as far as lists show them; a fixed number of queries."""
    wanted = list(dict.fromkeys(ids))
    shown = set(Profile.objects.shown().filter(pk__in=wanted).values_list("pk", flat=True))
    there = [pk for pk in wanted if pk in shown]
    accounts = rows_of(there[:MOST])
    found = Comparison(accounts, [], len(wanted) - len(there), max(0, len(there) - MOST))
    if len(accounts) < LEAST:
        return found
    stored = _stored([account.profile for account in accounts])
    sections = [_who(accounts), _size(accounts), _engagement(accounts, stored), _audience(accounts, stored)]
    sections += [_advertising(accounts, stored), _cost(accounts, stored), _shared(accounts)]
    return Comparison(accounts, sections, found.gone, found.over)


def _stored(profiles: Iterable[Profile]) -> dict[int, Mapping[str, Any]]:
    """{profile id: parts as scoring stored them}, {} where its terms allow none."""
    profiles = list(profiles)
    scores = dict(ProfileScore.objects.filter(profile__in=profiles).values_list("profile_id", "parts"))
    return {one.pk: NOTHING if why_not_measured(one) else (scores.get(one.pk) or NOTHING) for one in profiles}


def _who(accounts: Sequence[Told]) -> Section:
    def niches(account: Told) -> Cell:
        named = ", ".join(
            f"{one.niche.name} {percent(one.weight, 0)}" if one.basis == "measured" else one.niche.name
            for one in account.niches
        )
        how = f"{account.niches[0].get_basis_display()}" if account.niches else "no niche found"
        return Cell(named, how)

    profiles = [account.profile for account in accounts]
    return Section(
        "Who they are",
        [
            row("Platform", [Cell(one.get_platform_display()) for one in profiles]),
            row("Niches", map(niches, accounts), help="Shares of the posts, where they were measured."),
            row("Country", [Cell(country_name(one.country) if one.country else "") for one in profiles]),
            row("Language", [Cell(language_name(one.language) if one.language else "") for one in profiles]),
        ],
    )


def _size(accounts: Sequence[Told]) -> Section:
    profiles = [account.profile for account in accounts]
    tiers = tier_names(profiles)

    def followers(one: Profile) -> Cell:
        size = tiers.get(one.pk, "")
        told = told_by(one)
        known = one.followers is not None
        return Cell(
            compact(one.followers) if known else "", f"{size}; {told}" if size else told, one.followers
        )

    def growth(one: Profile) -> Cell:
        known = one.growth_30d is not None
        return Cell(
            f"{one.growth_30d:+.1%}" if known else "", "" if known else "too short a history", one.growth_30d
        )

    return Section(
        "Size",
        [
            row("Followers", map(followers, profiles)),
            row("Growth in 30 days", map(growth, profiles), HIGHER),
            row(
                "Posts", [Cell(compact(p.posts_count) if p.posts_count is not None else "") for p in profiles]
            ),
        ],
    )


def _engagement(accounts: Sequence[Told], stored: Mapping[int, Mapping[str, Any]]) -> Section:
    def rate(account: Told) -> Cell:
        one = account.profile
        known = one.engagement_rate is not None
        span = f"{account.rate_span} at 90% certainty; " if account.rate_span else ""
        return Cell(
            percent(one.engagement_rate) if known else "", span + rate_told_by(one), one.engagement_rate
        )

    def standing(account: Told) -> Cell:
        known = account.standing is not None
        return Cell(f"better than {account.standing}%" if known else "", "", account.profile.percentile)

    def usual(name: str) -> Callable[[Told], Cell]:
        def cell(account: Told) -> Cell:
            content = stored[account.profile.pk].get("content") or NOTHING
            number = (content.get("usual") or NOTHING).get(name)
            posts = content.get("posts")
            return Cell(
                "" if number is None else compact(number),
                f"median of {posts} posts" if number is not None and posts else "",
                number,
            )

        return cell

    def posting(account: Told) -> Cell:
        own = stored[account.profile.pk].get("consistency") or NOTHING
        words, missing, _ = consistency_words(own) if own else ("", "not measured yet", ())
        return Cell(words, missing, own.get("score"))

    return Section(
        "Engagement",
        [
            row("Engagement rate", map(rate, accounts), HIGHER, "Likes and comments over followers."),
            row(
                "For its size", map(standing, accounts), HIGHER, "Against accounts of its size and platform."
            ),
            row("Likes of a usual post", map(usual("likes"), accounts)),
            row("Comments on a usual post", map(usual("comments"), accounts)),
            row("Views of a usual video", map(usual("views"), accounts)),
            row("How steadily it posts", map(posting, accounts), HIGHER),
        ],
    )


def _audience(accounts: Sequence[Told], stored: Mapping[int, Mapping[str, Any]]) -> Section:
    read = dict(
        Post.objects.filter(profile__in=[a.profile.pk for a in accounts], comments_read_at__isnull=False)
        .values_list("profile_id")
        .annotate(at=Max("comments_read_at"))
        .order_by()
    )

    def words(name: str, tell: Callable) -> Callable[[Told], Cell]:
        def cell(account: Told) -> Cell:
            one = account.profile
            own = stored[one.pk].get(name) or NOTHING
            if not own:
                return Cell("", why_not_measured(one) or "not measured yet")
            value, missing, _ = tell(own)
            told = f"comments read {age(read[one.pk])}" if one.pk in read else told_by(one)
            return Cell(value, missing or told, own.get("score"))

        return cell

    return Section(
        "Signals and replies",
        [
            row("Signals to check", map(words("authenticity", authenticity_words), accounts), HIGHER),
            row("Answers to followers", map(words("replies", replies_words), accounts), HIGHER),
        ],
    )


def _advertising(accounts: Sequence[Told], stored: Mapping[int, Mapping[str, Any]]) -> Section:
    def own(account: Told) -> Mapping[str, Any]:
        part = stored[account.profile.pk].get("freshness") or NOTHING
        return part if part.get("share") is not None else NOTHING

    def share(account: Told) -> Cell:
        part = own(account)
        why = why_not_measured(account.profile) or "not measured yet"
        return Cell(share_words(part), "a lower bound", part["share"]) if part else Cell("", why)

    def brands(account: Told) -> Cell:
        part = own(account)
        named = ", ".join(brand["name"] for brand in part.get("brands", ())[:4])
        return Cell(brands_words(part), named, part.get("n_brands")) if part else Cell("")

    def kinds(account: Told) -> Cell:
        content = stored[account.profile.pk].get("content") or NOTHING
        told = [
            f"{PLURALS.get(k['kind'], 'others')} {percent(k['share'], 0)}" for k in content.get("kinds", ())
        ]
        return Cell(", ".join(told[:3]))

    return Section(
        "Content and advertising",
        [
            row("Kinds of content", map(kinds, accounts)),
            row("Sponsored posts", map(share, accounts)),
            row("Brands named in them", map(brands, accounts)),
        ],
    )


def _cost(accounts: Sequence[Told], stored: Mapping[int, Mapping[str, Any]]) -> Section:
    known = rates()
    into = settings.BASE_CURRENCY if settings.BASE_CURRENCY in known else DOLLAR
    values = earned_of_many(
        [
            (
                account.profile.platform,
                (stored[account.profile.pk].get("content") or NOTHING).get("usual") or {},
            )
            for account in accounts
        ]
    )

    def words(usd: float | Decimal | None) -> str:
        return "" if usd is None else money(float(convert(Decimal(str(usd)), DOLLAR, into, known)), into)

    def own(account: Told) -> Mapping[str, Any]:
        return stored[account.profile.pk].get("cost") or NOTHING

    def price(account: Told) -> Cell:
        part = own(account)
        if part.get("price") is None:
            return Cell("", part.get("missing") or "not known")
        if part.get("estimated"):
            return Cell(words(part["price"]), "estimated from followers; half or double would be no surprise")
        return Cell(words(part["price"]), f"entered as of {part.get('day', UNKNOWN)}")

    def cost(account: Told) -> Cell:
        part = own(account)
        if part.get("cpe") is None or part.get("missing"):
            return Cell("", part.get("missing") or "not known")
        how = "by an estimated price" if part.get("estimated") else "by the fee entered"
        return Cell(words(part["cpe"]), f"{how}; usual {words(part.get('usual_cpe'))}", part["cpe"])

    media = [Cell(words(v.usd) if v else "", "", float(v.usd) if v else None) for v in values]
    return Section(
        "Cost of one sponsored post",
        [
            row("Price", map(price, accounts)),
            row("Cost per engagement", map(cost, accounts), LOWER),
            row(
                "Earned media value of a usual post",
                media,
                help="By the table of values, which an admin edits.",
            ),
        ],
    )


def _shared(accounts: Sequence[Told]) -> Section:
    profiles = [account.profile for account in accounts]
    found = shared_audience(profiles)

    def cell(one: Profile, other: Profile) -> Cell:
        if one.pk == other.pk:
            return Cell("–")
        shared: Shared = found[one.pk, other.pk]
        if shared.share is None:
            return Cell("", shared.why)
        return Cell(percent(shared.share), f"{shared.n} of {shared.of} commenters", shared.share)

    return Section(
        "Shared audience",
        [Row(f"With @{other.handle}", [cell(one, other) for one in profiles]) for other in profiles],
        "People who comment on both, of those who comment on the creator of the column, as far as comments "
        "were read. Who only looks on is not known.",
    )
