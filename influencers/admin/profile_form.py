"""The form of an account: words may be set right, figures may not."""

from django import forms
from django.contrib import admin

from influencers.audited import CORRECTABLE
from influencers.curation import mark_corrected
from influencers.erasure import REFUSAL, is_erased
from influencers.models import Profile
from influencers.templatetags.figures import percent


@admin.display(description="Engagement rate", ordering="engagement_rate")
def rate(profile: Profile) -> str:
    """The engagement rate in percent."""
    return percent(profile.engagement_rate)


MEASURED = ("followers", "following", "posts_count", rate, "is_verified", "last_post_at")
ORIGIN = ("source", "fetched_at", "refresh_status")


class ProfileForm(forms.ModelForm):
    """What a curator changes is kept by hand from then on; unticking gives a field back to its source."""

    kept = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Kept by hand",
        help_text="No refresh and no import overwrites these. Untick one to let the source set it again.",
    )

    url = forms.URLField(required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = Profile
        fields = CORRECTABLE
        widgets = {"bio": forms.Textarea(attrs={"rows": 3, "cols": 60})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        curated = self.instance.curated_fields
        self.fields["kept"].choices = [(name, name.replace("_", " ").capitalize()) for name in curated]
        self.fields["kept"].initial = list(curated)
        if not curated:
            self.fields["kept"].widget = forms.MultipleHiddenInput()
            self.fields["kept"].help_text = ""

    def clean_handle(self) -> str:
        """The handle as a platform writes it, without the @ in front."""
        return self.cleaned_data["handle"].strip().lstrip("@")

    def clean(self):
        cleaned = super().clean()
        platform, handle = cleaned.get("platform"), cleaned.get("handle")
        if platform and handle and is_erased(platform, handle=handle):
            self.add_error("handle", f"{REFUSAL} and is not added again.")
        return cleaned

    def _get_validation_exclusions(self):
        # Else the rule "one current handle a platform" is left to the database, which answers with an error.
        return super()._get_validation_exclusions() - {"handle_is_current"}

    def save(self, commit=True):
        """The account, with the changed fields noted as kept by hand."""
        changed = set(self.changed_data)
        self.instance.curated_fields = list(self.cleaned_data.get("kept", []))
        mark_corrected(self.instance, changed)
        return super().save(commit)
