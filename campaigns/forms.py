"""Forms of campaigns: the brief, its niches, members, notes."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import inlineformset_factory

from campaigns.choices import Role
from campaigns.models import Campaign, CampaignMember, CampaignNiche
from campaigns.shortlist import make_stages
from campaigns.weighting import CHOICES, preset_of, sliders_of, weights_to_store
from influencers.choices import Platform
from influencers.models import Niche, Profile
from influencers.templatetags.figures import country_name, language_name
from scoring.constants import current_weights
from scoring.core.schema import CRITERIA, LABELS

LIMITS = ("platforms", "min_followers", "max_followers", "countries", "languages", "near_misses", "dormant")
MOST_WORDS = 50


class WordsField(forms.CharField):
    """Short texts separated by commas or line breaks; a list without repetitions comes out."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        text = super().clean(value)
        words = [" ".join(part.split()) for part in re.split(r"[,;，、\n]", text)]
        unique = list({word.casefold(): word for word in words if word}.values())
        if len(unique) > MOST_WORDS:
            raise ValidationError(f"At most {MOST_WORDS} words, please; these are {len(unique)}.")
        if any(len(word) > 100 for word in unique):
            raise ValidationError("One of these is longer than 100 letters. Put commas between them.")
        return unique

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
    competitors = WordsField(required=False)
    avoid_words = WordsField(required=False, label="Words to avoid")
    preset = forms.ChoiceField(choices=CHOICES, required=False, widget=forms.RadioSelect)

    class Meta:
        model = Campaign
        fields = (
            "name", "words", *LIMITS, "freshness", "competitors", "avoid_words", "budget", "currency",
            "wanted", "starts_on", "ends_on", "notes",
        )  # fmt: skip
        widgets = {
            "freshness": forms.RadioSelect,
            "starts_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            "ends_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            "notes": forms.Textarea({"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in (("countries", country_name), ("languages", language_name)):
            self.fields[name].choices = _known(name, label, getattr(self.instance, name))
            self.fields[name].widget.attrs["aria-label"] = name.capitalize()
        self.standard = current_weights()
        self.initial["preset"] = preset_of(self.instance.weights, self.standard)
        sliders = sliders_of(self.instance.weights, self.standard)
        self.fields["freshness"].required = False
        for criterion in CRITERIA:
            self.fields[f"weight_{criterion}"] = forms.IntegerField(
                label=LABELS[criterion], min_value=0, max_value=100, required=False,
                initial=sliders[criterion],
                widget=forms.NumberInput({"type": "range"}),
            )  # fmt: skip
        for field in self.fields.values():
            _dress(field.widget)

    def weight_fields(self):
        """The sliders, one a criterion."""
        return [self[f"weight_{criterion}"] for criterion in CRITERIA]

    def clean_freshness(self):
        return self.cleaned_data["freshness"] or self.instance.freshness

    def clean_currency(self):
        currency = self.cleaned_data["currency"].strip().upper()
        if currency and not re.fullmatch(r"[A-Z]{3}", currency):
            raise ValidationError("A currency has three letters, for example EUR.")
        return currency

    def clean(self):
        sliders = {c: self.cleaned_data.get(f"weight_{c}") for c in CRITERIA}
        try:
            preset = self.cleaned_data.get("preset", "")
            weights = weights_to_store(self.instance.weights, preset, sliders, self.standard)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong
        if weights != self.instance.weights:
            self.instance.weights, self.instance.weights_before = weights, None
        return self.cleaned_data


def _known(name: str, label, chosen: list[str]) -> list[tuple[str, str]]:
    field = {"countries": "country", "languages": "language"}[name]
    codes = Profile.objects.shown().exclude(**{field: ""}).order_by(field).values_list(field, flat=True)
    return sorted(((c, label(c)) for c in {*codes.distinct(), *chosen}), key=lambda pair: pair[1])


def _dress(widget: forms.Widget) -> None:
    """Gives a widget the look of the page; multi-selects become searchable where JavaScript runs."""
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.CheckboxInput | forms.RadioSelect):
        widget.attrs["class"] = "form-check-input"
        return
    ranged = getattr(widget, "input_type", "") == "range"
    look = "form-range" if ranged else "form-select" if isinstance(widget, forms.Select) else "form-control"
    widget.attrs.setdefault("class", look)
    if isinstance(widget, forms.SelectMultiple):
        widget.attrs |= {"data-pick": "", "size": 4}


class NicheChoice(forms.ModelChoiceField):
    """A niche of the tree, written with the niche above it."""

    def label_from_instance(self, niche: Niche) -> str:
        return f"{niche.parent.name} › {niche.name}" if niche.parent else niche.name


class NicheForm(forms.ModelForm):
    """One niche of a brief with its weight from 1 to 10."""

    class Meta:
        model = CampaignNiche
        fields = ("niche", "weight")
        field_classes = {"niche": NicheChoice}
        widgets = {
            "niche": forms.Select({"class": "form-select", "data-pick": "", "aria-label": "Niche"}),
            "weight": forms.NumberInput({"type": "range", "min": 1, "max": 10, "class": "form-range"}),
        }


class BaseNiches(forms.BaseInlineFormSet):
    """The niches of a brief: rows without a niche are left aside, a niche named twice is refused."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.extra = 1
        # All rows offer the same list: it is read once, not once a row.
        field = self.empty_form.fields["niche"]
        niches = Niche.objects.select_related("parent").order_by("parent__name", "name")
        self.niche_choices = [("", "Choose a niche"), *((n.pk, field.label_from_instance(n)) for n in niches)]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.empty_permitted = True
        _dress(form.fields["DELETE"].widget)
        if hasattr(self, "niche_choices"):
            form.fields["niche"].widget.choices = self.niche_choices

    def get_unique_error_message(self, unique_check):
        return "A niche stands here twice. Keep one of the two rows."


Niches = inlineformset_factory(
    Campaign, CampaignNiche, form=NicheForm, formset=BaseNiches, extra=3, max_num=20, can_delete=True
)


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
