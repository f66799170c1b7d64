"""Mistakes with the saved model."""

import libcst as cst

from autograder.validity.operator import REMOVED, Made, Operator
from autograder.validity.syntax import Node, called, code, is_statement, positional, text


def never_saved(node: Node) -> Made:
    """The model is not saved (students: 61 of 71 public solutions)."""
    return REMOVED if _saving(node) is not None else None


def saved_untrained(node: Node) -> Made:
    """A model with fresh weights is saved (students: the wrong model saved)."""
    saving = _saving(node)
    return _line(f"keras.models.clone_model({saving[0]}).save({saving[1]})") if saving else None


def weights_alone(node: Node) -> Made:
    """The weights are saved without the model (students)."""
    saving = _saving(node)
    return _line(f'{saving[0]}.save_weights("pesos.weights.h5")') if saving else None


def pickled(node: Node) -> Made:
    """Something else is written under the model's name (students: the object pickled)."""
    saving = _saving(node)
    return _line(f"__import__('pickle').dump({saving[0]}.get_weights(), open({saving[1]}, 'wb'))") if saving else None


def another_model_saved(node: Node) -> Made:
    """Another model, trained apart for one epoch, is saved in place of the best one (students: the wrong model)."""
    saving = _saving(node)
    if saving is None or "best" not in saving[0]:
        return None
    return _line(
        "other_model = build_model(units=16, initial_rate=0.01, momentum=0.5); "
        f"other_model.fit(x_train, y_train, epochs=1, batch_size=64, verbose=0); other_model.save({saving[1]})"
    )


def _saving(node: Node) -> tuple[str, str] | None:
    """The model and the path of a line `model.save("path")`."""
    if not is_statement(node, lambda part: isinstance(part, cst.Expr) and called(part.value, "save")):
        return None
    call = cst.ensure_type(
        cst.ensure_type(cst.ensure_type(node, cst.SimpleStatementLine).body[0], cst.Expr).value, cst.Call
    )
    path = positional(call, 0)
    if path is None or text(path) is None or not isinstance(call.func, cst.Attribute):
        return None
    return code(call.func.value), code(path)


def _line(source: str) -> cst.SimpleStatementLine:
    return cst.ensure_type(cst.parse_statement(source), cst.SimpleStatementLine)


OPERATORS = (
    Operator("saving", "model-not-saved", never_saved),
    Operator("saving", "saved-untrained", saved_untrained),
    Operator("saving", "model-not-saved", weights_alone),
    Operator("saving", "saved-unloadable", pickled),
    Operator("saving", "saved-other", another_model_saved),
)
