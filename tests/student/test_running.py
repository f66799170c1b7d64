"""Which notebook is running."""

from pathlib import Path

import pytest

from autograder.student.running import executed, namespace, notebook_file


def test_jupyter_and_code_tell_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there counts, a console's name and a file that went do not."""
    path = tmp_path / "tl04.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert notebook_file({}) is None
    path.write_text("{}")
    assert notebook_file({}) == path
    other = tmp_path / "mine.ipynb"
    other.write_text("{}")
    assert notebook_file({"__vsc_ipynb_file__": str(other)}) == other
    monkeypatch.setenv("JPY_SESSION_NAME", "console-1")
    assert notebook_file({}) is None


def test_of_a_cell_that_ran_twice_the_last_run_counts() -> None:
    """Cells keep the number of In [n]; empty ones are none."""
    assert executed({"In": ["", "x = 1", "y = 2", "x = 1", "  "]}) == {2: "y = 2", 3: "x = 1"}
    assert executed({}) == {}


def test_outside_of_a_kernel_there_are_no_variables() -> None:
    """As in a plain script."""
    assert namespace() == {}
