"""What Data health tells of the columns of scores."""

from datetime import datetime

from django.conf import settings

from influencers.catalogue.files import NOT_BUILT
from influencers.catalogue.told import many
from influencers.quick_answers import Part, copied, not_copied, number_of_accounts, quick_answer
from influencers.templatetags.figures import age
from scoring.catalogue import standing
from scoring.constants import current_constants
from scoring.niches import current_lexicon

TITLE = "Ranking many creators"


@quick_answer
def told() -> Part | None:
    """Where the columns stand; nothing where there are too few accounts to need them."""
    found = standing.everybody_now(current_lexicon(), current_constants(), settings.CATALOGUE_FROM)
    why = standing.why_not()
    if found is None:
        is_small = why == standing.SMALL or (why == NOT_BUILT and not many())
        return None if is_small else not_copied(TITLE, "ranks", why)
    facts, changed = standing.in_use()
    what = f"Rankings come from a copy of the scores of {number_of_accounts(facts['rows'])}"
    return copied(TITLE, what, age(datetime.fromisoformat(facts["made_at"])), changed, standing.refused())
