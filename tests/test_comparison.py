"""Two records of one run: where they differ."""

from checks.build import edit, honest

from autograder.comparison import compare, differences
from autograder.model.evidence import CellRun


def test_durations_do_not_count() -> None:
    """Equal runs are equal, however long they took."""
    slow = honest().model_copy(update={"seconds": {"training": 99.0}})
    assert compare(honest(), slow) == compare(honest(), honest())
    assert not compare(honest(), slow).results


def test_the_last_bit_counts() -> None:
    """A figure of a history, with its place."""
    fit = honest().fits[0]
    name = next(iter(fit.history))
    value = (fit.history[name][0] or 0.0) + 2**-52
    other = edit(honest(), "fits", fit.id, history={**fit.history, name: (value, *fit.history[name][1:])})
    found = compare(honest(), other).results
    assert [item.place for item in found] == [f"fits[0].history.{name}[0]"]


def test_circumstances_and_printed_text_are_told_apart() -> None:
    """Another processor explains; another text on the screen is nothing."""
    environment = honest().environment.model_copy(update={"machine": "another"})
    cells = (CellRun(index=0, status="ok", output="1 s"),)
    one = honest().model_copy(update={"cells": cells})
    two = one.model_copy(update={"environment": environment, "cells": (cells[0].model_copy(update={"output": "2 s"}),)})
    found = compare(one, two)
    assert not found.results
    assert [item.place for item in found.circumstances] == ["environment.machine"]
    assert [item.place for item in found.printed] == ["cells[0].output"]


def test_nan_is_itself_and_lengths_differ() -> None:
    """NaN equals NaN here, and what only one side has is found."""
    nan = float("nan")
    assert list(differences([nan], [nan])) == []
    assert [item.place for item in differences({"a": [1]}, {"a": [1, 2], "b": 3})] == ["a.length", "b"]
