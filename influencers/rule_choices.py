"""What a condition of a rule can ask for: the filters that are offered, and the control of each value."""

from dataclasses import dataclass, field

from influencers.choices import Platform
from influencers.filter_kinds import UNKNOWN, PercentFilter, ValuesFilter
from influencers.filters import ProfileFilter
from influencers.import_choices import import_options
from influencers.importing.places import COUNTRIES
from influencers.rules_asked import NOT_IN_RULES
from influencers.templatetags.figures import LANGUAGES

FIRST = ("niche", "q", "tag", "country", "language", "platform", "tier")  # offered before the others
NOT_OFFERED = (*NOT_IN_RULES, "discovery")  # links lead to these; the rail does not offer them either
POST_AGES = (7, 30, 90, 180, 365)
Choice = tuple[str, str]  # value in an address, words


@dataclass(frozen=True)
class Control:
    """How the value of one filter is asked for: choices in groups (name, "" for none), or a text."""

    name: str
    label: str
    groups: list[tuple[str, list[Choice]]] = field(default_factory=list)
    unit: str = ""
    hint: str = ""


def filter_choices(question: ProfileFilter) -> list[Choice]:
    """The filters that a condition may use, as (name, words); those without anything to choose left out."""
    names = [*FIRST, *(name for name in question.filters if name not in (*FIRST, *NOT_OFFERED))]
    empty = {"tag": not question.tags, "tier": not question.tiers, "import": not import_options()}
    return [(name, filter_label(question, name)) for name in names if not empty.get(name)]


def filter_label(question: ProfileFilter, name: str) -> str:
    """A filter in a few words: "Niche", "Engagement from …%"."""
    own = question.filters[name]
    if name == "q":
        return "Words in handle, name or bio"
    return own.label if isinstance(own, ValuesFilter) else own.chip.replace("“{}”", "…").replace("{}", "…")


def control(question: ProfileFilter, name: str) -> Control:
    """The control of one filter's value, with the choices and the readers of the filter itself."""
    own, label = question.filters[name], filter_label(question, name)
    if name == "last_post":
        days = [(str(n), f"In the last {n} days") for n in POST_AGES]
        return Control(name, label, [("", days)])
    if isinstance(own, ValuesFilter):
        return Control(name, label, _choices(question, name))
    if isinstance(own, PercentFilter):
        return Control(name, label, unit="%", hint="such as 2.5")
    return Control(name, label, hint="such as 50k" if name.startswith("followers") else "such as sourdough")


def _choices(question: ProfileFilter, name: str) -> list[tuple[str, list[Choice]]]:
    unknown = (UNKNOWN, "Not known")
    match name:
        case "niche":
            return [*_niches(question), ("", [unknown])]
        case "country":
            return [("", [*_by_words(COUNTRIES), unknown])]
        case "language":
            return [("", [*_by_words(LANGUAGES), unknown])]
        case "tag":
            return [("", _by_words(question.tags))]
        case "import":
            return [("", import_options())]
        case "platform":
            return [("", list(Platform.choices))]
        case "tier":
            return [("", [(slug, question.value_label(name, slug)) for slug in question.tier_conditions])]
        case "verified":
            values = ("yes", "no", UNKNOWN)
        case _:
            values = ("yes", "no")
    return [
        (
            "",
            [unknown if value == UNKNOWN else (value, question.value_label(name, value)) for value in values],
        )
    ]


def _niches(question: ProfileFilter) -> list[tuple[str, list[Choice]]]:
    """Each niche of the first level as a group: itself, then what is below it."""
    below: dict[int, list[Choice]] = {}
    for niche in question.niches.values():
        if niche.parent_id:
            below.setdefault(niche.parent_id, []).append((niche.slug, niche.name))
    return [
        (niche.name if niche.pk in below else "", [(niche.slug, niche.name), *below.get(niche.pk, [])])
        for niche in question.niches.values()
        if not niche.parent_id
    ]


def _by_words(names: dict[str, str]) -> list[Choice]:
    return sorted(names.items(), key=lambda one: one[1].casefold())
