"""Claimed test accuracies: only what cannot be, or what the notebook itself denies, is told."""

from typing import Any

import pytest

from autograder.bands.calibration import Calibration
from autograder.checks.claimed import claim_findings, figures_on_test
from autograder.checks.told import folded
from autograder.grading import grade
from autograder.model.submission import Cell, Submission

from .build import case, honest, tl04
from .test_accuracy import calibration

SUBMISSION = Submission(
    name="ana", path="ana.ipynb", sha256="0", cells=(Cell(index=0, kind="code", source="fashion_mnist"),)
)


def published() -> Calibration:
    """Bands beside the course's own figures."""
    return calibration().model_copy(update={"published": {"a.best_holdout": 0.8908, "a.final_holdout": 0.8977}})


def claimed(printed: str = "", text: str = "", accuracy: float = 0.8) -> tuple[list[str], str | None]:
    """The findings of a notebook that printed and says this, and why a person must look."""
    cells = (
        Cell(index=2, kind="code", source="model.evaluate(x_test, y_test)", stored_output=printed),
        Cell(index=5, kind="markdown", source=text),
    )
    every = {item.id: accuracy for item in honest().predictions}
    seen = case(judges_accuracy=True, calibration=published(), accuracies=every)
    result = grade(seen.model_copy(update={"written": cells, "cells": cells}), SUBMISSION)
    found = [item for item in result.findings if item.cause == "claim-mismatch"]
    assert all(item.hint for item in found)
    return [item.message.es for item in found], result.reason.en if result.reason else None


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Test accuracy: 0.8954", ["0.8954"]),
        ("test_acc = 0.8954, test_loss = 0.9231", ["0.8954"]),
        ("Exactitud en test: 89,5 % (en validación, exactitud 91,2 %)", ["89,5 %"]),
        ("Train accuracy 0.9921, test accuracy 0.8954", ["0.8954"]),
        ("accuracy: 0.9921 - loss: 0.0312 - val_accuracy: 0.9012", []),
        ("Test accuracy of class Trouser: 0.9981", []),
        ("Exactitud en test, IC del 95 %: de 0,88 a 0,90", []),
        ("Test loss, accuracy: [0.9612, 0.8834]", []),
    ],
)
def test_figures_called_test_accuracy(text: str, figures: list[str]) -> None:
    """Losses, shares of classes, intervals, training and validation are none."""
    assert [item.text for item in figures_on_test(folded(text))] == figures


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("Test accuracy: 0.8977", "Llega al 89,77 % de exactitud en test."),
        ("Exactitud en test: 93,4 %", ""),
        ("loss: 0.01 - accuracy: 0.9987\nTest accuracy: 0.91", "En test, exactitud del 91 %; en train, del 99,9 %."),
        ("", "Con MNIST la exactitud en test era del 98,2 %."),
        ("", ""),
    ],
)
def test_honest_figures_are_left_alone(printed: str, text: str) -> None:
    """All the data give more than the grader's, another network more than the course's, other data what they like."""
    found, _ = claimed(printed, text)
    assert found == []


def test_a_figure_beyond_belief_is_looked_at() -> None:
    """It leaves less than half of the errors of the best figure published; points stay."""
    found, reason = claimed("Test accuracy: 0.9921")
    assert len(found) == 1
    assert "0.9921" in found[0]
    assert "89,8 %" in found[0]
    assert reason is not None
    assert "figures" in reason


def test_a_good_figure_of_models_that_learn_nothing_is_looked_at() -> None:
    """The run's every accuracy is below the band, and the notebook prints what the course publishes."""
    assert len(claimed("Test accuracy: 0.8977", accuracy=0.1)[0]) == 1
    assert claimed("Test accuracy: 0.1000", accuracy=0.1)[0] == []


@pytest.mark.parametrize(("text", "told"), [("Se llega al 93,27 % en test.", True), ("Llega al 89,8 %.", False)])
def test_a_text_that_the_outputs_deny_is_looked_at(text: str, told: bool) -> None:
    """Where no line of the rubric reads the text; rounding is no contradiction."""
    assert all(spec.kind != "written" for spec in tl04().checks)
    assert bool(claimed("accuracy: 0.8977 - loss: 0.3103", text)[0]) == told


def test_nothing_is_told_without_published_figures() -> None:
    """Nobody knows then what is beyond belief."""
    more: dict[str, Any] = {"judges_accuracy": True, "calibration": calibration()}
    cell = Cell(index=2, kind="code", source="x", stored_output="Test accuracy: 0.9999")
    seen = case(**more).model_copy(update={"written": (cell,), "cells": (cell,)})
    assert claim_findings(seen, []) == ()
