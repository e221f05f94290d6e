"""The form of a search for new creators."""

from django import forms
from django.core.exceptions import ValidationError

from influencers.filter_kinds import CountField
from influencers.finding.asking import MOST_SEARCHES, searches_in
from influencers.finding.handles import MOST_LETTERS, TooMany, named_in
from influencers.finding.offers import Offer, offered
from influencers.importing.places import COUNTRIES
from influencers.templatetags.figures import LANGUAGES

MOST_LOOKED_AT = 5000
AREA = {"class": "form-control", "spellcheck": "false"}


class FindForm(forms.Form):
    """What to search for, where, and what to leave out."""

    words = forms.CharField(
        label="Keywords and hashtags", required=False, max_length=5000,
        widget=forms.Textarea(attrs={**AREA, "rows": 3, "placeholder": "#pottery, ceramics studio"}),
    )  # fmt: skip
    handles = forms.CharField(
        label="Handles or links", required=False, max_length=MOST_LETTERS,
        widget=forms.Textarea(
            attrs={**AREA, "rows": 4, "placeholder": "@name, name.bsky.social, https://mastodon.social/@name"}
        ),
        error_messages={"max_length": "The list is too long; paste fewer at once."},
    )  # fmt: skip
    sources = forms.MultipleChoiceField(
        label="Platforms",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    min_followers = CountField(
        label="Followers from", required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "text", "placeholder": "10k"}),
    )  # fmt: skip
    max_followers = CountField(
        label="Followers up to", required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "text", "placeholder": "50k"}),
    )  # fmt: skip
    countries = forms.MultipleChoiceField(
        label="Countries", required=False, choices=sorted(COUNTRIES.items(), key=lambda pair: pair[1]),
        widget=forms.SelectMultiple(attrs={"class": "form-select", "size": 4, "data-pick": ""}),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label="Languages", required=False, choices=sorted(LANGUAGES.items(), key=lambda pair: pair[1]),
        widget=forms.SelectMultiple(attrs={"class": "form-select", "size": 4, "data-pick": ""}),
    )  # fmt: skip
    unknown_too = forms.BooleanField(
        label="Take accounts that do not tell their size, country or language", required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )  # fmt: skip
    most = forms.IntegerField(
        label="Look at most at", min_value=1, max_value=MOST_LOOKED_AT,
        widget=forms.NumberInput(attrs={"class": "form-control", "min": 1, "max": MOST_LOOKED_AT}),
        error_messages={"required": "Say how many accounts to look at, at most."},
    )  # fmt: skip
    seeds = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers: list[Offer] = offered()
        self.fields["sources"].choices = [(one.key, one.label) for one in self.offers]
        real = [one.key for one in self.offers if one.key != "demo"] or [one.key for one in self.offers]
        self.fields["sources"].initial = real
        self.fields["unknown_too"].initial, self.fields["most"].initial = True, 200

    @property
    def boxes(self):
        """Each platform's checkbox with what it offers."""
        return list(zip(self["sources"], self.offers, strict=True))

    def clean_seeds(self) -> list[int]:
        """The ids of the creators that the words came from."""
        texts = self.cleaned_data["seeds"].split(",")
        return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]

    def clean(self) -> dict:
        """The question as a whole: something to search, somewhere to search it."""
        given = super().clean()
        words, sources = searches_in(given.get("words") or ""), given.get("sources") or []
        if len(words) > MOST_SEARCHES:
            self.add_error("words", f"These are {len(words)} searches; one job takes {MOST_SEARCHES}.")
        searching = [one for one in self.offers if one.key in sources and one.searches]
        if words and not searching:
            self.add_error("sources", "Choose a platform that can be searched for words.")
        if not words and not (given.get("handles") or "").strip() and not self.errors:
            raise ValidationError("Write keywords or hashtags to search for, or paste handles or links.")
        least, most = given.get("min_followers"), given.get("max_followers")
        if least is not None and most is not None and least > most:
            self.add_error("max_followers", "This is less than the smallest size.")
        self._check_list(given.get("handles") or "", sources)
        return given

    def _check_list(self, text: str, sources: list[str]) -> None:
        try:
            named = named_in(text, [key for key in sources if key != "demo"])
        except TooMany as error:
            self.add_error("handles", str(error))
            return
        if text.strip() and not named:
            self.add_error("handles", "There is no handle or link in this list.")
