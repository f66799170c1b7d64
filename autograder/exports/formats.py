"""The formats by name."""

from collections.abc import Callable
from dataclasses import dataclass

from autograder.exports.canvas import canvas
from autograder.exports.classroom import Classroom, Product
from autograder.exports.gradescope import gradescope
from autograder.exports.markdown import markdown
from autograder.exports.moodle import moodle
from autograder.exports.moodle_feedback import moodle_feedback
from autograder.exports.nbgrader import nbgrader
from autograder.exports.plain_csv import plain_csv


@dataclass(frozen=True)
class Format:
    """How a format is made, and what its files are called."""

    write: Callable[[Classroom], Product]
    suffix: str


FORMATS = {
    "gradescope": Format(gradescope, ".json"),
    "moodle": Format(moodle, ".csv"),
    "moodle-feedback": Format(moodle_feedback, ".zip"),
    "canvas": Format(canvas, ".csv"),
    "nbgrader": Format(nbgrader, ".csv"),
    "csv": Format(plain_csv, ".csv"),
    "markdown": Format(markdown, ".md"),
}
