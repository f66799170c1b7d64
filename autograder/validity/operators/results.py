"""Mistakes with results: which model is measured, and on what."""

import libcst as cst

from autograder.validity.operator import REMOVED, Made, Operator
from autograder.validity.syntax import (
    Node,
    argument,
    called,
    code,
    is_statement,
    name_of,
    number,
    positional,
    with_argument,
    with_positional,
)


def measured_on_training(node: Node) -> Made:
    """The result is that of the training data (students: no final test score, 20 of 71 public solutions)."""
    if not _measures_test(node) or not isinstance(node, cst.Call):
        return None
    return with_positional(node, {0: "x_train", 1: "y_train"})


def measured_on_part(node: Node) -> Made:
    """A hundred rows of the test set are measured (students: to save time)."""
    if not _measures_test(node) or not isinstance(node, cst.Call):
        return None
    return with_positional(node, {0: "x_test[:100]", 1: "y_test[:100]"})


def measured_with_other_labels(node: Node) -> Made:
    """The test images are measured with the validation images' labels (students: a name taken for another)."""
    return with_positional(node, {1: "y_val"}) if _measures_test(node) and isinstance(node, cst.Call) else None


def best_model_built_anew(node: Node) -> Made:
    """The best values build a new model, which is measured without being trained (students)."""
    tuner = node.value if isinstance(node, cst.Subscript) else None
    if tuner is None or not called(tuner, "get_best_models") or not isinstance(tuner, cst.Call):
        return None
    name = code(cst.ensure_type(tuner.func, cst.Attribute).value)
    return cst.parse_expression(f"{name}.hypermodel.build({name}.get_best_hyperparameters()[0])")


def best_model_alone(node: Node) -> Made:
    """Of all the best models only one is listed (students)."""
    if not called(node, "get_best_models", "get_best_trials") or not isinstance(node, cst.Call):
        return None
    asked = argument(node, "num_models") or positional(node, 0)
    if asked is None or (number(asked) or 0) < 2:
        return None
    keyword = argument(node, "num_models") is not None
    return with_argument(node, "num_models", "1") if keyword else with_positional(node, {0: "1"})


def validation_rows_left_out(node: Node) -> Made:
    """The final training leaves the validation rows out (students)."""
    if (
        not called(node, "fit")
        or name_of(positional(node, 0) or node) != "x_train_val"
        or not isinstance(node, cst.Call)
    ):
        return None
    return with_positional(node, {0: "x_train", 1: "y_train"})


def final_training_left_out(node: Node) -> Made:
    """The final model is measured without being trained (students: state from deleted cells)."""
    return REMOVED if is_statement(node, _trains_finally) else None


def _measures_test(node: Node) -> bool:
    names = [name_of(positional(node, place) or node) for place in (0, 1)]
    return called(node, "evaluate") and names == ["x_test", "y_test"]


def _trains_finally(statement: cst.BaseSmallStatement) -> bool:
    value = statement.value if isinstance(statement, cst.Assign | cst.Expr) else None
    return value is not None and called(value, "fit") and name_of(positional(value, 0) or value) == "x_train_val"


OPERATORS = (
    Operator("results", "answer-missing", measured_on_training),
    Operator("results", "answer-missing", measured_on_part),
    Operator("results", "labels-misaligned", measured_with_other_labels),
    Operator("results", "answer-missing", best_model_built_anew),
    Operator("results", "answer-missing", best_model_alone),
    Operator("results", "split-wrong", validation_rows_left_out),
    Operator("results", "not-trained", final_training_left_out),
)
