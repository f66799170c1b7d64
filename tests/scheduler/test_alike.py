"""Client and workers must be alike."""

import pytest

from autograder.errors import UsageError
from autograder.scheduler.alike import check_alike, differences, versions

MINE = {"python": "3.11.9", "keras": "3.15.1", "numpy": "2.4.6", "dask": "1", "pydantic": "2"}


def test_alike_is_alike() -> None:
    """Nothing is said; what is compared decides about evidence."""
    check_alike(MINE, {"a": dict(MINE), "b": dict(MINE)})
    assert {"python", "tensorflow", "keras", "numpy", "distributed", "autograder's code"} <= set(versions())
    assert "not installed" not in versions().values()


def test_differences_are_one_clear_error() -> None:
    """Which worker, which package, which versions, what to do: not a line for each of a hundred workers."""
    other = {**MINE, "keras": "3.14.0"}
    with pytest.raises(UsageError) as caught:
        check_alike(MINE, {"tcp://a": MINE, "tcp://b": other, "tcp://c": other})
    told = str(caught.value)
    assert told.startswith("2 of 3 workers do not fit this machine; tcp://b: keras 3.15.1 here, 3.14.0 there.")
    assert "tcp://c" not in told
    assert "Install the same version" in told


def test_many_differences_are_counted() -> None:
    """Three are named."""
    with pytest.raises(UsageError, match="and 2 more"):
        check_alike(MINE, {"a": dict.fromkeys(MINE, "0")})
    assert differences({"a": "1"}, {"b": "2"}) == ["a 1 here, ? there", "b ? here, 2 there"]
