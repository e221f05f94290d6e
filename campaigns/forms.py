"""Forms of campaigns: the brief, members, notes."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.bands import OWN, band_of, bands
from campaigns.choices import PastWork, Role
from campaigns.models import Campaign, CampaignMember
from campaigns.niche_forms import BaseNiches
from campaigns.shortlist import make_stages
from campaigns.weighting import CHOICES, preset_of, sliders_of, weights_to_store
from campaigns.widgets import dress
from campaigns.word_fields import CodesField, DomainsField, HandlesField, HashtagsField, WordsField
from influencers.choices import Platform, PostKind
from influencers.filter_kinds import PercentField
from influencers.models import Profile
from influencers.templatetags.figures import country_name, language_name
from scoring.constants import current_weights
from scoring.core.schema import CRITERIA, LABELS

BRAND = ("brand_names", "brand_handles", "brand_domains", "hashtags", "codes")
LIMITS = ("platforms", "min_followers", "max_followers", "countries", "languages", "near_misses", "dormant")
MUSTS = (
    "kinds", "needs_contact", "needs_verified", "engagement_from", "authenticity_from", "sponsored_up_to",
    "posted_within", "must_say", "must_not_say", "without_rivals", "past_work",
)  # fmt: skip


class ShareField(PercentField):
    """A share of the model, a fraction, that people read and write in percent."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.TextInput({"inputmode": "decimal"}), **kwargs)

    def prepare_value(self, value):
        return f"{100 * value:.6g}" if isinstance(value, float) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class CampaignForm(forms.ModelForm):
    """The brief. Countries and languages offer what the catalogue knows and what the brief holds already."""

    platforms = forms.MultipleChoiceField(
        choices=Platform.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.MultipleChoiceField(required=False)
    languages = forms.MultipleChoiceField(required=False)
    words = WordsField(required=False, label="Free words")
    brand_names = WordsField(required=False, label="Your brand, as people write it")
    brand_handles = HandlesField(required=False, label="Its handles")
    brand_domains = DomainsField(required=False, label="Its web addresses")
    hashtags = HashtagsField(required=False, label="Hashtags of this campaign")
    codes = CodesField(required=False, label="Promo codes of this campaign")
    competitors = WordsField(required=False)
    avoid_words = WordsField(required=False, label="Words to avoid")
    kinds = forms.MultipleChoiceField(
        choices=PostKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    engagement_from = ShareField(label="Engagement rate from, in percent", highest=100)
    authenticity_from = ShareField(label="Authenticity from, in percent", highest=100)
    sponsored_up_to = ShareField(label="Sponsored posts at most, in percent", highest=100)
    must_say = WordsField(required=False, label="Must say one of these")
    must_not_say = WordsField(required=False, label="Must never say")
    band = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    preset = forms.ChoiceField(choices=CHOICES, required=False, widget=forms.RadioSelect)

    class Meta:
        model = Campaign
        fields = (
            "name", *BRAND, "words", *LIMITS, *MUSTS, "freshness", "competitors", "avoid_words", "budget",
            "currency", "product_value", "wanted", "starts_on", "ends_on", "notes",
        )  # fmt: skip
        widgets = {
            "freshness": forms.RadioSelect,
            "past_work": forms.RadioSelect,
            "starts_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            "ends_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            "notes": forms.Textarea({"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in (("countries", country_name), ("languages", language_name)):
            self.fields[name].choices = _known(name, label, getattr(self.instance, name))
            self.fields[name].widget.attrs["aria-label"] = name.capitalize()
        self.bands = bands()
        self.fields["band"].choices = [(OWN, "Own numbers"), *((band.key, band.name) for band in self.bands)]
        self.initial["band"] = band_of(self.bands, self.instance.min_followers, self.instance.max_followers)
        self.standard = current_weights()
        self.initial["preset"] = preset_of(self.instance.weights, self.standard)
        sliders = sliders_of(self.instance.weights, self.standard)
        self.fields["freshness"].required = self.fields["past_work"].required = False
        for criterion in CRITERIA:
            self.fields[f"weight_{criterion}"] = forms.IntegerField(
                label=LABELS[criterion], min_value=0, max_value=100, required=False,
                initial=sliders[criterion],
                widget=forms.NumberInput({"type": "range"}),
            )  # fmt: skip
        for field in self.fields.values():
            dress(field.widget)

    def weight_fields(self):
        """The sliders, one a criterion."""
        return [self[f"weight_{criterion}"] for criterion in CRITERIA]

    def band_groups(self) -> dict[str, list[tuple]]:
        """{for whom: [(radio button, band)]} of the size bands to choose from."""
        groups: dict[str, list[tuple]] = {}
        for button, band in zip(list(self["band"])[1:], self.bands, strict=True):
            groups.setdefault(band.group, []).append((button, band))
        return groups

    def clean_freshness(self):
        return self.cleaned_data["freshness"] or self.instance.freshness

    def clean_past_work(self):
        return self.cleaned_data["past_work"] or self.instance.past_work

    def clean_currency(self):
        currency = self.cleaned_data["currency"].strip().upper()
        if currency and not re.fullmatch(r"[A-Z]{3}", currency):
            raise ValidationError("A currency has three letters, for example EUR.")
        return currency

    def clean(self):
        self._take_band()
        self._clean_pairs()
        sliders = {c: self.cleaned_data.get(f"weight_{c}") for c in CRITERIA}
        try:
            preset = self.cleaned_data.get("preset", "")
            weights = weights_to_store(self.instance.weights, preset, sliders, self.standard)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong
        if weights != self.instance.weights:
            self.instance.weights, self.instance.weights_before = weights, None
        return self.cleaned_data

    def _take_band(self) -> None:
        """A band that was chosen sets the size, unless the numbers were changed by hand."""
        chosen = next((band for band in self.bands if band.key == self.cleaned_data.get("band")), None)
        changed = {"min_followers", "max_followers"} & set(self.changed_data)
        if chosen and not changed and "band" in self.changed_data:
            self.cleaned_data |= {"min_followers": chosen.low, "max_followers": chosen.high}

    def _clean_pairs(self) -> None:
        """Says at the field what two fields contradict; the database holds the same."""
        value = self.cleaned_data.get
        if (value("budget") is not None or value("product_value") is not None) and value("currency") == "":
            self.add_error("currency", "Say which currency the amounts are in, for example EUR.")
        low, high = value("min_followers"), value("max_followers")
        if low and high and low > high:
            self.add_error("max_followers", "The largest number of followers must not be below the smallest.")
        if value("without_rivals") and value("competitors") == []:
            self.add_error("competitors", "Name the competitors whose paid posts are to be left out.")
        unnamed = all(value(name) == [] for name in BRAND)
        if value("past_work") not in (None, PastWork.ANY) and unnamed:
            self.add_error("brand_names", "Name your brand, so that past work with it can be found.")
        starts, ends = value("starts_on"), value("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The campaign cannot end before it starts.")

    def troubles(self, niches: BaseNiches) -> list[tuple[str, str, str]]:
        """(field in words, what is wrong, id of the field) of all that keeps a brief from being saved."""
        found = [("", str(error), "brief") for error in (*self.non_field_errors(), *niches.non_form_errors())]
        for name in self.errors:
            if name in self.fields:
                found += [
                    (str(self[name].label), str(error), self[name].auto_id) for error in self[name].errors
                ]
        for row in niches.forms:
            wrong = [error for errors in row.errors.values() for error in errors]
            found += [("Niche", str(error), row["niche"].auto_id) for error in wrong]
        return found


def _known(name: str, label, chosen: list[str]) -> list[tuple[str, str]]:
    field = {"countries": "country", "languages": "language"}[name]
    codes = Profile.objects.shown().exclude(**{field: ""}).order_by(field).values_list(field, flat=True)
    return sorted(((c, label(c)) for c in {*codes.distinct(), *chosen}), key=lambda pair: pair[1])


@transaction.atomic
def save_brief(form: CampaignForm, niches: BaseNiches, by) -> Campaign:
    """The campaign that two valid forms describe; a new one gets its stages and `by` as owner."""
    is_new = form.instance.pk is None
    campaign = form.save()
    niches.instance = campaign
    niches.save()
    if is_new:
        make_stages(campaign)
        CampaignMember.objects.create(campaign=campaign, user=by, role=Role.OWNER, added_by=by)
    return campaign


class MemberForm(forms.Form):
    """Somebody to take in, by user name or email address."""

    name = forms.CharField(max_length=254, label="User name or email address")
    role = forms.TypedChoiceField(choices=Role.choices, coerce=lambda value: Role(int(value)))


class RoleForm(forms.Form):
    """A member's role."""

    role = MemberForm.base_fields["role"]


class NoteForm(forms.Form):
    """A note on a candidate."""

    text = forms.CharField(
        max_length=5000, widget=forms.Textarea({"rows": 3, "class": "form-control"}), label="Note"
    )


class ExclusionForm(forms.Form):
    """Why an account is not wanted."""

    reason = forms.CharField(max_length=200, required=False)
