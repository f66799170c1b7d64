"""What a check saw in a run, in words: for students what is their own, for instructors all of it."""

import json
import re

from pydantic import JsonValue

from autograder.model.base import Frozen, Language, Text
from autograder.report.labels import number
from autograder.report.plain import plain

_ROLE = re.compile(r"^(optimizer|fit|layer|model|callback|loss)\.[\w.]+$")
_NAMES = {
    "accuracies": Text(es="Exactitud con datos no vistos, por semilla", en="Accuracy on unseen data, by seed"),
    "mean": Text(es="Media", en="Mean"),
    "band": Text(es="Banda de referencia", en="Reference band"),
    "seeds_used": Text(es="Ejecuciones", en="Runs"),
    "optimizer": Text(es="Optimizador", en="Optimiser"),
    "learning_rate": Text(es="Tasa de aprendizaje", en="Learning rate"),
    "momentum": Text(es="Momento", en="Momentum"),
    "schedule": Text(es="Planificación de la tasa", en="Schedule of the rate"),
    "monitor": Text(es="Se vigila", en="Monitors"),
    "train_rows": Text(es="Filas de entrenamiento", en="Training rows"),
    "validation_rows": Text(es="Filas de validación", en="Validation rows"),
    "low": Text(es="Valor mínimo de los datos", en="Lowest value of the data"),
    "high": Text(es="Valor máximo de los datos", en="Highest value of the data"),
    "values": Text(es="Valores que prueba la búsqueda", en="Values that the search tries"),
    "objective": Text(es="Objetivo de la búsqueda", en="Objective of the search"),
    "asked": Text(es="Ensayos pedidos", en="Trials asked for"),
    "run": Text(es="Ensayos ejecutados", en="Trials run"),
    "patience": Text(es="Paciencia", en="Patience"),
    "min_delta": Text(es="Mejora mínima", en="Least improvement"),
    "min_lr": Text(es="Tasa mínima", en="Lowest rate"),
    "panels": Text(es="Paneles", en="Panels"),
    "file": Text(es="Fichero", en="File"),
    "format": Text(es="Formato", en="Format"),
    "loads": Text(es="Se puede cargar", en="Can be loaded"),
    "candidates": Text(es="Candidatos pedidos", en="Candidates asked for"),
    "folds": Text(es="Particiones", en="Folds"),
    "parameters": Text(es="Parámetros", en="Parameters"),
    "rows": Text(es="Filas", en="Rows"),
    "epochs": Text(es="Épocas", en="Epochs"),
    "trials": Text(es="Ensayos pedidos", en="Trials asked for"),
    "accuracy": Text(es="Exactitud", en="Accuracy"),
    "words": Text(es="Palabras", en="Words"),
    "figures": Text(es="Cifras citadas", en="Figures quoted"),
}
_SHARES = frozenset({"accuracies", "mean", "band", "accuracy"})


class Fact(Frozen):
    """One line: what, and how much."""

    name: str
    value: str


def own_facts(evidence: dict[str, JsonValue], language: Language) -> tuple[Fact, ...]:
    """What a student may see: names on the list above, and roles of their own search.

    A list of what is shown, not of what is hidden: what a new check records stays with the grader until somebody has
    named it here.
    """
    return tuple(
        Fact(name=_NAMES[key].to(language) if key in _NAMES else key, value=_value(key, value, language))
        for key, value in evidence.items()
        if value is not None and value != [] and (key in _NAMES or _ROLE.match(key))
    )


def all_facts(evidence: dict[str, JsonValue]) -> tuple[Fact, ...]:
    """Everything, as it was recorded."""
    return tuple(
        Fact(name=plain(key, 80), value=plain(json.dumps(value, ensure_ascii=False), 600))
        for key, value in evidence.items()
    )


def _value(key: str, value: JsonValue, language: Language) -> str:
    if key == "band" and isinstance(value, list):
        return " – ".join(_one(item, language, share=True) for item in value)
    if isinstance(value, list):
        return plain("; ".join(_one(item, language, key in _SHARES) for item in value), 300)
    if isinstance(value, dict):
        return plain("; ".join(f"{name}: {_value('', item, language)}" for name, item in value.items()), 300)
    return plain(_one(value, language, key in _SHARES), 300)


def _one(value: JsonValue, language: Language, share: bool) -> str:
    if isinstance(value, bool):
        return ({"es": "sí", "en": "yes"} if value else {"es": "no", "en": "no"})[language]
    if value is None:
        return "–"
    if isinstance(value, int | float):
        return percent(float(value), language) if share else figure(float(value), language)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def percent(value: float, language: Language) -> str:
    """A share in per cent with one decimal."""
    return f"{number(100 * value, language, 1)} %"


def figure(value: float, language: Language) -> str:
    """A figure with four significant digits, whole ones whole."""
    text = f"{value:.0f}" if value == int(value) and abs(value) < 1e9 else f"{value:.4g}"
    return text.replace(".", ",") if language == "es" else text
