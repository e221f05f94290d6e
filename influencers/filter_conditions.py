"""Which accounts each filter of Discover asks for: the conditions of `influencers.filters`."""

from collections.abc import Callable
from datetime import timedelta
from functools import reduce
from operator import and_, or_

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from influencers.do_not_contact import may_be_written_to
from influencers.filter_kinds import UNKNOWN
from influencers.filter_rules import Leaf, Rule
from influencers.finding.choices import kept_from
from influencers.import_choices import came_in
from influencers.meaning_search import nearest
from influencers.models import Niche, Profile, ProfileNiche, Tag
from influencers.niche_basis import counting_niches
from influencers.text_search import Answer


class Conditions:
    """One method a filter that needs more than a comparison; each narrows the accounts it is given.

    The filter set knows what can be chosen (`niches` by slug, `tier_conditions` by slug of a band), and who
    holds what was typed (`held`).
    """

    niches: dict[str, Niche]
    tier_conditions: dict[str, Q]
    held: Callable[[str], Answer]
    shows_demo: bool

    def kept(self, queryset, name, value):
        """All: whether real or demo accounts are listed is settled in `narrowed`."""
        return queryset

    def with_words(self, queryset, name, value):
        """Accounts that hold all that was typed, or whose handle is nearly it where nobody does."""
        return queryset.filter(pk__in=self.held(value).ids)

    def writing_about(self, queryset, name, value):
        """Accounts that write about this, whatever their words."""
        return queryset.filter(pk__in=nearest(value, self.shows_demo))

    def in_tier(self, queryset, name, values):
        """Accounts of these size bands."""
        condition = Q()
        for value in values:
            condition |= self.tier_conditions[value]
        return queryset.filter(condition)

    def in_niche(self, queryset, name, values):
        """Accounts with one of these niches or of their children, by the basis that counts."""
        wanted = {self.niches[value].pk for value in values if value != UNKNOWN}
        wanted |= {niche.pk for niche in self.niches.values() if niche.parent_id in wanted}
        condition = Q(pk__in=counting_niches().filter(niche__in=wanted).values("profile"))
        if UNKNOWN in values:
            condition |= ~Exists(ProfileNiche.objects.filter(profile=OuterRef("pk")))
        return queryset.filter(condition)

    def in_country(self, queryset, name, values):
        """Accounts of these countries."""
        return queryset.filter(country__in=["" if value == UNKNOWN else value for value in values])

    def in_language(self, queryset, name, values):
        """Accounts in these languages."""
        return queryset.filter(language__in=["" if value == UNKNOWN else value for value in values])

    def posted_within(self, queryset, name, days):
        """Accounts that posted in the last days."""
        return queryset.filter(last_post_at__gte=Now() - timedelta(days=days))

    def verified_or_not(self, queryset, name, values):
        """Accounts that the platform verified, did not verify, or of which that is not known."""
        known = {"yes": Q(is_verified=True), "no": Q(is_verified=False), UNKNOWN: Q(is_verified=None)}
        condition = Q()
        for value in values:
            condition |= known[value]
        return queryset.filter(condition)

    def with_contact(self, queryset, name, values):
        """Accounts that may be written to at a published address, or not."""
        return queryset if len(values) == 2 else queryset.filter(contact_is(values[0]))

    def with_tag(self, queryset, name, values):
        """Accounts whose creator has one of these tags."""
        tagged = Tag.influencers.through.objects.filter(tag__in=values)
        return queryset.filter(influencer__in=tagged.values("influencer"))

    def from_import(self, queryset, name, values):
        """Accounts that an import created, updated or found unchanged."""
        return queryset.filter(came_in(values))

    def kept_from_search(self, queryset, name, values):
        """Accounts that a person kept from a search for new creators."""
        return queryset.filter(kept_from(values))

    def by_rules(self, queryset, name, values):
        """Accounts for whom every rule holds."""
        for rule in map(self.rule_of, values):
            queryset = queryset.filter(self._holds(rule))
        return queryset

    def _holds(self, part: Rule | Leaf) -> Q:
        if isinstance(part, Leaf):
            own = self.filters[part.name].filter(Profile.objects.all(), self.value_of(part))
            # Exists, never IN: what NOT IN excludes is looked through for each account once it is large.
            return Q(Exists(own.order_by().filter(pk=OuterRef("pk"))))
        conditions = [self._holds(one) for one in part.parts]
        joined = reduce(and_ if part.kind == "all" else or_, conditions)
        return ~joined if part.kind == "none" else joined


def contact_is(answer: str) -> Q:
    """Condition on accounts: whether they may be written to ("yes" or "no")."""
    return may_be_written_to() if answer == "yes" else ~may_be_written_to()
