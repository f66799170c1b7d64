"""How much a claim weighs, looked at before anything is made of it.

A frame of a few megabytes may hold millions of JSON values, each of which takes some 60 bytes as an object, or one
number of thousands of digits, which no float holds. Honest records have some hundred values and small numbers.
"""

from typing import Any

MOST_VALUES = 200_000
"""In one record: the history of a fit of 10,000 epochs has 50,000."""
LARGEST = 2**53
"""Integers up to here are floats without loss; counts, seeds and sizes are far smaller."""


class OverweightError(ValueError):
    """A record that no honest run sends."""


def weigh(record: Any, most: int = MOST_VALUES) -> int:
    """The number of JSON values in a record; OverweightError for more than `most`, or for an integer too large."""
    count, waiting = 0, [record]
    while waiting:
        value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, int) and not -LARGEST <= value <= LARGEST:
            raise OverweightError("an integer beyond what a float holds")
        if count + len(waiting) > most:
            raise OverweightError(f"more than {most} values")
    return count
