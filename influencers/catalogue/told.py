"""What Data health tells of the catalogue in columns."""

from django.conf import settings
from django.utils.dateparse import parse_datetime

from influencers.catalogue import opened
from influencers.catalogue.build import KIND
from influencers.catalogue.files import NOT_BUILT, newest_number
from influencers.models import Profile
from influencers.quick_answers import Part, copied, not_copied, number_of_accounts, quick_answer
from influencers.templatetags.figures import age

TITLE = "Lists and counts on Discover"


@quick_answer
def told() -> Part | None:
    """Where the copy stands; nothing where there are too few accounts to need one."""
    if not newest_number(KIND):
        return not_copied(TITLE, "answers", NOT_BUILT) if many() else None
    in_use, why = opened.view() is not None, opened.why_not()
    if not in_use:
        return not_copied(TITLE, "answers", why) if why else None
    facts, changed = opened.in_use()
    what = f"They come from a copy of {number_of_accounts(facts['accounts'])}"
    return copied(TITLE, what, age(parse_datetime(facts["built_at"])), changed, why)


def many() -> bool:
    """Whether there are so many accounts that copies answer."""
    # A bounded count: of a million all that matters is that there are enough.
    return Profile.objects.order_by()[: settings.CATALOGUE_FROM].count() >= settings.CATALOGUE_FROM
