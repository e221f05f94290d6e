"""What can be filtered: the one list, used by Discover, exports and saved searches alike."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict

from influencers.choices import Platform
from influencers.filter_conditions import Conditions
from influencers.filter_kinds import (
    UNKNOWN,
    AboutFilter,
    CountFilter,
    DaysFilter,
    PercentFilter,
    RulesFilter,
    ValuesFilter,
    WordsFilter,
    country_of,
    language_of,
    one_of,
)
from influencers.finding.choices import discovery_label, discovery_of
from influencers.import_choices import import_label, import_of
from influencers.importing.places import COUNTRIES
from influencers.meaning_search import nearest
from influencers.models import Niche, Profile, Tag, Tier
from influencers.rules_asked import RulesAsked
from influencers.templatetags.figures import language_name
from influencers.text_search import Answer, answer
from influencers.tiers import tier_conditions, tier_labels

YES_NO = {"yes": "Yes", "no": "No"}
YES_NO_UNKNOWN = YES_NO | {UNKNOWN: "Not known"}
LAST_COUNTS = ("demo", "import")  # one choice at a time: of several in an address the last one


@dataclass(frozen=True)
class Ignored:
    """A part of an address that was left out, and why."""

    name: str
    value: str
    reason: str
    label: str = ""  # its name on the page, where it has one


class ProfileFilter(RulesAsked, Conditions, django_filters.FilterSet):
    """Accounts by what is asked for in an address.

    `qs` holds the accounts that match, `narrowed(without)` those that would match without some filters,
    `ignored` what of the address made no sense. Real and demo accounts never mix; blocked, merged and erased
    creators are never among them, nor are accounts whose owners asked to be left out of discovery.
    """

    q = WordsFilter(method="with_words", label="Words", max_length=200, chip="“{}”")
    about = AboutFilter(method="writing_about", label="Writes about", max_length=200, chip="About “{}”")
    platform = ValuesFilter("platform", label="Platform", reads=one_of(Platform.values))
    tier = ValuesFilter(method="in_tier", label="Size", reads=one_of(()))
    followers_min = CountFilter(
        "followers", "gte", label="At least this many followers", chip="From {} followers"
    )
    followers_max = CountFilter(
        "followers", "lte", label="At most this many followers", chip="Up to {} followers"
    )
    niche = ValuesFilter(method="in_niche", label="Niche", reads=one_of(()))
    er_min = PercentFilter(
        "engagement_rate", "gte", label="Engagement rate from, in percent", chip="Engagement from {}%"
    )
    er_max = PercentFilter(
        "engagement_rate", "lte", label="Engagement rate up to, in percent", chip="Engagement up to {}%"
    )
    percentile_min = PercentFilter(
        "percentile",
        "gte",
        label="Engages better than this percentage of accounts of its size",
        chip="Better than {}% of its size",
        highest=100,
    )
    growth_min = PercentFilter(
        "growth_30d", "gte", label="Growth in 30 days from, in percent", chip="Growth from {}%", lowest=-100
    )
    country = ValuesFilter(method="in_country", label="Country", reads=country_of)
    language = ValuesFilter(method="in_language", label="Language", reads=language_of)
    last_post = DaysFilter(
        method="posted_within", label="Posted in the last days", chip="Posted in the last {} days"
    )
    verified = ValuesFilter(method="verified_or_not", label="Verified", reads=one_of(YES_NO_UNKNOWN))
    contact = ValuesFilter(method="with_contact", label="Contact", reads=one_of(YES_NO))
    sponsored_max = PercentFilter(
        "sponsored_share",
        "lte",
        label="Sponsored posts at most, in percent",
        chip="At most {}% sponsored",
        highest=100,
    )
    authenticity_min = PercentFilter(
        "authenticity",
        "gte",
        label="Authenticity from, in percent",
        chip="Authenticity from {}%",
        highest=100,
    )
    replies_min = PercentFilter(
        "replies",
        "gte",
        label="Community replies from, in percent",
        chip="Community replies from {}%",
        highest=100,
    )
    tag = ValuesFilter(method="with_tag", label="Tag", reads=one_of(()))
    rule = RulesFilter(method="by_rules", label="Rule", reads=str)
    demo = ValuesFilter(method="kept", label="Demo creators", reads=one_of(("0", "1")))

    class Meta:
        model = Profile
        fields: list[str] = []

    @classmethod
    def get_filters(cls):
        """The filters above, and the one whose name Python keeps to itself."""
        listed = ValuesFilter(method="from_import", label="From import", reads=import_of)
        found = ValuesFilter(method="kept_from_search", label="Found by", reads=discovery_of)
        return super().get_filters() | {"import": listed, "discovery": found}

    def __init__(self, data=None, queryset=None, **kwargs):
        data = QueryDict(data) if isinstance(data, str) else data or QueryDict()
        super().__init__(data, Profile.objects.shown() if queryset is None else queryset, **kwargs)
        self._once: dict[Hashable, Any] = {}
        self.is_bound = True  # an empty address is a question too: it asks for everything
        self.filters["tier"].extra["reads"] = one_of(self.tier_conditions)
        self.filters["niche"].extra["reads"] = one_of({UNKNOWN, *self.niches})
        self.filters["tag"].extra["reads"] = one_of(self.tags)
        self.filters["rule"].extra["reads"] = self.read

    # --- what can be chosen, read once ---

    @cached_property
    def tiers(self) -> list[Tier]:
        """The size bands."""
        return list(Tier.objects.all())

    @cached_property
    def tier_conditions(self) -> dict[str, Q]:
        """{slug of a band: its condition}."""
        return tier_conditions(self.tiers)

    @cached_property
    def niches(self) -> dict[str, Niche]:
        """{slug: niche} of the whole tree, by name."""
        return {niche.slug: niche for niche in Niche.objects.order_by("name", "pk")}

    @cached_property
    def tags(self) -> dict[str, str]:
        """{id of a tag: its name}; ids, so that an address outlives a new name."""
        return {str(pk): name for pk, name in Tag.objects.values_list("pk", "name")}

    # --- what is asked for ---

    @cached_property
    def asked(self) -> dict:
        """{filter: value} of those that are set and make sense, in the order of this class."""
        self.form.full_clean()
        cleaned = self.form.cleaned_data
        asked = {name: cleaned[name] for name in self.filters if cleaned.get(name) not in (None, "", [])}
        return {name: value[-1:] if name in LAST_COUNTS else value for name, value in asked.items()}

    @cached_property
    def ignored(self) -> list[Ignored]:
        """What of the filters made no sense, with the reason."""
        self.asked  # noqa: B018 - cleans the form
        found = []
        for name, field in self.form.fields.items():
            if name in self.form.errors:
                value = self.data.get(name, "")
                found.append(Ignored(name, str(value)[:60], " ".join(self.form.errors[name]), field.label))
            found += [
                Ignored(name, value[:60], "There is no such choice.", field.label)
                for value in getattr(field, "ignored", ())
            ]
            found += [
                Ignored(name, value[:60], f"This is not a rule: {reason}.", field.label)
                for value, reason in getattr(field, "refused", {}).items()
            ]
            found += [
                Ignored(name, condition, f"{reason} The rest of the rule counts.", "Part of a rule")
                for condition, reason in getattr(field, "dropped", ())
            ]
        return found

    @cached_property
    def shows_demo(self) -> bool:
        """Whether fictional creators are listed: when asked for, or when there are no real ones."""
        asked = self.asked.get("demo")
        return asked == ["1"] if asked else not self.has_real and self.has_demo

    @cached_property
    def has_real(self) -> bool:
        """Whether the catalogue holds real accounts."""
        return Profile.objects.shown().real().exists()

    @cached_property
    def has_demo(self) -> bool:
        """Whether the catalogue holds fictional accounts."""
        return Profile.objects.shown().demo().exists()

    def pairs(self) -> list[tuple[str, str]]:
        """The question as (name, value) pairs of an address: only what is set and makes sense."""
        found: list[tuple[str, str]] = []
        for name, value in self.asked.items():
            written = self.filters[name].written
            values = value if isinstance(value, list) else [written(value)]
            found += [(name, text) for text in values]
        return found

    def words(self, name: str, value: str) -> str:
        """What one pair of `pairs` asks for, in words."""
        if name == "rule":
            return self.rule_words(self.rule_of(value))
        if isinstance(self.filters[name], ValuesFilter):
            return self.value_label(name, value)
        return self.filters[name].words(self.asked[name])

    def value_label(self, name: str, value: str) -> str:
        """The name of one choice of a filter."""
        if value == UNKNOWN:
            return f"{self.filters[name].label} not known"
        match name:
            case "platform":
                return Platform(value).label
            case "tier":
                return tier_labels(self.tiers)[value][0]
            case "niche":
                return self.niches[value].name
            case "country":
                return COUNTRIES[value]
            case "language":
                return language_name(value)
            case "verified":
                return {"yes": "Verified", "no": "Not verified"}[value]
            case "contact":
                return {"yes": "Has contact", "no": "No contact"}[value]
            case "tag":
                return f"Tag: {self.tags[value]}"
            case "import":
                return f"From {import_label(value)}"
            case "discovery":
                return f"Found by {discovery_label(value)}"
        return "Demo creators" if value == "1" else "Real creators"

    # --- which accounts ---

    def once(self, key: Hashable, make: Callable[[], Any]):
        """What `make` returns, asked for once a question."""
        if key not in self._once:
            self._once[key] = make()
        return self._once[key]

    @property
    def scope(self) -> QuerySet[Profile]:
        """All accounts that a list may show: the real ones, or the fictional ones."""
        return self.queryset.demo() if self.shows_demo else self.queryset.real().discoverable()

    def held(self, text: str) -> Answer:
        """Who holds what was typed; asked once."""
        return self.once(("q", text), lambda: answer(text, self.scope))

    def narrowed(self, without=()) -> QuerySet[Profile]:
        """The accounts that match every filter but those named in `without`."""
        found = self.scope
        for name, value in self.asked.items():
            if name not in without:
                found = self.filters[name].filter(found, value)
        return found

    @property
    def near(self) -> tuple[int, ...]:
        """The accounts that write about what is asked for, the nearest first; none where nothing is."""
        about = self.asked.get("about", "")
        return nearest(about, self.shows_demo) if about else ()

    def filter_queryset(self, queryset: QuerySet[Profile]) -> QuerySet[Profile]:
        """What `qs` is made by."""
        return self.narrowed()
