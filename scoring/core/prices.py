"""What a sponsored post of a creator costs: a fee that somebody entered, else an estimate from its size."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.features import numbers, texts
from scoring.core.grouped import plain
from scoring.core.schema import FEES
from scoring.core.weights import CONSTANTS, Constants


@dataclass(frozen=True, slots=True)
class Prices:
    """One value a profile. usd: US dollars, NaN where unknown; estimated: no fee is known; problem: why a
    known fee cannot be used, in words; fee: the row of FEES behind it or None."""

    usd: np.ndarray
    estimated: np.ndarray
    problem: list[str]
    fee: list[dict[str, Any] | None]

    def rows(self) -> list[dict[str, Any]]:
        """The prices as they are stored: price and estimated, and of a fee fee_id, amount, currency, day
        and kind."""
        told = ("fee_id", "amount", "currency", "day", "kind")
        return [
            {"price": usd, "estimated": guess} | ({name: fee[name] for name in told} if fee else {})
            for usd, guess, fee in zip(plain(self.usd), self.estimated.tolist(), self.fee, strict=True)
        ]


def prices(
    profiles: pd.DataFrame, fees: pd.DataFrame, posts: pd.DataFrame, c: Constants = CONSTANTS
) -> Prices:
    """The price of one sponsored post per profile. Raises ValueError where a fee is negative.

    fees: profile_id, fee_id, kind ("" any), usd (NaN where no rate of the currency was entered), amount,
    currency, day (ISO); posts are `PostFeatures.posts`. The newest fee for what the creator mostly posts, or
    for any kind, counts; without such a one the newest of another kind.
    """
    if (pd.to_numeric(fees["amount"]) < 0).any():
        raise ValueError("A fee cannot be negative.")
    chosen = _chosen(profiles, fees, posts)
    fee = [chosen.get(profile_id) for profile_id in profiles["profile_id"]]
    estimated = np.array([own is None for own in fee], dtype=bool)
    told = np.array([np.nan if own is None else own["usd"] for own in fee], dtype=float)
    size = numbers(profiles, "followers")
    guess = np.where(size > 0, c.price_per_follower * size, np.nan)
    problem = [
        f"the fee is in {own['currency']}, for which nobody has entered a rate"
        if own and np.isnan(usd)
        else ""
        for own, usd in zip(fee, told, strict=True)
    ]
    return Prices(np.where(estimated, guess, told), estimated, problem, fee)


def _chosen(profiles: pd.DataFrame, fees: pd.DataFrame, posts: pd.DataFrame) -> dict[Any, dict[str, Any]]:
    if not len(fees):
        return {}
    ids = profiles["profile_id"].to_numpy()
    mostly = pd.DataFrame({"profile_id": ids[posts["code"].to_numpy()], "kind": texts(posts, "kind")})
    mostly = mostly.groupby(["profile_id", "kind"]).size().reset_index(name="n")
    mostly = mostly.sort_values(["n", "kind"], ascending=[False, True]).drop_duplicates("profile_id")
    main = fees["profile_id"].map(mostly.set_index("profile_id")["kind"])
    fits = (fees["kind"] == "") | (fees["kind"] == main)
    best = fees.assign(fits=fits).sort_values(["fits", "day", "fee_id"], ascending=False)
    rows = best.drop_duplicates("profile_id")[list(FEES)].to_dict("records")
    return {row["profile_id"]: row for row in rows}
