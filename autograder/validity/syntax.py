"""Reading and rebuilding pieces of Python with LibCST: what the operators are written in."""

from collections.abc import Callable

import libcst as cst

Node = cst.CSTNode


def called(node: Node, *names: str) -> bool:
    """Whether this is a call of a function or method with one of these names, whatever stands before the dot."""
    return isinstance(node, cst.Call) and name_of(node.func) in names


def name_of(node: Node) -> str:
    """The name of a variable, or the last part of `a.b.c`; empty for anything else."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def argument(call: Node, keyword: str) -> cst.BaseExpression | None:
    """The value of a keyword argument."""
    args = call.args if isinstance(call, cst.Call) else ()
    return next((arg.value for arg in args if arg.keyword is not None and arg.keyword.value == keyword), None)


def with_argument(call: cst.Call, keyword: str, code: str) -> cst.Call:
    """The call with a keyword argument set to `code`, in its place or at the end."""
    value = cst.parse_expression(code)
    if argument(call, keyword) is None:
        args = [
            arg.with_changes(comma=cst.Comma(cst.SimpleWhitespace(""), cst.SimpleWhitespace(" "))) for arg in call.args
        ]
        return call.with_changes(args=[*args, keyword_argument(keyword, value)])
    return call.with_changes(
        args=[
            arg.with_changes(value=value) if arg.keyword is not None and arg.keyword.value == keyword else arg
            for arg in call.args
        ]
    )


def keyword_argument(keyword: str, value: cst.BaseExpression) -> cst.Arg:
    """`keyword=value`."""
    none = cst.SimpleWhitespace("")
    return cst.Arg(value, cst.Name(keyword), equal=cst.AssignEqual(none, none))


def without_argument(call: cst.Call, keyword: str) -> cst.Call:
    """The call without a keyword argument."""
    kept = [arg for arg in call.args if arg.keyword is None or arg.keyword.value != keyword]
    return call.with_changes(args=kept)


def scaled_argument(node: Node, keyword: str, factor: float) -> cst.Call | None:
    """The call with a number among its keyword arguments multiplied; None where there is none."""
    value = argument(node, keyword)
    figure = number(value) if value is not None else None
    if figure is None or not isinstance(node, cst.Call):
        return None
    return with_argument(node, keyword, f"{figure * factor:.12g}")


def positional(call: Node, place: int) -> cst.BaseExpression | None:
    """The positional argument at a place."""
    plain = (
        [arg.value for arg in call.args if arg.keyword is None and not arg.star] if isinstance(call, cst.Call) else []
    )
    return plain[place] if place < len(plain) else None


def with_positional(call: cst.Call, values: dict[int, str]) -> cst.Call:
    """The call with some of its positional arguments replaced."""
    args = [
        arg.with_changes(value=cst.parse_expression(values[place])) if place in values else arg
        for place, arg in enumerate(call.args)
    ]
    return call.with_changes(args=args)


def number(node: Node) -> float | None:
    """The value of a number as it is written; None for anything else."""
    return float(node.evaluated_value) if isinstance(node, cst.Integer | cst.Float) else None


def text(node: Node | None) -> str | None:
    """The value of a plain string."""
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return value if isinstance(value, str) else None


def code(node: Node) -> str:
    """The source of a piece, without space around it."""
    return cst.Module([]).code_for_node(node).strip()


def is_statement(node: Node, wanted: Callable[[cst.BaseSmallStatement], bool]) -> bool:
    """Whether this is a line of one simple statement that is wanted."""
    return isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1 and wanted(node.body[0])


def changed_within(node: Node, change: Callable[[Node], Node | None]) -> Node | None:
    """The piece with `change` made wherever it applies; None where it applies nowhere."""
    changing = _Changing(change)
    result = node.visit(changing)
    return result if changing.changed and isinstance(result, cst.CSTNode) else None


class _Changing(cst.CSTTransformer):
    """Makes a change from the inside out: LibCST rebuilds all it visits, so places cannot be noted beforehand."""

    def __init__(self, change: Callable[[Node], Node | None]) -> None:
        super().__init__()
        self._change = change
        self.changed = False

    def on_leave(self, original_node: Node, updated_node: Node) -> Node:  # type: ignore[override]  # noqa: ARG002
        new = self._change(updated_node)
        self.changed |= new is not None
        return new if new is not None else updated_node
