"""The niches of a brief, one row each with its weight."""

from django import forms
from django.forms import inlineformset_factory

from campaigns.models import Campaign, CampaignNiche
from campaigns.widgets import dress
from influencers.models import Niche


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
        self.extra = max(self.extra, len(self.initial_extra or ()) + 1)
        # All rows offer the same list: it is read once, not once a row.
        field = self.empty_form.fields["niche"]
        niches = Niche.objects.select_related("parent").order_by("parent__name", "name")
        self.niche_choices = [("", "Choose a niche"), *((n.pk, field.label_from_instance(n)) for n in niches)]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.empty_permitted = True
        dress(form.fields["DELETE"].widget)
        if hasattr(self, "niche_choices"):
            form.fields["niche"].widget.choices = self.niche_choices

    def get_unique_error_message(self, unique_check):
        return "A niche stands here twice. Keep one of the two rows."


Niches = inlineformset_factory(
    Campaign, CampaignNiche, form=NicheForm, formset=BaseNiches, extra=3, max_num=20, can_delete=True
)
