"""Forms of the shortlist: a stage, the fees of a candidate."""

import re

from django import forms
from django.core.exceptions import ValidationError

from campaigns.fees import Fees
from campaigns.models import Candidate, Stage

SMALL = {"class": "form-control"}


class StageForm(forms.ModelForm):
    """A stage, with what the person saw of it (`seen_…`), so that a change of somebody else is not lost."""

    seen_name = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_kind = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_colour = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Stage
        fields = ("name", "colour", "kind")
        labels = {"kind": "Means"}
        widgets = {
            "name": forms.TextInput(SMALL),
            "colour": forms.Select({"class": "form-select"}),
            "kind": forms.Select({"class": "form-select"}),
        }

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def values(self) -> dict:
        """The stage as the person wants it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def seen(self) -> dict:
        """The stage as the person saw it."""
        return {name: self.cleaned_data[f"seen_{name}"] for name in self.Meta.fields}

    @classmethod
    def of(cls, stage: Stage, data=None) -> "StageForm":
        """The form of a stage that exists."""
        seen = {f"seen_{name}": getattr(stage, name) for name in cls.Meta.fields}
        return cls(data, initial=seen, instance=stage, auto_id=f"stage-{stage.pk}-%s")


class FeesForm(forms.Form):
    """What a creator asks and what was agreed, with what the person saw of it."""

    currency = forms.CharField(
        max_length=3,
        required=False,
        widget=forms.TextInput(SMALL | {"placeholder": "EUR", "list": "currencies"}),
    )
    quoted = forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, required=False)
    agreed = forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("quoted", "agreed"):
            self.fields[name].widget.attrs |= SMALL | {"inputmode": "decimal"}

    @classmethod
    def of(cls, candidate: Candidate, currency: str) -> "FeesForm":
        """The form of a candidate; `currency` stands in it where the candidate has none."""
        fees = Fees.of(candidate)
        return cls(
            initial={
                "currency": fees.currency or currency,
                "quoted": fees.quoted,
                "agreed": fees.agreed,
                "seen": seen_of(candidate),
            }
        )

    def clean_currency(self):
        currency = self.cleaned_data["currency"].strip().upper()
        if currency and not re.fullmatch(r"[A-Z]{3}", currency):
            raise ValidationError("A currency has three letters, for example EUR.")
        return currency

    def clean_seen(self):
        try:
            parts = ["" if part == "-" else part for part in self.cleaned_data["seen"].split(" ")]
            return Fees.read(parts)
        except (ValueError, ArithmeticError) as problem:
            raise ValidationError("Reload the page and try again.") from problem

    def clean(self):
        data = self.cleaned_data
        known = data.get("quoted") is not None or data.get("agreed") is not None
        if known and "currency" in data and not data["currency"]:
            self.add_error("currency", "Say which currency the fees are in, for example EUR.")
        return data

    def fees(self) -> Fees:
        """The fees as the person wants them; without amounts there is no currency."""
        data = self.cleaned_data
        known = data["quoted"] is not None or data["agreed"] is not None
        return Fees(data["currency"] if known else "", data["quoted"], data["agreed"])


def seen_of(candidate: Candidate) -> str:
    """The fees of a candidate as the hidden field `seen` holds them."""
    return " ".join(text or "-" for text in Fees.of(candidate).texts())
