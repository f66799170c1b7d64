"""Mistakes in the work itself: figures, conclusions, functions."""

import re

import libcst as cst

from autograder.validity.operator import Made, Operator
from autograder.validity.syntax import Node, argument, called, changed_within, code, is_statement, name_of

_PERCENT = " El modelo se queda en un 71,20 % en test, que supera claramente el 89,45 % anterior."


def figure_left_out(node: Node) -> Made:
    """The figure is not drawn (students)."""
    return cst.parse_statement("pass") if is_statement(node, _draws) else None


def conclusion_left_out(text: str) -> str | None:
    """There is no text at all (students)."""
    return "" if len(text.split()) > 20 else None


def conclusion_of_a_few_words(text: str) -> str | None:
    """The text says that it is done, and nothing else (students)."""
    return "Funciona bien." if len(text.split()) > 20 else None


def conclusion_contradicted(text: str) -> str | None:
    """The text calls better what its own figures show to be worse (students)."""
    return f"{text}\n\n{_PERCENT.strip()}" if len(text.split()) > 20 else None


def function_left_out(node: Node) -> Made:
    """A function is handed in as it was handed out (students)."""
    if not isinstance(node, cst.FunctionDef) or not _gives(node):
        return None
    return node.with_changes(body=cst.IndentedBlock([cst.SimpleStatementLine([cst.Expr(cst.Ellipsis())])]))


def function_prints(node: Node) -> Made:
    """A function prints its result and does not return it (students)."""
    if not isinstance(node, cst.Return) or node.value is None:
        return None
    return cst.Expr(cst.Call(cst.Name("print"), [cst.Arg(node.value)]))


def axis_dropped(node: Node) -> Made:
    """Statistics over everything and not by column or row (students: axis forgotten)."""
    if not isinstance(node, cst.FunctionDef):
        return None
    return [
        node.with_changes(body=node.body.deep_replace(call, _without_axis(call)))
        for call in _calls(node.body)
        if argument(call, "axis") is not None
    ]  # fmt: skip


def sum_for_mean(node: Node) -> Made:
    """The examples' losses are summed and not averaged (students)."""
    return _renamed(node, "mean", "sum") if _in_numpy(node, "mean") else None


def penalty_halved(node: Node) -> Made:
    """The penalty is half of the one asked for (students)."""
    if not isinstance(node, cst.BinaryOperation) or not isinstance(node.operator, cst.Multiply):
        return None
    if name_of(node.left) != "factor":
        return None
    return cst.BinaryOperation(cst.Float("0.5"), cst.Multiply(), node)


def sign_changed(node: Node) -> Made:
    """A sum where a difference was asked for, or the other way round (students)."""
    if not isinstance(node, cst.FunctionDef):
        return None
    found = [item for item in _operations(node.body) if isinstance(item.operator, cst.Add | cst.Subtract)]
    return [node.with_changes(body=node.body.deep_replace(item, _opposite(item))) for item in found]


def weights_of_average_swapped(node: Node) -> Made:
    """The momentum weighs the new value and not the old one (students)."""
    found = re.fullmatch(r"momentum \* (\w+) \+ \(1 - momentum\) \* (\w+)", code(node)) if _is_sum(node) else None
    return cst.parse_expression(f"(1 - momentum) * {found[1]} + momentum * {found[2]}") if found else None


def statistics_of_batch(node: Node) -> Made:
    """At test time the batch's own statistics are used (students)."""
    if (
        not isinstance(node, cst.FunctionDef)
        or "running_mean" not in code(node.params)
        or "test" not in node.name.value
    ):
        return None
    return changed_within(node, _own_statistics)


def derivative_of_output(node: Node) -> Made:
    """A derivative takes its argument for the function's output (students: x(1 − x))."""
    if not isinstance(node, cst.FunctionDef) or not node.name.value.endswith("_derivative"):
        return None
    function = node.name.value.removesuffix("_derivative")
    calls = [call for call in _calls(node.body) if name_of(call.func) == function]
    return [node.with_changes(body=node.body.deep_replace(call, call.args[0].value)) for call in calls]


def corner_reversed(node: Node) -> Made:
    """A comparison the wrong way round (students)."""
    if not isinstance(node, cst.Comparison) or len(node.comparisons) != 1:
        return None
    target = node.comparisons[0]
    other = {cst.GreaterThan: cst.LessThan, cst.LessThan: cst.GreaterThan}.get(type(target.operator))
    return node.with_changes(comparisons=[target.with_changes(operator=other())]) if other else None


def infinity_unhandled(node: Node) -> Made:
    """Exponentials of large numbers: nothing is subtracted first (students: nan)."""
    if not isinstance(node, cst.Call) or code(node) != "logits.max(axis=1)":
        return None
    return cst.parse_expression("np.zeros(len(logits))")


def nan_goes_on(node: Node) -> Made:
    """A loss that is not finite does not stop the training: nan is greater than nothing (students)."""
    if not isinstance(node, cst.BooleanOperation) or "isfinite" not in code(node.left):
        return None
    return node.right


def uniform_draws(node: Node) -> Made:
    """The values are drawn and not their exponents (students)."""
    if not isinstance(node, cst.BinaryOperation) or not code(node).startswith("10 ** np.random.uniform("):
        return None
    return cst.parse_expression("np.random.uniform(10.0**low_exponent, 10.0**high_exponent, n)")


def divisor_dropped(node: Node) -> Made:
    """A quotient without its divisor (students)."""
    if not isinstance(node, cst.FunctionDef):
        return None
    found = [item for item in _operations(node.body) if isinstance(item.operator, cst.Divide)]
    return [node.with_changes(body=node.body.deep_replace(item, item.left)) for item in found]


def index_shifted(node: Node) -> Made:
    """The ones stand one column too early (students: off by one)."""
    if not isinstance(node, cst.Subscript) or len(node.slice) != 2 or not re.match(r"vectors\[row, \w+\]$", code(node)):
        return None
    word = code(node)[len("vectors[row, ") : -1]
    return cst.parse_expression(f"vectors[row, np.array({word}) - 1]")


def returned_in_loop(node: Node) -> Made:
    """`return` is indented once too often: the loop ends with its first round (students)."""
    if not isinstance(node, cst.FunctionDef) or len(node.body.body) < 2:
        return None
    loop, last = node.body.body[-2:]
    if not isinstance(loop, cst.For) or not isinstance(last, cst.SimpleStatementLine):
        return None
    inside = loop.with_changes(body=loop.body.with_changes(body=[*loop.body.body, last]))
    return node.with_changes(body=node.body.with_changes(body=[*node.body.body[:-2], inside]))


def _draws(statement: cst.BaseSmallStatement) -> bool:
    return isinstance(statement, cst.Expr) and name_of(getattr(statement.value, "func", statement)).startswith("plot_")


def _gives(function: cst.FunctionDef) -> bool:
    return "return" in code(function.body)


def _below(node: Node) -> list[Node]:
    return [found for child in node.children for found in (child, *_below(child))]


def _calls(node: Node) -> list[cst.Call]:
    return [item for item in _below(node) if isinstance(item, cst.Call)]


def _operations(node: Node) -> list[cst.BinaryOperation]:
    return [item for item in _below(node) if isinstance(item, cst.BinaryOperation)]


def _without_axis(call: cst.Call) -> cst.Call:
    return call.with_changes(args=[arg for arg in call.args if arg.keyword is None or arg.keyword.value != "axis"])


def _opposite(item: cst.BinaryOperation) -> cst.BinaryOperation:
    return item.with_changes(operator=cst.Subtract() if isinstance(item.operator, cst.Add) else cst.Add())


def _in_numpy(node: Node, name: str) -> bool:
    return called(node, name) and isinstance(node, cst.Call) and code(node.func) == f"np.{name}"


def _renamed(node: Node, old: str, new: str) -> cst.BaseExpression:
    return cst.parse_expression(code(node).replace(f"np.{old}(", f"np.{new}(", 1))


def _is_sum(node: Node) -> bool:
    return isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add)


def _own_statistics(node: Node) -> Node | None:
    if not isinstance(node, cst.BinaryOperation):
        return None
    own = {"running_mean": "x.mean(axis=0)", "running_var": "x.var(axis=0)"}
    left, right = own.get(code(node.left)), own.get(code(node.right))
    if left is None and right is None:
        return None
    return node.with_changes(
        left=cst.parse_expression(left) if left else node.left,
        right=cst.parse_expression(right) if right else node.right,
    )


OPERATORS = (
    Operator("work", "plot-missing", figure_left_out),
    Operator("work", "conclusion-missing", text=conclusion_left_out),
    Operator("work", "conclusion-missing", text=conclusion_of_a_few_words),
    Operator("work", "conclusion-contradicts", text=conclusion_contradicted),
    Operator("work", "answer-missing", function_left_out),
    Operator("work", "answer-missing", function_prints),
    Operator("work", "function-wrong", axis_dropped),
    Operator("work", "function-wrong", sum_for_mean),
    Operator("work", "regularization-wrong", penalty_halved),
    Operator("work", "function-wrong", sign_changed),
    Operator("work", "function-wrong", weights_of_average_swapped),
    Operator("work", "function-wrong", statistics_of_batch),
    Operator("work", "function-wrong", derivative_of_output),
    Operator("work", "function-wrong", corner_reversed),
    Operator("work", "function-wrong", infinity_unhandled),
    Operator("work", "function-wrong", nan_goes_on),
    Operator("work", "function-wrong", uniform_draws),
    Operator("work", "function-wrong", divisor_dropped),
    Operator("work", "function-wrong", index_shifted),
    Operator("work", "function-wrong", returned_in_loop),
)
