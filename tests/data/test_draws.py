"""Draws: fixed for ever, within bounds, roughly in proportion."""

import numpy as np

from autograder.data.draws import Draws


def test_draws_are_the_same_for_ever() -> None:
    """The first draws of a seed are these; data generated from them are part of stored results."""
    draws = Draws(1)
    assert draws.below(1000, 5).tolist() == [511, 950, 144, 948, 311]
    assert draws.uniform(0, 1, 2).tolist() == [0.42332644897257565, 0.8277025938204418]
    assert draws.permutation(6).tolist() == [2, 5, 0, 4, 1, 3]


def test_draws_keep_their_bounds() -> None:
    """Numbers lie in their half-open ranges, bounds may differ from draw to draw."""
    draws = Draws(2)
    uniform, below = draws.uniform(-1, 3, (100, 7)), draws.below(np.array([1, 2, 1000]), (500, 3))
    assert uniform.min() >= -1
    assert uniform.max() < 3
    assert (below < [1, 2, 1000]).all()
    assert set(below[:, 1]) == {0, 1}


def test_weighted_draws_follow_the_weights() -> None:
    """An index of weight 0 never comes, one of weight 3 three times as often as one of weight 1."""
    counts = np.bincount(Draws(3).weighted([1, 0, 3], 40_000), minlength=3) / 40_000
    assert counts[1] == 0
    assert abs(counts[2] - 0.75) < 0.02


def test_permutations_hold_every_index() -> None:
    """A permutation has each index once."""
    assert sorted(Draws(4).permutation(50).tolist()) == list(range(50))
