"""Which language a notebook is in: what it declares, and what its code looks like where the two may differ."""

import ast
import re
import warnings
from typing import Any

from autograder.intake.reasons import Unreadable
from autograder.intake.repairs import repair
from autograder.model.submission import Cell, Repair

_MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|.*\?)$", re.MULTILINE)
_OTHERS = {
    "ir": "R",
    "julia": "Julia",
    "octave": "Octave",
    "bash": "Bash",
    "javascript": "JavaScript",
    "scala": "Scala",
}
_STANDARD = frozenset({"python3", "python"})
_MOST_CODE = 100_000
"""Characters of one cell that are worth parsing to tell a language."""


def parses(source: str) -> bool:
    """Whether Python can parse the source once magics and shell lines are out of the way. Nothing is executed."""
    return _tree(source) is not None


def _tree(source: str) -> ast.Module | None:
    plain = _MAGIC.sub(r"\1pass", source)
    if plain.startswith("%%") or len(plain) > _MOST_CODE:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return ast.parse(plain)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def language_repairs(metadata: Any, cells: tuple[Cell, ...]) -> list[Repair]:
    """What the notebook's metadata say wrongly or not at all. Raises Unreadable for code that is not Python."""
    if not isinstance(metadata, dict):
        return [repair("metadata-unreadable")]
    kernel, info = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    repairs = [repair("colab-metadata")] if "colab" in metadata else []
    declared = _declared(kernel, info)
    if declared is not None and not declared.lower().startswith(("python", "ipython", "sage")):
        if not _looks_like_python(cells):
            raise Unreadable("not-python", language=declared)
        return [*repairs, repair("kernelspec-wrong", language=declared)]
    name = _string(kernel.get("name"))
    if not name:
        repairs.append(repair("kernelspec-missing"))
    elif name.lower() not in _STANDARD:
        repairs.append(repair("kernelspec-unknown", kernel=name))
    if not _string(info.get("name")):
        repairs.append(repair("language-info-missing"))
    return repairs


def _declared(kernel: dict[str, Any], info: dict[str, Any]) -> str | None:
    said = _string(kernel.get("language")) or _string(info.get("name"))
    if said:
        return said
    name = _string(kernel.get("name")).lower()
    return next((language for prefix, language in _OTHERS.items() if re.match(rf"{prefix}\b|{prefix}-", name)), None)


def _looks_like_python(cells: tuple[Cell, ...]) -> bool:
    """Nearly all cells parse and one imports or defines something: short R or Julia cells may parse, but not so."""
    sources = [cell.source for cell in cells if cell.kind == "code" and cell.source.strip()]
    trees = [tree for tree in map(_tree, sources) if tree is not None]
    telling = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    tells = any(isinstance(node, telling) for tree in trees for node in tree.body)
    return tells and len(trees) >= 0.9 * len(sources)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
