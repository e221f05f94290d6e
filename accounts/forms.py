"""Forms of people's own accounts."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm

from accounts.models import User
from accounts.roles import ADMIN, CURATOR, MARKETER

ROLE_CHOICES = (
    (MARKETER, "Marketer: finds, ranks and shortlists creators"),
    (CURATOR, "Curator: also imports, corrects and blocks"),
    (ADMIN, "Admin: also invites people"),
)


class Styled:
    """Gives each field Tabler's look."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = f"{look} is-invalid" if name in self.errors else look


class SignInForm(Styled, AuthenticationForm):
    """Name or email, and password."""

    error_messages = {
        "invalid_login": "That name and password do not go together. Check for capital letters, or reset it.",
        "inactive": "This account is switched off. Ask an admin.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Email or username"

    def clean_username(self) -> str:
        """The username; of the person with that address where an address was given."""
        given = self.cleaned_data["username"]
        owner = User.objects.filter(email__iexact=given).first() if "@" in given else None
        return owner.username if owner else given


class ResetForm(Styled, PasswordResetForm):
    """Mails a link to choose a new password. Also to people who never took up their invitation."""

    def get_users(self, email):
        return User.objects.filter(email__iexact=email, is_active=True)


class AccountForm(Styled, forms.ModelForm):
    """Name and address of oneself. Another address takes the password: mail to it can reset the password."""

    current_password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        required=False,
        strip=False,
        help_text="Only needed to change the email address.",
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self):
        cleaned = super().clean()
        if "email" in self.changed_data and not self.instance.check_password(cleaned.get("current_password")):
            self.add_error("current_password", "Type your current password to change your email address.")
        return cleaned

    def save(self, commit=True):
        """The saved person; who signs in by address goes on doing so with the new one."""
        if self.instance.username == self.initial["email"] and self.cleaned_data["email"]:
            self.instance.username = self.cleaned_data["email"]
        return super().save(commit)


class InviteForm(Styled, forms.Form):
    """Whom to ask in, and as what."""

    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(choices=ROLE_CHOICES, initial=MARKETER)


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(choices=ROLE_CHOICES)
