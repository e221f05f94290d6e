"""Changes of a brief that one click on the ranking page makes, each of which can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from campaigns.choices import ActionKind
from campaigns.models import Campaign, ShortlistAction
from campaigns.shortlist import act


@transaction.atomic
def change_brief(
    campaign: Campaign, changes: Mapping[str, Any], words: str, by, now: datetime
) -> ShortlistAction | None:
    """The action that takes back what was changed: {field of the campaign: new value}, JSON-ready; None where
    the brief says so already. Raises ValidationError for a value that the database would refuse. `words`
    tell a person what was done."""
    row = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    new = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not new:
        return None
    was = {name: getattr(row, name) for name in new}
    _write(row, new)
    return act(campaign, ActionKind.BRIEF, {"was": was, "became": new, "words": words}, by, now)


def write_brief(campaign: Campaign, expected: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether the brief got these values; not where a field is other than `expected` by now. The campaign is
    locked by who calls."""
    row = Campaign.objects.get(pk=campaign.pk)
    if any(getattr(row, name) != value for name, value in expected.items()):
        return False
    _write(row, values)
    return True


def _write(row: Campaign, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=[f.name for f in Campaign._meta.fields if f.name not in values])
    row.save(update_fields=[*values, "updated_at"])
