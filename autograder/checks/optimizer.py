"""`optimizer`: somewhere in the notebook the graded data are trained on with the schedule and momentum asked for."""

import math
import re

from pydantic import JsonValue

from autograder.checks.case import Case
from autograder.checks.roles import as_number
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, es, judged, missing, number, unanswered, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence, Fit, Optimizer
from autograder.model.grade import Verdict

_DEFAULT_BATCH = 32
_DISTANCES = re.compile(r"^m[as]p?l?e$|squared|absolute|huber|log_?cosh|cosine")
_MOMENTA = ("momentum", "beta_1")
_SCHEDULERS = ("LearningRateScheduler", "ReduceLROnPlateau")


class OptimizerSettings(Settings):
    """What one training at least must show.

    schedule: one of these classes; momentum: of SGD and RMSprop, or beta_1 of Adam's family; learning_rate: the first;
    left: the share of it that ExponentialDecay leaves at the end of the training as it was asked for.

    own: only the question's own trainings count, otherwise any of the notebook may show it. classes: the loss must be
    one of classes, none that measures the distance of numbers.
    """

    schedule: tuple[str, ...] = ()
    momentum: Bound | None = None
    learning_rate: Bound | None = None
    kinds: tuple[str, ...] = ()
    left: Bound = Bound(low=1e-4, high=0.999)
    own: bool = False
    classes: bool = False


def optimizer(case: Case, spec: CheckSpec) -> Verdict:
    """Judge all trainings of the graded data and count the best: several schedules may be tried in one notebook."""
    settings = OptimizerSettings.model_validate(spec.settings)
    dataset = case.assignment.graded_dataset
    among = case.section(spec.question).fits if settings.own else case.evidence.fits
    fits = [fit for fit in among if fit.rows.dataset in (dataset, None)]
    shown = [fit for fit in fits if fit.optimizer is not None]
    if not fits:
        section = case.section(spec.question)
        return unanswered(spec.question, section) or missing(spec.question, section)
    if not shown:
        return undetermined(
            both(
                "No se ve con qué optimizador se entrena; lo revisará una persona.",
                "Which optimizer the training uses is not seen; a person will look.",
            )
        )
    judgements = [(_faults(fit, fit.optimizer, case.evidence, settings), fit) for fit in shown if fit.optimizer]
    faults, best = min(judgements, key=lambda item: sum(fault.cost for fault in item[0]))
    used = best.optimizer
    assert used is not None
    plan = f" + {used.schedule}" if used.schedule else ""
    right = both(f"Se entrena con {used.kind}{plan}.", f"The training uses {used.kind}{plan}.")
    evidence: dict[str, JsonValue] = {
        "optimizer": used.kind,
        "schedule": used.schedule,
        "momentum": _momentum(used),
        "learning_rate": _first_rate(used),
    }
    return judged(spec.question, faults, right, evidence)


def _faults(fit: Fit, used: Optimizer, evidence: Evidence, settings: OptimizerSettings) -> list[Fault]:
    return [
        *_schedule(fit, used, evidence, settings),
        *_kind(fit, used, settings),
        *_bounded(fit, used, settings),
        *_loss(fit, settings),
    ]


def _loss(fit: Fit, settings: OptimizerSettings) -> list[Fault]:
    name = (fit.loss or "").lower()
    if not settings.classes or not _DISTANCES.search(name):
        return []
    text = both(
        f"La pérdida {fit.loss} mide distancias entre números; para elegir entre clases se pedía la entropía cruzada.",
        f"The loss {fit.loss} measures distances between numbers; to choose among classes crossentropy was asked for.",
    )
    return [Fault(cause="loss-wrong", cell=fit.cell, cost=0.5, message=text)]


# -- schedule ------------------------------------------------------------------------------------------------------


def _schedule(fit: Fit, used: Optimizer, evidence: Evidence, settings: OptimizerSettings) -> list[Fault]:
    if not settings.schedule:
        return []
    asked = " o ".join(settings.schedule), " or ".join(settings.schedule)
    if used.schedule in settings.schedule:
        text = _decay(fit, used, evidence, settings)
        return [] if text is None else [Fault(cause="scheduler-wrong", cell=fit.cell, cost=0.5, message=text)]
    other = used.schedule or next((item.kind for item in fit.callbacks if any(map(item.is_a, _SCHEDULERS))), None)
    if other is not None:
        text = both(
            f"La tasa la cambia {other}; se pedía {asked[0]}.", f"{other} sets the rate; {asked[1]} was asked for."
        )
        return [Fault(cause="scheduler-wrong", cell=fit.cell, cost=0.5, message=text)]
    text = both(
        f"Ningún entrenamiento usa {asked[0]} como tasa de aprendizaje del optimizador.",
        f"No training uses {asked[1]} as the optimizer's learning rate.",
    )
    return [Fault(cause="scheduler-missing", cell=fit.cell, cost=0.75 if settings.momentum else 1.0, message=text)]


def _decay(fit: Fit, used: Optimizer, evidence: Evidence, settings: OptimizerSettings) -> Text | None:
    """Why an exponential decay does nothing, or too much, in the training as it was asked for."""
    every, factor = (as_number(used.config.get(f"schedule.{name}")) for name in ("decay_steps", "decay_rate"))
    if used.schedule != "ExponentialDecay" or every is None or factor is None:
        return None
    left = _left(_steps(fit, evidence), every, factor)
    if settings.left.holds(left):
        return None
    if settings.left.high is not None and left > settings.left.high:
        return both(
            f"La tasa apenas cambia: con decay_steps={every:g} y decay_rate={es(factor)} queda el "
            f"{_share(left, True)} % al final del entrenamiento.",
            f"The rate hardly changes: with decay_steps={every:g} and decay_rate={number(factor)} "
            f"{_share(left, False)} % of it is left at the end of the training.",
        )
    return both(
        f"La tasa se anula antes de tiempo: decay_steps={every:g} cuenta pasos (lotes), no épocas.",
        f"The rate vanishes too early: decay_steps={every:g} counts steps (batches), not epochs.",
    )


def _left(steps: float, every: float, factor: float) -> float:
    """decay_rate^(steps/decay_steps), where it can be computed: 0 where it vanishes, 1 where nothing decays."""
    if factor <= 0:
        return 0.0
    if every <= 0:
        return 1.0
    power = steps / every * math.log(factor)
    return math.exp(min(power, 100.0))


def _steps(fit: Fit, evidence: Evidence) -> float:
    """Batches of the training as asked for; a search's folds and its refit see only a part of the rows it was given."""
    of_search = (grid.rows.asked for grid in evidence.grids if grid.id == fit.search or grid.cell == fit.cell)
    rows = max([fit.rows.asked, *of_search])
    size = fit.batch_size if fit.batch_size is not None and fit.batch_size > 0 else _DEFAULT_BATCH
    return max(0.0, float(fit.epochs_asked)) * math.ceil(max(0, rows) / size)


def _share(value: float, spanish: bool) -> str:
    return es(100 * value) if spanish else number(100 * value)


# -- optimizer -----------------------------------------------------------------------------------------------------


def _kind(fit: Fit, used: Optimizer, settings: OptimizerSettings) -> list[Fault]:
    if not settings.kinds or used.kind in settings.kinds:
        return []
    text = both(
        f"Se entrena con {used.kind}; se pedía {' o '.join(settings.kinds)}.",
        f"The training uses {used.kind}; {' or '.join(settings.kinds)} was asked for.",
    )
    return [Fault(cause="optimizer-wrong", cell=fit.cell, cost=0.5, message=text)]


def _bounded(fit: Fit, used: Optimizer, settings: OptimizerSettings) -> list[Fault]:
    faults = []
    momentum = _momentum(used)
    if settings.momentum is not None and not settings.momentum.holds(momentum):
        words = settings.momentum.words()
        text = both(
            f"{used.kind} no lleva momento, o no el pedido: vale {_figure(momentum, True)} y se pedía {words[0]}.",
            f"{used.kind} has no momentum, or not the one asked for: it is {_figure(momentum, False)}, and {words[1]} "
            "was asked for.",
        )
        faults.append(Fault(cause="optimizer-wrong", cell=fit.cell, cost=0.5, message=text))
    rate = _first_rate(used)
    if settings.learning_rate is not None and rate is not None and not settings.learning_rate.holds(rate):
        words = settings.learning_rate.words()
        text = both(
            f"La tasa de aprendizaje inicial es {es(rate)}; se pedía {words[0]}.",
            f"The initial learning rate is {number(rate)}; {words[1]} was asked for.",
        )
        faults.append(Fault(cause="optimizer-wrong", cell=fit.cell, cost=0.25, message=text))
    return faults


def _momentum(used: Optimizer) -> float | None:
    """The largest of an optimizer's momenta: RMSprop has one of 0 by default, Adam's is called beta_1."""
    figures = [as_number(used.config.get(name)) for name in _MOMENTA]
    return max((figure for figure in figures if figure is not None), default=None)


def _first_rate(used: Optimizer) -> float | None:
    first = as_number(used.config.get("schedule.initial_learning_rate"))
    return first if first is not None else used.learning_rate


def _figure(value: float | None, spanish: bool) -> str:
    if value is None:
        return "0"
    return es(value) if spanish else number(value)
