"""Accounts in columns: those of a generation, or the few that changed since."""

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from influencers.catalogue import bits
from influencers.catalogue.held import Held, held
from influencers.catalogue.orders import ORDERS, order_of_rows
from influencers.catalogue.reading import Accounts
from influencers.catalogue.shape import MANY, TOLD


class Part:
    """Rows in order of id. ids: int64. `number(column)`, `held[name]` and `order(sort)` tell of them."""

    def __init__(self, arrays: Mapping[str, np.ndarray]):
        self.arrays = arrays
        self.ids = arrays["ids"]
        self.held = {name: Held.opened(len(self.ids), arrays, name) for name in (*TOLD, *MANY)}
        self._orders: dict[str, np.ndarray] = {}
        self._kept: tuple[Hashable, Any] = (None, None)

    @classmethod
    def of(cls, accounts: Accounts, ordered: bool = False) -> "Part":
        """The columns of these accounts; with `ordered` each order is worked out at once."""
        size, ends = len(accounts.ids), np.cumsum([len(name) for name in accounts.names], dtype=np.int64)
        arrays = {"ids": accounts.ids, "name_ends": ends.reshape(size)}
        arrays["names"] = np.frombuffer(b"".join(accounts.names), np.uint8)
        arrays |= {f"c.{name}": values for name, values in accounts.numbers.items()}
        rows = np.arange(size, dtype=np.int32)
        for name in TOLD:
            arrays |= held(rows, accounts.told[name], size).kept(name)
        for name in MANY:
            arrays |= held(*accounts.pairs[name], size).kept(name)
        part = cls(arrays)
        if ordered:
            arrays |= {f"o.{sort}": part.order(sort) for sort in ORDERS}
        return part

    def __len__(self) -> int:
        return len(self.ids)

    def number(self, column: str) -> np.ndarray:
        """A number an account."""
        return self.arrays[f"c.{column}"]

    def name(self, row: int) -> bytes:
        """What the order by name compares."""
        ends = self.arrays["name_ends"]
        return self.arrays["names"][(ends[row - 1] if row else 0) : ends[row]].tobytes()

    def order(self, sort: str) -> np.ndarray:
        """All rows in this order, int32."""
        kept = self.arrays.get(f"o.{sort}")
        if kept is not None:
            return kept
        if sort not in self._orders:
            self._orders[sort] = order_of_rows(self, sort).astype(np.int32)
        return self._orders[sort]

    def latest(self, key: Hashable, make: Callable[[], Any]):
        """What `make` returned for this key, as long as nobody asks with another one."""
        known, found = self._kept
        if known != key:
            found = make()
            self._kept = (key, found)
        return found

    def rows_of(self, ids) -> np.ndarray:
        """The rows of those of these accounts that are here."""
        ids = np.asarray(ids, np.int64)
        at = np.searchsorted(self.ids, ids)
        known = at < len(self.ids)
        known[known] = self.ids[at[known]] == ids[known]
        return at[known]

    @cached_property
    def everybody(self) -> bits.Words:
        """All rows."""
        return bits.pack(np.ones(len(self.ids), bool))
