"""Tests that read verdicts, and our grade in Otter's results, without a kernel."""

from pathlib import Path
from typing import Any

import pytest
from otter.run import AutograderConfig
from otter.test_files import GradingResults
from otter.test_files.exception_test import ExceptionTestFile
from otter_grades import ASSIGNMENT, graded, rejected

from autograder.model.grade import Grade
from autograder.otter.options import PLUGIN
from autograder.otter.questions import write_tests, write_verdicts
from autograder.otter.results import tell
from autograder.otter.submitted import TESTS
from autograder.report.gradescope import Presentation


@pytest.fixture
def tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of tests, seen from the submission's folder as Otter's kernel sees it."""
    write_tests(tmp_path / TESTS, ASSIGNMENT, "es")
    monkeypatch.chdir(tmp_path)
    return tmp_path / TESTS


def told(grade: Grade, tests: Path, **hidden: Any) -> GradingResults:
    """Otter's results after its tests ran and we spoke."""
    write_verdicts(tests, grade, ASSIGNMENT, "es")
    files = [ExceptionTestFile.from_file(str(path)) for path in sorted(tests.glob("*.py"))]
    for file in files:
        file.run({})
    results = GradingResults(files)
    tell(results, grade, ASSIGNMENT, "es", Presentation(**hidden), tests)
    return results


def test_the_tests_alone_read_the_verdicts(tests: Path) -> None:
    """One case per check with its points; what is undetermined passes, what is partly right does not."""
    write_verdicts(tests, graded(a_data="fail", a_space="partial", b_space="undetermined"), ASSIGNMENT, "es")
    one, other = (ExceptionTestFile.from_file(str(tests / f"{name}.py")) for name in "ab")
    one.run({})
    other.run({})
    assert (one.possible, other.possible) == (5.0, 5.0)
    assert one.score == 5.0 - 1.0 - 0.75
    assert other.passed_all
    assert "Motivo de a.data" in one.test_case_results[0].message


def test_points_and_words_are_ours(tests: Path) -> None:
    """Part of the points counts, and nothing of the tests' own source is shown."""
    grade = graded(a_data="fail", a_space="partial")
    results = told(grade, tests)
    assert results.total == grade.score == 10.0 - 1.0 - 0.375
    shown = results.to_gradescope_dict(_config())
    assert [test["score"] for test in shown["tests"]] == [3.625, 5.0]
    text = shown["tests"][0]["output"]
    assert "Incorrecto. Motivo de a.data" in text
    assert "En parte. Motivo de a.space" in text
    assert "assert" not in text
    assert "Error at line" not in text
    assert "Motivo de b.space" in shown["tests"][1]["output"], "also where Otter says that all passed"
    assert "Nota:    8,62 de 10" in shown["output"]
    assert results.get_plugin_data(PLUGIN)["score"] == 8.625


def test_a_rejected_file_has_no_points_and_its_reason(tests: Path) -> None:
    """Otter knows only questions: each of them says why."""
    results = told(rejected(), tests)
    assert (results.total, results.possible) == (0.0, 10.0)
    assert "No es un cuaderno." in results.get_result("a").summary()


def test_a_dead_kernel_costs_nothing(tests: Path) -> None:
    """The tests read nothing but verdicts, so they can be read without it."""
    write_verdicts(tests, graded(a_data="fail"), ASSIGNMENT, "es")
    results = GradingResults.without_results(RuntimeError("kernel"))
    tell(results, graded(a_data="fail"), ASSIGNMENT, "es", Presentation(), tests)
    assert not results.has_catastrophic_failure()
    assert (results.total, results.possible) == (9.0, 10.0)


def test_a_check_that_is_hidden_says_nothing(tests: Path) -> None:
    """Nor do findings, which would tell of it."""
    results = told(graded(a_data="fail"), tests, checks={"a.data": "hidden"})
    assert "Motivo de a.data" not in str(results.to_gradescope_dict(_config()))
    assert "Motivo de a.space" in results.get_result("a").summary()


def _config() -> AutograderConfig:
    config = AutograderConfig({})
    config.show_hidden = config.show_all_public = True
    config.force_public_test_summary = False
    return config
