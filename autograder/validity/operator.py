"""A mutation operator: one kind of mistake, made in one place of a notebook at a time."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import libcst as cst

from autograder.model.submission import Cell

Family = Literal["data", "search", "training", "model", "results", "saving", "work"]
FAMILIES: tuple[Family, ...] = get_args(Family)

Made = cst.CSTNode | cst.RemovalSentinel | Sequence[cst.CSTNode] | None
"""What becomes of a piece of code: another one, nothing (`REMOVED`), several in turn, or None: not a place for it."""
Change = Callable[[cst.CSTNode], Made]
TextChange = Callable[[str], str | None]
REMOVED = cst.RemovalSentinel.REMOVE


@dataclass(frozen=True)
class Operator:
    """One mistake. The docstring of its function says whose it is: DeepCrime's, or one that students make.

    cause: what a grader should name, where an assignment does not expect another.
    """

    family: Family
    cause: str
    change: Change | None = None
    text: TextChange | None = None

    @property
    def id(self) -> str:
        """The function's name with hyphens."""
        return (self.change or self.text).__name__.replace("_", "-")  # type: ignore[union-attr]

    @property
    def about(self) -> str:
        """What the mistake is, and where it is known from."""
        return " ".join(((self.change or self.text).__doc__ or "").split())

    def sites(self, cells: Sequence[Cell]) -> tuple["Site", ...]:
        """Every place of a notebook where the mistake can be made, in order."""
        found = [site for cell in cells for site in self._in_cell(cell)]
        return tuple(
            site if number == 1 else Site(f"{site.name}-{number}", site.cell, site.source)
            for site, number in zip(found, _occurrences(found), strict=True)
        )

    def _in_cell(self, cell: Cell) -> Iterator["Site"]:
        place = f"c{cell.index + 1}"
        if self.text is not None and cell.kind == "markdown":
            changed = self.text(cell.source)
            if changed is not None:
                yield Site(place, cell.index, changed)
        if self.change is not None and cell.kind == "code":
            yield from (
                Site(place + inside, cell.index, source) for inside, source in _mutants(self.change, cell.source)
            )


@dataclass(frozen=True)
class Site:
    """One place, `c4.MyHyperModelA.fit`, and the source of its cell once the mistake is made there."""

    name: str
    cell: int
    source: str


def _occurrences(sites: Sequence[Site]) -> list[int]:
    names = [site.name for site in sites]
    return [names[: place + 1].count(name) for place, name in enumerate(names)]


def _mutants(change: Change, source: str) -> Iterator[tuple[str, str]]:
    """Where in the source, and the source with the mistake made there; what would not be Python is left out."""
    module, nodes = _parsed(source)
    for node, path in nodes:
        made = change(node)
        for new in made if isinstance(made, Sequence) else () if made is None else (made,):
            changed = _replaced(module, node, new)
            if changed != source and _is_python(changed):
                yield path, changed


@lru_cache(maxsize=256)
def _parsed(source: str) -> tuple[cst.Module, tuple[tuple[cst.CSTNode, str], ...]]:
    """A cell and its pieces; every operator looks at the same cells."""
    module = cst.parse_module(source)
    return module, tuple(_walk(module, ""))


def _replaced(module: cst.Module, node: cst.CSTNode, new: cst.CSTNode | cst.RemovalSentinel) -> str:
    if isinstance(new, cst.Module):
        return new.code
    try:
        changed = module.deep_remove(node) if new is REMOVED else module.deep_replace(node, new)
    except (cst.CSTValidationError, cst.CSTLogicError):
        return module.code
    return changed.code if isinstance(changed, cst.Module) else ""


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _walk(node: cst.CSTNode, path: str) -> Iterator[tuple[cst.CSTNode, str]]:
    """All pieces in order, each with the classes and functions it stands in, or is."""
    inner = f"{path}.{node.name.value}" if isinstance(node, cst.ClassDef | cst.FunctionDef) else path
    yield node, inner
    for child in node.children:
        yield from _walk(child, inner)
