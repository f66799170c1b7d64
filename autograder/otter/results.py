"""Our grade in Otter's own results, so that everything Otter makes of them says the same."""

from collections.abc import Iterable
from pathlib import Path

from otter.test_files import GradingResults
from otter.test_files.abstract_test import TestFile
from otter.test_files.exception_test import ExceptionTestFile

from autograder.model.assignment import Assignment
from autograder.model.base import Language
from autograder.model.grade import Grade
from autograder.otter.options import PLUGIN
from autograder.otter.questions import PASSES, verdict_texts
from autograder.report.grades_json import grades_document
from autograder.report.gradescope import Presentation
from autograder.report.text import feedback


def tell(
    results: GradingResults,
    grade: Grade,
    assignment: Assignment,
    language: Language,
    presentation: Presentation,
    tests: Path,
) -> None:
    """Put points, texts and the whole feedback into what Otter's kernel brought; without a kernel, in its place.

    What students are not to see now, or of single checks, is left out: Otter knows no visibility of these.
    """
    _fill(results, assignment, tests)
    texts = verdict_texts(grade, assignment, language)
    texts |= dict.fromkeys((check for check, seen in presentation.checks.items() if seen != "visible"), "–")
    checks = {check.id: check for check in grade.checks}
    for question, file in results.results.items():
        own = [check.id for check in assignment.checks if check.question == question]
        earned = [checks[name] for name in own if name in checks]
        passed = {check.id for check in earned if check.verdict in PASSES}
        _reword(file, own, passed, texts)
        file.update_score(round(sum(check.points for check in earned), 4))
    if presentation.visibility == "visible":
        shown = grade.model_copy(update={"findings": ()}) if presentation.checks else grade
        results.set_output(feedback(shown, language, title=assignment.title, rubric=False))
    results.set_plugin_data(PLUGIN, grades_document(assignment.id, {}, [grade], language)["grades"][0])


def _fill(results: GradingResults, assignment: Assignment, tests: Path) -> None:
    """Every question has a result, also where the kernel died: the tests read nothing but the verdicts."""
    questions = sorted({check.question for check in assignment.checks})
    if not results.has_catastrophic_failure() and set(questions) == set(results.results):
        return
    files = [ExceptionTestFile.from_file(str(tests / f"{question}.py")) for question in questions]
    for file in files:
        file.run({})
    vars(results).update(vars(GradingResults(files, results.notebook)))


def _reword(file: TestFile, checks: Iterable[str], passed: set[str], texts: dict[str, str]) -> None:
    """Our words instead of Otter's "All test cases passed" and of the line that an assertion stands in."""
    cases = list(zip(file.test_case_results, checks, strict=True))
    alone = all(check in passed for check in checks)  # then Otter shows nothing but messages of success
    for result, check in cases:
        result.passed = check in passed
        result.message = texts[check]
        result.test_case.success_message = texts[check] if alone else None
        result.test_case.failure_message = None
