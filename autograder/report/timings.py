"""Where the time of runs went, as a table."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text as Cell

from autograder.model.assignment import Assignment, Budget
from autograder.model.base import Language, Text
from autograder.model.evidence import Evidence, Fit
from autograder.report.plain import plain

_WORK = ("training", "validation", "student")
_NAMES = {
    "training": Text(es="entrenamiento", en="training"),
    "validation": Text(es="validación", en="validation"),
    "student": Text(es="código propio del cuaderno", en="the notebook's own code"),
    "loading": Text(es="carga de datos", en="loading data"),
    "evaluation": Text(es="evaluate y predict", en="evaluate and predict"),
    "tuner": Text(es="tuner", en="tuner"),
    "checkpoints": Text(es="puntos de control", en="checkpoints"),
    "recorder": Text(es="registro", en="recording"),
    "probes": Text(es="sondeo de hiperparámetros", en="probing hyperparameters"),
    "holdout": Text(es="predicción reservada", en="holdout predictions"),
    "figures": Text(es="figuras", en="figures"),
    "settling": Text(es="cierre", en="settling"),
    "calls": Text(es="pruebas de funciones", en="trying functions"),
    "start": Text(es="arranque", en="start"),
    "sandbox": Text(es="aislamiento", en="sandbox"),
}


def section_name(name: str, language: Language) -> str:
    """A section in words; the run names its sections, so what is unknown is shown as it is, made plain."""
    return _NAMES[name].to(language) if name in _NAMES else plain(name, 40)


def overhead(evidence: Evidence) -> tuple[float, float]:
    """Seconds of a run beside training, validation and the notebook's own code, and the seconds of the whole run."""
    total = sum(evidence.seconds.values())
    return total - sum(evidence.seconds.get(name, 0.0) for name in _WORK), total


def estimate(evidence: Evidence, assignment: Assignment, done: Budget, planned: Budget) -> float:
    """Seconds that a run with budget `planned` takes at most, given one with budget `done`.

    Training and validation grow with rows × epochs × trials; the rest is taken to stay as it is. Early stopping makes
    runs shorter than this.
    """
    grown = sum(evidence.seconds.get(name, 0.0) for name in ("training", "validation"))
    before, after = (_work(evidence, assignment, budget) for budget in (done, planned))
    return sum(evidence.seconds.values()) + grown * ((after / before if before else 1.0) - 1)


def _work(evidence: Evidence, assignment: Assignment, budget: Budget) -> float:
    """Rows times epochs that a budget lets run, of what the notebook asked for."""
    total = 0.0
    for fit in evidence.fits:
        own = budget if fit.rows.dataset in (assignment.graded_dataset, None) else assignment.token
        work = float(_least(fit.rows.asked, own.rows) * _least(fit.epochs_asked, own.epochs))
        total += work * _repeats(fit, evidence, own)
    return total


def _repeats(fit: Fit, evidence: Evidence, budget: Budget) -> float:
    """For how many trainings a budget lets run this one of a search stands."""
    search = next((item for item in evidence.searches if item.id == fit.search), None)
    grid = next((item for item in evidence.grids if item.id == fit.search), None)
    if search is not None:
        trials = _least(search.trials_asked or search.trials_run, budget.trials)
        return trials / max(1, len(evidence.fits_of(search)))
    if grid is not None:
        return _least(grid.candidates_asked, budget.candidates) / max(1, grid.candidates_run)
    return 1.0


def _least(asked: int, allowed: int | None) -> int:
    return asked if allowed is None else min(asked, allowed)


def timings_table(runs: Sequence[Evidence], language: Language = "es") -> Table:
    """Mean seconds per run and share, by section, the largest first."""
    table = Table(title=Text(es="Tiempo por ejecución", en="Time per run").to(language), title_justify="left")
    table.add_column(Text(es="parte", en="part").to(language))
    table.add_column("s", justify="right")
    table.add_column("%", justify="right")
    count = max(1, len(runs))
    names = sorted({name for run in runs for name in run.seconds})
    mean = {name: sum(run.seconds.get(name, 0.0) for run in runs) / count for name in names}
    total = sum(mean.values()) or 1.0
    for name, seconds in sorted(mean.items(), key=lambda item: -item[1]):
        table.add_row(Cell(section_name(name, language)), f"{seconds:.2f}", f"{100 * seconds / total:.1f}")
    extra = sum(overhead(run)[0] for run in runs) / count
    table.add_section()
    table.add_row(Text(es="total", en="total").to(language), f"{total:.2f}", "100")
    beside = Text(es="fuera de entrenar, validar y el cuaderno", en="beside training, validation, notebook")
    table.add_row(beside.to(language), f"{extra:.2f}", f"{100 * extra / total:.1f}")
    return table
