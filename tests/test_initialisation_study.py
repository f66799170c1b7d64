"""The study behind entrenamiento's ten layers: what is committed is what judges, and the course's table fits it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.rubric import load_assignment
from benchmarks.initialisation import LAYERS, OUT, ROWS, deviations, to_json

ROOT = Path(__file__).parents[1]
STUDY: dict[str, Any] = json.loads(OUT.read_text(encoding="utf-8"))
every_row = pytest.mark.parametrize("row", STUDY["rows"], ids=lambda row: f"{row['scheme']}-{row['activation']}")


def test_the_rubrics_bounds_are_the_studys() -> None:
    """Each case of c.layers has the bounds and the number of inputs that the study found."""
    checks = load_assignment(ROOT / "assignments", "entrenamiento").checks
    cases = next(check for check in checks if check.id == "c.layers").settings["cases"]
    judged = {tuple(case["args"][:2]): (case["within"], case["args"][2]["normal"]) for case in cases}
    found = {
        (row["scheme"], row["activation"]): ({"low": row["low"], "high": row["high"]}, [STUDY["inputs"], 500])
        for row in STUDY["rows"]
    }
    assert judged == found
    assert set(found) == set(ROWS)


@every_row
def test_the_courses_table_lies_inside(row: dict[str, Any]) -> None:
    """But for half a unit of the last digit that the course prints."""
    for low, high, printed in zip(row["low"], row["high"], row["published"], strict=True):
        digits = max(len(f"{printed:f}".rstrip("0").partition(".")[2]), 3)
        slack = 0.5 * 10.0 ** -(6 if printed == 0 else digits)
        assert low - slack <= printed <= high + slack


@every_row
def test_fewer_inputs_leave_the_expectation_as_it_is(row: dict[str, Any]) -> None:
    """With the same weights a quarter of the inputs gives the same within 1/n, n = 50, as derived."""
    assert np.allclose(row["quarter_of_the_inputs"], 1.0, atol=4 / STUDY["inputs"])


def test_the_study_repeats() -> None:
    """The same seed gives the same figures, inside the bounds, and the text holds what it was made of."""
    whole, _ = deviations("glorot_uniform", "tanh", STUDY["inputs"], seed=99)
    row = next(row for row in STUDY["rows"] if (row["scheme"], row["activation"]) == ("glorot_uniform", "tanh"))
    assert len(whole) == LAYERS
    assert all(low <= value <= high for low, value, high in zip(row["low"], whole, row["high"], strict=True))
    assert to_json(STUDY) == OUT.read_text(encoding="utf-8")
