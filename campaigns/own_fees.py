"""The cost of a creator as a campaign knows it: what was agreed or quoted here stands before what scoring
counted, which knows fees of the catalogue only."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from campaigns.fees import Fees, money
from campaigns.models import Candidate
from scoring.core.cost_words import ESTIMATE_ONLY
from scoring.core.schema import COST, Part, Result
from scoring.models import ProfileScore

COUNTED_ONCE_KNOWN = "To have this fee counted, enter it on the creator's page"


def with_own_fees(results: Mapping[int, Result], candidates: Iterable[Candidate]) -> dict[int, Result]:
    """`results` by profile id, the cost of each candidate that has a fee told by that fee; scores stay. One
    query, and none where nobody has a fee."""
    fees = {row.profile_id: found for row in candidates if (found := Fees.of(row)) != Fees()}
    fees = {pk: found for pk, found in fees.items() if pk in results}
    if not fees:
        return dict(results)
    rows = ProfileScore.objects.filter(profile__in=fees).values_list("profile", "parts__cost__expected")
    expected = dict(rows)
    own = {pk: _retold(results[pk], found, expected.get(pk)) for pk, found in fees.items()}
    return {**results, **own}


def _retold(result: Result, fees: Fees, expected: float | None) -> Result:
    parts = tuple(_cost(p, fees, expected) if p.criterion == COST else p for p in result.parts)
    return replace(result, parts=parts)


def _cost(part: Part, fees: Fees, expected: float | None) -> Part:
    told = _told(fees, expected)
    if part.score is None:
        return replace(part, missing=f"{told}, but {part.missing}" if part.missing else told)
    known = tuple(text for text in part.evidence if text != ESTIMATE_ONLY)
    counted = f"The score counts {part.value}"
    how = (COUNTED_ONCE_KNOWN,) if ESTIMATE_ONLY in part.evidence else ()
    return replace(part, value=told, evidence=(counted, *how, *known))


def _told(fees: Fees, expected: float | None) -> str:
    """Such as "EUR 800 agreed in this campaign: EUR 0.97 for each of about 828 engagements"."""
    amount, word = (fees.quoted, "quoted") if fees.agreed is None else (fees.agreed, "agreed")
    words = f"{money(fees.currency, amount)} {word} in this campaign"
    if not expected or not amount:
        return words
    each = (amount / Decimal(str(expected))).quantize(Decimal("0.01"))
    return f"{words}: {money(fees.currency, each)} for each of about {expected:,.0f} engagements"
