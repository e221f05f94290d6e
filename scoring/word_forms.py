"""The forms of the page of words and numbers; what cannot be is told in plain words."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.db import IntegrityError, transaction

from influencers.models import Niche
from influencers.templatetags.figures import LANGUAGES
from influencers.text.tokens import fold
from scoring.core.lexicon import NICHES_FILE
from scoring.core.ranges import changeable, is_whole, range_of
from scoring.core.schema import CRITERIA, LABELS
from scoring.core.sponsorship_lexicon import SPONSORSHIP_FILE
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS
from scoring.models import Override

ANY = ""
LOWEST_WEIGHT, HIGHEST_WEIGHT = 0.05, 3.0
"""What a word may count against a usual one, which counts 1."""


@cache
def shipped_words() -> Mapping[str, Mapping[str, list[str]]]:
    """{niche slug: {language: words}} of the data file."""
    tree = json.loads(NICHES_FILE.read_text(encoding="utf-8"))
    return {leaf["slug"]: leaf["words"] for root in tree["niches"] for leaf in root["children"]}


@cache
def shipped_ad_words() -> Mapping[str, Mapping[str, list[str]]]:
    """{language: {list: words}} of the data file of sponsorship."""
    return json.loads(SPONSORSHIP_FILE.read_text(encoding="utf-8"))["languages"]


def languages() -> list[tuple[str, str]]:
    """The languages that the data file has words of."""
    codes = {code for words in shipped_words().values() for code in words}
    return sorted(((code, LANGUAGES.get(code, code)) for code in codes), key=lambda pair: pair[1])


COLUMNS = ("target", "action", "word", "language", "value")
"""What a change is made of, as far as its kind has it."""


class OverrideForm(forms.Form):
    """One change. `kind` says which of the forms below it is."""

    kind: Override.Kind
    why = forms.CharField(
        max_length=200,
        label="Why",
        error_messages={"required": "Say why, so that others can judge it later."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_list = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_list else "form-control"
        self.fields["why"].widget.attrs["placeholder"] = "Who asked, what it mends"

    def save(self, by) -> Override | None:
        """Keeps the change; None, with an error in words, where the same thing was changed already."""
        row = Override(kind=self.kind, why=self.cleaned_data["why"], by=by, **self.values())
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            self.add_error(None, "This was changed already. Take that change back first, then make yours.")
            return None
        return row

    def values(self) -> dict[str, Any]:
        """The columns of the change."""
        return {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}


class NicheWordForm(OverrideForm):
    """A word of a niche."""

    kind = Override.Kind.NICHE_WORD
    target = forms.ChoiceField(label="Niche")
    action = forms.ChoiceField(
        label="What",
        choices=[("add", "Add the word"), ("remove", "Take the word out"), ("weigh", "Weigh the word")],
    )
    word = forms.CharField(
        label="Word",
        max_length=80,
        help_text="Without #. A * at the end stands for any ending.",
        error_messages={"required": "Which word?"},
    )
    language = forms.ChoiceField(label="Language", required=False)
    value = forms.FloatField(
        label="Weight", required=False, help_text="Only to weigh: 1 is usual, 0.5 counts half."
    )
    field_order = ["target", "action", "word", "language", "value", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Niche.objects.filter(children=None).order_by("parent__name", "name")
        self.fields["target"].choices = list(rows.values_list("slug", "name"))
        self.fields["target"].error_messages["invalid_choice"] = "There is no niche “%(value)s”."
        self.fields["language"].choices = [(ANY, "Any"), *languages()]
        self.fields["language"].error_messages["invalid_choice"] = "There are no words of this language yet."

    def clean_word(self) -> str:
        """The word as it is compared: folded, without the sign of a hashtag."""
        word = " ".join(self.cleaned_data["word"].split()).lstrip("#＃")
        plain = fold(word.rstrip("*"))
        if not any(letter.isalnum() for letter in plain):
            raise forms.ValidationError("A word needs a letter.")
        if word.endswith("*") and len(plain) < 4:
            raise forms.ValidationError("Before a * there must be four letters, or it fits too much.")
        return word

    def clean(self) -> dict[str, Any]:
        """Whether the change makes sense for the words that are there."""
        given = super().clean()
        if self.errors:
            return given
        there = _languages_with(given["target"], given["word"])
        language, action = given["language"], given["action"]
        listed = language in there if language else bool(there)
        if action == "add" and not language:
            self.add_error("language", "Say which language the word is of.")
        elif action == "add" and listed:
            self.add_error("word", f"“{given['word']}” is a word of this niche already.")
        elif action == "remove" and not listed:
            self.add_error("word", f"“{given['word']}” is no word of this niche in this language.")
        elif action == "weigh":
            self._check_weight(given.get("value"))
            given["language"] = ANY
        if action != "weigh":
            given["value"] = None
        return given

    def _check_weight(self, value: float | None) -> None:
        if value is None:
            self.add_error("value", "Say how much the word counts; 1 is usual.")
        elif not LOWEST_WEIGHT <= value <= HIGHEST_WEIGHT:
            self.add_error("value", f"A weight lies between {LOWEST_WEIGHT:g} and {HIGHEST_WEIGHT:g}.")


def _languages_with(slug: str, word: str) -> set[str]:
    """Languages in which a niche lists a word, with what people added."""
    own = shipped_words().get(slug, {})
    plain = fold(word)
    found = {code for code, words in own.items() if plain in {fold(known) for known in words}}
    added = Override.objects.filter(kind=Override.Kind.NICHE_WORD, target=slug, action=Override.Action.ADD)
    return found | {one.language for one in added if fold(one.word) == plain}


class AdWordForm(OverrideForm):
    """A word that tells of sponsored posts, or that takes it back."""

    kind = Override.Kind.AD_WORD
    target = forms.ChoiceField(
        label="List",
        choices=[
            ("strong", "Surely an ad"),
            ("ambiguous", "Perhaps an ad"),
            ("negations", "Says that it is none"),
        ],
        error_messages={"invalid_choice": "There is no list “%(value)s”."},
    )
    action = forms.ChoiceField(
        label="What", choices=[("add", "Add the word"), ("remove", "Take the word out")]
    )
    word = forms.CharField(
        label="Word",
        max_length=80,
        help_text="With # for a hashtag.",
        error_messages={"required": "Which word?"},
    )
    language = forms.ChoiceField(
        label="Language",
        choices=languages,
        error_messages={"invalid_choice": "There are no words of this language yet."},
    )
    field_order = ["target", "action", "word", "language", "why"]

    def clean_word(self) -> str:
        """The word with single spaces."""
        word = " ".join(self.cleaned_data["word"].split())
        if not any(letter.isalnum() for letter in word):
            raise forms.ValidationError("A word needs a letter.")
        return word

    def clean(self) -> dict[str, Any]:
        """Whether the change makes sense for the words that are there."""
        given = super().clean()
        if self.errors:
            return given
        listed = fold(given["word"]) in {
            fold(known) for known in shipped_ad_words()[given["language"]][given["target"]]
        }
        if given["action"] == "add" and listed:
            self.add_error("word", f"“{given['word']}” is on this list already.")
        elif given["action"] == "remove" and not listed:
            self.add_error("word", f"“{given['word']}” is not on this list in this language.")
        return given


class ConstantForm(OverrideForm):
    """A number of the method."""

    kind = Override.Kind.CONSTANT
    target = forms.ChoiceField(
        label="Constant",
        choices=lambda: [(name, f"{name} = {getattr(CONSTANTS, name):g}") for name in changeable()],
        error_messages={"invalid_choice": "There is no constant “%(value)s” that can be changed."},
    )
    value = forms.FloatField(label="Value", error_messages={"required": "Which value?"})
    field_order = ["target", "value", "why"]

    def clean(self) -> dict[str, Any]:
        """Whether the number is within its range."""
        given = super().clean()
        if self.errors:
            return given
        name, value = given["target"], given["value"]
        low, high = range_of(name)
        if not low <= value <= high:
            self.add_error("value", f"{name} lies between {low:g} and {high:g}.")
        elif is_whole(name) and not value.is_integer():
            self.add_error("value", f"{name} counts something: a whole number, please.")
        elif value == getattr(CONSTANTS, name):
            self.add_error("value", "That is its value already.")
        given["action"] = Override.Action.SET
        return given


class WeightForm(OverrideForm):
    """The weight of a criterion in a brief that sets none."""

    kind = Override.Kind.WEIGHT
    target = forms.ChoiceField(
        label="Criterion",
        choices=[(name, f"{LABELS[name]} = {DEFAULT_WEIGHTS[name]:.0%}") for name in CRITERIA],
        error_messages={"invalid_choice": "There is no criterion “%(value)s”."},
    )
    percent = forms.FloatField(
        label="Weight in %",
        help_text="The others keep their proportions; together they are 100%.",
        error_messages={"required": "Which weight?"},
    )
    field_order = ["target", "percent", "why"]

    def clean_percent(self) -> float:
        """A share of the whole."""
        value = self.cleaned_data["percent"]
        if not 0 <= value <= 90:
            raise forms.ValidationError("A weight lies between 0% and 90%.")
        return value

    def clean(self) -> dict[str, Any]:
        """The change as it is kept: a share."""
        given = super().clean()
        if not self.errors:
            given |= {"action": Override.Action.SET, "value": given["percent"] / 100}
        return given


FORMS: Mapping[str, type[OverrideForm]] = {
    form.kind.value: form for form in (NicheWordForm, AdWordForm, ConstantForm, WeightForm)
}
