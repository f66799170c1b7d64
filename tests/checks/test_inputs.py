"""Arguments drawn for a student's functions."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from autograder.checks.inputs import Inputs, on_the_wire


def drawn(item: Any, name: str = "stream") -> Any:
    """The argument that one item of a rubric gives."""
    return Inputs(args=(item,)).drawn(name)[0][0]


def test_a_stream_of_one_name_is_always_the_same() -> None:
    """These very numbers must come out in years to come, or stored evidence would be judged by other inputs."""
    assert drawn({"uniform": [3]}).tolist() == pytest.approx(PINNED, abs=1e-15)
    assert drawn({"uniform": [3]}, "other").tolist() != PINNED


PINNED = [0.7186999498558586, 0.6247727677407515, 0.22609624595851358]


def test_normal_columns_have_their_own_mean_scale_and_constants() -> None:
    """A constant column holds its first value throughout."""
    array = drawn({"normal": [4000, 3], "mean": [0, 10, 5], "scale": [1, 2, 1], "constant": [2]})
    assert array.mean(axis=0)[:2] == pytest.approx([0, 10], abs=0.2)
    assert array.std(axis=0) == pytest.approx([1, 2, 0], abs=0.1)


def test_labels_hold_every_class_where_there_is_room() -> None:
    """One-hot labels are the same numbers in columns."""
    labels = drawn({"labels": 30, "classes": 7})
    assert set(labels.tolist()) == set(range(7))
    hot = drawn({"labels": 30, "classes": 7, "one_hot": True})
    assert hot.argmax(axis=1).tolist() == labels.tolist()
    assert drawn({"labels": 3, "classes": 46}).shape == (3,)


def test_sequences_have_the_lengths_asked_for() -> None:
    """An array of lists, or a list where the exercise says so."""
    texts = drawn({"sequences": 50, "below": 9, "shortest": 2, "longest": 4})
    assert texts.dtype == object
    assert {len(text) for text in texts} == {2, 3, 4}
    assert {token for text in texts for token in text} == set(range(9))
    assert isinstance(drawn({"sequences": 2, "below": 9, "as_list": True}), list)


def test_literals_stay_what_they_are_and_tables_within_them_are_drawn() -> None:
    """Lists stay lists; a table without a word for drawing is a dictionary."""
    assert drawn([[8, 5], [2]]) == [[8, 5], [2]]
    assert drawn({"rate": 0.1}) == {"rate": 0.1}
    inner = drawn([{"filled": [2], "value": 3}, "x"])
    assert inner[0].tolist() == [3.0, 3.0]
    assert [part.shape for part in drawn({"weights": [4, 3, 2]})] == [(4, 3), (3, 2)]


def test_the_wire_carries_arrays_within_lists() -> None:
    """Only JSON and array records leave."""
    wire = on_the_wire([np.zeros(2), 1.5])
    assert isinstance(wire, list)
    assert isinstance(wire[0], dict)
    assert set(wire[0]) == {"dtype", "shape", "data"}


@pytest.mark.parametrize("item", [{"normal": [2], "scael": 1}, {"uniform": "x"}, [{"values": [1], "dtype": "object"}]])
def test_slips_are_refused(item: Any) -> None:
    """Also where they stand within a list."""
    with pytest.raises(ValidationError):
        Inputs(args=(item,))
