"""The plugin for Otter-Grader: one line in an assignment's configuration, and our grader decides.

    plugins:
      - autograder.otter_plugin.AutograderPlugin:
          assignment: tl04

Otter executes a student's notebook in a process of its own and believes what comes back. So it is handed an empty
notebook; the student's runs in the sandbox, and Otter's tests read the verdicts.
"""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from otter.plugins import AbstractOtterPlugin

from autograder.errors import UsageError
from autograder.model.grade import Grade
from autograder.model.submission import Rejected, Submission
from autograder.otter.options import PLUGIN, read_options
from autograder.otter.questions import write_tests, write_verdicts
from autograder.otter.report import leave_report
from autograder.otter.results import tell
from autograder.otter.sitting import Sitting
from autograder.otter.submitted import TESTS, read_submitted, sweep
from autograder.report.text import feedback


class AutograderPlugin(AbstractOtterPlugin):  # type: ignore[misc]  # Otter has no types
    """One grading, from Otter's start to its results."""

    def __init__(self, submission_path: str | None, submission_metadata: dict[str, Any] | None, plugin_config: Any):
        super().__init__(submission_path, submission_metadata, plugin_config)
        self.options = read_options(plugin_config)
        self._sitting: Sitting | None = None
        self._submission: Submission | Rejected | None = None
        self._grade: Grade | None = None

    def during_generate(self, otter_config: dict[str, Any], assignment: Any) -> None:  # noqa: ARG002 (Otter's signature)
        """Say on the plugin's line which assignment it is, and keep Otter from refusing work that has another name.

        Otter ends without results then; our grader says whose notebook it seems to be.
        """
        named = self.options.assignment or otter_config.get("assignment_name", "")
        if not named:
            raise UsageError(f"{PLUGIN} does not know the assignment: write `assignment: ID` below its line")
        otter_config.pop("assignment_name", None)
        for position, plugin in enumerate(otter_config.get("plugins", [])):
            if plugin == PLUGIN or (isinstance(plugin, dict) and PLUGIN in plugin):
                otter_config["plugins"][position] = {PLUGIN: {**(self.plugin_config or {}), "assignment": named}}

    def before_grading(self, config: Any) -> None:
        """Open the sandbox, read the submission into memory and clear its folder for Otter."""
        folder = self._folder
        self._sitting = Sitting(self.options, folder.parent, self.submission_metadata)
        self._submission = read_submitted(Path(self.submission_path))
        sweep(folder, keep=Path(self.submission_path))
        write_tests(folder / TESTS, self._sitting.assignment, self.options.language)
        config.grade_from_log = False
        config.seed = config.seed_variable = None
        config.show_stdout = False
        visibility = self._sitting.course.gradescope.visibility
        config.show_hidden = visibility != "hidden"
        config.show_all_public = visibility == "visible"
        config.force_public_test_summary = False

    def before_execution(self, submission: NotebookNode) -> NotebookNode:  # noqa: ARG002 (Otter's copy is not run)
        """Grade, and hand Otter an empty notebook: nothing of the student's runs in its kernel."""
        assert self._sitting is not None
        assert self._submission is not None
        folder, language = self._folder, self.options.language
        with self._sitting as sitting:
            graded = sitting.grade(self._submission)
        self._grade = graded.grade
        leave_report(folder.parent, sitting.document(graded, self._submission), self.options.reports, graded.grade)
        write_verdicts(folder / TESTS, graded.grade, sitting.assignment, language)
        sweep(folder, keep=folder / TESTS)
        return nbformat.v4.new_notebook()

    def after_grading(self, results: Any) -> None:
        """Give Otter's results our points and words."""
        assert self._sitting is not None
        assert self._grade is not None
        course = self._sitting.course.gradescope
        tell(results, self._grade, self._sitting.assignment, self.options.language, course, self._folder / TESTS)

    def generate_report(self) -> str:
        """The feedback, for whoever reads Otter's output."""
        assert self._sitting is not None
        assert self._grade is not None
        return feedback(self._grade, self.options.language, title=self._sitting.assignment.title)

    @property
    def _folder(self) -> Path:
        return Path(self.submission_path).parent
