"""Where a creator is named outside the rows that hang on it: logs, lists, what other people wrote.

Rows that point at a creator or account go with it by themselves (`on_delete`); rows further down the way
(campaigns) register a trace of their own, because nothing here may know of them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast

NAMELESS = "an erased creator"


@dataclass(frozen=True)
class Erased:
    """Whom an erasure takes away: ids of rows, and (platform, id or None, handle or None) of accounts."""

    creators: tuple[int, ...]
    profiles: tuple[int, ...]
    accounts: tuple[tuple[str, str | None, str | None], ...]

    @cached_property
    def words(self) -> list[str]:
        """What names them anywhere: handles, and ids that are no everyday number."""
        handles = {handle.removeprefix("@") for _, _, handle in self.accounts if handle}
        ids = {own for _, own, _ in self.accounts if own and (not own.isdigit() or len(own) > 8)}
        return sorted(handles | ids, key=len, reverse=True)

    @cached_property
    def pattern(self) -> re.Pattern:
        """Finds any of `words` as a whole word, with or without the @."""
        words = "|".join(re.escape(word) for word in self.words)
        return re.compile(rf"(?<![\w.-])@?(?:{words})(?![\w-]|\.\w)", re.IGNORECASE)

    def named_in(self, value) -> bool:
        """Whether a text, or any text within a JSON value, names one of them."""
        if isinstance(value, str):
            return bool(self.words) and bool(self.pattern.search(value))
        if isinstance(value, dict):
            return any(self.named_in(part) for pair in value.items() for part in pair)
        return isinstance(value, list | tuple) and any(self.named_in(part) for part in value)

    def without(self, value):
        """The value with NAMELESS in their place."""
        if isinstance(value, str):
            return self.pattern.sub(NAMELESS, value)
        if isinstance(value, dict):
            return {self.without(key): self.without(part) for key, part in value.items()}
        return [self.without(part) for part in value] if isinstance(value, list | tuple) else value


# Each takes the names away from one place before the rows go, and says how many rows it touched.
Trace = Callable[[Erased], int]
TRACES: dict[str, Trace] = {}


def trace(label: str) -> Callable[[Trace], Trace]:
    """Registers a trace under what it is about, in words for people."""

    def register(function: Trace) -> Trace:
        TRACES[label] = function
        return function

    return register


def naming(model: type[Model], fields: tuple[str, ...], erased: Erased, **only) -> list[Model]:
    """Rows of a model that name one of them in one of these fields, locked."""
    if not erased.words:
        return []
    maybe = Q()
    for word in erased.words:
        for name in fields:
            maybe |= Q(**{f"text_of_{name}__icontains": word})
    texts = {f"text_of_{name}": Cast(name, TextField()) for name in fields}
    rows = (
        model._base_manager.alias(**texts)
        .filter(maybe, **only)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    return [row for row in rows if any(erased.named_in(getattr(row, name)) for name in fields)]


def scrub(model: type[Model], fields: tuple[str, ...], erased: Erased, **only) -> int:
    """How many rows of a model lost the names out of these fields; the rows stay."""
    rows = naming(model, fields, erased, **only)
    for row in rows:
        for name in fields:
            value = erased.without(getattr(row, name))
            setattr(row, name, _fitting(model, name, value))
        model._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name) for name in fields})
    return len(rows)


def _fitting(model: type[Model], name: str, value):
    """A text, or the texts of a list, no longer than the column takes."""
    column = model._meta.get_field(name)
    if isinstance(value, list) and hasattr(column, "base_field"):
        return [item[: column.base_field.max_length] for item in value]
    return value[: column.max_length] if isinstance(value, str) else value
