"""The page on faults says what the suite shows."""

import ast
from pathlib import Path

import pytest

from .describe import PAGE, Boundary, boundaries, page

TESTS = Path(__file__).resolve().parents[1]


def functions(path: Path) -> set[str]:
    """The tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_the_page_is_up_to_date() -> None:
    """Its table is the suite's: `python -m faults.describe`, in tests/, writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("item", boundaries(), ids=lambda item: f"{item.where}: {item.fault}")
def test_what_the_page_names_is_tested(item: Boundary) -> None:
    """Each test exists under its name."""
    file, name = item.test.split("::")
    found = functions(TESTS / file)
    assert found
    assert name == "*" or name in found


def test_every_test_of_faults_is_on_the_page() -> None:
    """None is left out."""
    named = {item.test for item in boundaries()}
    ours = {
        f"faults/{path.name}::{name}"
        for path in (TESTS / "faults").glob("test_*.py")
        for name in functions(path)
        if path.name != "test_describe.py"
    }
    assert ours <= named
