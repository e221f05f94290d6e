"""The hard limits of a brief, one by one: what each asks for, in words and as a condition on accounts.

Whoever fails one is not ranked. Those of `brief_limits` are the ones that scoring knows too and applies by
itself (`scoring.core.candidates.left_out`); those of `further_limits` are the must-haves and must-nots of the
brief, which choose the accounts that scoring is given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from campaigns.choices import PastWork
from campaigns.kinds import POSTED_SHARE, kinds_measured, posts_kinds
from campaigns.models import Campaign
from campaigns.own_brand import brands_among
from campaigns.past_work import worked_with
from campaigns.words import pattern_of
from influencers.choices import Platform, PostKind
from influencers.models import Post
from influencers.querysets import ProfileQuerySet
from influencers.templatetags.figures import country_name, language_name
from scoring.constants import current_constants
from scoring.core.brands import is_brand
from scoring.core.schema import Brief
from scoring.core.weights import CONSTANTS

NOBODY, EVERYBODY = Q(pk__in=[]), ~Q(pk__in=[])
# How far back a post counts as a mention of a competitor, and how far back words are looked for (method, 4).
RIVAL_WINDOW = timedelta(days=CONSTANTS.conflict_days)
WORD_WINDOW = timedelta(days=CONSTANTS.window_days)


@dataclass(frozen=True, slots=True)
class Limit:
    """One hard limit of a brief.

    name: of the field of the form that sets it; words: what it asks for; kept_out: what is true of an account
    that it keeps out, as scoring says it where scoring knows the limit; passes: the accounts it lets through;
    unknown: the accounts of which nobody can tell, which are kept out too.
    """

    name: str
    words: str
    kept_out: str
    passes: Q
    unknown: Q = field(default_factory=lambda: NOBODY)


def limits_of(campaign: Campaign, brief: Brief, now: datetime) -> list[Limit]:
    """All hard limits of a campaign's brief, saved or not."""
    return [*brief_limits(brief, now), *further_limits(campaign, now)]


def brief_limits(brief: Brief, now: datetime) -> list[Limit]:
    """The limits that scoring knows: platform, size, country, language, silence. One query."""
    c = current_constants()
    stretch = c.near_miss if brief.near_misses else 1
    low, high = brief.min_followers / stretch, brief.max_followers * stretch
    near = " or nearly so" if brief.near_misses else ""
    no_size = Q(followers__isnull=True)
    found = [
        *_chosen("platforms", "platform", brief.platforms, lambda key: Platform(key).label),
        Limit(
            "min_followers", f"at least {brief.min_followers:,} followers{near}",
            f"fewer than {low:,.0f} followers", Q(followers__gte=low), no_size,
        ),
        Limit(
            "max_followers", f"at most {brief.max_followers:,} followers{near}",
            f"more than {high:,.0f} followers", Q(followers__lte=high), no_size,
        ),
        *_chosen("countries", "country", brief.countries, country_name),
        *_chosen("languages", "language", brief.languages, language_name),
    ]  # fmt: skip
    if not brief.dormant:
        days = c.dormant_days
        heard = Q(last_post_at__isnull=True) | Q(last_post_at__gte=now - timedelta(days=days))
        found.append(
            Limit("dormant", f"not silent for {days:.0f} days", f"no post for {days:.0f} days", heard)
        )
    return found


def _chosen(name: str, column: str, allowed: Sequence[str], label) -> list[Limit]:
    if not allowed:
        return []
    words = _any_of([str(label(value)) for value in allowed])
    passes, unknown = Q(**{f"{column}__in": allowed}), Q(**{column: ""})
    return [Limit(name, f"{column} {words}", f"another {column}", passes, unknown)]


def further_limits(campaign: Campaign, now: datetime) -> list[Limit]:
    """The must-haves and must-nots that a brief names."""
    makers = (
        _kinds, _contact, _verified, _engagement, _authenticity, _sponsored, _recent, _said, _unsaid, _rivals,
        _past_work,
    )  # fmt: skip
    return [limit for make in makers if (limit := make(campaign, now))]


def _kinds(campaign: Campaign, now: datetime) -> Limit | None:
    if not campaign.kinds:
        return None
    words = _any_of([PostKind(kind).label.lower() for kind in campaign.kinds])
    return Limit(
        "kinds", f"at least {POSTED_SHARE:.0%} of posts are {words}",
        f"less than {POSTED_SHARE:.0%} of posts are {words}", posts_kinds(campaign.kinds), ~kinds_measured(),
    )  # fmt: skip


def _contact(campaign: Campaign, now: datetime) -> Limit | None:
    if not campaign.needs_contact:
        return None
    return Limit("needs_contact", "a business contact is known", "no business contact known", ~Q(contact=""))


def _verified(campaign: Campaign, now: datetime) -> Limit | None:
    if not campaign.needs_verified:
        return None
    verified, unknown = Q(is_verified=True), Q(is_verified__isnull=True)
    return Limit("needs_verified", "verified by the platform", "not verified", verified, unknown)


def _engagement(campaign: Campaign, now: datetime) -> Limit | None:
    share = campaign.engagement_from
    return _from("engagement_from", "engagement rate", "engagement_rate", share)


def _authenticity(campaign: Campaign, now: datetime) -> Limit | None:
    return _from("authenticity_from", "authenticity", "authenticity", campaign.authenticity_from)


def _from(name: str, words: str, column: str, share: float | None) -> Limit | None:
    if share is None:
        return None
    passes, unknown = Q(**{f"{column}__gte": share}), Q(**{f"{column}__isnull": True})
    told = f"{100 * share:.4g}%"
    return Limit(name, f"{words} from {told}", f"{words} below {told}", passes, unknown)


def _sponsored(campaign: Campaign, now: datetime) -> Limit | None:
    share = campaign.sponsored_up_to
    if share is None:
        return None
    told = f"{100 * share:.4g}%"
    return Limit(
        "sponsored_up_to", f"at most {told} of posts look sponsored",
        f"more than {told} of posts look sponsored", Q(sponsored_share__lte=share),
        Q(sponsored_share__isnull=True),
    )  # fmt: skip


def _recent(campaign: Campaign, now: datetime) -> Limit | None:
    days = campaign.posted_within
    if days is None:
        return None
    told = "day" if days == 1 else f"{days} days"
    since = now - timedelta(days=days)
    return Limit(
        "posted_within", f"a post in the last {told}", f"no post in the last {told}",
        Q(last_post_at__gte=since), Q(last_post_at__isnull=True),
    )  # fmt: skip


def _said(campaign: Campaign, now: datetime) -> Limit | None:
    if not campaign.must_say:
        return None
    words = _any_of([f"“{word}”" for word in campaign.must_say])
    return Limit(
        "must_say", f"bio or posts say {words}", f"never says {words}", saying(campaign.must_say, now)
    )


def _unsaid(campaign: Campaign, now: datetime) -> Limit | None:
    if not campaign.must_not_say:
        return None
    words = _any_of([f"“{word}”" for word in campaign.must_not_say])
    passes = ~saying(campaign.must_not_say, now)
    return Limit("must_not_say", f"bio and posts never say {words}", f"says {words}", passes)


def saying(words: Iterable[str], now: datetime) -> Q:
    """Accounts with one of `words` in name, bio or a post of the last 12 months."""
    pattern = pattern_of(words)
    posts = Post.objects.filter(published_at__range=(now - WORD_WINDOW, now), caption__iregex=pattern)
    return (
        Q(bio__iregex=pattern)
        | Q(display_name__iregex=pattern)
        | Q(pk__in=posts.order_by().values("profile"))
    )


def _rivals(campaign: Campaign, now: datetime) -> Limit | None:
    if not campaign.without_rivals or not campaign.competitors:
        return None
    names = campaign.competitors
    rivals = brands_among(lambda brand: any(is_brand(brand, name) for name in names))
    paid = Post.objects.filter(
        published_at__range=(now - RIVAL_WINDOW, now),
        text__sponsored_probability__gte=CONSTANTS.sponsored_from,
        text__brands__overlap=rivals,
    )
    days = f"{CONSTANTS.conflict_days:.0f} days"
    return Limit(
        "without_rivals", f"no sponsored post for a competitor in {days}",
        f"sponsored post for a competitor in the last {days}",
        ~Q(pk__in=paid.order_by().values("profile")) if rivals else EVERYBODY,
    )  # fmt: skip


def _past_work(campaign: Campaign, now: datetime) -> Limit | None:
    if campaign.past_work == PastWork.ANY:
        return None
    worked = worked_with(campaign)
    if campaign.past_work == PastWork.ONLY:
        return Limit("past_work", "worked with us before", "never worked with us", worked)
    return Limit("past_work", "never worked with us", "worked with us before", ~worked)


def meeting(profiles: ProfileQuerySet, limits: Iterable[Limit]) -> ProfileQuerySet:
    """Those of `profiles` whom all limits let through."""
    for limit in limits:
        profiles = profiles.filter(limit.passes)
    return profiles


def _any_of(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
