"""The layers hold: who may import whom, and what grading must never load."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "autograder"
FRAMEWORKS = ("tensorflow", "keras", "keras_tuner", "scikeras")
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Full names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def offenders(paths: list[Path], forbidden: tuple[str, ...]) -> list[str]:
    """Which of these files import what they may not."""
    return [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in paths
        for name in imported(path)
        if any(name == item or name.startswith(f"{item}.") for item in forbidden)
    ]


def below(*folders: str) -> list[Path]:
    """The modules in these folders of the package."""
    return [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in folders]


def test_only_the_worker_imports_keras() -> None:
    """Student code and its frameworks live in the sandbox and nowhere else."""
    outside = [path for path in MODULES if path not in below("worker")]
    assert len(outside) > 80
    assert offenders(outside, FRAMEWORKS) == []


def test_the_worker_knows_nothing_of_judging() -> None:
    """No labels' scores, bands, checks or reports are even importable by accident."""
    judging = ("checks", "bands", "report", "grading", "pipeline", "rubric", "runner", "commands")
    assert offenders(below("worker"), tuple(f"autograder.{name}" for name in judging)) == []


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("model", ("checks", "bands", "report", "intake", "data", "sandbox", "worker", "pipeline", "grading")),
        ("intake", ("checks", "bands", "report", "data", "sandbox", "worker", "commands", "pipeline", "grading")),
        ("bands", ("checks", "report", "intake", "sandbox", "worker", "commands", "pipeline", "grading")),
        ("checks", ("report", "intake", "data", "sandbox", "worker", "commands", "pipeline", "grading", "runner")),
        ("report", ("checks", "bands", "intake", "data", "sandbox", "worker", "commands", "pipeline", "runner")),
        ("store", ("report", "intake", "data", "sandbox", "worker", "commands", "scheduler", "runner")),
        ("sandbox", ("checks", "bands", "report", "intake", "commands", "pipeline", "grading", "runner")),
    ],
)  # fmt: skip
def test_layers_look_one_way(folder: str, forbidden: tuple[str, ...]) -> None:
    """Data, reading, judging and reporting do not know who calls them."""
    assert offenders(below(folder), tuple(f"autograder.{name}" for name in forbidden)) == []


def test_commands_do_not_load_tensorflow() -> None:
    """Importing all that grades, checks and reports leaves TensorFlow out of the grader's process."""
    names = ", ".join(
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for path in below("commands", "checks", "bands", "report", "intake", "pipeline.py", "cli")
        if path.name != "__init__.py"
    )
    script = f"import {names}, sys; print([m for m in {FRAMEWORKS} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"


def test_the_architecture_page_names_every_folder() -> None:
    """docs/architecture.md is the picture's twin."""
    page = PACKAGE.parent / "docs" / "architecture.md"
    if not page.is_file():
        pytest.skip("docs/architecture.md is not written yet")
    text = page.read_text(encoding="utf-8")
    folders = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
    assert [name for name in folders if f"{name}/" not in text] == []
