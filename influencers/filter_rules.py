"""Rules: filters joined by and, or and not, as a short text that stands in the address.

    rule  = ("any" | "all" | "none") "(" part (";" part)* ")"
    part  = rule | filter ":" value

`any(niche:baking;q:sourdough)` holds for whom one part holds for, `all(…)` where each does, `none(…)` where
no part does, accounts of which the figure is unknown included. A backslash takes away the meaning of the
character after it, so that a value may hold `( ) ; : \\`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["any", "all", "none"]
KINDS: dict[str, str] = {"any": "any of", "all": "all of", "none": "none of"}
JOINS: dict[str, str] = {"any": "or", "all": "and", "none": "or"}
MOST_DEPTH, MOST_PARTS = 3, 40
MOST_RULES = 10  # in one address
MOST_LETTERS = 1_500  # of one rule: an address has to fit into the first line of a request
_TOKEN = re.compile(r"(any|all|none)\(|([a-z_]+):((?:\\.|[^\\();:])*)|([;)])", re.S)
_SPECIAL = re.compile(r"([\\();:])")


@dataclass(frozen=True)
class Leaf:
    """One filter with one value, `value` as an address writes it."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}:" + _SPECIAL.sub(r"\\\1", self.value)


@dataclass(frozen=True)
class Rule:
    """Parts that are joined."""

    kind: Kind
    parts: tuple["Rule | Leaf", ...]

    def __str__(self) -> str:
        return f"{self.kind}({';'.join(map(str, self.parts))})"

    def without(self, path: tuple[int, ...]) -> "Rule | None":
        """The rule without the part that `path` leads to, place by place; None where nothing is left."""
        at, *further = path
        own = self.parts[at]
        left = own.without(tuple(further)) if further and isinstance(own, Rule) else None
        parts = (*self.parts[:at], *((left,) if left else ()), *self.parts[at + 1 :])
        return Rule(self.kind, parts) if parts else None

    def at(self, path: tuple[int, ...]) -> "Rule | None":
        """The rule that `path` leads to, this one where it is empty; None where it leads to no rule."""
        if not path:
            return self
        own = self.parts[path[0]] if path[0] < len(self.parts) else None
        return own.at(path[1:]) if isinstance(own, Rule) else None

    def having(self, path: tuple[int, ...], part: "Rule | Leaf") -> "Rule":
        """The rule with one more part at the end of the rule that `path` leads to."""
        if not path:
            return Rule(self.kind, tuple(dict.fromkeys((*self.parts, part))))
        at, *further = path
        own = self.parts[at].having(tuple(further), part)
        return Rule(self.kind, (*self.parts[:at], own, *self.parts[at + 1 :]))


class NoRule(ValueError):
    """A text is not a rule; the words say what is wrong with it."""


class ReadRule(NamedTuple):
    """A rule as it was read, and its conditions that make no sense and are left out: (as written, reason)."""

    rule: Rule
    dropped: list[tuple[str, str]]


def read_rule(text: str, read_leaf: Callable[[str, str], str]) -> ReadRule:
    """The rule that a text stands for. `read_leaf` is given the name of a filter and a value and returns the
    value as an address writes it; where that makes no sense it raises NoRule with a sentence, and the rest of
    the rule counts. Raises NoRule where nothing is left or the text is none."""
    if len(text) > MOST_LETTERS:
        raise NoRule(f"it is longer than {MOST_LETTERS:,} letters")
    tokens, at = [], 0
    while at < len(text):
        if not (token := _TOKEN.match(text, at)):
            raise NoRule(f"it cannot be read from “{text[at : at + 20]}” on")
        tokens.append(token)
        at = token.end()
    dropped: list[tuple[str, str]] = []
    rule, rest = _rule(tokens, read_leaf, dropped, 1)
    if rest:
        raise NoRule("something follows its end")
    if not rule:
        written, reason = dropped[0]
        told = reason[:1].lower() + reason[1:].rstrip(".")
        raise NoRule(f"“{written}” is not something that can be asked for ({told})")
    return ReadRule(rule, dropped)


def _rule(
    tokens: list[re.Match], read_leaf: Callable, dropped: list[tuple[str, str]], depth: int
) -> tuple[Rule | None, list[re.Match]]:
    """(the rule that the tokens begin with, None where no condition of it makes sense; what follows it)."""
    if not tokens or not tokens[0][1]:
        raise NoRule("it must begin with any(, all( or none(")
    if depth > MOST_DEPTH:
        raise NoRule(f"rules lie in one another at most {MOST_DEPTH} deep")
    kind, rest, parts = tokens[0][1], tokens[1:], []
    while True:
        if rest and rest[0][1]:
            part, rest = _rule(rest, read_leaf, dropped, depth + 1)
        elif rest and rest[0][2]:
            part, rest = _leaf(rest[0], read_leaf, dropped), rest[1:]
        else:
            raise NoRule("a filter with a value is missing, such as niche:baking")
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise NoRule(f"it has more than {MOST_PARTS} parts")
        if not rest or rest[0][4] is None:
            raise NoRule("a bracket is not closed")
        end, rest = rest[0][4], rest[1:]
        if end == ")":
            kept = tuple(dict.fromkeys(part for part in parts if part))
            return Rule(kind, kept) if kept else None, rest


def _leaf(token: re.Match, read_leaf: Callable[[str, str], str], dropped: list) -> Leaf | None:
    name, value = token[2], re.sub(r"\\(.)", r"\1", token[3], flags=re.S)
    try:
        return Leaf(name, read_leaf(name, value))
    except NoRule as error:
        dropped.append((f"{name}:{value[:40]}", str(error)))
        return None
