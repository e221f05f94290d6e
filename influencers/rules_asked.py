"""Rules as part of a question: how each is read, asked and said with the filters that a question has."""

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError

from influencers.filter_kinds import UNKNOWN, ValuesField, ValuesFilter
from influencers.filter_rules import JOINS, KINDS, Leaf, NoRule, ReadRule, Rule, read_rule

NAMED = ("niche", "platform", "tier", "country", "language")  # whose choices are names
NOT_IN_RULES = ("rule", "demo")


class RulesAsked:
    """What `ProfileFilter` knows of rules; `filters`, `form` and `value_label` are its own."""

    filters: Mapping[str, Any]
    form: Any
    value_label: Callable[[str, str], str]
    once: Callable[[Hashable, Callable[[], Any]], Any]

    def rule_of(self, text: str) -> Rule:
        """The rule that a text stands for, without conditions that make no sense. Raises NoRule."""
        return self.read(text).rule

    def read(self, text: str) -> ReadRule:
        """The rule that a text stands for and what of it makes no sense. Raises NoRule."""
        return self.once(("rule", text), lambda: read_rule(text, self._read_leaf))

    def value_of(self, leaf: Leaf):
        """What a part of a rule asks its filter for, as in `asked`."""
        field = copy(self.form.fields[leaf.name])  # which keeps what of the plain filter made no sense
        return field.clean([leaf.value] if isinstance(field, ValuesField) else leaf.value)

    def rule_words(self, part: Rule | Leaf) -> str:
        """A rule as a person would say it, or a part of one: "any of: niche Baking or words “sourdough”"."""
        if isinstance(part, Leaf):
            return self._leaf_words(part)
        told = ((one, self.rule_words(one)) for one in part.parts)
        inside = (f"({words})" if isinstance(one, Rule) else words for one, words in told)
        return f"{KINDS[part.kind]}: {f' {JOINS[part.kind]} '.join(inside)}"

    def _leaf_words(self, leaf: Leaf) -> str:
        own = self.filters[leaf.name]
        if not isinstance(own, ValuesFilter):
            words = own.words(self.value_of(leaf))
            return f"words {words}" if leaf.name == "q" else _within(words)
        words = self.value_label(leaf.name, leaf.value)
        if leaf.name in NAMED and leaf.value != UNKNOWN:
            return f"niche {words}" if leaf.name == "niche" else words
        return _within(words)

    def leaf_of(self, name: str, value: str) -> Leaf:
        """The condition that asks one filter for one value. ValidationError where that makes no sense."""
        if name not in self.filters or name in NOT_IN_RULES:
            raise ValidationError("There is no such filter.")
        read = self.value_of(Leaf(name, value))
        if read in (None, "", []):
            raise ValidationError("There is no such choice.")
        return Leaf(name, read[0] if isinstance(read, list) else self.filters[name].written(read))

    def _read_leaf(self, name: str, value: str) -> str:
        try:
            return self.leaf_of(name, value).value
        except ValidationError as error:
            raise NoRule(" ".join(error.messages)) from error


def _within(words: str) -> str:
    """Words as they stand within a sentence."""
    return words[0].lower() + words[1:]
