"""Code as a sequence of tokens that renaming, new values, comments and layout leave as it is.

Tokens are the nodes of the syntax tree in the order of the text. Names that the notebook binds are all alike, so are
values of one type; what the code takes from libraries keeps its name, whatever it was imported as: that two notebooks
call `Dense` and `EarlyStopping` in the same order says more than that both call something.
"""

import ast
from collections.abc import Iterable, Iterator

Tokens = tuple[str, ...]
_MAGIC = ("%", "!", "?")


def tokens(sources: Iterable[str]) -> tuple[Tokens, ...]:
    """The tokens of each cell; none of a cell that is no Python, even without its IPython commands."""
    trees = [_parsed(source) for source in sources]
    known = _imported(tree for tree in trees if tree is not None)
    own = _bound(tree for tree in trees if tree is not None) - known.keys()
    return tuple(tuple(_walk(tree, known, own)) if tree is not None else () for tree in trees)


def _parsed(source: str) -> ast.Module | None:
    for text in (source, _without_magic(source)):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _without_magic(source: str) -> str:
    return "\n".join("" if line.lstrip().startswith(_MAGIC) else line for line in source.split("\n"))


def _imported(trees: Iterable[ast.Module]) -> dict[str, str]:
    """What imported names stand for: `kt` for `keras_tuner`."""
    out: dict[str, str] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                out |= {(item.asname or item.name.split(".")[0]): item.name.split(".")[-1] for item in node.names}
    return out


def _bound(trees: Iterable[ast.Module]) -> set[str]:
    """Names that the notebook gives to something: variables, functions, classes, parameters."""
    out: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                out.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                out.add(node.name)
            elif isinstance(node, ast.arg):
                out.add(node.arg)
    return out


def _walk(node: ast.AST, known: dict[str, str], own: set[str]) -> Iterator[str]:
    """Tokens of a node and all below it, without recursion: a notebook may nest as deeply as it likes."""
    waiting: list[ast.AST] = [node]
    while waiting:
        item = waiting.pop()
        token = _token(item, known, own)
        if token:
            yield token
        waiting.extend(reversed(list(ast.iter_child_nodes(item))))


def _token(node: ast.AST, known: dict[str, str], own: set[str]) -> str:
    if isinstance(node, ast.Module | ast.expr_context | ast.Import | ast.ImportFrom | ast.alias | ast.Expr):
        return ""
    if isinstance(node, ast.Name):
        return known.get(node.id, "name" if node.id in own else node.id)
    if isinstance(node, ast.Constant):
        return f"<{type(node.value).__name__}>"
    if isinstance(node, ast.Attribute):
        return f".{'name' if node.attr in own else node.attr}"
    if isinstance(node, ast.keyword):
        return f"{node.arg}=" if node.arg else "**"
    return type(node).__name__
