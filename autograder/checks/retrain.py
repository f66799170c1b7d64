"""`retrain`: the final training on training and validation data together, and its measurement on the test set."""

from autograder.checks.case import Case
from autograder.checks.locate import Section
from autograder.checks.measured import measured
from autograder.checks.roles import as_number, searched
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, es, judged, missing, number, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Fit
from autograder.model.grade import Verdict


class RetrainSettings(Settings):
    """The final training: its rows and conditions on the rest.

    A learning rate or batch size that the notebook's own searches cover is as good an answer as the one asked for.
    Without a learning rate any optimizer will do.
    """

    rows: Bound
    epochs: Bound
    batch_size: Bound | None = None
    learning_rate: Bound | None = None
    optimizer: tuple[str, ...] = ()
    test_rows: int


def retrain(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the final training and its evaluation; each condition costs a part."""
    settings = RetrainSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if not section.found:
        return missing(spec.question, section)
    fit = section.final_fit
    if fit is None:
        return _absent(case, spec.question, section.cell)
    faults = [
        *_rows(fit, settings),
        *_epochs(section, fit, settings),
        *_batch(case, fit, settings),
        *_optimizer(case, fit, settings),
        *_unmeasured(case, fit, settings),
    ]
    if not faults and fit.via == "fit" and fit.rows.dataset is None:
        return undetermined(
            both(
                "No se reconocen las imágenes del entrenamiento final; lo revisará una persona.",
                "The images of the final training could not be recognised; a person will look.",
            )
        )
    right = both(
        f"El modelo final se entrena con {fit.rows.asked} imágenes durante {section.final_epochs} épocas y se evalúa "
        "con el test.",
        f"The final model trains on {fit.rows.asked} images for {section.final_epochs} epochs and is evaluated on the "
        "test set.",
    )
    return judged(spec.question, faults, right, {"rows": fit.rows.asked, "epochs": section.final_epochs})


def _absent(case: Case, question: str, cell: int | None) -> Verdict:
    if any(fit.via != "fit" and fit.search is None for fit in case.evidence.fits):
        return undetermined(
            both(
                "Hay un bucle de entrenamiento propio y no se sabe si es el entrenamiento final; lo revisará una "
                "persona.",
                "There is a training loop of your own, and whether it is the final training is not known; a person "
                "will look.",
            )
        )
    text = both(
        "Falta el entrenamiento final con entrenamiento y validación juntos.",
        "The final training on training and validation data together is missing.",
    )
    return judged(question, [Fault(cause="not-trained", cell=cell, message=text)], both("", ""))


def _rows(fit: Fit, settings: RetrainSettings) -> list[Fault]:
    own_loop = fit.via != "fit" and fit.rows.asked_pools.get("validation", 0) > 0  # its rows are counted roughly
    if fit.rows.dataset is None or own_loop or settings.rows.holds(fit.rows.asked):
        return []
    text = both(
        f"El entrenamiento final usa {fit.rows.asked} imágenes; se pedían todas las de entrenamiento y validación "
        "juntas.",
        f"The final training uses {fit.rows.asked} images; all of the training and validation data together were "
        "asked for.",
    )
    return [Fault(cause="split-wrong", cell=fit.cell, cost=0.5, message=text)]


def _epochs(section: Section, fit: Fit, settings: RetrainSettings) -> list[Fault]:
    """With early stopping a larger number of epochs is only a limit."""
    stops = any(item.is_a("EarlyStopping") for item in fit.callbacks)
    bound = settings.epochs.model_copy(update={"high": None}) if stops else settings.epochs
    asked = section.final_epochs
    if fit.via != "fit" or bound.holds(asked):
        return []
    words = settings.epochs.words()
    text = both(
        f"El entrenamiento final pide {asked} épocas; se pedían {words[0]}.",
        f"The final training asks for {asked} epochs; {words[1]} were asked for.",
    )
    return [Fault(cause="epochs-wrong", cell=fit.cell, cost=0.25, message=text)]


def _batch(case: Case, fit: Fit, settings: RetrainSettings) -> list[Fault]:
    size = fit.batch_size
    if (
        settings.batch_size is None
        or size is None
        or settings.batch_size.holds(size)
        or _own_choice(case, "fit.batch_size", size)
    ):
        return []
    words = settings.batch_size.words()
    text = both(
        f"El entrenamiento final usa lotes de {size}; se pedía {words[0]}.",
        f"The final training uses batches of {size}; {words[1]} was asked for.",
    )
    return [Fault(cause="batch-wrong", cell=fit.cell, cost=0.25, message=text)]


def _optimizer(case: Case, fit: Fit, settings: RetrainSettings) -> list[Fault]:
    optimizer = fit.optimizer
    if optimizer is None or settings.learning_rate is None:
        return []
    rate = optimizer.learning_rate
    fitting = rate is None or settings.learning_rate.holds(rate) or _own_choice(case, "optimizer.learning_rate", rate)
    if optimizer.kind in settings.optimizer and fitting:
        return []
    words = settings.learning_rate.words()
    shown_es, shown_en = ("–", "–") if rate is None else (es(rate), number(rate))
    text = both(
        f"El entrenamiento final usa {optimizer.kind} con tasa {shown_es}; se pedía {settings.optimizer[0]} con una "
        f"tasa {_with(words[0])}.",
        f"The final training uses {optimizer.kind} at rate {shown_en}; {settings.optimizer[0]} at a rate {words[1]} "
        "was asked for.",
    )
    return [Fault(cause="optimizer-wrong", cell=fit.cell, cost=0.25, message=text)]


def _own_choice(case: Case, role: str, value: float) -> bool:
    """Whether one of the notebook's own searches covers this value; a wrong range is judged where it was searched."""
    for section in case.runs[0].sections.values():
        if section.search is None:
            continue
        covered = searched(role, section.search, section.fits).values
        figure = as_number(value)
        if covered and figure is not None and Bound(low=covered[0], high=covered[-1]).holds(figure):
            return True
    return False


def _unmeasured(case: Case, fit: Fit, settings: RetrainSettings) -> list[Fault]:
    if measured(case.evidence, {fit.model}, settings.test_rows, fit.at):
        return []
    text = both(
        "El modelo final no se evalúa con el conjunto de test.", "The final model is not evaluated on the test set."
    )
    return [Fault(cause="answer-missing", cell=fit.cell, cost=0.25, message=text)]


def _with(words: str) -> str:
    return words if words.startswith(("entre", "como", "al")) else f"de {words}"
