"""Forms of outreach: a letter, a template, an answer."""

from hashlib import sha256
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from campaigns.choices import ReplyKind
from campaigns.mail_fields import FIELDS, unknown
from campaigns.models import MailTemplate
from campaigns.outreach import Letter

_LINE = forms.TextInput({"class": "form-control"})
_TEXT = forms.Textarea({"class": "form-control", "rows": 14})


def _known_fields(text: str) -> str:
    if strange := unknown(text):
        named = ", ".join(f"{{{name}}}" for name in strange)
        offered = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise ValidationError(f"There is no field {named}. Fields are {offered}.")
    return text


class LetterForm(forms.Form):
    """A letter to several creators. `seen` is the digest of the preview that the person had before them."""

    subject = forms.CharField(max_length=200, widget=_LINE)
    body = forms.CharField(max_length=10_000, label="Text", widget=_TEXT, strip=False)
    batch = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_subject(self):
        return _known_fields(self.cleaned_data["subject"])

    def clean_body(self):
        return _known_fields(self.cleaned_data["body"].replace("\r\n", "\n"))


def digest(letters: list[Letter]) -> str:
    """What a preview showed, as a short text: another address or word makes another one."""
    shown = [(one.candidate.pk, one.address, one.subject, one.body) for one in letters]
    return sha256(repr(shown).encode()).hexdigest()


class TemplateForm(forms.ModelForm):
    """A template of one's own."""

    class Meta:
        model = MailTemplate
        fields = ("name", "subject", "body", "shared")
        labels = {"body": "Text"}
        widgets = {
            "name": _LINE,
            "subject": _LINE,
            "body": _TEXT,
            "shared": forms.CheckboxInput({"class": "form-check-input"}),
        }

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.owner = owner

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        others = MailTemplate.objects.filter(owner=self.instance.owner, deleted_at=None)
        if others.exclude(pk=self.instance.pk).filter(name__iexact=name).exists():
            raise ValidationError("You have a template of this name already.")
        return name

    def clean_subject(self):
        return _known_fields(self.cleaned_data["subject"])

    def clean_body(self):
        return _known_fields(self.cleaned_data["body"].replace("\r\n", "\n"))


class ReplyForm(forms.Form):
    """What a creator answered."""

    kind = forms.ChoiceField(
        choices=ReplyKind.choices, label="The answer", widget=forms.Select({"class": "form-select"})
    )
    text = forms.CharField(
        max_length=2000,
        required=False,
        label="What it says",
        widget=forms.Textarea({"class": "form-control", "rows": 2}),
    )
