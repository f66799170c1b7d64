"""The training doctor: what curves and weights say of a question's final training. Hints with figures, never points.

Thresholds are other people's, or follow from arithmetic:

- a loss above three times its first value has diverged;
- guessing evenly among C classes costs ln C of crossentropy, with whichever network (Stanford CS231n, "Neural Networks
  3", sanity checks): a training that ends there has learnt nothing;
- a validation loss more than 5 % above its minimum is the loosest rule of L. Prechelt, "Early Stopping – But When?"
  (1998), GL with α = 5;
- the norm of an update is "somewhere around 1e-3" of the weights' norm (CS231n): ten times more or less counts where
  the curve agrees, a hundred times by itself;
- "as much as 40 %" of the units of a ReLU network may be dead after too high a rate (CS231n, "Neural Networks 1"); of
  166 trainings of honest notebooks the good ones had 44 % at most (of 16 units), those at rates of 0.6 to 0.9 had 81 to
  96 %, so it takes half. Their updates lay between 0.0001 and 0.04 of the weights at least, 0.0015 in the middle.

How often each hint is given to honest work and to mutants is measured by `autograder validate`.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Literal

from autograder.checks.case import Case
from autograder.checks.roles import as_number
from autograder.checks.verdicts import both, es, number, percent
from autograder.model.base import Text
from autograder.model.evidence import Evidence, Fit, Model
from autograder.model.grade import Finding

_DIVERGED = 3.0
_RISEN = 1.05
_USUAL, _FAR, _ABSURD = 1e-3, 10.0, 100.0
_DEAD, _SAMPLE = 0.5, 100
"""Of fewer rows than this a rarely active unit may miss all."""
_CROSSENTROPY = "crossentropy"
_Side = Literal["high", "low"]


def training_hints(case: Case) -> tuple[Finding, ...]:
    """One finding for each thing that a question's final training shows; the same training is told of once.

    A budget that judges no accuracy trains for too few steps to tell anything.
    """
    if not case.judges_accuracy:
        return ()
    seen: set[str] = set()
    out = []
    for question in case.assignment.questions:
        fit = case.section(question.id).final_fit
        if fit is None or fit.id in seen or fit.error is not None or fit.rows.dataset != case.assignment.graded_dataset:
            continue
        seen.add(fit.id)
        out += [
            Finding(cause=cause, question=question.id, cell=fit.cell, message=text, hint=True)
            for cause, text in _signs(fit, case.evidence)
        ]
    return tuple(out)


def _signs(fit: Fit, evidence: Evidence) -> Iterator[tuple[str, Text]]:
    losses = fit.history.get("loss", ())
    diverged, idle = _diverged(losses), _not_learning(fit, evidence.model(fit.model))
    side = _side(fit, _FAR)
    text = diverged or idle
    if diverged is not None:
        yield "loss-diverged", diverged
    elif idle is not None:
        yield "not-learning", idle
    if side is not None and text is not None:
        yield f"rate-too-{side}", _rate(fit, side)
    elif _side(fit, _ABSURD) is not None:
        yield "update-ratio", _updates(fit)
    overfitting = None if text is not None else _overfitting(fit)
    if overfitting is not None:
        yield "overfitting", overfitting
    dead = _dead(fit)
    if dead is not None:
        yield "dead-units", dead


# -- curves ----------------------------------------------------------------------------------------------------------


def _diverged(losses: tuple[float | None, ...]) -> Text | None:
    known = [loss for loss in losses if loss is not None and math.isfinite(loss)]
    if len(known) < len(losses):
        return both(
            "La pérdida de entrenamiento deja de ser un número (NaN o infinito): el entrenamiento diverge. Prueba una "
            "tasa de aprendizaje diez veces menor, o limita el gradiente (clipnorm).",
            "The training loss stops being a number (NaN or infinite): the training diverges. Try a learning rate ten "
            "times lower, or clip the gradient (clipnorm).",
        )
    if not known or known[0] <= 0 or known[-1] <= _DIVERGED * known[0]:
        return None
    first, last = known[0], known[-1]
    return both(
        f"La pérdida de entrenamiento acaba en {es(last)}, {es(last / first)} veces la de la primera época "
        f"({es(first)}): el entrenamiento diverge. Prueba una tasa de aprendizaje diez veces menor.",
        f"The training loss ends at {number(last)}, {number(last / first)} times that of the first epoch "
        f"({number(first)}): the training diverges. Try a learning rate ten times lower.",
    )


def _not_learning(fit: Fit, model: Model | None) -> Text | None:
    losses = [loss for loss in fit.history.get("loss", ()) if loss is not None]
    classes = _classes(fit, model)
    if len(losses) < 2 or classes is None or min(losses) < math.log(classes):
        return None
    level = math.log(classes)
    return both(
        f"La pérdida de entrenamiento no baja de {es(min(losses))} en {len(losses)} épocas; adivinar por igual entre "
        f"{classes} clases cuesta ln {classes} = {es(level)}: no aprende. Comprueba que cada etiqueta va con su dato y "
        "cambia la tasa de aprendizaje de diez en diez veces.",
        f"The training loss never falls below {number(min(losses))} in {len(losses)} epochs; guessing evenly among "
        f"{classes} classes costs ln {classes} = {number(level)}: it does not learn. Check that each label goes with "
        "its row, and change the learning rate by factors of ten.",
    )


def _classes(fit: Fit, model: Model | None) -> int | None:
    """Classes that a crossentropy guesses among; a penalty on weights adds to the loss and hides that level."""
    if (
        model is None
        or _CROSSENTROPY not in (fit.loss or "")
        or any(_penalised(layer.config) for layer in model.layers)
    ):
        return None
    units = [as_number(layer.config.get("units")) for layer in model.layers if layer.kind == "Dense"][-1:]
    count = int(units[0]) if units and units[0] is not None else 0
    if (fit.loss or "").startswith("binary"):
        return 2 if count == 1 else None
    return count if count > 1 else None


def _penalised(config: Mapping[str, object]) -> bool:
    return any(name.endswith("_regularizer") and value is not None for name, value in config.items())


def _overfitting(fit: Fit) -> Text | None:
    """The validation loss is past its minimum while the training loss went on falling, and nothing was to stop it.

    Early stopping overshoots by its patience: of six honest trainings in nineteen it would be told in vain.
    """
    if any(item.is_a("EarlyStopping") for item in fit.callbacks):
        return None
    validated = [loss for loss in fit.history.get("val_loss", ()) if loss is not None]
    losses = [loss for loss in fit.history.get("loss", ()) if loss is not None]
    if len(validated) < 2 or len(validated) != len(losses):
        return None
    best = min(range(len(validated)), key=validated.__getitem__)
    if validated[best] <= 0 or validated[-1] <= _RISEN * validated[best] or losses[-1] >= losses[best]:
        return None
    risen = percent(validated[-1] / validated[best] - 1), percent(validated[-1] / validated[best] - 1, True)
    return both(
        f"Sobreajuste con los datos reducidos de la corrección: val_loss llega a su mínimo, {es(validated[best])}, en "
        f"la época {best + 1} y acaba en {es(validated[-1])} (+{risen[1]}), mientras loss baja de {es(losses[best])} a "
        f"{es(losses[-1])}. Prueba a parar antes recuperando los mejores pesos, o más regularización.",
        f"Overfitting on the grader's reduced data: val_loss is least, {number(validated[best])}, in epoch {best + 1} "
        f"and ends at {number(validated[-1])} (+{risen[0]}), while loss falls from {number(losses[best])} to "
        f"{number(losses[-1])}. Try to stop earlier with the best weights restored, or more regularisation.",
    )


# -- weights ---------------------------------------------------------------------------------------------------------


def update_bounds(fit: Fit) -> tuple[float, float] | None:
    """Bounds of |dW|/|W| of one update in the last epoch: a least mean, and that of unrelated directions."""
    if fit.inside is None or not fit.inside.moves or not fit.inside.steps:
        return None
    move, steps = fit.inside.moves[-1], fit.inside.steps[-1]
    return None if move is None or steps < 1 else (move / steps, move / math.sqrt(steps))


def _side(fit: Fit, factor: float) -> _Side | None:
    bounds = update_bounds(fit)
    if bounds is None:
        return None
    return "high" if bounds[0] > factor * _USUAL else "low" if bounds[1] < _USUAL / factor else None


def _updates(fit: Fit) -> Text:
    low, high = update_bounds(fit) or (0.0, 0.0)
    return both(
        f"En la última época cada actualización cambia los pesos entre {es(low)} y {es(high)} veces su tamaño (mediana "
        "de las capas); lo habitual ronda 0,001. Revisa la tasa de aprendizaje.",
        f"In the last epoch each update changes the weights by {number(low)} to {number(high)} of their size (median "
        "over layers); about 0.001 is usual. Look at the learning rate.",
    )


def _rate(fit: Fit, side: _Side) -> Text:
    rate = fit.optimizer.learning_rate if fit.optimizer is not None else None
    named_es = f"La tasa de aprendizaje, {es(rate)}, parece" if rate is not None else "La tasa de aprendizaje parece"
    named_en = f"The learning rate, {number(rate)}, seems" if rate is not None else "The learning rate seems"
    words = ("demasiado alta", "diez veces menor", "too high", "ten times lower")
    if side == "low":
        words = ("demasiado baja", "diez veces mayor", "too low", "ten times higher")
    figures = _updates(fit)
    return both(
        f"{named_es} {words[0]}. {figures.es.replace(' Revisa la tasa de aprendizaje.', '')} Prueba una {words[1]}.",
        f"{named_en} {words[2]}. {figures.en.replace(' Look at the learning rate.', '')} Try one {words[3]}.",
    )


def _dead(fit: Fit) -> Text | None:
    if fit.inside is None or fit.inside.sample < _SAMPLE or not fit.inside.silent:
        return None
    name, share = max(fit.inside.silent.items(), key=lambda item: item[1])
    if share < _DEAD:
        return None
    return both(
        f"El {percent(share, True)} de las unidades ReLU de la capa «{name[:60]}» da 0 con todas las "
        f"{fit.inside.sample} filas de entrenamiento probadas: están muertas. Prueba una tasa de aprendizaje menor, "
        "inicialización He o LeakyReLU.",
        f"{percent(share)} of the ReLU units of layer “{name[:60]}” answer 0 to all {fit.inside.sample} training rows "
        "tried: they are dead. Try a lower learning rate, He initialisation or LeakyReLU.",
    )
