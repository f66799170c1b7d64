"""Mistakes with a search: its range, its objective, what it varies, how much it tries."""

from collections.abc import Callable

import libcst as cst

from autograder.validity.operator import REMOVED, Made, Operator
from autograder.validity.syntax import (
    Node,
    argument,
    called,
    changed_within,
    code,
    is_statement,
    name_of,
    number,
    positional,
    scaled_argument,
    text,
    with_argument,
    with_positional,
)


def range_lowered(node: Node) -> Made:
    """The range lies a hundred times too low: zeros miscounted (students)."""
    low = scaled_argument(node, "min_value", 0.01) if called(node, "Float") else None
    return scaled_argument(low, "max_value", 0.01) if low is not None else None


def range_narrowed(node: Node) -> Made:
    """The range hardly leaves its lower end (students)."""
    low = argument(node, "min_value")
    figure = number(low) if low is not None else None
    if figure is None or not isinstance(node, cst.Call) or not called(node, "Float", "Int"):
        return None
    top = 1.2 * figure
    return with_argument(node, "max_value", f"{round(top)}" if called(node, "Int") else f"{top:.12g}")


def choices_left_out(node: Node) -> Made:
    """Of the values to choose from the last one is missing (students)."""
    values = positional(node, 1)
    if not called(node, "Choice") or not isinstance(node, cst.Call) or not isinstance(values, cst.List):
        return None
    return with_positional(node, {1: f"[{', '.join(code(item.value) for item in values.elements[:-1])}]"})


def hyperparameter_ignored(node: Node) -> Made:
    """A hyperparameter is declared and another value used (students: 6 of 71 public solutions)."""
    if not called(node, "Float", "Int", "Choice") or not isinstance(node, cst.Call) or not name_of(node.func):
        return None
    low, values = argument(node, "min_value"), positional(node, 1)
    used = low if low is not None else values.elements[0].value if isinstance(values, cst.List) else None
    return cst.parse_expression(f"({code(node)}, {code(used)})[1]") if used is not None else None


def parameter_ignored(node: Node) -> Made:
    """A function has a parameter and uses the value that is its default instead (students)."""
    if not isinstance(node, cst.FunctionDef):
        return None
    return [
        node.with_changes(body=body)
        for param in node.params.params
        if param.default is not None and number(param.default) is not None
        and (body := changed_within(node.body, _instead(param.name.value, param.default))) is not None
    ]  # fmt: skip


def objective_loss(node: Node) -> Made:
    """The search optimises the loss (students)."""
    return _objective(node, '"val_loss"')


def objective_training(node: Node) -> Made:
    """The search optimises the accuracy on the training data (students)."""
    return _objective(node, '"accuracy"')


def one_trial(node: Node) -> Made:
    """The search tries a single point (students: to save time)."""
    if not isinstance(node, cst.Call) or argument(node, "max_trials") is None:
        return None
    return with_argument(node, "max_trials", "1")


def search_never_run(node: Node) -> Made:
    """The search is set up and never run (students: state from deleted cells, 5 of 71 public solutions)."""
    return REMOVED if is_statement(node, _runs_a_search) else None


def tuner_callbacks_dropped(node: Node) -> Made:
    """Callbacks of one's own take the place of the tuner's (students: silent, no model is kept)."""
    if isinstance(node, cst.AugAssign) and code(node.target) == 'kwargs["callbacks"]':
        return cst.Assign([cst.AssignTarget(node.target)], node.value)
    if called(node, "append") and isinstance(node, cst.Call) and code(node.func).startswith('kwargs["callbacks"]'):
        return cst.parse_expression(f"kwargs.update(callbacks=[{code(node.args[0].value)}])")
    return None


def one_further_parameter(node: Node) -> Made:
    """The grid varies one hyperparameter only (students: epochs and batch size are all they search)."""
    grid = _grid(node)
    return grid.with_changes(elements=grid.elements[:1]) if grid is not None else None


def grid_of_epochs(node: Node) -> Made:
    """The grid varies what the example varied, epochs and batch size, and nothing further (students)."""
    return cst.parse_expression('{"epochs": [6, 12], "batch_size": [64, 128]}') if _grid(node) is not None else None


def one_draw(node: Node) -> Made:
    """A random search draws a single candidate (students: to save time)."""
    if not called(node, "sample_log_uniform") or not isinstance(node, cst.Call):
        return None
    last = len(node.args) - 1
    return with_positional(node, {last: "1"}) if number(node.args[last].value) is not None else None


def _objective(node: Node, metric: str) -> Made:
    if not isinstance(node, cst.Call) or argument(node, "objective") is None:
        return None
    return with_argument(node, "objective", metric)


def _instead(name: str, value: cst.BaseExpression) -> Callable[[Node], Node | None]:
    def change(node: Node) -> Node | None:
        if isinstance(node, cst.Arg) and code(node.value) == name:
            return node.with_changes(value=value)
        if isinstance(node, cst.BinaryOperation) and name in (code(node.left), code(node.right)):
            left = value if code(node.left) == name else node.left
            return node.with_changes(left=left, right=value if code(node.right) == name else node.right)
        if isinstance(node, cst.Element) and code(node.value) == name:
            return node.with_changes(value=value)
        return None

    return change


def _runs_a_search(statement: cst.BaseSmallStatement) -> bool:
    if not isinstance(statement, cst.Expr):
        return False
    return called(statement.value, "search") or code(statement.value).startswith("search.fit(")


def _grid(node: Node) -> cst.Dict | None:
    if not isinstance(node, cst.Dict) or len(node.elements) < 2:
        return None
    keys = [text(item.key) for item in node.elements if isinstance(item, cst.DictElement)]
    return node if all(key is not None and key.startswith("model__") for key in keys) else None


OPERATORS = (
    Operator("search", "range-wrong", range_lowered),
    Operator("search", "range-wrong", range_narrowed),
    Operator("search", "range-wrong", choices_left_out),
    Operator("search", "hyperparameter-unused", hyperparameter_ignored),
    Operator("search", "hyperparameter-unused", parameter_ignored),
    Operator("search", "objective-wrong", objective_loss),
    Operator("search", "objective-wrong", objective_training),
    Operator("search", "too-few-trials", one_trial),
    Operator("search", "search-missing", search_never_run),
    Operator("search", "callbacks-dropped", tuner_callbacks_dropped),
    Operator("search", "range-wrong", one_further_parameter),
    Operator("search", "range-wrong", grid_of_epochs),
    Operator("search", "too-few-trials", one_draw),
)
