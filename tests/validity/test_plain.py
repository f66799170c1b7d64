"""The plain autograder: names, an error in a cell, a fixed threshold."""

from checks.build import ROOT, edit, honest, tl04

from autograder.model.evidence import CellRun
from autograder.model.submission import Cell, Submission
from autograder.validity.plain import judge, names_asked_for

NAMES = ("score_a", "model_a")


def submission(source: str) -> Submission:
    """A notebook of one cell."""
    return Submission(name="ana", path="", sha256="0", cells=(Cell(index=0, kind="code", source=source),))


def test_names_are_those_that_the_notebook_leaves_open() -> None:
    """Assignments and functions to be completed; what is handed out complete is not asked for."""
    assert {"best_model_a", "score_b", "history_a"} <= set(names_asked_for(ROOT / "assignments" / "tl04"))
    assert "plot_history" not in names_asked_for(ROOT / "assignments" / "tl04")
    assert "sigmoid" in names_asked_for(ROOT / "assignments" / "entrenamiento")


def test_other_names_fail_and_would_not_without_names() -> None:
    """Honest work under names of its own."""
    found = judge(tl04(), NAMES, submission("score_a = modelo = 1"), honest(), None)
    assert found.missing == ("model_a",)
    assert (found.passed, found.passed_but_names) == (False, True)


def test_an_error_in_any_cell_fails() -> None:
    """However harmless."""
    evidence = honest().model_copy(update={"cells": (CellRun(index=0, status="error"),)})
    assert not judge(tl04(), (), submission("x = 1"), evidence, None).passed


def test_the_reported_accuracy_is_held_against_a_fixed_threshold() -> None:
    """The last evaluation on the test set decides, whatever the student did to reach it."""
    evidence = edit(honest(), "evaluations", lambda item: True, results={"loss": 0.5, "accuracy": 0.8})
    assert judge(tl04(), (), submission("x = 1"), evidence, 0.8).passed
    assert not judge(tl04(), (), submission("x = 1"), evidence, 0.81).passed
    assert not judge(tl04(), (), submission("x = 1"), honest(), 0.1).passed
