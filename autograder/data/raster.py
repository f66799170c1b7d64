"""Soft shapes on the 28 × 28 grid, for many images at once.

Only + − × ÷ and square roots, which IEEE 754 fixes to the last bit: the same images on every machine.
Numbers of one value per image have shape (n,), coverages (n, 28, 28) with values from 0 to 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from autograder.data.draws import Draws, Floats
from autograder.data.layout import IMAGE_SIDE

Point = tuple["Floats | float", "Floats | float"]


def column(value: Floats | float) -> Floats:
    """Make one value per image broadcast over pixels: (n, 1, 1)."""
    return np.asarray(value, float).reshape(-1, 1, 1)


def ramp(distance: Floats) -> Floats:
    """Coverage of a pixel whose centre lies `distance` pixels inside an edge."""
    return np.clip(distance + 0.5, 0.0, 1.0)


def triangle_wave(phase: Floats) -> Floats:
    """A wave of period 1 from -1 to 1."""
    return 4.0 * np.abs(phase - np.floor(phase) - 0.5) - 1.0


@dataclass(frozen=True, eq=False)
class Canvas:
    """Coordinates of every pixel of n images, x to the right and y down from the centre, in pixels, (n, 28, 28)."""

    x: Floats
    y: Floats

    @classmethod
    def wrinkled(cls, draws: Draws, n: int) -> "Canvas":
        """Return coordinates that are shifted, scaled, sheared and bent a little, differently in each image."""
        axis = np.arange(IMAGE_SIDE) - (IMAGE_SIDE - 1) / 2
        x, y = np.meshgrid(axis, axis)
        scale_x, scale_y = draws.uniform(0.88, 1.16, n), draws.uniform(0.93, 1.1, n)
        shift_x, shift_y = draws.uniform(-1.2, 1.2, n), draws.uniform(-1.0, 1.0, n)
        shear = draws.uniform(-0.06, 0.06, n)
        bend, phase = draws.uniform(0, 0.7, n), draws.uniform(0, 1, n)
        period = draws.uniform(14, 30, n)
        yy = y * column(scale_y) + column(shift_y)
        xx = x * column(scale_x) + column(shift_x) + column(shear) * y
        return cls(xx + column(bend) * triangle_wave(y / column(period) + column(phase)), yy)

    def tube(self, start: Point, end: Point, start_radius: Floats | float, end_radius: Floats | float) -> Floats:
        """Coverage of a rounded limb from (x, y) to (x, y) that narrows or widens."""
        (x0, y0), (x1, y1) = start, end
        dx, dy = column(np.subtract(x1, x0)), column(np.subtract(y1, y0))
        from_x, from_y = self.x - column(x0), self.y - column(y0)
        along = np.clip((from_x * dx + from_y * dy) / (dx * dx + dy * dy), 0.0, 1.0)
        off_x, off_y = from_x - along * dx, from_y - along * dy
        radius = column(start_radius) + along * column(np.subtract(end_radius, start_radius))
        return ramp(radius - np.sqrt(off_x * off_x + off_y * off_y))

    def disc(self, centre: Point, radius: Floats | float, flat: Floats | float = 1.0) -> Floats:
        """Coverage of an ellipse whose height is `flat` times its width."""
        off_x, off_y = self.x - column(centre[0]), (self.y - column(centre[1])) / column(flat)
        return ramp(column(radius) - np.sqrt(off_x * off_x + off_y * off_y))

    def column_body(self, outline: Sequence[Point]) -> Floats:
        """Coverage of a body symmetric about x = 0; `outline` gives (y, half width) from top to bottom."""
        half = along_outline(self.y, outline)
        inside = ramp(self.y - column(outline[0][0])) * ramp(column(outline[-1][0]) - self.y)
        return ramp(half - np.abs(self.x)) * inside

    def side_body(self, outline: Sequence[Point], bottom: Floats | float) -> Floats:
        """Coverage of a shape standing on y = bottom; `outline` gives (x, y of the upper edge) from left to right."""
        top = along_outline(self.x, outline)
        inside = ramp(self.x - column(outline[0][0])) * ramp(column(outline[-1][0]) - self.x)
        return ramp(self.y - top) * ramp(column(bottom) - self.y) * inside


def along_outline(position: Floats, outline: Sequence[Point]) -> Floats:
    """Interpolate an outline's second coordinate linearly at a position along its first."""
    value = np.broadcast_to(column(outline[0][1]), position.shape)
    for (p0, v0), (p1, v1) in pairwise(outline):
        step = np.clip((position - column(p0)) / column(np.subtract(p1, p0)), 0.0, 1.0)
        value = value + step * column(np.subtract(v1, v0))
    return value
