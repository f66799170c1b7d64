"""Two records of what should be one and the same run: where they differ, to the last bit. Pure."""

import json
from collections.abc import Iterator
from typing import Any

from autograder.model.base import Frozen
from autograder.model.evidence import Evidence

_TEXTS = ("output",)
"""What a notebook printed: times and addresses are in it, and nothing is judged by them."""
_SHORT = 60


class Difference(Frozen):
    """One place in the record, and what stood there then and stands there now."""

    place: str
    before: str
    after: str


class Compared(Frozen):
    """How a run and its repetition differ. `results` count; `circumstances` explain them; `printed` is mere text."""

    results: tuple[Difference, ...] = ()
    circumstances: tuple[Difference, ...] = ()
    printed: tuple[Difference, ...] = ()


def compare(before: Evidence, after: Evidence) -> Compared:
    """Everything but durations: predictions, histories, weights, rows, settings, cells."""
    found = list(differences(before.without_clocks(), after.without_clocks()))
    where = [item for item in found if item.place.startswith("environment.")]
    texts = [item for item in found if item.place.rpartition(".")[2] in _TEXTS]
    return Compared(
        results=tuple(item for item in found if item not in where and item not in texts),
        circumstances=tuple(where),
        printed=tuple(texts),
    )


def differences(before: Any, after: Any, place: str = "") -> Iterator[Difference]:
    """Each place of two JSON values where they differ, in order."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from differences(before.get(key), after.get(key), f"{place}.{key}" if place else str(key))
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield Difference(place=f"{place}.length", before=str(len(before)), after=str(len(after)))
        for index, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from differences(one, other, f"{place}[{index}]")
    elif json.dumps(before) != json.dumps(after):  # as text NaN is itself
        yield Difference(place=place, before=_shown(before), after=_shown(after))


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
