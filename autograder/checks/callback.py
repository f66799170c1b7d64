"""`callback`: a callback really reached every training of the search, or of the final model, set up as asked."""

from typing import Literal

from pydantic import JsonValue

from autograder.checks.acting import idle
from autograder.checks.case import Case
from autograder.checks.metrics import same_metric
from autograder.checks.monitor import deaf, not_validation
from autograder.checks.roles import as_number, observed
from autograder.checks.section import Section
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, es, judged, number, unanswered, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Callback, Evidence, Fit, Made
from autograder.model.grade import Verdict


class CallbackSettings(Settings):
    """Which callback, and the conditions on its settings by name. `causes` begins the names of its causes.

    monitor: the metric it must listen to; None: any metric of the validation data, where it listens to one. epochs: how
    many the trainings must ask for, all of one model together: with fewer the callback has nothing to do. batch_size:
    of every training; large batches leave it few updates to watch.
    """

    kind: str
    causes: Literal["early-stopping", "scheduler"]
    expect: dict[str, Bound] = {}
    monitor: str | None = None
    epochs: int = 0
    batch_size: Bound | None = None


def callback(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the callback as it reached `fit`; one that was only constructed does not count."""
    settings = CallbackSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    lacking = unanswered(spec.question, section)
    if lacking is not None:
        return lacking
    fits = _judged_fits(section, settings.kind)
    if not fits:
        return undetermined(
            both(
                "La búsqueda no entrena con model.fit y no se ve qué callbacks actúan; lo revisará una persona.",
                "The search does not train with model.fit, and which callbacks act is not seen; a person will look.",
            )
        )
    if any(not _found(fit, settings.kind) for fit in fits):
        return _lacking(spec.question, settings, case.evidence, section, fits)
    faults = _faults(fits, settings)
    faults += [*_too_short(section, fits, settings), *_batches(fits, settings)]
    sleeping = idle(settings.kind, f"{settings.causes}-wrong", fits)
    if not faults and sleeping is not None:
        faults = [sleeping]
    first = _found(fits[0], settings.kind)[0]
    shown: dict[str, JsonValue] = {name: first.config.get(name) for name in ("monitor", *settings.expect)}
    shown["fits"] = len(fits)
    shown["stopped"] = sum(fit.stopped_by == settings.kind for fit in fits)
    where = _where(section, len(fits))
    right = both(
        f"{settings.kind} llega {where.es} con lo pedido.", f"{settings.kind} reaches {where.en}, set up as asked."
    )
    return judged(spec.question, faults, right, shown)


def _too_short(section: Section, fits: tuple[Fit, ...], settings: CallbackSettings) -> list[Fault]:
    asked = max([section.final_epochs, *(fit.epochs_asked for fit in fits)])
    if asked >= settings.epochs or any(fit.via != "fit" for fit in fits):
        return []
    text = both(
        f"Se {'pide 1 época' if asked == 1 else f'piden {asked} épocas'}: con menos de {settings.epochs}, "
        f"{settings.kind} no llega a decidir nada.",
        f"{asked} {'epoch is' if asked == 1 else 'epochs are'} asked for: with fewer than {settings.epochs}, "
        f"{settings.kind} never decides anything.",
    )
    return [Fault(cause="epochs-wrong", cell=fits[-1].cell, cost=0.25, message=text)]


def _batches(fits: tuple[Fit, ...], settings: CallbackSettings) -> list[Fault]:
    asked = settings.batch_size
    if asked is None:
        return []
    wrong = [fit.batch_size for fit in fits if fit.batch_size is not None and not asked.holds(fit.batch_size)]
    if not wrong:
        return []
    words = asked.words()
    text = both(
        f"Se entrena con lotes de {max(wrong)}; se pedía {words[0]}.",
        f"The training uses batches of {max(wrong)}; {words[1]} was asked for.",
    )
    return [Fault(cause="batch-wrong", cell=fits[-1].cell, cost=0.25, message=text)]


def _judged_fits(section: Section, kind: str) -> tuple[Fit, ...]:
    """A search's trainings; otherwise those of the final model that have the callback, if any has it.

    Whoever finds the number of epochs with early stopping and then trains anew on all rows, without validation, has
    used it in the trainings before.
    """
    if section.search is not None:
        return section.fits
    final = tuple(fit for fit in section.final_fits if fit.search is None) or section.final_fits or section.fits
    if section.grid is not None and not any(_found(fit, kind) for fit in final):
        return section.fits
    if all(fit.validation is None for fit in final):
        final = tuple(fit for fit in section.fits if fit.validation is not None) or final
    return tuple(fit for fit in final if _found(fit, kind)) or final


def _where(section: Section, count: int) -> Text:
    if section.search is not None or section.grid is not None:
        if count == 1:
            return both("al entrenamiento de la búsqueda", "the search's training")
        return both(f"a los {count} entrenamientos de la búsqueda", f"the search's {count} trainings")
    if count == 1:
        return both("al entrenamiento", "the training")
    return both(f"a los {count} entrenamientos", f"the {count} trainings")


def _found(fit: Fit, kind: str) -> list[Callback]:
    return [item for item in fit.callbacks if item.is_a(kind)]


# -- absent --------------------------------------------------------------------------------------------------------


def _lacking(
    question: str, settings: CallbackSettings, evidence: Evidence, section: Section, fits: tuple[Fit, ...]
) -> Verdict:
    """A loop of the student's own may do what a callback does; a training by `fit` without it does not."""
    if section.search is None and all(fit.via != "fit" for fit in fits):
        return undetermined(
            both(
                f"El entrenamiento es un bucle propio y no se ve si hace lo que hace {settings.kind}; lo revisará una "
                "persona.",
                f"The training is a loop of your own, and whether it does what {settings.kind} does is not seen; a "
                "person will look.",
            )
        )
    return judged(question, [_absent(settings, evidence, section, fits)], both("", ""))


def _absent(settings: CallbackSettings, evidence: Evidence, section: Section, fits: tuple[Fit, ...]) -> Fault:
    cell = section.search.cell if section.search is not None else fits[-1].cell
    made = [item for item in evidence.made if _made_before(item, settings.kind, cell, evidence, section)]
    if made:
        return Fault(
            cause=f"{settings.causes}-unused",
            cell=made[-1].cell,
            message=both(
                f"Se crea un {settings.kind}, pero no llega a fit: no actúa en ningún entrenamiento.",
                f"A {settings.kind} is made but never reaches fit: it acts in no training.",
            ),
        )
    borrowed = any(item.kind == settings.kind for fit in fits for item in fit.callbacks)
    extra = both(
        " La clase que lleva su nombre no es la de Keras." if borrowed else "",
        " The class that bears its name is not Keras' own." if borrowed else "",
    )
    searched = section.search is not None or section.grid is not None
    where = (
        both("en los entrenamientos de la búsqueda", "the search's trainings")
        if searched
        else both("en el entrenamiento", "the training")
    )
    return Fault(
        cause=f"{settings.causes}-missing",
        cell=cell,
        message=both(
            f"Falta {settings.kind} {where.es}.{extra.es}",
            f"{settings.kind} is missing from {where.en}.{extra.en}",
        ),
    )


def _made_before(item: Made, kind: str, cell: int, evidence: Evidence, section: Section) -> bool:
    """Whether this is such a callback, made for these trainings: after the search before, and not after them."""
    search = section.search
    before = max((other.cell for other in evidence.searches if search is not None and other.at < search.at), default=-1)
    return kind in item.bases and min(before, cell - 1) < item.cell <= cell


# -- wrong ---------------------------------------------------------------------------------------------------------


def _faults(fits: tuple[Fit, ...], settings: CallbackSettings) -> list[Fault]:
    """The faults of the first training that has the most; where a training has several such callbacks, its best."""
    worst: list[Fault] = []
    for fit in fits:
        best = min((_wrong(item, fit, fits, settings) for item in _found(fit, settings.kind)), key=len)
        worst = best if len(best) > len(worst) else worst
    return worst


def _wrong(item: Callback, fit: Fit, fits: tuple[Fit, ...], settings: CallbackSettings) -> list[Fault]:
    """One fault for each setting that is wrong."""
    faults = _listens(item, fit, fits, settings)
    for name, bound in settings.expect.items():
        other = observed(f"callback.{bound.of}", fit) if bound.of is not None else None
        if not bound.holds(item.config.get(name), other):
            faults.append(_fault(settings, fit, name, item.config.get(name), bound, other))
    return faults


def _listens(item: Callback, fit: Fit, fits: tuple[Fit, ...], settings: CallbackSettings) -> list[Fault]:
    """Whether it listens to the metric asked for, by whatever name, in the right direction, and hears it."""
    if settings.monitor is None and "monitor" not in item.config:
        return []
    found = item.config.get("monitor")
    if settings.monitor is not None and not same_metric(settings.monitor, found, fits):
        return [_fault(settings, fit, "monitor", found, Bound(among=(settings.monitor,)), None)]
    unfit = not_validation(item, settings.kind) if settings.monitor is None else None
    text = unfit or deaf(item, fit, settings.monitor, settings.kind)
    return [] if text is None else [Fault(cause=f"{settings.causes}-wrong", cell=fit.cell, cost=0.5, message=text)]


def _fault(settings: CallbackSettings, fit: Fit, name: str, value: JsonValue, bound: Bound, other: JsonValue) -> Fault:
    words = bound.words()
    detail_es = f" ({bound.of} vale {_shown(other, True)})" if bound.of else ""
    detail_en = f" ({bound.of} is {_shown(other, False)})" if bound.of else ""
    return Fault(
        cause=f"{settings.causes}-wrong",
        cell=fit.cell,
        cost=0.5,
        message=both(
            f"{settings.kind}: {name} vale {_shown(value, True)}{detail_es}; se pedía {words[0]}.",
            f"{settings.kind}: {name} is {_shown(value, False)}{detail_en}; {words[1]} was asked for.",
        ),
    )


def _shown(value: JsonValue, spanish: bool) -> str:
    figure = as_number(value)
    if value is None:
        return "nada" if spanish else "nothing"
    if figure is None:
        return str(value)[:80]
    return es(figure) if spanish else number(figure)
