"""What creators ask and what was agreed: one candidate's fees, and sums of many, each currency by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from campaigns.models import Candidate


@dataclass(frozen=True, slots=True)
class Fees:
    """What a creator asked and what was agreed, in one currency; None: not known."""

    currency: str = ""
    quoted: Decimal | None = None
    agreed: Decimal | None = None

    @classmethod
    def of(cls, candidate: Candidate) -> "Fees":
        """The fees of a candidate."""
        return cls(candidate.currency, candidate.fee_quoted, candidate.fee_agreed)

    @classmethod
    def read(cls, parts: Iterable[str]) -> "Fees":
        """Fees from their three texts, as `texts` writes them."""
        currency, quoted, agreed = parts
        return cls(currency, *(Decimal(part) if part else None for part in (quoted, agreed)))

    def texts(self) -> list[str]:
        """Currency, quoted and agreed fee as plain texts, "" where not known."""
        amounts = (self.quoted, self.agreed)
        return [self.currency, *("" if amount is None else f"{amount:.2f}" for amount in amounts)]

    def words(self) -> str:
        """Such as "EUR 900 quoted, EUR 800 agreed"; "no fees" where nothing is known."""
        named = ((self.quoted, "quoted"), (self.agreed, "agreed"))
        known = [f"{money(self.currency, amount)} {word}" for amount, word in named if amount is not None]
        return ", ".join(known) or "no fees"


def money(currency: str, amount: Decimal | None) -> str:
    """An amount for people, such as "EUR 1,200.50"; "" where it is not known."""
    return "" if amount is None else f"{currency} {amount:,.2f}".removesuffix(".00")


@dataclass(frozen=True, slots=True)
class FeeSum:
    """Sums in one currency (None: nobody has such a fee) and how many creators they are of."""

    currency: str
    quoted: Decimal | None
    n_quoted: int
    agreed: Decimal | None
    n_agreed: int

    @property
    def agreed_words(self) -> str:
        """Such as "EUR 1,200 agreed"; "" where nothing is."""
        return "" if self.agreed is None else f"{money(self.currency, self.agreed)} agreed"

    @property
    def quoted_words(self) -> str:
        """Such as "EUR 1,500 quoted"; "" where nothing is."""
        return "" if self.quoted is None else f"{money(self.currency, self.quoted)} quoted"


def fee_sums(candidates: QuerySet[Candidate]) -> dict[int, list[FeeSum]]:
    """{stage id: its sums, by currency}; one query. Currencies are never added up with each other."""
    known = candidates.filter(Q(fee_quoted__isnull=False) | Q(fee_agreed__isnull=False)).order_by()
    sums = known.values_list("stage", "currency").annotate(
        Sum("fee_quoted"), Count("fee_quoted"), Sum("fee_agreed"), Count("fee_agreed")
    )
    found: dict[int, list[FeeSum]] = {}
    for stage, *parts in sums.order_by("stage", "currency"):
        found.setdefault(stage, []).append(FeeSum(*parts))
    return found


def total(sums: dict[int, list[FeeSum]]) -> list[FeeSum]:
    """The sums of all stages together, by currency."""
    by_currency: dict[str, list[FeeSum]] = {}
    for row in (row for rows in sums.values() for row in rows):
        by_currency.setdefault(row.currency, []).append(row)
    return [
        FeeSum(
            currency,
            _sum(row.quoted for row in rows),
            sum(row.n_quoted for row in rows),
            _sum(row.agreed for row in rows),
            sum(row.n_agreed for row in rows),
        )
        for currency, rows in sorted(by_currency.items())
    ]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
