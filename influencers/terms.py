"""What the terms of a platform let us make of an account's data, in words for whoever looks for it."""

from django.conf import settings
from django.db.models import Q

from influencers.models import Profile
from influencers.sources.registry import SOURCES, policy_of, source_class, withheld
from influencers.sources.wishes import opted_out_by, signed_in_only


def withheld_sources() -> list[str]:
    """The sources of whose data no rate, niche or score may be made now."""
    return withheld(settings)


def withheld_accounts() -> Q:
    """Accounts with data of such a source: they are neither measured nor ranked."""
    keys = withheld_sources()
    return Q(source__in=keys) | Q(bound_source__in=keys)


def why_not_ranked(profile: Profile) -> str:
    """Why an account gets no rate or score: "not ranked: YouTube's terms"; "" where it may get them."""
    return f"not ranked: {terms}" if (terms := _withholding(profile)) else ""


def why_not_measured(profile: Profile) -> str:
    """The same where one figure of it is looked for: "not measured: YouTube's terms"."""
    return f"not measured: {terms}" if (terms := _withholding(profile)) else ""


def own_figure(profile: Profile) -> str:
    """What must stand beside figures that we made of a source's: "Handpick's own figure, not YouTube's"."""
    for key in (profile.source, profile.bound_source):
        policy = policy_of(key, settings)
        if policy and policy.derived_figures and policy.whose:
            return f"Handpick's own figure, not {source_class(key).label}'s"
    return ""


def restrictions(profile: Profile) -> list[str]:
    """What a person who takes an account's figures elsewhere must heed, one sentence each."""
    found = [f"N{why[1:]}" if (why := why_not_ranked(profile)) else "", own_figure(profile)]
    found += [opted_out_by(profile.labels)]
    if profile.influencer.no_contact_since:
        found.append("Asked not to be contacted.")
    if signed_in_only(profile.labels):
        found.append("Only for people who are signed in: do not publish.")
    return [text.rstrip(".") + "." for text in found if text]


def kept_apart() -> set[str]:
    """The sources whose figures may not be added up with those of other platforms."""
    return {key for key in SOURCES if policy_of(key, settings).apart}


def words_of_terms(key: str) -> str:
    """Whose terms bind the data of a source: "YouTube's terms"."""
    return policy_of(key, settings).whose or f"{source_class(key).label}'s terms"


def limited_sources() -> dict[str, int]:
    """{source: days that its figures may be kept} of those that have a limit."""
    policies = {key: policy_of(key, settings) for key in SOURCES}
    return {key: policy.retention_days for key, policy in policies.items() if policy.retention_days}


def _withholding(profile: Profile) -> str:
    keys = withheld_sources()
    key = next((key for key in (profile.source, profile.bound_source) if key in keys), None)
    return words_of_terms(key) if key else ""
