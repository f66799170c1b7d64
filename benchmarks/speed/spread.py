"""Several measurements of one thing: median and range."""

from collections.abc import Sequence
from statistics import median
from typing import Any


def spread(values: Sequence[float], digits: int = 3) -> dict[str, Any]:
    """Median, smallest and largest, with the number of runs; rounded to so many digits after the point."""
    if not values:
        raise ValueError("nothing was measured")
    return {
        "median": round(median(values), digits),
        "low": round(min(values), digits),
        "high": round(max(values), digits),
        "runs": len(values),
    }


def ratio(one: dict[str, Any], other: dict[str, Any]) -> float:
    """How many times the median of `other` that of `one` is."""
    return round(float(one["median"]) / float(other["median"]), 3)
