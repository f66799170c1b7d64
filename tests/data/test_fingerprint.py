"""Fingerprints: of content, not of files."""

import numpy as np
import pytest

from autograder.data.fingerprint import combine, fingerprint

BASE = np.arange(6, dtype=np.int64).reshape(2, 3)


def test_memory_layout_and_byte_order_do_not_count() -> None:
    """A Fortran-ordered, big-endian copy has the fingerprint of the original."""
    assert fingerprint({"x": np.asfortranarray(BASE).astype(">i8")}) == fingerprint({"x": BASE})


@pytest.mark.parametrize(
    "other",
    [{"x": BASE + 1}, {"x": BASE.reshape(3, 2)}, {"x": BASE.astype(np.int32)}, {"y": BASE}, {"x": BASE, "y": BASE}],
    ids=["values", "shape", "dtype", "name", "one more"],
)
def test_content_counts(other: dict[str, np.ndarray]) -> None:
    """Another value, shape, dtype, name or number of arrays gives another fingerprint."""
    assert fingerprint(other) != fingerprint({"x": BASE})


def test_order_of_names_does_not_count() -> None:
    """A mapping is hashed by its names, not by the order they were put in."""
    assert fingerprint({"a": BASE, "b": BASE + 1}) == fingerprint({"b": BASE + 1, "a": BASE})


def test_fixed_value() -> None:
    """The fingerprint of a known array is this one, today and in every later version."""
    assert fingerprint({"x": np.zeros(2, np.uint8)}) == (
        "8adf5dc23be722604e7fc35679379ea1bf57f60d8b4070e86376332bfcf44432"
    )


def test_combination_depends_on_name_and_order() -> None:
    """Combined fingerprints tell the data set and the order of the pools apart."""
    assert len({combine("a", ["1", "2"]), combine("a", ["2", "1"]), combine("b", ["1", "2"])}) == 3
