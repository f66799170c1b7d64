"""The plugin's hooks in Otter's order, over a sandbox that replays the honest run."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from checks.build import honest
from intake.build import code, notebook, save
from otter.run import AutograderConfig
from otter.test_files import GradingResults
from otter.test_files.exception_test import ExceptionTestFile
from test_pipeline import SOURCE, frames

from autograder.commands import bench
from autograder.errors import SandboxUnavailable, UsageError
from autograder.otter.report import take_report
from autograder.otter_plugin import AutograderPlugin
from autograder.sandbox.fake import replay

OPTIONS = {"assignment": "tl04", "data": "embedded", "budget": "smoke"}


@pytest.fixture
def submission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notebook in Otter's folder, which is the working directory, beside hostile files."""
    path = save(tmp_path / "submission" / "hw.ipynb", notebook(code(SOURCE)))
    save(path.parent / "otter.py", "raise SystemExit")
    save(path.parent / ".OTTER_LOG", b"\x80\x04.")
    save(path.parent / "tests" / "a.py", "points = 100")
    monkeypatch.chdir(path.parent)
    monkeypatch.setattr(bench, "open_grading_sandbox", lambda data, level="auto": replay(frames(honest())))
    return path


def run(submission: Path) -> tuple[AutograderPlugin, dict[str, Any]]:
    """Call the hooks as Otter does, its kernel played by this process."""
    plugin = AutograderPlugin(str(submission), {}, OPTIONS)
    config = AutograderConfig({"grade_from_log": True, "show_stdout": True})
    plugin.before_grading(config)
    assert not config.grade_from_log
    assert not config.show_stdout
    assert sorted(item.name for item in submission.parent.iterdir()) == ["hw.ipynb", "tests"]
    executed = plugin.before_execution(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE)]))
    assert not executed.cells
    assert [item.name for item in submission.parent.iterdir()] == ["tests"]
    files = [ExceptionTestFile.from_file(str(path)) for path in sorted(Path("tests").glob("*.py"))]
    for file in files:
        file.run({})
    results = GradingResults(files)
    plugin.after_grading(results)
    shown: dict[str, Any] = json.loads(json.dumps(results.to_gradescope_dict(config)))
    return plugin, shown


def test_honest_work_has_its_points(submission: Path) -> None:
    """All questions are visible with ours, and the harness finds the same score."""
    plugin, shown = run(submission)
    assert sum(test["score"] for test in shown["tests"]) == 10.0
    assert {test["visibility"] for test in shown["tests"]} == {"visible"}
    left = take_report(submission.parent.parent)
    assert left is not None
    assert left["score"] == 10.0
    assert "10 de 10" in plugin.generate_report()


def test_a_machine_that_cannot_grade_costs_nothing(submission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Points are granted until a person has looked, and the student is told that it was the machine."""

    def unavailable(data: object, level: str = "auto") -> None:
        raise SandboxUnavailable("no user namespaces")

    monkeypatch.setattr(bench, "open_grading_sandbox", unavailable)
    _, shown = run(submission)
    assert sum(test["score"] for test in shown["tests"]) == 10.0
    assert "Falló la máquina" in shown["output"]
    assert "namespaces" not in str(shown)


def test_a_notebook_without_code_is_told_so(submission: Path) -> None:
    """Rejected, with no points and a reason in every question."""
    save(submission, notebook(code("")))
    _, shown = run(submission)
    assert sum(test["score"] for test in shown["tests"]) == 0.0
    assert all("celda" in test["output"] or "código" in test["output"] for test in shown["tests"])


def test_otter_assign_learns_the_assignment() -> None:
    """Its own name is the id where none is said, and no longer makes Otter refuse other work."""
    config = {"assignment_name": "tl04", "plugins": ["autograder.otter_plugin.AutograderPlugin"]}
    AutograderPlugin(None, {}, {}).during_generate(config, None)
    assert config == {"plugins": [{"autograder.otter_plugin.AutograderPlugin": {"assignment": "tl04"}}]}
    with pytest.raises(UsageError, match="assignment: ID"):
        AutograderPlugin(None, {}, {}).during_generate({"plugins": []}, None)
