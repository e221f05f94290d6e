"""Kinds of filter: how each reads what people type, and how it says what it asks for."""

import re
from collections.abc import Callable, Container

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from influencers.filter_rules import MOST_RULES, NoRule, ReadRule
from influencers.importing.places import COUNTRIES
from influencers.meaning_search import why_not
from influencers.templatetags.figures import compact

UNKNOWN = "unknown"  # in an address: the value that nobody knows
MOST = 10**12
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9}
_COUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([kmb]?)", re.I)
_GROUPED = re.compile(r"\d{1,3}(?:[.,' \u00a0]\d{3})+")


def one_of(choices: Container[str]) -> Callable[[str], str | None]:
    """What reads a value that is one of `choices`."""
    return lambda text: text if text in choices else None


def country_of(text: str) -> str | None:
    """The ISO code of a country, UNKNOWN, or None for what is neither."""
    return text.lower() if text.lower() == UNKNOWN else text.upper() if text.upper() in COUNTRIES else None


def language_of(text: str) -> str | None:
    """A code in the shape of ISO 639, UNKNOWN, or None for what is neither."""
    text = text.lower()
    return text if text == UNKNOWN or (2 <= len(text) <= 3 and text.isascii() and text.isalpha()) else None


class ValuesField(forms.MultipleChoiceField):
    """Several values; those that make no sense are left out and kept in `ignored`, the others count.

    `reads` turns what stands in the address into the value, or into None where it makes none.
    """

    def __init__(self, *, reads: Callable[[str], str | None], **kwargs):
        super().__init__(**kwargs)
        self.reads = reads
        self.ignored: list[str] = []

    def clean(self, value) -> list[str]:
        """The values that make sense, each once, in the order given."""
        kept: dict[str, None] = {}
        self.ignored = []
        for text in value or ():
            if not (text := str(text).strip()):
                continue
            if (read := self.reads(text)) is None:
                self.ignored.append(text)
            else:
                kept[read] = None
        return list(kept)


class RulesField(forms.MultipleChoiceField):
    """Several rules as texts (`influencers.filter_rules`). What makes no sense is left out: a rule is kept in
    `refused` with the reason, a condition of one in `dropped`; the others count."""

    def __init__(self, *, reads: Callable[[str], ReadRule], **kwargs):
        super().__init__(**kwargs)
        self.reads = reads
        self.refused: dict[str, str] = {}
        self.dropped: list[tuple[str, str]] = []

    def clean(self, value) -> list[str]:
        """The rules that make sense, each once, in the order given and as short as can be."""
        kept: dict[str, None] = {}
        self.refused, self.dropped = {}, []
        for text in filter(str.strip, value or ()):
            try:
                rule, dropped = self.reads(text.strip())
                kept[str(rule)] = None
                if len(kept) > MOST_RULES:
                    kept.popitem()
                    raise NoRule(f"there are at most {MOST_RULES} rules")
                self.dropped += dropped
            except NoRule as error:
                self.refused[text] = str(error)
        return list(kept)


class CountField(forms.CharField):
    """A whole number as people write it: 12000, 12,000, 12k, 1.5M."""

    def clean(self, value) -> int | None:
        """The number, or None where nothing stands there."""
        text = super().clean(value).strip()
        if not text:
            return None
        if _GROUPED.fullmatch(text):
            return self._bounded(int(re.sub(r"\D", "", text)))
        if not (match := _COUNT.fullmatch(text.replace(",", "."))):
            raise ValidationError("Write a number such as 12000 or 12k.")
        return self._bounded(round(float(match[1]) * _UNITS[match[2].lower()]))

    def _bounded(self, number: int) -> int:
        if number > MOST:
            raise ValidationError("This number is too large.")
        return number


class PercentField(forms.CharField):
    """A percentage as people write it (3, 3.5, 3,5 %), read as a fraction."""

    def __init__(self, *, lowest: float = 0, highest: float = 1000, **kwargs):
        super().__init__(**kwargs)
        self.lowest, self.highest = lowest, highest

    def clean(self, value) -> float | None:
        """The fraction (0.035 of "3.5"), or None where nothing stands there."""
        text = super().clean(value).strip().removesuffix("%").strip().replace(",", ".")
        if not text:
            return None
        if not re.fullmatch(r"[+-]?\d{1,6}(\.\d{1,6})?", text):
            raise ValidationError("Write a percentage such as 2.5.")
        if not self.lowest <= float(text) <= self.highest:
            raise ValidationError(f"Write a percentage from {self.lowest:g} to {self.highest:g}.")
        return float(text) / 100


class DaysField(forms.CharField):
    """A number of days, at least one."""

    def clean(self, value) -> int | None:
        """The days, or None where nothing stands there."""
        text = super().clean(value).strip()
        if not text:
            return None
        if not re.fullmatch(r"\d{1,5}", text) or not 1 <= int(text) <= 36_500:
            raise ValidationError("Write a number of days, such as 30.")
        return int(text)


class Spoken(django_filters.Filter):
    """A filter that can say what it asks for: `chip` with the value in the place of {}."""

    def __init__(self, *args, chip: str = "{}", shown: Callable = str, written: Callable = str, **kwargs):
        super().__init__(*args, **kwargs)
        self.chip, self.shown, self.written = chip, shown, written

    def words(self, value) -> str:
        """What is asked for, as a person would say it."""
        return self.chip.format(self.shown(value))


class ValuesFilter(Spoken):
    """Any of several values."""

    field_class = ValuesField

    def __init__(self, *args, reads: Callable[[str], str | None], **kwargs):
        super().__init__(*args, lookup_expr="in", reads=reads, **kwargs)


class RulesFilter(Spoken):
    """Rules, all of which must hold."""

    field_class = RulesField


class CountFilter(Spoken):
    """A bound of a count."""

    field_class = CountField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, shown=compact, **kwargs)


class PercentFilter(Spoken):
    """A bound of a share or a rate, in percent."""

    field_class = PercentField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, shown=_percent, written=_percent, **kwargs)


class DaysFilter(Spoken):
    """At most so many days ago."""

    field_class = DaysField


class WordsFilter(Spoken, django_filters.CharFilter):
    """Words that must all be there."""


class AboutField(forms.CharField):
    """A few words that are searched for by meaning, where that can be done."""

    def clean(self, value) -> str:
        """The words, or "" where nothing stands there."""
        text = super().clean(value).strip()
        if text and (reason := why_not()):
            raise ValidationError(reason)
        return text


class AboutFilter(Spoken):
    """What accounts write about, in any words."""

    field_class = AboutField


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.12g}"
