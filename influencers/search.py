"""How a question to the catalogue is answered: which accounts, how many, the counts beside each choice.

All else asks through `find`, `matching`, `count` and `counts_without`, a `ProfileFilter` being the question,
and through `check` and `anybody_real` for conditions of its own. Large catalogues are answered from columns;
others, and where there are no columns to be had, in SQL. The answers are the same.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from influencers import search_sql
from influencers.catalogue import answering, checking, opened
from influencers.catalogue.checking import Checked
from influencers.columns import order_of
from influencers.filters import ProfileFilter
from influencers.found import Counts, Found
from influencers.models import Profile


def find(question: ProfileFilter, sort: str, page: int, size: int) -> Found:
    """The answer to `question`, sorted as an address says; a page after the last one is the last one."""
    if view := opened.view():
        return answering.find(view, question, sort, page, size)
    return search_sql.find(question, sort, page, size)


def matching(question: ProfileFilter, sort: str = "") -> QuerySet[Profile]:
    """All accounts that answer `question`, in order where one is given."""
    return question.narrowed().order_by(*(order_of(sort, question.near) if sort else ()))


def count(question: ProfileFilter) -> int:
    """How many accounts answer `question`."""
    if view := opened.view():
        return answering.count(view, question)
    return question.narrowed().count()


def counts_without(question: ProfileFilter) -> Counts:
    """{filter that is set: how many accounts there were without it}."""
    if view := opened.view():
        return answering.counts_without(view, question)
    return search_sql.counts_without(question)


def check(conditions: Sequence[Q], demo: bool, without: Iterable[int] = ()) -> Checked | None:
    """Who meets each condition, of the fictional accounts or of the real ones who may be found, without those
    of the ids `without`; None where nobody but the database can tell."""
    view = opened.view()
    return checking.check(view, conditions, demo, without) if view else None


def anybody_real() -> bool:
    """Whether there are real accounts that may be found."""
    if view := opened.view():
        return checking.anybody_real(view)
    return Profile.objects.shown().real().discoverable().exists()
