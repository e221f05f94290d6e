"""What a sponsored post of a creator costs: a fee that somebody entered, else an estimate from its size."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.core.features import numbers, texts
from scoring.core.weights import CONSTANTS, Constants

TOLD = ("fee_id", "amount", "currency", "day", "kind")
"""What is stored of a fee."""


@dataclass(frozen=True, slots=True)
class Prices:
    """One value a profile. usd: US dollars, NaN where unknown; estimated: no fee is known; problem: why a
    known fee cannot be used, in words; fee: TOLD of the fee behind it, None where there is none, and nothing
    at all where nobody of these has one."""

    usd: np.ndarray
    estimated: np.ndarray
    problem: np.ndarray
    fee: Mapping[str, np.ndarray]


def prices(
    profiles: pd.DataFrame, fees: pd.DataFrame, posts: pd.DataFrame, c: Constants = CONSTANTS
) -> Prices:
    """The price of one sponsored post per profile. Raises ValueError where a fee is negative.

    fees: profile_id, fee_id, kind ("" any), usd (NaN where no rate of the currency was entered), amount,
    currency, day (ISO); posts are `PostFeatures.posts`. The newest fee for what the creator mostly posts, or
    for any kind, counts; without such a one the newest of another kind.
    """
    size = numbers(profiles, "followers")
    usd = np.where(size > 0, c.price_per_follower * size, np.nan)
    estimated, problem = np.ones(len(profiles), dtype=bool), np.full(len(profiles), "", dtype=object)
    if not len(fees):
        return Prices(usd, estimated, problem, {})
    if (pd.to_numeric(fees["amount"]) < 0).any():
        raise ValueError("A fee cannot be negative.")
    chosen = _chosen(profiles, fees, posts)
    code = pd.Index(profiles["profile_id"]).get_indexer(chosen["profile_id"])
    chosen, code = chosen[code >= 0], code[code >= 0]
    usd[code], estimated[code] = chosen["usd"], False
    for at, currency in zip(code[np.isnan(usd[code])], chosen["currency"][np.isnan(usd[code])], strict=True):
        problem[at] = f"the fee is in {currency}, for which nobody has entered a rate"
    told = {name: np.full(len(profiles), None, dtype=object) for name in TOLD}
    for name, values in told.items():
        values[code] = chosen[name].tolist()
    return Prices(usd, estimated, problem, told)


def _chosen(profiles: pd.DataFrame, fees: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    ids = profiles["profile_id"].to_numpy()
    mostly = pd.DataFrame({"profile_id": ids[posts["code"].to_numpy()], "kind": texts(posts, "kind")})
    mostly = mostly.groupby(["profile_id", "kind"]).size().reset_index(name="n")
    mostly = mostly.sort_values(["n", "kind"], ascending=[False, True]).drop_duplicates("profile_id")
    main = fees["profile_id"].map(mostly.set_index("profile_id")["kind"])
    fits = (fees["kind"] == "") | (fees["kind"] == main)
    best = fees.assign(fits=fits).sort_values(["fits", "day", "fee_id"], ascending=False)
    return best.drop_duplicates("profile_id")
