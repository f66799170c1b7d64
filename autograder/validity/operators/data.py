"""Mistakes with the data: scale, split, leaks, labels."""

import libcst as cst
import libcst.matchers as m

from autograder.validity.operator import Made, Operator
from autograder.validity.syntax import Node, called, changed_within, code, name_of, number, positional, with_positional

_CUT = m.Subscript(slice=[m.SubscriptElement(m.Slice())])


def not_scaled(node: Node) -> Made:
    """Pixels are not divided by 255 (students: wrong preprocessing, 10 of 71 public solutions)."""
    return node.left if _by_255(node) and isinstance(node, cst.BinaryOperation) else None


def scaled_twice(node: Node) -> Made:
    """Pixels are divided by 255 once more, as when a cell runs twice (students)."""
    if not _by_255(node) or not isinstance(node, cst.BinaryOperation):
        return None
    return cst.BinaryOperation(node, cst.Divide(), cst.Integer("255"))


def minus_dropped(node: Node) -> Made:
    """The minus sign of `[:-10000]` is missing: the last rows do not train, few do (students)."""
    return changed_within(node, _minus_of_stop) if isinstance(node, cst.Module) else None


def minus_dropped_of_validation(node: Node) -> Made:
    """The minus sign of `[-10000:]` is missing: training rows validate too (students)."""
    return changed_within(node, _minus_of_start) if isinstance(node, cst.Module) else None


def validation_rows_trained(node: Node) -> Made:
    """The rows that validate are never taken out of the training data (students; Yang et al.: overlap leakage)."""
    return changed_within(node, _uncut) if isinstance(node, cst.Module) else None


def validated_on_test(node: Node) -> Made:
    """The test set validates (students: 21 of 71 public solutions; Yang et al.: multi-test leakage)."""
    return cst.parse_expression("(x_test, y_test)") if _validation_pair(node) else None


def validated_on_training(node: Node) -> Made:
    """The training rows validate (students; Yang et al.: overlap leakage)."""
    return cst.parse_expression("(x_train, y_train)") if _validation_pair(node) else None


def trained_on_test(node: Node) -> Made:
    """The test set trains: a name taken for another (students)."""
    if not isinstance(node, cst.Call) or not _training_pair(node):
        return None
    return with_positional(node, {0: "x_test", 1: "y_test"})


def labels_reversed(node: Node) -> Made:
    """Labels in another order than their rows, as after shuffling one of two (DeepCrime TCL: change labels)."""
    labels = _training_pair(node)
    return with_positional(node, {1: f"{labels[1]}[::-1]"}) if labels and isinstance(node, cst.Call) else None


def few_rows(node: Node) -> Made:
    """Nearly all training data are left out (DeepCrime TRD: remove portion of training data)."""
    pair = _training_pair(node)
    if not pair or not isinstance(node, cst.Call):
        return None
    return with_positional(node, {0: f"{pair[0]}[:500]", 1: f"{pair[1]}[:500]"})


def unpacked_in_reverse(node: Node) -> Made:
    """Training and test set are unpacked the wrong way round (students)."""
    if not isinstance(node, cst.Assign) or not called(node.value, "load_data"):
        return None
    target = node.targets[0].target
    if not isinstance(target, cst.Tuple) or len(target.elements) != 2:
        return None
    first, second = (element.value for element in target.elements)
    swapped = target.with_changes(elements=[target.elements[0].with_changes(value=second), cst.Element(first)])
    return node.with_changes(targets=[cst.AssignTarget(swapped)])


def statistics_of_all(node: Node) -> Made:
    """Mean and deviation are computed from training and test data together (Yang et al.: preprocessing leakage)."""
    if not isinstance(node, cst.FunctionDef):
        return None
    names = [param.name.value for param in node.params.params]
    return changed_within(node, _of_all) if names[:2] == ["x_train", "x_test"] else None


def _by_255(node: Node) -> bool:
    return isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Divide) and number(node.right) == 255


def _slice(node: Node) -> cst.Slice | None:
    if not m.matches(node, _CUT) or not isinstance(node, cst.Subscript):
        return None
    part = node.slice[0].slice
    return part if isinstance(part, cst.Slice) else None


def _minus(node: cst.BaseExpression | None) -> cst.BaseExpression | None:
    return node.expression if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus) else None


def _minus_of_stop(node: Node) -> Node | None:
    part = node if isinstance(node, cst.Slice) else None
    plain = _minus(part.upper) if part is not None and part.lower is None else None
    return part.with_changes(upper=plain) if part is not None and plain is not None else None


def _minus_of_start(node: Node) -> Node | None:
    part = node if isinstance(node, cst.Slice) else None
    plain = _minus(part.lower) if part is not None and part.upper is None else None
    return part.with_changes(lower=plain) if part is not None and plain is not None else None


def _uncut(node: Node) -> Node | None:
    part = _slice(node)
    if part is None or part.lower is not None or _minus(part.upper) is None or not isinstance(node, cst.Subscript):
        return None
    return node.value


def _validation_pair(node: Node) -> bool:
    if not isinstance(node, cst.Tuple) or len(node.elements) != 2:
        return False
    names = [name_of(element.value) for element in node.elements]
    return all("val" in name and "train" not in name for name in names)


def _training_pair(node: Node) -> tuple[str, str] | None:
    """The rows and labels that a `fit` or `search` is given first, where both are training data."""
    if not called(node, "fit", "search"):
        return None
    pair = [positional(node, place) for place in (0, 1)]
    names = [code(item) if item is not None else "" for item in pair]
    return (names[0], names[1]) if all(isinstance(item, cst.Name) and "train" in item.value for item in pair) else None


def _of_all(node: Node) -> Node | None:
    if not isinstance(node, cst.Call) or not m.matches(
        node, m.Call(m.Attribute(m.Name("x_train"), m.Name("mean") | m.Name("std")))
    ):
        return None
    function = cst.ensure_type(node.func, cst.Attribute)
    return node.with_changes(
        func=function.with_changes(value=cst.parse_expression("np.concatenate((x_train, x_test))"))
    )


OPERATORS = (
    Operator("data", "not-normalised", not_scaled),
    Operator("data", "normalised-twice", scaled_twice),
    Operator("data", "split-wrong", minus_dropped),
    Operator("data", "validation-leak", minus_dropped_of_validation),
    Operator("data", "validation-leak", validation_rows_trained),
    Operator("data", "test-as-validation", validated_on_test),
    Operator("data", "validation-leak", validated_on_training),
    Operator("data", "test-leak", trained_on_test),
    Operator("data", "labels-misaligned", labels_reversed),
    Operator("data", "split-wrong", few_rows),
    Operator("data", "test-leak", unpacked_in_reverse),
    Operator("data", "statistics-leak", statistics_of_all),
)
