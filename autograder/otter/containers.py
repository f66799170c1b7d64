"""What a grading needs, and which of Gradescope's containers gives it.

Gradescope's own figures: https://gradescope-autograders.readthedocs.io/en/latest/troubleshooting/ names the default,
half a processor, 768 MB and 10 minutes, and the longest time, 40 minutes; the larger sizes are those that an
assignment's settings offer.
"""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from autograder.bands.calibration import load_all
from autograder.errors import UsageError
from autograder.model.assignment import Assignment, Budget
from autograder.model.base import Frozen

MEASURED: Final = "otter.json"
"""Below `reference_results/`, written by `benchmarks/otter_all.py`."""
MINUTES: Final = (10, 20, 30, 40)
ASSUMED_MIB: Final = 2560.0
"""Where nothing was measured: no assignment takes more."""
_SPARE: Final = 1.15
"""Room above the peak that was measured."""
_START: Final = 20.0
"""Processor seconds of a grading beside its runs, where none was measured: Otter, TensorFlow's import, the kernel."""


class Container(Frozen):
    """One of the sizes that an assignment can be given."""

    cpus: float
    memory_mib: int

    @property
    def speed(self) -> float:
        """How much of one processor a run gets: it trains with one thread, so that its numbers are repeatable."""
        return min(self.cpus, 1.0)

    def __str__(self) -> str:
        return f"{self.cpus:g} CPU, {self.memory_mib / 1024:g} GB"


CONTAINERS: Final = tuple(
    Container(cpus=cpus, memory_mib=memory) for cpus, memory in ((0.5, 768), (1, 1536), (2, 3072), (4, 6144))
)
"""From the default up."""


class Need(Frozen):
    """What grading one submission with one budget takes, on processors like those that it was measured on."""

    assignment: str
    budget: str
    memory_mib: float | None = None
    """All processes together at their peak; None: not measured."""
    usual: float
    """Processor seconds where one seed decides."""
    most: float
    """Where every seed of the assignment is needed, each as slow as the slowest reference run."""


class Fit(Frozen):
    """The smallest container that will do, and the limit to set; `minutes` None: even the longest may not do."""

    container: Container
    minutes: int | None


def needs(assignment: Assignment, reference_results: Path) -> Iterator[Need]:
    """What each calibrated budget of an assignment needs, cheapest first."""
    measured = _measured(reference_results)
    found = {}
    for calibration in load_all(reference_results, assignment.id):
        seconds = [run.seconds for run in calibration.runs]
        mean, slowest = sum(seconds) / len(seconds), max(seconds)
        budget = assignment.budgets.get(calibration.budget.name)
        if budget is not None and _alike(budget, calibration.budget):
            found[budget.name] = Need(
                assignment=assignment.id,
                budget=budget.name,
                memory_mib=_memory(measured, assignment.id, budget.name),
                usual=_START + mean,
                most=_START + slowest * len(assignment.seeds),
            )
    return iter(sorted(found.values(), key=lambda need: need.usual))


def fit(need: Need) -> Fit | None:
    """The smallest container for a need, None where even the largest has too little memory.

    A need that was not measured is taken for ASSUMED_MIB.
    """
    memory = ASSUMED_MIB if need.memory_mib is None else need.memory_mib
    for container in CONTAINERS:
        if memory * _SPARE <= container.memory_mib:
            minutes = math.ceil(need.most / container.speed / 60) + 1
            longer = [limit for limit in MINUTES if limit >= minutes]
            if longer or container.speed >= 1:
                return Fit(container=container, minutes=longer[0] if longer else None)
    return None


def _alike(budget: Budget, other: Budget) -> bool:
    return budget.model_dump(exclude={"wall_seconds"}) == other.model_dump(exclude={"wall_seconds"})


def _measured(reference_results: Path) -> Mapping[str, Any]:
    """What the benchmark found, by budget; UsageError where its file was damaged."""
    path = reference_results / MEASURED
    if not path.is_file():
        return {}
    try:
        found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))["budgets"]
    except (ValueError, LookupError, TypeError) as error:
        raise UsageError(
            f"{path} is not what benchmarks/otter_all.py writes ({error}): remove it and measure"
        ) from error
    return found


def _memory(measured: Mapping[str, Any], assignment: str, budget: str) -> float | None:
    """The peak measured with this budget, else the largest of any: how long it trains hardly changes it."""
    peaks = {
        name: one["assignments"][assignment]["solution"]["otter"]["memory_mib"]
        for name, one in measured.items()
        if assignment in one["assignments"]
    }
    return float(peaks.get(budget, max(peaks.values()))) if peaks else None
