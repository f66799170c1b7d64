"""Packages that a notebook imports and that are not installed where it is graded. Pure."""

import re
from difflib import SequenceMatcher

from autograder.model.evidence import CellError
from autograder.model.submission import Submission

_UNKNOWN = re.compile(r"No module named '([A-Za-z_]\w*)'")
"""A name with a dot is a part that an installed package does not have, and so the notebook's own mistake."""
_COURSE = ("keras", "keras_tuner", "matplotlib", "numpy", "pandas", "scikeras", "scipy", "sklearn", "tensorflow")
_ALIKE, _LONGER = 0.8, 2
"""Misspelt names (`sklean`, `kears`, `nunpy`) are this alike and hardly longer or shorter; of real packages `keras_cv`
reaches 0.77, and `tensorflow_hub` has four letters more."""
_OWN = re.compile(
    r"(mis?|my|local|practica|tl\d+|ejercicio|solucion)_?\w*|utils?|utilidades|helpers?|aux\w*|func\w*|common|config",
    re.IGNORECASE,
)
"""What people call files of their own."""


def missing_package(error: CellError | None, submission: Submission) -> str | None:
    """The package for want of which a cell failed; None where it is a file of the student's own, or misspelt."""
    match = _UNKNOWN.match(error.message) if error is not None and error.kind == "ModuleNotFoundError" else None
    if match is None:
        return None
    name = match[1]
    return None if _misspelt(name) or _own(name, submission) else name


def _misspelt(name: str) -> bool:
    near = [known for known in _COURSE if abs(len(known) - len(name)) <= _LONGER]
    return any(SequenceMatcher(None, name.lower(), known).ratio() >= _ALIKE for known in near)


def _own(name: str, submission: Submission) -> bool:
    files = {path.rsplit("/", 1)[-1] for path in submission.files}
    written = any(f"{name}.py" in cell.source for cell in submission.code_cells)
    return written or f"{name}.py" in files or _OWN.fullmatch(name) is not None
