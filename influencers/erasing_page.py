"""What the pages of erasure show and ask."""

from dataclasses import dataclass
from functools import cached_property

from django import forms

from influencers import erasure_requests
from influencers.choices import Platform
from influencers.erasing import erase, family_of
from influencers.finding.handles import TooMany
from influencers.models import Erasure, ErasureReason, Influencer, Post, Profile, Snapshot
from influencers.salt import salted

CONFIRM = "ERASE"


@dataclass(frozen=True)
class ErasePage:
    """A creator that somebody is about to erase: who would go, and how much."""

    creator: Influencer
    merged: list[Influencer]
    accounts: list[Profile]
    posts: int
    days: int

    @property
    def word(self) -> str:
        """What has to be typed: the handle, or the name of a creator without accounts."""
        return self.accounts[0].handle if self.accounts else self.creator.name


def erase_page(creator: Influencer) -> ErasePage:
    """What the page of one creator shows before it is erased."""
    family = list(family_of([creator.pk]))
    accounts = Profile.objects.filter(influencer__in=family)
    return ErasePage(
        creator=creator,
        merged=[other for other in family if other != creator],
        accounts=list(accounts.order_by("-handle_is_current", "-followers", "pk")),
        posts=Post.objects.filter(profile__in=accounts).count(),
        days=Snapshot.objects.filter(profile__in=accounts).count(),
    )


def erased_words(audit: Erasure) -> str:
    """What was done, in a sentence that names nobody."""
    parts = [f"{audit.accounts} account{'' if audit.accounts == 1 else 's'} erased"]
    if audit.unknown:
        parts.append(f"{audit.unknown} that were not in the catalogue kept out from now on")
    if thrown := audit.rows.get("waiting uploads, thrown away"):
        parts.append(f"{thrown} waiting upload{'' if thrown == 1 else 's'} thrown away")
    if searches := audit.rows.get("saved searches"):
        parts.append(f"{searches} saved search{'' if searches == 1 else 'es'} deleted")
    return f"{'; '.join(parts)}. No refresh, search or import brings them back."


class _ReasonForm(forms.Form):
    reason = forms.ChoiceField(label="Why", choices=ErasureReason.choices, initial=ErasureReason.ASKED)


class EraseForm(_ReasonForm):
    """Why, and the handle typed once more."""

    word = forms.CharField(max_length=200)

    def __init__(self, page: ErasePage, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["word"].label = f"Type {page.word} to confirm"
        self.fields["word"].widget.attrs["autocomplete"] = "off"

    def clean_word(self) -> str:
        """The word, in any case and with or without the @."""
        typed = self.cleaned_data["word"].strip()
        if typed.removeprefix("@").lower() != self.page.word.strip().lower():
            raise forms.ValidationError(f"That is not {self.page.word}. Nothing was erased.")
        return typed

    def erase(self, user) -> Erasure:
        """Does it."""
        return erase([self.page.creator.pk], user, self.cleaned_data["reason"])


class EraseListForm(_ReasonForm):
    """A list, the platform of bare handles, and the word that confirms."""

    accounts = forms.CharField(
        label="Handles and links, in any spelling",
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "https://www.tiktok.com/@name\n@name"}),
    )
    platform = forms.ChoiceField(
        label="Platform of bare handles",
        choices=[("", "None: links only"), *Platform.choices],
        required=False,
    )
    word = forms.CharField(label=f"Type {CONFIRM} to confirm", required=False)

    @classmethod
    def of(cls, request) -> "EraseListForm":
        """The form as it was sent; or filled with the creators that the address names."""
        if request.method == "POST":
            return cls(request.POST)
        ids = [pk for pk in request.GET.get("creators", "").split(",") if pk.isdigit()][
            : erasure_requests.MOST
        ]
        creators = family_of(int(pk) for pk in ids if len(pk) < 19) if ids else Influencer.objects.none()
        return cls(initial={"accounts": erasure_requests.as_list(creators)})

    def clean(self) -> dict:
        """Refuses a list that names nobody, and a wrong word."""
        cleaned = super().clean()
        if "accounts" not in cleaned:
            return cleaned
        if self.found is None or not self.found.names_somebody:
            self.add_error("accounts", self.problem or "This names no account that can be erased.")
        if cleaned.get("word") and not self.confirmed:
            self.add_error("word", f"Type {CONFIRM} in capitals. Nothing was erased.")
        elif self.confirmed and self.data.get("shown") != self.stamp:
            self.add_error("word", "The list is not the one that was shown. Look at it again, then confirm.")
        return cleaned

    @property
    def stamp(self) -> str:
        """What the list and the platform are recognised by when they come again."""
        return salted(f"{self.data.get('platform', '')} {' '.join(self.data.get('accounts', '').split())}")

    @property
    def choices(self) -> list:
        """The fields that are picked from a list."""
        return [self["platform"], self["reason"]]

    @property
    def confirmed(self) -> bool:
        """Whether the word was typed."""
        return self.cleaned_data.get("word", "").strip() == CONFIRM

    @cached_property
    def problem(self) -> str:
        """Why the list cannot be read at all."""
        return self._read[1]

    @cached_property
    def found(self) -> erasure_requests.Request | None:
        """Whom the list names; None before there is one."""
        return self._read[0]

    @cached_property
    def _read(self) -> tuple[erasure_requests.Request | None, str]:
        if not self.is_bound or not self.data.get("accounts"):
            return None, ""
        try:
            return erasure_requests.read(self.data["accounts"], self.data.get("platform", "")), ""
        except TooMany as error:
            return None, str(error)

    def erase(self, user) -> Erasure:
        """Does it."""
        return erasure_requests.carry_out(self.found, user, self.cleaned_data["reason"])
