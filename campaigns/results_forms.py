"""Forms of results: a deliverable, the link of its post, figures typed in by hand."""

from datetime import datetime, time

from django import forms
from django.utils import timezone

from campaigns.deliverables import COUNTS, MOST_AT_ONCE, Typed, Wish
from campaigns.models import Deliverable
from influencers.choices import FeeKind

FIELD = {"class": "form-control"}
DATE = {**FIELD, "type": "date"}


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(DATE, format="%Y-%m-%d"))


class WishForm(forms.Form):
    """A deliverable as it was agreed."""

    kind = forms.ChoiceField(
        label="Content",
        required=False,
        choices=[("", "Any"), *FeeKind.choices],
        widget=forms.Select({"class": "form-select"}),
    )
    due_on = _date("Due")
    fee_share = forms.DecimalField(
        label="Share of the fee, %",
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        widget=forms.NumberInput(FIELD | {"placeholder": "even", "step": "any"}),
    )
    note = forms.CharField(label="Note", required=False, max_length=300, widget=forms.TextInput(FIELD))

    @classmethod
    def of(cls, row: Deliverable) -> "WishForm":
        """The form of a deliverable that exists."""
        initial = {name: getattr(row, name) for name in cls.base_fields}
        return cls(initial=initial, auto_id=f"d{row.pk}-%s")

    def wish(self) -> Wish:
        """What was agreed."""
        data = self.cleaned_data
        return Wish(data["kind"], data["due_on"], data["fee_share"], " ".join(data["note"].split()))


class NewForm(WishForm):
    """New deliverables of one creator."""

    candidate = forms.IntegerField(label="Creator")
    number = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=1,
        widget=forms.NumberInput(FIELD),
    )


class FiguresForm(forms.Form):
    """Counts that a person read off; an empty one is hidden or not told."""

    counted_on = forms.DateField(label="As of", widget=forms.DateInput(DATE, format="%Y-%m-%d"))
    published_on = _date("Published")
    likes = forms.IntegerField(min_value=0, required=False)
    comments = forms.IntegerField(min_value=0, required=False)
    shares = forms.IntegerField(min_value=0, required=False)
    views = forms.IntegerField(min_value=0, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in COUNTS:
            self.fields[name].widget.attrs |= FIELD | {"inputmode": "numeric"}

    def clean(self):
        data = self.cleaned_data
        if not self.errors and all(data.get(name) is None for name in COUNTS):
            raise forms.ValidationError("Type in at least one count.")
        if (day := data.get("counted_on")) and day > timezone.localdate():
            self.add_error("counted_on", "The day of the figures lies ahead.")
        return data

    def typed(self) -> Typed:
        """The figures, as of the end of their day or now."""
        data = self.cleaned_data
        counts = {name: data[name] for name in COUNTS}
        return Typed(
            **counts, counted_at=_moment(data["counted_on"]), published_at=_moment(data["published_on"])
        )


def _moment(day) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(12))) if day else None
