"""The form of a client link: for whom, which creators, which fields, until when."""

import hashlib
from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from campaigns.choices import Chosen, SharedField
from campaigns.models import Campaign, ShareLink
from campaigns.models.sharing import LASTS
from campaigns.sharing import links

BY_DEFAULT = (
    SharedField.HANDLE, SharedField.NAME, SharedField.PICTURE, SharedField.FOLLOWERS, SharedField.ENGAGEMENT,
    SharedField.NICHE, SharedField.COUNTRY, SharedField.LANGUAGE, SharedField.REASONS,
    SharedField.AUTHENTICITY, SharedField.SPONSORED,
)  # fmt: skip
LONGEST = timedelta(days=365)
TEXT = {"class": "form-control"}


class OfCandidates(forms.ModelMultipleChoiceField):
    """Creators of the shortlist, by handle and stage."""

    def label_from_instance(self, candidate) -> str:
        return f"@{candidate.profile.handle} ({candidate.stage.name})"


class ShareLinkForm(forms.ModelForm):
    """A client link; `seen` is how it stood when the form was opened, so that nobody's change is lost."""

    shown = forms.MultipleChoiceField(
        label="What the client sees", choices=SharedField.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing to show."},
    )  # fmt: skip
    stages = forms.ModelMultipleChoiceField(
        queryset=None, required=False, widget=forms.CheckboxSelectMultiple, label="Stages"
    )
    picks = OfCandidates(queryset=None, required=False, widget=forms.CheckboxSelectMultiple, label="Creators")
    last_day = forms.DateField(
        label="Works until", widget=forms.DateInput(TEXT | {"type": "date"}, "%Y-%m-%d")
    )
    new_password = forms.CharField(
        label="Password", required=False, min_length=8, max_length=100, strip=False,
        widget=forms.TextInput(TEXT | {"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    no_password = forms.BooleanField(label="Ask for no password any more", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ShareLink
        fields = (
            "name", "title", "message", "shown", "chosen", "stages", "picks", "may_decide", "may_comment",
            "may_export",
        )  # fmt: skip
        labels = {"name": "For whom", "title": "Heading", "message": "A word to the client"}
        widgets = {
            "name": forms.TextInput(TEXT | {"placeholder": "Client’s name"}),
            "title": forms.TextInput(TEXT),
            "message": forms.Textarea(TEXT | {"rows": 3}),
            "chosen": forms.RadioSelect,
        }

    def __init__(self, campaign: Campaign, data=None, instance: ShareLink | None = None):
        today = timezone.localdate()
        initial = {"title": _heading(campaign), "shown": list(BY_DEFAULT), "last_day": today + LASTS}
        if instance:
            initial = {"last_day": instance.last_day, "seen": version_of(instance)}
        super().__init__(data, instance=instance or ShareLink(campaign=campaign), initial=initial)
        self.fields["stages"].queryset = campaign.stages.all()
        listed = campaign.candidates.listed().select_related("profile", "stage").defer("frozen")
        self.fields["picks"].queryset = listed
        self.fields["last_day"].widget.attrs["min"] = today.isoformat()
        self.fields["last_day"].widget.attrs["max"] = (today + LONGEST).isoformat()

    def clean_last_day(self):
        day, today = self.cleaned_data["last_day"], timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise ValidationError("Choose a day from today to a year from now.")
        return day

    def clean(self):
        values = super().clean()
        if values.get("chosen") == Chosen.PICKED and not values.get("picks"):
            self.add_error("picks", "Pick at least one creator.")
        if values.get("chosen") == Chosen.STAGES and not values.get("stages"):
            self.add_error("stages", "Choose at least one stage.")
        return values

    def fill(self) -> ShareLink:
        """The link with what was typed, not saved yet; `save_m2m` saves stages and creators after it."""
        link = self.save(commit=False)
        next_day = self.cleaned_data["last_day"] + timedelta(days=1)
        link.expires_at = timezone.make_aware(datetime.combine(next_day, time()))
        link.shown = [field for field in SharedField.values if field in self.cleaned_data["shown"]]
        if self.cleaned_data["no_password"] or self.cleaned_data["new_password"]:
            links.set_password(link, self.cleaned_data["new_password"])
        return link


def _heading(campaign: Campaign) -> str:
    """What a link is headed with unless somebody writes something else: never the campaign's own name, which
    is the team's."""
    brands = " and ".join(campaign.brand_names)
    title = f"Creators for {brands}" if brands else "Creators to choose from"
    return title[: ShareLink._meta.get_field("title").max_length]


def version_of(link: ShareLink) -> str:
    """Digits that are others once anything of a link was changed."""
    names = ("name", "title", "message", "chosen", "expires_at", "password", "may_decide")
    parts = [str(getattr(link, name)) for name in (*names, "may_comment", "may_export")]
    parts += map(str, link.shown)
    parts += [sorted(rows.values_list("pk", flat=True)) for rows in (link.stages, link.picks)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
