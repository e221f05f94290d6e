"""Rules on Discover: each as a line whose parts can be taken away, and the form that adds a condition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError

from influencers.discover_address import RULE_FORM, State
from influencers.filter_rules import JOINS, KINDS, MOST_DEPTH, MOST_RULES, Leaf, NoRule, Rule
from influencers.rule_choices import Choice, Control, control, filter_choices

Path = tuple[int, ...]  # the place of a rule among the rules, of a part in it, and so on


@dataclass(frozen=True)
class Line:
    """A rule or a part of one, and the addresses without it and with the form that adds to it."""

    text: str
    without: str
    into: str = ""
    kind: str = ""
    join: str = ""
    parts: list["Line"] = field(default_factory=list)


def lines(state: State) -> list[Line]:
    """The rules that a state asks for."""
    return [_line(state, part, (at,)) for at, part in enumerate(_all(state).parts)]


def _all(state: State) -> Rule:
    """All rules of a state in one."""
    return Rule("all", tuple(map(state.question.rule_of, state.question.asked.get("rule", []))))


def _line(state: State, part: Rule | Leaf, path: Path) -> Line:
    words, without = state.question.rule_words(part), _address(state, _all(state).without(path))
    if isinstance(part, Leaf):
        return Line(words, without)
    parts = [_line(state, one, (*path, at)) for at, one in enumerate(part.parts)]
    return Line(words, without, with_form(state.address(), path), named(part.kind), JOINS[part.kind], parts)


def _address(state: State, rules: Rule | None) -> str:
    others = [pair for pair in state.question.pairs() if pair[0] != "rule"]
    return state.address([*others, *(("rule", str(rule)) for rule in (rules.parts if rules else ()))])


def with_form(address: str, path: Path) -> str:
    """An address with the form open that adds to the rule at `path`."""
    return f"{address}{'' if address == '?' else '&'}new_into={'.'.join(map(str, path))}"


def named(kind: str) -> str:
    """How parts are joined, at the beginning of a line: "Any of"."""
    return KINDS[kind].capitalize()


class Draft:
    """The form that adds a rule, or a condition to a rule, as far as it is filled in.

    Once it is sent, `address` is that of the state with the condition in it, or `error` says what is wrong;
    else both are "".
    """

    def __init__(self, params: Mapping[str, str], state: State):
        self.state, self.question, self.rules = state, state.question, _all(state)
        self.is_open = any(name in params for name in RULE_FORM)
        self.path = self._path_of(params.get("new_into", ""))
        self.rule = self.rules.at(self.path) if self.path else None
        chosen = params.get("new_kind", "")
        self.kind = chosen if chosen in KINDS else "" if self.rule else "any"
        offered = [name for name, _ in self.filters]
        self.on = params.get("new_on", "") if params.get("new_on") in offered else offered[0]
        # A value that was given to the control of another filter is none of this one: its own is shown first.
        sent = "new_value" in params and params.get("new_shown") == self.on
        self.value = params.get("new_value", "").strip() if sent else ""
        self.address, self.error = self._added() if sent else ("", "")

    def _path_of(self, text: str) -> Path:
        places = text.split(".")
        if not all(one.isascii() and one.isdecimal() and len(one) < 4 for one in places):
            return ()
        path = tuple(map(int, places))
        return path if self.rules.at(path) else ()

    def _added(self) -> tuple[str, str]:
        """(address with the condition in it, what is wrong with it), one of them ""."""
        if not self.value:
            return "", "Choose or write a value first."
        try:
            part = self.question.leaf_of(self.on, self.value)
            added = Rule(self.kind, (part,)) if self.kind else part
            rules = self.rules.having(self.path, added)
            for rule in rules.parts:
                self.question.rule_of(str(rule))
        except ValidationError as error:
            return "", " ".join(error.messages)
        except NoRule as error:
            return "", f"This does not fit any more: {error}."
        if len(rules.parts) > MOST_RULES:
            return "", f"This does not fit any more: there are at most {MOST_RULES} rules."
        here = rules.at(self.path)
        path = (*self.path, here.parts.index(added)) if self.kind else self.path
        return with_form(_address(self.state, rules), path), ""

    @property
    def into(self) -> str:
        """Where to add, as the form carries it."""
        return ".".join(map(str, self.path))

    @property
    def words(self) -> str:
        """What is added to, in words; "" for a new rule."""
        text = self.question.rule_words(self.rule) if self.rule else ""
        return text[:1].upper() + text[1:]

    @property
    def join(self) -> str:
        """The word between what is there and what is added."""
        return JOINS[self.rule.kind] if self.rule else ""

    @property
    def kinds(self) -> list[Choice]:
        """What can be added: a rule of a kind; to a rule, one more condition or a group within it."""
        if not self.rule:
            return [(kind, named(kind)) for kind in KINDS]
        inside = [(kind, f"a group: {words} …") for kind, words in KINDS.items()]
        return [("", "one more condition"), *(inside if len(self.path) < MOST_DEPTH else [])]

    @cached_property
    def filters(self) -> list[Choice]:
        """The filters that can be chosen."""
        return filter_choices(self.question)

    @cached_property
    def control(self) -> Control:
        """The control of the value."""
        return control(self.question, self.on)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The rest of the address, which the form carries along."""
        return self.state.parts()

    @property
    def closed(self) -> str:
        """The address without the form."""
        return self.state.address()
