"""The lists of choices beside the results: what can be chosen, what is, and how many each would give."""

from dataclasses import dataclass, field

from influencers.choices import Platform
from influencers.filter_kinds import UNKNOWN
from influencers.filters import ProfileFilter
from influencers.found import Counts
from influencers.tiers import tier_labels

SHOWN = 7  # choices that a list shows before "Show more"


@dataclass(frozen=True)
class Option:
    """One choice. `note` says more about it; `children` are the choices below it."""

    value: str
    label: str
    count: int
    chosen: bool
    note: str = ""
    children: list["Option"] = field(default_factory=list)

    @property
    def opened(self) -> bool:
        """Whether a choice below it is taken."""
        return any(child.chosen for child in self.children)


@dataclass(frozen=True)
class Facet:
    """A list of choices: those always shown, and those behind "Show more"."""

    name: str
    label: str
    shown: list[Option]
    more: list[Option]


def facets_of(question: ProfileFilter, counts: dict[str, Counts]) -> dict[str, Facet]:
    """{filter: its list of choices}."""
    lists = {
        "platform": _by_count(question, "platform", counts),
        "tier": _tiers(question, counts),
        "niche": _niches(question, counts),
        "country": _by_count(question, "country", counts),
        "language": _by_count(question, "language", counts),
        "verified": _fixed(question, "verified", counts, ("yes", "no", UNKNOWN)),
        "contact": _fixed(question, "contact", counts, ("yes", "no")),
        "tag": _by_count(question, "tag", counts),
    }
    return {name: _facet(question, name, options) for name, options in lists.items()}


def _facet(question: ProfileFilter, name: str, options: list[Option]) -> Facet:
    fits = len(options) <= SHOWN + 2  # "Show 2 more" takes the room of the two
    shown = [o for at, o in enumerate(options) if fits or at < SHOWN or o.chosen or o.opened]
    more = [o for o in options if o not in shown]
    return Facet(name, question.filters[name].label, shown, more)


def _chosen(question: ProfileFilter, name: str) -> list[str]:
    return question.asked.get(name, [])


def _by_count(question: ProfileFilter, name: str, counts: dict[str, Counts]) -> list[Option]:
    """What there is, most first, and what is chosen although there is none; the unknown last."""
    chosen = _chosen(question, name)
    found = counts[name] | {value: 0 for value in chosen if value not in counts[name]}
    options = [
        Option(value, _label(question, name, value), count, value in chosen)
        for value, count in found.items()
        if name != "platform" or value in Platform.values
    ]
    return sorted(options, key=lambda o: (o.value == UNKNOWN, -o.count, o.label.casefold()))


def _fixed(question: ProfileFilter, name: str, counts: dict[str, Counts], values) -> list[Option]:
    chosen = _chosen(question, name)
    return [
        Option(value, _label(question, name, value), counts[name].get(value, 0), value in chosen)
        for value in values
    ]


def _label(question: ProfileFilter, name: str, value: str) -> str:
    if value == UNKNOWN:
        return "Not known"
    if name == "tag":
        return question.tags.get(value, value)
    return question.value_label(name, value)


def _tiers(question: ProfileFilter, counts: dict[str, Counts]) -> list[Option]:
    labels, chosen = tier_labels(question.tiers), _chosen(question, "tier")
    return [
        Option(slug, labels[slug][0], counts["tier"].get(slug, 0), slug in chosen, labels[slug][1])
        for slug in question.tier_conditions
    ]


def _niches(question: ProfileFilter, counts: dict[str, Counts]) -> list[Option]:
    """The niches of the first level, most first, each with those below it."""
    chosen, count = _chosen(question, "niche"), counts["niche"]
    below: dict[int, list[Option]] = {}
    for niche in question.niches.values():
        if niche.parent_id and (count.get(niche.slug) or niche.slug in chosen):
            option = Option(niche.slug, niche.name, count.get(niche.slug, 0), niche.slug in chosen)
            below.setdefault(niche.parent_id, []).append(option)
    options = [
        Option(
            niche.slug,
            niche.name,
            count.get(niche.slug, 0),
            niche.slug in chosen,
            children=sorted(below.get(niche.pk, []), key=lambda o: (-o.count, o.label)),
        )
        for niche in question.niches.values()
        if not niche.parent_id and (count.get(niche.slug) or niche.slug in chosen or niche.pk in below)
    ]
    options.sort(key=lambda o: (-o.count, o.label))
    if count.get(UNKNOWN) or UNKNOWN in chosen:
        options.append(Option(UNKNOWN, "Not known", count.get(UNKNOWN, 0), UNKNOWN in chosen))
    return options
