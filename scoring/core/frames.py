"""What is known of some profiles, as the frames that everything in the core reads."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from scoring.core.schema import FEES

EMPTY = pd.DataFrame({"profile_id": pd.Series(dtype="int64")})


@dataclass(frozen=True, slots=True)
class Frames:
    """What is known of some profiles; see `scoring.core.schema` for the columns.

    snapshots: profile_id, day (datetime64 UTC), followers. profiles may have `category`, a file's word.
    comments: COMMENTS of the schema; empty where none were read. fees: FEES of `prices`, what people entered.
    """

    profiles: pd.DataFrame
    posts: pd.DataFrame
    reported: pd.DataFrame = field(default_factory=lambda: EMPTY.copy())
    snapshots: pd.DataFrame = field(default_factory=lambda: EMPTY.assign(day=pd.NaT, followers=np.nan))
    comments: pd.DataFrame = field(default_factory=lambda: EMPTY.copy())
    fees: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FEES)))
