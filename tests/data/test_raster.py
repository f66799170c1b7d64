"""Soft shapes: where they are, and how much they cover."""

import numpy as np
import pytest

from autograder.data.draws import Draws
from autograder.data.raster import Canvas, along_outline, triangle_wave


@pytest.fixture
def canvas() -> Canvas:
    """One image without wrinkles."""
    axis = np.arange(28) - 13.5
    x, y = np.meshgrid(axis, axis)
    return Canvas(x[None], y[None])


def test_disc_covers_its_area(canvas: Canvas) -> None:
    """A disc of radius 8 covers about 64 π pixels, a flattened one half of that."""
    assert canvas.disc((0.0, 0.0), 8.0).sum() == pytest.approx(201, rel=0.02)
    assert canvas.disc((0.0, 0.0), 8.0, flat=0.5).sum() == pytest.approx(100, rel=0.05)


def test_tube_reaches_from_end_to_end(canvas: Canvas) -> None:
    """A limb covers both ends and nothing beyond its radius."""
    cover = canvas.tube((-5.0, 0.0), (5.0, 0.0), 2.0, 2.0)[0]
    assert cover[13, 9] == cover[13, 18] == 1
    assert cover[:, :5].max() == cover[:9].max() == 0


def test_column_body_is_symmetric_and_widens(canvas: Canvas) -> None:
    """A body mirrors itself and follows its outline from top to bottom."""
    cover = canvas.column_body([(-10.0, 3.0), (10.0, 8.0)])[0]
    assert (cover == cover[:, ::-1]).all()
    assert cover[4].sum() < cover[14].sum() < cover[22].sum()
    assert cover[0].sum() == cover[27].sum() == 0


def test_side_body_stands_on_its_ground(canvas: Canvas) -> None:
    """A shoe's shape ends at its ground line and its sides."""
    cover = canvas.side_body([(-10.0, 2.0), (10.0, -4.0)], 6.0)[0]
    assert cover[20:].max() == 0
    assert cover[:, 4].sum() < cover[:, 22].sum()


def test_outline_is_linear_between_and_constant_beyond() -> None:
    """Interpolation meets the points and holds the last value outside."""
    position = np.array([[[-1.0, 0.0, 1.0, 2.0, 9.0]]])
    assert along_outline(position, [(0.0, 1.0), (2.0, 5.0)]).ravel().tolist() == [1, 1, 3, 5, 5]


def test_triangle_wave_has_period_one() -> None:
    """The wave runs from 1 down to -1 and back within a period."""
    assert triangle_wave(np.array([0.0, 0.25, 0.5, 0.75, 1.0, -0.5])).tolist() == [1, 0, -1, 0, 1, -1]


def test_wrinkles_differ_but_repeat_with_the_seed() -> None:
    """Every image is bent in its own way, the same way for the same seed."""
    first, again = Canvas.wrinkled(Draws(5), 3), Canvas.wrinkled(Draws(5), 3)
    assert (first.x == again.x).all()
    assert not np.allclose(first.x[0], first.x[1])
