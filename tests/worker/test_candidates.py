"""Which candidates of a search are run, which values its parameters are said to have, which rows its folds get."""

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("keras")
pytestmark = pytest.mark.keras


def test_few_candidates_vary_every_parameter() -> None:
    """Two of eight combinations take both values of all three; no limit or a large one takes all, in order."""
    from sklearn.model_selection import ParameterGrid

    from autograder.worker.candidates import spread

    grid = ParameterGrid({"a": [1, 2], "b": [True, False], "c": ["x", "y"]})
    two = [grid[place] for place in spread(grid, 2)]
    assert all(two[0][name] != two[1][name] for name in "abc")
    assert spread(grid, None) == spread(grid, 8) == list(range(8))
    large = ParameterGrid({"a": list(range(100)), "b": list(range(100))})
    four = [large[place] for place in spread(large, 4)]
    assert len({item["a"] for item in four}) == len({item["b"] for item in four}) == 4


def test_values_that_a_search_declares_and_those_it_draws() -> None:
    """Lists of grids are one; what a distribution gave is added; functions, classes and arrays are told."""
    from scipy.stats import uniform

    from autograder.worker.candidates import declared, merged, told

    grid = [{"a": [1, 2], "b": np.array([0.5, 1.0])}, {"a": (2, 3)}]
    assert declared(SimpleNamespace(param_grid=grid)) == {"a": [1, 2, 3], "b": [0.5, 1.0]}
    drawn = declared(SimpleNamespace(param_distributions={"a": uniform(0, 1), "b": [len, max]}))
    assert drawn == {"a": [], "b": [len, max]}
    values = merged(drawn, [{"a": 0.25, "b": len}, {"a": 0.75, "b": max}, {"a": 0.25, "b": max}])
    assert values == {"a": [0.25, 0.75], "b": [len, max]}
    assert [told(value) for value in (len, np.float32(0.5), (1, 2))] == ["len", 0.5, [1, 2]]


def test_no_class_is_lost_from_few_rows() -> None:
    """Of each class twice as many rows as folds stay, or all of them; the rest is evenly spread."""
    from autograder.worker.folds import _some, folds_of

    classes = np.array([0] * 900 + [1] * 90 + [2] * 3)
    kept = _some(np.arange(993), classes, 100, 2 * folds_of(3))
    assert len(kept) == 100
    assert list(kept) == sorted(set(kept.tolist()))
    counts = np.bincount(classes[kept])
    assert counts[2] == 3
    assert counts[1] >= 6
    assert len(_some(np.arange(993), classes, 5, 6)) == 6 + 6 + 3
    assert [folds_of(cv) for cv in (None, 4, 50, object())] == [5, 4, 10, 5]
