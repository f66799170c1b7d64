"""The picture of a training."""

import math
from base64 import b64decode
from typing import Any

import pytest

from autograder.model.evidence import Ending, Environment, Evidence, Fit, Rows
from autograder.report.curves import curve, graded_fit

HISTORY = {"loss": (1.0, 0.5, math.nan), "accuracy": (0.1, 0.9, None), "val_loss": (1.1, 0.6, 0.7)}


def fit(identifier: str = "f1", dataset: str = "fashion_mnist", **changes: Any) -> Fit:
    """A training of three epochs."""
    base: dict[str, Any] = {
        "id": identifier,
        "at": 0,
        "cell": 1,
        "model": "m1",
        "rows": Rows(dataset=dataset, asked=10, kept=10),
        "epochs_asked": 3,
        "epochs_run": 3,
        "history": HISTORY,
    }
    return Fit(**{**base, **changes})


def evidence(*fits: Fit) -> Evidence:
    """A run with these trainings."""
    nowhere = Environment(
        seed=1, budget="", assignment="", packages={}, python="", machine="", threads=1, isolation="", data={}
    )
    return Evidence(environment=nowhere, ending=Ending(kind="finished"), fits=fits)


def test_it_is_a_small_png() -> None:
    """Gaps and missing validation do not stop it, and equal trainings give equal pictures."""
    address = curve(fit())
    kind, _, data = address.partition(",")
    assert kind == "data:image/png;base64"
    picture = b64decode(data)
    assert picture.startswith(b"\x89PNG")
    assert 2_000 < len(picture) < 40_000
    assert curve(fit()) == address
    assert curve(fit(), "en") != address


@pytest.mark.parametrize("history", [{}, {"loss": ()}, {"loss": (math.nan, None)}, {"val_loss": (1.0,)}])
def test_without_figures_there_is_none(history: dict[str, Any]) -> None:
    """Nothing is drawn rather than an empty frame."""
    assert curve(fit(history=history)) == ""


def test_a_students_name_of_a_metric_is_only_text() -> None:
    """Neither formulas nor controls are followed."""
    assert curve(fit(history={"$\\frac{$\x1b[2J": (1.0, 2.0)})).startswith("data:image/png")


def test_the_last_training_outside_searches_is_shown() -> None:
    """On the graded data; without one the longest of a search; without any, none."""
    trial = fit("trial", search="s1", epochs_run=9)
    other = fit("other", "mnist")
    assert graded_fit(evidence(fit("one"), fit("two"), trial, other), "fashion_mnist") == fit("two")
    assert graded_fit(evidence(trial, fit("short", search="s1")), "fashion_mnist") == trial
    assert graded_fit(evidence(other, fit("empty", history={})), "fashion_mnist") is None
