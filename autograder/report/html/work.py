"""One submission as its pages show it: the grade, the cells it speaks of, its trainings and how its runs went."""

import math
from collections.abc import Mapping, Sequence
from itertools import chain

from autograder.model.base import Frozen
from autograder.model.evidence import CellError, Ending, Evidence, Fit, Tripwire
from autograder.model.grade import Grade
from autograder.model.submission import Cell

Values = tuple[float | None, ...]


class Curve(Frozen):
    """One figure by epoch, of training and of validation; empty where the notebook did not follow it."""

    metric: str
    training: Values = ()
    validation: Values = ()

    @property
    def epochs(self) -> int:
        """Epochs that the longer of both lines covers."""
        return max(len(self.training), len(self.validation))


class Training(Frozen):
    """A question's training that counts, and the trials of its search."""

    accuracy: Curve | None = None
    loss: Curve | None = None
    trials: tuple[Curve, ...] = ()
    band: tuple[float, float] | None = None
    """The reference band of the accuracy on unseen data, shares in [0, 1]."""
    measured: float | None = None
    """The accuracy on unseen data that the grader measured."""


class Place(Frozen):
    """Where a question is answered: its cells, and the trainings that count and that a search made, by id."""

    cells: tuple[int, ...] = ()
    final: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    check: str | None = None
    """Id of the check that judges the accuracy of the training that counts."""


class RunFacts(Frozen):
    """How one run went."""

    seed: int
    budget: str
    packages: dict[str, str]
    isolation: str
    ending: Ending
    seconds: dict[str, float]
    tripwires: tuple[Tripwire, ...] = ()

    @property
    def total(self) -> float:
        """Seconds of the whole run."""
        return sum(self.seconds.values())


class Work(Frozen):
    """Everything that the pages about one submission say."""

    grade: Grade
    cells: tuple[Cell, ...] = ()
    errors: dict[int, CellError] = {}
    outputs: dict[int, str] = {}
    places: dict[str, Place] = {}
    trainings: dict[str, Training] = {}
    runs: tuple[RunFacts, ...] = ()

    @property
    def seconds(self) -> float:
        """Seconds that grading it took: the grade's word, or the sum of its runs."""
        return self.grade.seconds or sum(run.total for run in self.runs)


def make_work(grade: Grade, cells: tuple[Cell, ...], evidence: Sequence[Evidence], places: Mapping[str, Place]) -> Work:
    """Take from the evidence what the pages show; of several runs the first one's trainings."""
    first = evidence[0] if evidence else None
    failed = [cell for cell in first.cells if cell.error is not None] if first else []
    return Work(
        grade=grade,
        cells=cells,
        errors={cell.index: cell.error for cell in failed if cell.error is not None},
        outputs={cell.index: cell.output for cell in failed if cell.output},
        places=dict(places),
        trainings={} if first is None else _trainings(grade, first, places),
        runs=tuple(_facts(run) for run in evidence),
    )


def _facts(run: Evidence) -> RunFacts:
    return RunFacts(
        seed=run.environment.seed,
        budget=run.environment.budget,
        packages=run.environment.packages,
        isolation=run.environment.isolation,
        ending=run.ending,
        seconds=run.seconds,
        tripwires=run.tripwires,
    )


def _trainings(grade: Grade, evidence: Evidence, places: Mapping[str, Place]) -> dict[str, Training]:
    """The training of each question that has one; of questions that share theirs the first."""
    fits = {fit.id: fit for fit in evidence.fits}
    out: dict[str, Training] = {}
    seen: set[tuple[str, ...]] = set()
    for question, place in places.items():
        key = (*place.final, *place.trials)
        if not key or key in seen:
            continue
        seen.add(key)
        training = _training([fits[name] for name in place.final if name in fits], place, fits)
        if training.accuracy or training.loss or training.trials:
            out[question] = training.model_copy(update=_judged(grade, place))
    return out


def _training(final: Sequence[Fit], place: Place, fits: Mapping[str, Fit]) -> Training:
    trials = [curve for name in place.trials if name in fits and (curve := accuracy_of([fits[name]])) is not None]
    return Training(accuracy=accuracy_of(final), loss=_curve(final, "loss"), trials=tuple(trials))


def _judged(grade: Grade, place: Place) -> dict[str, object]:
    check = next((check for check in grade.checks if check.id == place.check), None)
    if check is None:
        return {}
    return {"band": interval(check.evidence.get("band")), "measured": share(check.evidence.get("mean"))}


def interval(value: object) -> tuple[float, float] | None:
    """Two shares in order; None for anything else."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    low, high = share(value[0]), share(value[1])
    return None if low is None or high is None else (low, min(high, 1.0))


def share(value: object) -> float | None:
    """A finite number; None for anything else."""
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def accuracy_of(fits: Sequence[Fit]) -> Curve | None:
    """The accuracy over all epochs of trainings that follow each other, by whatever name the notebook gave it."""
    names = dict.fromkeys(chain.from_iterable(fit.history for fit in fits))
    metric = next((name for name in names if "acc" in name.lower() and not name.startswith("val_")), None)
    return _curve(fits, metric) if metric else None


def _curve(fits: Sequence[Fit], metric: str) -> Curve | None:
    training = tuple(chain.from_iterable(fit.history.get(metric, ()) for fit in fits))
    validation = tuple(chain.from_iterable(fit.history.get(f"val_{metric}", ()) for fit in fits))
    if not training and not validation:
        return None
    return Curve(metric=metric, training=tuple(map(share, training)), validation=tuple(map(share, validation)))
