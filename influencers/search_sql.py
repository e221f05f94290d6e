"""A question to the catalogue answered in SQL: right at any size, quick at modest ones."""

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from influencers.columns import order_of
from influencers.filter_conditions import contact_is
from influencers.filter_kinds import UNKNOWN
from influencers.filters import ProfileFilter
from influencers.found import Counts, Found
from influencers.models import ProfileNiche
from influencers.niche_basis import counting_niches


def find(question: ProfileFilter, sort: str, page: int, size: int) -> Found:
    """The answer to `question`; a page after the last one is the last one."""
    matches = question.narrowed()
    total = matches.count()
    page = min(page, max(1, -(-total // size)))
    order = order_of(sort, question.near)
    ids = list(matches.order_by(*order).values_list("pk", flat=True)[(page - 1) * size : page * size])
    return Found(ids, total, page, _facets(question))


def counts_without(question: ProfileFilter) -> Counts:
    """{filter that is set: how many accounts there were without it}; one query a filter."""
    return {name: question.narrowed({name}).count() for name in question.asked if name != "demo"}


def _facets(question: ProfileFilter) -> dict[str, Counts]:
    flags = {True: "yes", False: "no", None: UNKNOWN}
    verified = _by_column(question, "verified", "is_verified")
    return {
        "platform": _by_column(question, "platform", "platform"),
        "tier": _by_condition(question, "tier", question.tier_conditions),
        "niche": _by_niche(question),
        "country": {value or UNKNOWN: n for value, n in _by_column(question, "country", "country").items()},
        "language": {
            value or UNKNOWN: n for value, n in _by_column(question, "language", "language").items()
        },
        "verified": {flags[value]: n for value, n in verified.items()},
        "contact": _by_condition(question, "contact", {a: contact_is(a) for a in ("yes", "no")}),
        "tag": _by_tag(question),
    }


def _by_column(question: ProfileFilter, name: str, column: str) -> dict:
    counted = question.narrowed({name}).order_by().values_list(column).annotate(n=Count("pk"))
    return dict(counted)


def _by_condition(question: ProfileFilter, name: str, conditions: dict[str, Q]) -> Counts:
    if not conditions:
        return {}
    # Numbered names: a slug may hold what an SQL alias may not.
    wanted = {f"n{at}": Count("pk", filter=condition) for at, condition in enumerate(conditions.values())}
    counted = question.narrowed({name}).aggregate(**wanted)
    return {slug: counted[f"n{at}"] for at, slug in enumerate(conditions)}


def _by_niche(question: ProfileFilter) -> Counts:
    """Each niche, those of the first level with what is below them, and the accounts without any."""
    accounts = question.narrowed({"niche"})
    rows = counting_niches().filter(profile__in=accounts.order_by().values("pk")).order_by()
    slugs = {niche.pk: niche.slug for niche in question.niches.values()}
    counts: Counts = {}
    for level in (F("niche_id"), Coalesce("niche__parent_id", "niche_id")):
        counted = rows.annotate(of=level).values_list("of").annotate(n=Count("profile", distinct=True))
        counts |= {slugs[pk]: n for pk, n in counted if pk in slugs}
    without = ~Exists(ProfileNiche.objects.filter(profile=OuterRef("pk")))
    counts[UNKNOWN] = accounts.filter(without).count()
    return counts


def _by_tag(question: ProfileFilter) -> Counts:
    if not question.tags:
        return {}
    tagged = question.narrowed({"tag"}).filter(influencer__tags__isnull=False).order_by()
    return {str(pk): n for pk, n in tagged.values_list("influencer__tags").annotate(n=Count("pk"))}
