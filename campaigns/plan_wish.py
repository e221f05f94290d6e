"""What the address of a plan asks for: whom to choose from, what to maximise, and within which limits. The
address is the plan, so everything that matters stands in it."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict

from campaigns.models import Campaign
from campaigns.views.addresses import ids_in
from influencers.choices import Platform

SHORTLIST, RANKING = "shortlist", "ranking"
ENGAGEMENTS, FIT, SCORE = "engagements", "fit", "score"
TOPS = (100, 1000, 3000)
CAP = re.compile(r"(?P<number>[0-9]{1,5}) ?(?P<percent>%?)")
OWN_CAP = re.compile(r"cap-(?P<kind>platform|niche)-(?P<name>[\w-]+)")
MOST_PINNED = 200
FIELD, SELECT = {"class": "form-control"}, {"class": "form-select"}
# Parts of an address that tell of a change that led to it, not of the plan.
TOLD = ("undo", "refused", "wish")


class CapField(forms.CharField):
    """A number of creators ("3") or a share of all chosen ("40%"): (number, None) or (None, percent)."""

    def __init__(self, **kw):
        super().__init__(required=False, widget=forms.TextInput(FIELD | {"placeholder": "3 or 40%"}), **kw)

    def clean(self, value):
        text = super().clean(value).strip()
        if not text:
            return None
        if not (found := CAP.fullmatch(text)):
            raise ValidationError("Write a number of creators such as 3, or a share such as 40%.")
        number = int(found["number"])
        if found["percent"] and number > 100:
            raise ValidationError("A share is at most 100%.")
        return (None, number) if found["percent"] else (number, None)


class PlanForm(forms.Form):
    """The limits of a plan, as the address holds them."""

    of = forms.ChoiceField(
        label="Choose from",
        choices=((SHORTLIST, "the shortlist"), (RANKING, "the best of the ranking")),
        widget=forms.Select(SELECT),
    )
    top = forms.TypedChoiceField(
        label="How many of the ranking",
        coerce=int,
        choices=[(top, f"the best {top:,}") for top in TOPS],
        widget=forms.Select(SELECT),
    )
    value = forms.ChoiceField(
        label="Go for",
        choices=(
            (ENGAGEMENTS, "most engagements"),
            (FIT, "most engagements, weighted by score"),
            (SCORE, "highest sum of scores"),
        ),
        widget=forms.Select(SELECT),
    )
    budget = forms.DecimalField(label="Budget", min_value=0, max_digits=12, decimal_places=2, required=False)
    least = forms.IntegerField(label="Creators, at least", min_value=0, max_value=10_000, required=False)
    most = forms.IntegerField(label="At most", min_value=1, max_value=10_000, required=False)
    per_niche = CapField(label="At most of one niche")
    per_platform = CapField(label="At most on one platform")
    one_each = forms.BooleanField(
        label="One account of each creator",
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    agreed = forms.ChoiceField(
        label="Creators already agreed",
        choices=(("in", "are in anyway"), ("free", "are chosen like others")),
        widget=forms.Select(SELECT),
    )
    estimates = forms.ChoiceField(
        label="Where no fee is known",
        choices=(("no", "leave the creator aside"), ("yes", "take our estimate")),
        widget=forms.Select(SELECT),
    )
    product = forms.ChoiceField(
        label="The product",
        choices=(("in", "counts against the budget"), ("out", "does not count")),
        widget=forms.Select(SELECT),
    )
    more = forms.DecimalField(
        label="Tell what so much more would bring",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("budget", "least", "most", "more"):
            self.fields[name].widget = forms.TextInput(FIELD | {"inputmode": "decimal"})


@dataclass(frozen=True)
class Wish:
    """What is asked for. caps: {(kind, name): (number, None) or (None, percent)} of single groups; must and
    barred are ids of accounts; query: the address's own parts; currency: the one of the whole plan."""

    form: PlanForm
    query: QueryDict
    currency: str
    caps: dict[tuple[str, str], tuple[int | None, int | None]] = field(default_factory=dict)
    must: tuple[int, ...] = ()
    barred: tuple[int, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether all of it can be understood; the form tells what cannot."""
        return self.form.is_valid()

    def __getitem__(self, name: str):
        return self.form.cleaned_data[name]

    @property
    def untidy(self) -> bool:
        """Whether the address names limits that it leaves empty and that are empty anyway."""
        return any(not value for name, value in self.query.items() if name not in ("budget", "most"))

    @property
    def tidy(self) -> str:
        """The query without these."""
        empty = [name for name, value in self.query.items() if not value and name not in ("budget", "most")]
        return self.address(**dict.fromkeys(empty))

    @property
    def step(self) -> Decimal:
        """How much more budget is asked about: as told, else a round part of the budget, 500 at 5,000."""
        return told if (told := self["more"]) is not None else usual_step(self["budget"])

    def address(self, **parts) -> str:
        """The query of the same plan with other parts: a value, a list of values, or None to leave it out."""
        query = self.query.copy()
        for name, value in parts.items():
            query.pop(name, None)
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [value])
        return f"?{query.urlencode()}"

    def pin(self, profile_id: int, where: str) -> str:
        """The query with an account locked in ("in"), left out ("out"), or chosen like others ("")."""
        lists = {"in": list(self.must), "out": list(self.barred)}
        for name, ids in lists.items():
            lists[name] = [pk for pk in ids if pk != profile_id] + ([profile_id] if name == where else [])
        return self.address(**{name: ids or None for name, ids in lists.items()})


def usual_step(budget: Decimal | None) -> Decimal:
    """A round sum of about a tenth of the budget: 1, 2 or 5 and zeros."""
    if not budget:
        return Decimal(500)
    tenth = max(budget / 10, Decimal(1))
    unit = Decimal(10) ** tenth.adjusted()
    return max(unit * times for times in (1, 2, 5) if unit * times <= tenth)


def wish_of(campaign: Campaign, asked: QueryDict) -> Wish:
    """The plan that the address asks for. What it does not name is as the campaign has it; a budget or number
    that it names and leaves empty is no limit."""
    query = asked.copy()
    for name in TOLD:
        query.pop(name, None)
    of = query.get("of") or SHORTLIST
    data = {
        "of": SHORTLIST,
        "top": "1000",
        # Who is on the shortlist was chosen for its fit; of a ranking nobody has chosen anybody yet.
        "value": FIT if of == RANKING else ENGAGEMENTS,
        "budget": "" if campaign.budget is None else f"{campaign.budget.normalize():f}",
        "most": campaign.wanted or "",
        "agreed": "in",
        "estimates": "no",
        "product": "in",
    } | {name: query[name] for name in PlanForm.base_fields if name in query}
    caps = {}
    for name, text in query.items():
        own, cap = OWN_CAP.fullmatch(name), CAP.fullmatch(text.strip())
        if own and cap and not (own["kind"] == "platform" and own["name"] not in Platform.values):
            number = int(cap["number"])
            caps[own["kind"], own["name"]] = (None, min(number, 100)) if cap["percent"] else (number, None)
    return Wish(
        form=PlanForm(data),
        query=query,
        currency=campaign.currency or settings.BASE_CURRENCY,
        caps=caps,
        must=tuple(dict.fromkeys(ids_in(query.getlist("in"))[:MOST_PINNED])),
        barred=tuple(dict.fromkeys(ids_in(query.getlist("out"))[:MOST_PINNED])),
    )
