"""`layers`: the model is built of what was asked for, set up and placed as asked, active when it should be."""

from collections.abc import Sequence
from typing import Literal

from pydantic import JsonValue

from autograder.checks.case import Case
from autograder.checks.layer_values import is_keras, value
from autograder.checks.section import Section
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, es, judged, number, unanswered, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Layer, Model
from autograder.model.grade import Verdict


class LayerRule(Settings):
    """What is asked of the layers of some kinds. `cause` is for too few or too many, `wrong_cause` for wrong ones."""

    kinds: tuple[str, ...]
    name: Text
    """With its article, as it stands in messages."""
    cause: str
    wrong_cause: str | None = None
    count: Bound = Bound(low=1)
    where: dict[str, Bound] = {}
    """Conditions on the layers' settings by dotted path."""
    which: Literal["all", "any", "last", "hidden"] = "all"
    """The layers that `where` speaks of: all, enough of them, the last one, or all but the last."""
    before: tuple[str, ...] = ()
    """Kinds before the first of which the layers must stand."""
    followed_by: tuple[str, ...] = ()
    """Kinds that make pairs with these: what is counted then is pairs."""
    arithmetic: bool = False
    """Whether plain arithmetic does the same, which the record shows in no layer."""
    cost: float = 0.5


class LayersSettings(Settings):
    """The rules. `repeats`: inference must answer alike each time; `varies`: training mode must not."""

    layers: tuple[LayerRule, ...] = ()
    repeats: bool = False
    varies: bool = False
    switch_cause: str = "augmentation-wrong"
    switch_cost: float = 0.5


class Doubt(Exception):
    """The record does not show enough of a model to call something missing."""


def layers(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the models that the question trained by the worst of them."""
    settings = LayersSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    lacking = unanswered(spec.question, section)
    if lacking is not None:
        return lacking
    fits = section.fits or ((section.final_fit,) if section.final_fit is not None else ())
    models = [model for fit in fits if (model := case.evidence.model(fit.model)) is not None]
    if not models:
        return undetermined(
            both("No se ve ningún modelo; lo revisará una persona.", "No model is seen; a person will look.")
        )
    readings = [_read(model, settings.layers) for model in models]
    faults = max((found for found, _ in readings), key=lambda found: sum(item.cost for item in found))
    faults = [*_switched(_answering(case, section, models), settings), *faults]
    if not faults and any(doubtful for _, doubtful in readings):
        return undetermined(
            both(
                "El registro no muestra de qué se compone el modelo; lo revisará una persona.",
                "The record does not show what the model is made of; a person will look.",
            )
        )
    kinds: list[JsonValue] = [layer.kind for layer in models[0].layers]
    right = both("El modelo tiene las capas pedidas, en su sitio.", "The model has the layers asked for, in place.")
    return judged(spec.question, faults, right, {"layers": kinds})


def _read(model: Model, rules: Sequence[LayerRule]) -> tuple[list[Fault], bool]:
    """What is wrong with a model for sure, and whether anything else about it is in doubt."""
    faults: list[Fault] = []
    doubtful = False
    for rule in rules:
        try:
            faults += _judge(rule, model)
        except Doubt:
            doubtful = True
    return faults, doubtful


def _answering(case: Case, section: Section, trained: Sequence[Model]) -> list[Model]:
    """The models that may have been asked for answers: the search's best, the final one, those trained."""
    ids = [*section.tuned_models, *(fit.model for fit in section.final_fits)]
    return [*(model for name in ids if (model := case.evidence.model(name)) is not None), *trained]


def _switched(models: Sequence[Model], settings: LayersSettings) -> list[Fault]:
    """Whether chance acts in training, and in training only."""
    told = (
        (
            settings.repeats and any(model.repeats is False for model in models),
            both(
                "Con las mismas imágenes el modelo responde cada vez otra cosa al predecir: algo que solo debe actuar "
                "al entrenar actúa siempre (training=True).",
                "Given the same images the model answers differently each time it predicts: something that should act "
                "in training only always acts (training=True).",
            ),
        ),
        (
            settings.varies and any(model.varies is False for model in models),
            both(
                "Al entrenar, el modelo responde siempre lo mismo a las mismas imágenes: ni el aumento de datos ni el "
                "dropout actúan.",
                "In training the model always answers the same to the same images: neither augmentation nor dropout "
                "acts.",
            ),
        ),
    )
    cause, cost, cell = settings.switch_cause, settings.switch_cost, models[0].cell
    return [Fault(cause=cause, cell=cell, cost=cost, message=text) for wrong, text in told if wrong]


def _judge(rule: LayerRule, model: Model) -> list[Fault]:
    """The first thing that is wrong with a rule's layers; Doubt where the record does not show it."""
    places = [index for index, layer in enumerate(model.layers) if layer.kind in rule.kinds]
    counted = _pairs(rule, model, places) if rule.followed_by else len(places)
    if not rule.count.holds(counted):
        if counted < (rule.count.low or 0) and _hidden(rule, model):
            raise Doubt
        return [Fault(cause=rule.cause, cell=model.cell, cost=rule.cost, message=_miscounted(rule, counted))]
    wrong = _misset(rule, model, places) or _misplaced(rule, model, places)
    if wrong is None:
        return []
    return [Fault(cause=rule.wrong_cause or rule.cause, cell=model.cell, cost=rule.cost, message=wrong)]


def _hidden(rule: LayerRule, model: Model) -> bool:
    """Whether what is missing may be there unseen: in a layer of the student's own, or as arithmetic."""
    own = not model.layers or not all(map(is_keras, model.layers))
    return own or (rule.arithmetic and model.kind != "Sequential")


def _pairs(rule: LayerRule, model: Model, places: Sequence[int]) -> int:
    kinds = [layer.kind for layer in model.layers]
    if model.kind != "Sequential":
        return min(len(places), sum(kind in rule.followed_by for kind in kinds))
    ends = [*places, len(kinds)][1:]
    return sum(
        any(kind in rule.followed_by for kind in kinds[start:end]) for start, end in zip(places, ends, strict=True)
    )


def _misset(rule: LayerRule, model: Model, places: Sequence[int]) -> Text | None:
    chosen = {"last": places[-1:], "hidden": places[:-1]}.get(rule.which, places)
    wrong = [(index, text) for index in chosen if (text := _wrong(rule, model.layers, index)) is not None]
    if not wrong or (rule.which == "any" and len(chosen) - len(wrong) >= (rule.count.low or 1)):
        return None
    index, text = wrong[0]
    if (
        model.kind != "Sequential"
        and "activation" in rule.where
        and value(model.layers, index, "activation") == "linear"
    ):
        raise Doubt  # an activation called as a function leaves no layer
    return text


def _wrong(rule: LayerRule, layers: Sequence[Layer], index: int) -> Text | None:
    for path, bound in rule.where.items():
        found = value(layers, index, path)
        if not bound.holds(found):
            words = bound.words()
            return both(
                f"En {rule.name.es}, {path} vale {_shown(found, True)}; se pedía {words[0]}.",
                f"In {rule.name.en}, {path} is {_shown(found, False)}; {words[1]} was asked for.",
            )
    return None


def _misplaced(rule: LayerRule, model: Model, places: Sequence[int]) -> Text | None:
    """Only in a Sequential model is the order of the layers that of the data's way through them."""
    later = [index for index, layer in enumerate(model.layers) if layer.kind in rule.before]
    if model.kind != "Sequential" or not later or not places or places[-1] < later[0]:
        return None
    first = model.layers[later[0]].kind
    return both(
        f"En el modelo, {rule.name.es} va después de {first}; debía ir antes.",
        f"In the model, {rule.name.en} comes after {first}; it should come before.",
    )


def _miscounted(rule: LayerRule, counted: int) -> Text:
    words = rule.count.words()
    if not counted and (rule.count.low or 0) <= 1:
        return both(f"Falta {rule.name.es} en el modelo.", f"The model lacks {rule.name.en}.")
    kinds = " o ".join(rule.kinds), " or ".join(rule.kinds)
    es_what, en_what = f"capas {kinds[0]}", f"{kinds[1]} layers"
    if rule.followed_by:
        pair = f"{rule.kinds[0]}-{rule.followed_by[0]}"
        es_what, en_what = f"parejas {pair}", f"{pair} pairs"
    return both(
        f"El número de {es_what} del modelo es {counted}; debía ser {words[0]}.",
        f"The number of {en_what} in the model is {counted}; it should be {words[1]}.",
    )


def _shown(found: JsonValue, spanish: bool) -> str:
    if found is None:
        return "nada" if spanish else "nothing"
    if isinstance(found, int | float) and not isinstance(found, bool):
        return es(found) if spanish else number(found)
    return str(found)[:80]
