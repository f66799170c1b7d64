"""A package that is missing here is the machine's fault; a misspelt one, an old name or an own file is not."""

import pytest

from autograder.missing import missing_package
from autograder.model.evidence import CellError
from autograder.model.submission import Cell, Submission

WRITES = Cell(index=0, kind="code", source="%%writefile redes.py\nx = 1")
SUBMISSION = Submission(name="ana", path="a.ipynb", sha256="0", cells=(WRITES,), files={"src/capas.py": ""})


@pytest.mark.parametrize(
    ("message", "package"),
    [
        ("No module named 'xgboost'", "xgboost"),
        ("No module named 'tensorflow_hub'", "tensorflow_hub"),
        ("No module named 'keras.wrappers'", None),
        ("No module named 'sklean'", None),
        ("No module named 'redes'", None),
        ("No module named 'capas'", None),
        ("No module named 'mis_funciones'", None),
        ("No module named 'utils'", None),
    ],
)
def test_what_is_missing_here(message: str, package: str | None) -> None:
    """Only names that are nobody's own and no misspelling."""
    assert missing_package(CellError(kind="ModuleNotFoundError", message=message), SUBMISSION) == package


def test_other_errors_are_others() -> None:
    """A forged message in another exception excuses nothing."""
    error = CellError(kind="ValueError", message="No module named 'xgboost'")
    assert missing_package(error, SUBMISSION) is None
    assert missing_package(None, SUBMISSION) is None
