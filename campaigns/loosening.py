"""How one hard limit of a brief is loosened just far enough: to which value, and what that is in words."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from campaigns.choices import PastWork
from campaigns.models import Campaign
from influencers.choices import Platform
from influencers.models import Profile
from influencers.templatetags.figures import UNKNOWN, country_name, language_name

ANY = ""
"""The value that takes a limit away."""
LARGEST = 1e12
"""Beyond any number of followers; larger ones do not fit into the database."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a brief. name and value: of the limit and what it becomes, as a form sends them; fields:
    what is written; words: what the brief then asks for, after "with"; done: the same once it is done."""

    name: str
    value: str
    fields: Mapping[str, Any]
    words: str
    done: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the limits look at of one account. last_age: days since its last post."""

    pk: int
    platform: str
    followers: int | None
    country: str
    language: str
    engagement_rate: float | None
    authenticity: float | None
    sponsored_share: float | None
    last_age: float | None


COLUMNS = (
    "pk", "platform", "followers", "country", "language", "engagement_rate", "authenticity",
    "sponsored_share", "last_post_at",
)  # fmt: skip


def facts_of(profile: Profile, now: datetime) -> Facts:
    """The facts of an account."""
    *plain, last = (getattr(profile, name) for name in COLUMNS)
    return Facts(*plain, None if last is None else (now - last).total_seconds() / 86_400)


@dataclass(frozen=True, slots=True)
class Choice:
    """A limit that names what is allowed: one more is, or everything where an account's is unknown."""

    column: str
    thing: str
    label: Callable[[str], str]

    def needed(self, facts: Facts) -> str:
        """The value that brings an account in."""
        return getattr(facts, self.column)

    def change(self, campaign: Campaign, name: str, value: str) -> Change:
        """The change to a value. Raises ValueError for what is no value."""
        if value == ANY:
            return _change(name, ANY, [], f"any {self.thing}")
        label = str(self.label(value))
        if not value.isascii() or not value.isalpha() or label == UNKNOWN:
            raise ValueError(f"There is no such {self.thing}.")
        allowed = dict.fromkeys([*getattr(campaign, name), value])
        return _change(name, value, list(allowed), f"{label} too")

    def told(self, facts: Facts) -> str:
        """What is true of an account."""
        value = getattr(facts, self.column)
        return f"{self.thing}: {self.label(value)}" if value else f"{self.thing} not known"


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit on a number. up: it is the most that is allowed, else the least; step: the smallest unit that
    the brief is written in; to: the number of an account in words; steps: the factors that are offered."""

    column: str
    up: bool
    step: float
    to: Callable[[float], str]
    label: str
    steps: tuple[float, ...]

    def needed(self, facts: Facts) -> str:
        """The value that just brings an account in; ANY where its number is not known."""
        number = getattr(facts, self.column)
        return ANY if number is None else self.written(number)

    def lets_in(self, numbers: np.ndarray, value: str, stretch: float) -> np.ndarray:
        """Which numbers (NaN: not known) meet the limit at a value, where those within `stretch` do too."""
        return numbers <= float(value) * stretch if self.up else numbers >= float(value) / stretch

    def written(self, number: float) -> str:
        """A number on the generous side, in whole steps."""
        # Rates are sums of binary fractions: a tenth of a thousandth of a step is no step.
        steps = number / self.step
        whole = math.ceil(steps - 1e-4) if self.up else math.floor(steps + 1e-4)
        return f"{whole * self.step:.6g}" if self.step < 1 else str(whole)

    def change(self, campaign: Campaign, name: str, value: str) -> Change:
        """The change to a value. Raises ValueError for what is no value, or none that lets in more."""
        stands = getattr(campaign, name)
        if value == ANY and name not in SIZES:
            return _change(name, ANY, None, f"no limit on {self.label}")
        number = float(value)
        looser = stands is not None and (number > stands if self.up else 0 <= number < stands)
        if not looser or not number < LARGEST:
            raise ValueError("This would not let in more creators.")
        kept = max(int(number), 1) if self.step >= 1 else number
        return _change(name, value, kept, f"{self.label} {'up to' if self.up else 'from'} {self.to(number)}")

    def told(self, facts: Facts) -> str:
        """What is true of an account."""
        number = getattr(facts, self.column)
        return f"{self.label}: {self.to(number)}" if number is not None else f"{self.label} not known"


@dataclass(frozen=True, slots=True)
class Switch:
    """A limit that is only there or not: it goes. off: what its field then holds."""

    off: Any
    words: str
    fact: str

    def needed(self, facts: Facts) -> str:
        """The value that brings an account in."""
        return ANY

    def change(self, campaign: Campaign, name: str, value: str) -> Change:
        """The change that takes the limit away."""
        return _change(name, ANY, self.off, self.words)

    def told(self, facts: Facts) -> str:
        """What is true of an account."""
        return self.fact


def _change(name: str, value: str, becomes: Any, words: str) -> Change:
    return Change(name, value, {name: becomes}, words, f"In the brief now: {words}.")


def _count(number: float) -> str:
    return f"{number:,.0f}"


def _share(number: float) -> str:
    return f"{100 * number:.4g}%"


def _days(number: float) -> str:
    return f"{number:,.0f} days ago"


SIZES = frozenset({"min_followers", "max_followers"})
RULES: Mapping[str, Choice | Bound | Switch] = {
    "platforms": Choice("platform", "platform", lambda key: Platform(key).label),
    "countries": Choice("country", "country", country_name),
    "languages": Choice("language", "language", language_name),
    "min_followers": Bound("followers", False, 1, _count, "followers", (0.9, 0.75, 0.5)),
    "max_followers": Bound("followers", True, 1, _count, "followers", (1.2, 1.5, 2)),
    "engagement_from": Bound("engagement_rate", False, 0.001, _share, "engagement", (0.9, 0.75, 0.5)),
    "authenticity_from": Bound("authenticity", False, 0.01, _share, "authenticity", (0.9, 0.75, 0.5)),
    "sponsored_up_to": Bound("sponsored_share", True, 0.01, _share, "sponsored posts", (1.2, 1.5, 2)),
    "posted_within": Bound("last_age", True, 1, _days, "last post", (1.5, 2, 3)),
    "dormant": Switch(True, "creators silent for half a year too", "silent for half a year"),
    "kinds": Switch([], "any kind of content", "other kinds of content"),
    "needs_contact": Switch(False, "creators without a known contact too", "no contact known"),
    "needs_verified": Switch(False, "creators who are not verified too", "not verified"),
    "must_say": Switch([], "creators who never say these words too", "never says these words"),
    "must_not_say": Switch([], "creators who say these words too", "says these words"),
    "without_rivals": Switch(
        False, "creators with paid posts for competitors too", "a paid post for a competitor"
    ),
    "past_work": Switch(PastWork.ANY.value, "creators with and without past work", "by past work with us"),
}
"""How each limit is loosened, by the name of its field (`campaigns.limits.Limit.name`)."""


def change_of(campaign: Campaign, name: str, value: str) -> Change:
    """The change of a brief that a form asks for. Raises ValueError for one that makes no sense."""
    rule = RULES.get(name)
    if rule is None:
        raise ValueError("There is no such limit.")
    return rule.change(campaign, name, value)
