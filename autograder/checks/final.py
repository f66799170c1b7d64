"""`best-model`, `retrain`, `figure`: what is done with a search's result."""

from autograder.checks.case import Case
from autograder.checks.locate import Section
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, es, judged, missing_search, number
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Figure, Fit
from autograder.model.grade import Verdict


class BestSettings(Settings):
    """How many test rows an evaluation must cover."""

    test_rows: int


def best_model(case: Case, spec: CheckSpec) -> Verdict:
    """Judge whether the search's best model is recovered and measured on the test set."""
    settings = BestSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if section.search is None:
        return missing_search(spec.question)
    dropped = [fit for fit in section.fits if not any(item.origin == "tuner" for item in fit.callbacks)]
    faults = []
    if dropped:
        faults.append(
            Fault(
                cause="callbacks-dropped",
                cell=section.search.cell,
                message=both(
                    "El método fit no pasa a model.fit los callbacks que pone el propio tuner "
                    "(kwargs['callbacks']): no se guarda ningún modelo y no se puede recuperar el mejor.",
                    "The fit method does not hand the tuner's own callbacks (kwargs['callbacks']) to model.fit: no "
                    "model is saved and the best one cannot be recovered.",
                ),
            )
        )
    elif not _measured(section, section.tuned_model, settings.test_rows):
        faults.append(
            Fault(
                cause="answer-missing",
                cell=section.search.cell,
                message=both(
                    "El mejor modelo de la búsqueda no se evalúa con el conjunto de test.",
                    "The search's best model is not evaluated on the test set.",
                ),
            )
        )
    right = both(
        "El mejor modelo de la búsqueda se recupera y se evalúa con el conjunto de test.",
        "The search's best model is recovered and evaluated on the test set.",
    )
    return judged(spec.question, faults, right)


def _measured(section: Section, model: str | None, test_rows: int) -> bool:
    return any(
        item.model == model and item.rows.asked_pools.get("test", 0) >= test_rows for item in section.evaluations
    )


class RetrainSettings(Settings):
    """The final training: rows of training and validation data together, and conditions on the rest."""

    rows: Bound
    epochs: Bound
    batch_size: Bound
    learning_rate: Bound
    optimizer: tuple[str, ...]
    test_rows: int


def retrain(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the final training and its evaluation; each condition costs a part."""
    settings = RetrainSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if section.search is None:
        return missing_search(spec.question)
    fit = section.final_fit
    if fit is None:
        return judged(
            spec.question,
            [
                Fault(
                    cause="not-trained",
                    cell=section.search.cell,
                    message=both(
                        "Falta el entrenamiento final con entrenamiento y validación juntos.",
                        "The final training on training and validation data together is missing.",
                    ),
                )
            ],
            both("", ""),
        )
    faults = [*_rows_and_length(fit, settings), *_optimizer(fit, settings)]
    if not _measured(section, fit.model, settings.test_rows):
        faults.append(
            Fault(
                cause="answer-missing",
                cell=fit.cell,
                cost=0.25,
                message=both(
                    "El modelo final no se evalúa con el conjunto de test.",
                    "The final model is not evaluated on the test set.",
                ),
            )
        )
    right = both(
        f"El modelo final se entrena con {fit.rows.asked} imágenes durante {fit.epochs_asked} épocas y se evalúa con "
        "el test.",
        f"The final model trains on {fit.rows.asked} images for {fit.epochs_asked} epochs and is evaluated on the "
        "test set.",
    )
    return judged(spec.question, faults, right, {"rows": fit.rows.asked, "epochs": fit.epochs_asked})


def _rows_and_length(fit: Fit, settings: RetrainSettings) -> list[Fault]:
    faults = []
    if fit.rows.dataset is not None and not settings.rows.holds(fit.rows.asked):
        faults.append(
            Fault(
                cause="split-wrong",
                cell=fit.cell,
                cost=0.5,
                message=both(
                    f"El entrenamiento final usa {fit.rows.asked} imágenes; se pedían todas las de entrenamiento y "
                    "validación juntas.",
                    f"The final training uses {fit.rows.asked} images; all of the training and validation data "
                    "together were asked for.",
                ),
            )
        )
    if fit.via == "fit" and not settings.epochs.holds(fit.epochs_asked):
        words = settings.epochs.words()
        faults.append(
            Fault(
                cause="epochs-wrong",
                cell=fit.cell,
                cost=0.25,
                message=both(
                    f"El entrenamiento final pide {fit.epochs_asked} épocas; se pedían {words[0]}.",
                    f"The final training asks for {fit.epochs_asked} epochs; {words[1]} were asked for.",
                ),
            )
        )
    if fit.batch_size is not None and not settings.batch_size.holds(fit.batch_size):
        words = settings.batch_size.words()
        faults.append(
            Fault(
                cause="batch-wrong",
                cell=fit.cell,
                cost=0.25,
                message=both(
                    f"El entrenamiento final usa lotes de {fit.batch_size}; se pedía {words[0]}.",
                    f"The final training uses batches of {fit.batch_size}; {words[1]} was asked for.",
                ),
            )
        )
    return faults


def _optimizer(fit: Fit, settings: RetrainSettings) -> list[Fault]:
    optimizer = fit.optimizer
    if optimizer is None:
        return []
    rate = optimizer.learning_rate
    if optimizer.kind in settings.optimizer and (rate is None or settings.learning_rate.holds(rate)):
        return []
    words = settings.learning_rate.words()
    shown_es, shown_en = ("–", "–") if rate is None else (es(rate), number(rate))
    return [
        Fault(
            cause="optimizer-wrong",
            cell=fit.cell,
            cost=0.25,
            message=both(
                f"El entrenamiento final usa {optimizer.kind} con tasa {shown_es}; se pedía "
                f"{settings.optimizer[0]} con una tasa {_with(words[0])}.",
                f"The final training uses {optimizer.kind} at rate {shown_en}; {settings.optimizer[0]} at a rate "
                f"{words[1]} was asked for.",
            ),
        )
    ]


def _with(words: str) -> str:
    return words if words.startswith(("entre", "como", "al")) else f"de {words}"


class FigureSettings(Settings):
    """How many panels, and how many curves in each."""

    panels: int
    curves: int


def figure(case: Case, spec: CheckSpec) -> Verdict:
    """Judge whether the figure was drawn: panels with curves, in one figure or one after the other."""
    settings = FigureSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if section.search is None:
        return missing_search(spec.question)
    panels = sum(_good_panels(item, settings.curves) for item in section.figures)
    cell = section.final_fit.cell if section.final_fit is not None else section.search.cell
    faults = []
    if panels < settings.panels:
        some = any(item.axes for item in section.figures)
        faults.append(
            Fault(
                cause="plot-missing",
                cell=cell,
                cost=0.5 if some else 1.0,
                message=both(
                    f"Falta la figura con {settings.panels} paneles (pérdida y exactitud por época) y "
                    f"{settings.curves} curvas en cada uno" + ("; la que hay no los tiene todos." if some else "."),
                    f"The figure with {settings.panels} panels (loss and accuracy per epoch) and {settings.curves} "
                    "curves in each is missing" + ("; the one there does not have them all." if some else "."),
                ),
            )
        )
    right = both(
        f"La figura muestra {settings.panels} paneles con sus curvas.",
        f"The figure shows {settings.panels} panels with their curves.",
    )
    return judged(spec.question, faults, right, {"panels": panels})


def _good_panels(item: Figure, curves: int) -> int:
    return sum(len([points for points in axes.line_points if points > 1]) >= curves for axes in item.axes)
