"""How often accounts are read: what holds now, and changing it."""

from django.db import transaction
from django.forms import ModelForm

from influencers import history
from influencers.models import RefreshRule
from influencers.models.refresh_rule import BOUNDS
from influencers.schedule import Cadence

CHANGES_SHOWN = 5


class RuleForm(ModelForm):
    """The intervals; what contradicts itself is told in words."""

    class Meta:
        model = RefreshRule
        fields = list(BOUNDS)

    def __init__(self, data=None):
        super().__init__(data, instance=rule())
        for name, field in self.fields.items():
            least, most = BOUNDS[name]
            field.widget.attrs |= {"class": "form-control", "min": least, "max": most, "inputmode": "numeric"}
            field.help_text = " ".join(filter(None, (f"{least} to {most}.", field.help_text)))


def rule() -> RefreshRule:
    """The rule that holds: the stored one, else the defaults."""
    return RefreshRule.objects.first() or RefreshRule(pk=1)


def current() -> Cadence:
    """The intervals that hold now."""
    return rule().cadence


@transaction.atomic
def change(form: RuleForm) -> bool:
    """Keeps a valid form; whether anything changed. Accounts that wait are planned anew at the next tick."""
    if not form.has_changed():
        return False
    # The defaults become a row first, so that the history has a before.
    RefreshRule.objects.bulk_create([RefreshRule(pk=1)], ignore_conflicts=True)
    kept = RefreshRule.objects.select_for_update().get()
    for name in form.changed_data:
        setattr(kept, name, form.cleaned_data[name])
    kept.applied_to = 0
    kept.save()
    return True


def changes() -> list[history.Change]:
    """The latest changes of the rule, with before and after, the newest first."""
    return history.of_record(rule())[:CHANGES_SHOWN]
