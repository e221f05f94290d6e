"""Rules as part of a question: how each is read, asked and said with the filters that a question has."""

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError

from influencers.filter_kinds import ValuesField, ValuesFilter
from influencers.filter_rules import KINDS, Leaf, Rule, read_rule

NOT_IN_RULES = ("rule", "demo")


class RulesAsked:
    """What `ProfileFilter` knows of rules; `filters`, `form` and `value_label` are its own."""

    filters: Mapping[str, Any]
    form: Any
    value_label: Callable[[str, str], str]
    once: Callable[[Hashable, Callable[[], Any]], Any]

    def rule_of(self, text: str) -> Rule:
        """The rule that a text stands for. Raises NoRule."""
        return self.once(("rule", text), lambda: read_rule(text, self._read_leaf))

    def value_of(self, leaf: Leaf):
        """What a part of a rule asks its filter for, as in `asked`."""
        field = copy(self.form.fields[leaf.name])  # which keeps what of the plain filter made no sense
        return field.clean([leaf.value] if isinstance(field, ValuesField) else leaf.value)

    def rule_words(self, part: Rule | Leaf) -> str:
        """A rule, or a part of one, as a person would say it: "any of: Baking, “sourdough”"."""
        if isinstance(part, Rule):
            told = ((one, self.rule_words(one)) for one in part.parts)
            inside = ", ".join(f"({words})" if isinstance(one, Rule) else words for one, words in told)
            return f"{KINDS[part.kind]}: {inside}"
        own = self.filters[part.name]
        if isinstance(own, ValuesFilter):
            return self.value_label(part.name, part.value)
        return own.words(self.value_of(part))

    def _read_leaf(self, name: str, value: str) -> str | None:
        if name not in self.filters or name in NOT_IN_RULES:
            return None
        try:
            read = self.value_of(Leaf(name, value))
        except ValidationError:
            return None
        if read in (None, "", []):
            return None
        return read[0] if isinstance(read, list) else self.filters[name].written(read)
