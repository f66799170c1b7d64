"""Parts of grading mode switched off, in a process of its own that ends with the run.

The switches replace methods of the worker for one measurement; the program itself has none for this.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib import pyplot
from matplotlib.axes import Axes

from autograder.worker import datasets
from autograder.worker.behaviour import Behaviour
from autograder.worker.figures import Figures
from autograder.worker.grids import Grids
from autograder.worker.holdout import Holdout
from autograder.worker.recorder import Recorder
from autograder.worker.saving import Saving
from autograder.worker.tuners import Tuners


@dataclass
class Given:
    """Seconds that a part took which is to count as switched off."""

    seconds: float = 0.0


def switch_off(names: Sequence[str]) -> Given:
    """Switch off the parts named; KeyError for one that there is not."""
    given = Given()
    for name in names:
        SWITCHES[name](given)
    return given


def _nothing(*_args: Any, **_kwargs: Any) -> None:
    """Does nothing."""


def _no_lines(*_args: Any, **_kwargs: Any) -> list[Any]:
    """Draws nothing."""
    return []


def _no_probes(*_args: Any) -> tuple[Any, ...]:
    """Asks nothing again."""
    return ()


def _recording(_given: Given) -> None:
    """Nothing is sent, predicted for the grader or asked again; rows are recognised still, as the budget needs it."""
    for owner, names in (
        (Recorder, ("send", "send_capture")),
        (Holdout, ("fitted", "restored", "settle", "learn")),
        (Saving, ("settle",)),
        (Behaviour, ("settle",)),
    ):
        for name in names:
            setattr(owner, name, _nothing)
    Tuners._probe = _no_probes  # type: ignore[method-assign,assignment]
    Grids._probe = _no_probes  # type: ignore[method-assign,assignment]


def _stand_ins(given: Given) -> None:
    """Data in official shapes cost nothing: what making them took is given back."""
    build = datasets.build_stand_in  # type: ignore[attr-defined]

    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return build(*args, **kwargs)
        finally:
            given.seconds += time.perf_counter() - began

    datasets.build_stand_in = timed  # type: ignore[attr-defined]


def _plots(_given: Given) -> None:
    """Nothing is drawn or described, and every figure of one shape is the same one."""
    make, made = pyplot.subplots, dict[str, Any]()

    def subplots(*args: Any, **kwargs: Any) -> Any:
        key = repr((args, kwargs))
        if key not in made:
            made[key] = make(*args, **kwargs)
        return made[key]

    pyplot.subplots = subplots
    Figures.collect = _nothing  # type: ignore[method-assign]
    for name in ("plot", "scatter", "bar", "hist", "legend"):
        setattr(Axes, name, _no_lines)


SWITCHES: dict[str, Callable[[Given], None]] = {
    "recording": _recording,
    "stand-ins": _stand_ins,
    "plots": _plots,
}
