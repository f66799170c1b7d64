"""What recognition says of rows, and how rows that cannot be told apart are settled."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Twins = dict[int, tuple[int, ...]]
"""Pool rows that look alike, all of them in rising order, by the first of them."""


@dataclass(frozen=True)
class Found:
    """Pool row of each row, or −1; where several pool rows look like it, the first of its `twins`."""

    ids: Ints
    twins: Twins = field(default_factory=dict)

    @property
    def telling(self) -> float:
        """Share of the rows that are one pool row and no other: a few columns are soon like many rows."""
        if not len(self.ids):
            return 0.0
        return float(((self.ids >= 0) & ~np.isin(self.ids, list(self.twins))).mean())

    def settled(self, pool: Ints, hidden: int) -> "Found":
        """Take, of each row's twins, one from the pool that most other rows here are from.

        pool: pool number of each pool row. Rows of the pool `hidden` stand among those of the pool before it, and are
        taken only where nothing else is alike. `twins` are then by the row taken.
        """
        if not self.twins:
            return self
        plain = self.ids[(self.ids >= 0) & ~np.isin(self.ids, list(self.twins))]
        own = int(np.bincount(np.minimum(pool[plain], hidden - 1)).argmax()) if len(plain) else -1
        taken = {first: min(rows, key=lambda row: (pool[row] != own, row)) for first, rows in self.twins.items()}
        ids = self.ids.copy()
        for place in np.flatnonzero(np.isin(ids, list(taken))):
            ids[place] = taken[int(ids[place])]
        return Found(ids, {taken[first]: rows for first, rows in self.twins.items()})
