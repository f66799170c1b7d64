"""The line between independent solutions and similar work, drawn from how alike independent solutions are."""

import math
from collections.abc import Sequence
from statistics import fmean

TAIL = 0.2
"""The part of the pairs that the tail is fitted to: the rest share nothing, or a call that everybody writes."""
CHANCE = 1e-5
"""Of so many pairs of independent solutions one may be listed: 500 submissions are 124,750 pairs."""
STEP = 0.05


def threshold(shares: Sequence[float], chance: float = CHANCE, tail: float = TAIL) -> float:
    """The share of common code that a pair of independent solutions exceeds with about this chance, rounded up to 0.05.

    Peaks over a threshold (Pickands 1975; Davison & Smith 1990) with an exponential tail: beyond the quantile u of
    1 - tail the excess has mean e, so that the chance of exceeding x is tail · exp(-(x - u) / e). Far beyond the data,
    as here, this is a rule with a reason and no promise; what it does is measured on assignments left out.
    """
    ordered = sorted(shares)
    count = max(1, math.ceil(tail * len(ordered)))
    start = ordered[-count - 1] if len(ordered) > count else ordered[0]
    excess = fmean(value - start for value in ordered[-count:])
    line = start + excess * math.log(tail / chance)
    return min(1.0, math.ceil(round(line / STEP, 9)) * STEP)
