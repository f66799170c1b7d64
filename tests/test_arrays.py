"""Arrays on their way in and out of the sandbox."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as some

from autograder.arrays import as_arrays, decoded, encoded
from autograder.model.evidence import Array

KINDS = [np.dtype(name) for name in ("bool", "uint8", "int32", "int64", "float32", "float64")]


@given(st.sampled_from(KINDS).flatmap(lambda kind: some.arrays(kind, some.array_shapes(min_dims=0, min_side=0))))
def test_what_is_encoded_comes_back(array: Any) -> None:
    """Values, shape and dtype survive, NaN and empty arrays too."""
    back = decoded(Array.model_validate_json(encoded(array).model_dump_json()))
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize(
    "claim",
    [
        {"dtype": "object", "shape": (1,), "data": ""},
        {"dtype": "float64", "shape": (2,), "data": "AAAA"},
        {"dtype": "float64", "shape": (-1, -1), "data": "AAAAAAAAAAA="},
        {"dtype": "float64", "shape": (2**40, 0), "data": ""},
        {"dtype": "float64", "shape": (), "data": "ñ"},
    ],
)
def test_claims_that_do_not_fit_are_refused(claim: dict[str, Any]) -> None:
    """Hostile descriptions give one kind of error and no memory is taken."""
    with pytest.raises(ValueError, match=r".+"):
        decoded(Array.model_validate(claim))


def test_parts_of_an_answer() -> None:
    """Tuples, ragged lists and dictionaries fall into parts; lists of equal rows are one array."""
    assert [part.shape for part in as_arrays((1.0, np.zeros((2, 3))))] == [(), (2, 3)]
    assert [part.shape for part in as_arrays([[1, 2], [3, 4]])] == [(2, 2)]
    assert [part.shape for part in as_arrays([[1, 2], [3]])] == [(2,), (1,)]
    assert [float(part) for part in as_arrays({"b": 2, "a": 1})] == [1.0, 2.0]


@pytest.mark.parametrize("value", ["text", object(), [["a"]], 1j, {"a": None}])
def test_what_is_no_number_is_refused(value: Any) -> None:
    """TypeError or ValueError, nothing else."""
    with pytest.raises((TypeError, ValueError)):
        as_arrays(value)
