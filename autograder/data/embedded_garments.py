"""Generated garments: 28 × 28 silhouettes of Fashion-MNIST's ten classes, drawn from a few soft shapes.

They are confused as the real ones are: shirts with T-shirts, pullovers and coats, and sneakers with ankle boots and
sandals, because the ranges their proportions are drawn from overlap.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.data.draws import Draws, Floats, Integers
from autograder.data.layout import IMAGE_SIDE
from autograder.data.raster import Canvas, column, triangle_wave

Painter = Callable[[Draws, Canvas, int], Floats]
"""Paints n images of one class: brightness from 0 to 1, (n, 28, 28)."""

# How often an image of a class is drawn with another class's proportions: what no model can tell apart.
_LOOKS_LIKE: Mapping[int, tuple[tuple[int, float], ...]] = {
    0: ((6, 0.06),),
    2: ((4, 0.04), (6, 0.04)),
    3: ((0, 0.03),),
    4: ((2, 0.04), (6, 0.04)),
    5: ((7, 0.03),),
    6: ((0, 0.08), (2, 0.06), (4, 0.06)),
    7: ((9, 0.03), (5, 0.02)),
    9: ((7, 0.04),),
}


@dataclass(frozen=True)
class _Cut:
    """Ranges of an upper garment's proportions; lengths in pixels, chances from 0 to 1."""

    shoulder: tuple[float, float]
    waist: tuple[float, float]
    hem: tuple[float, float]
    length: tuple[float, float]
    sleeve: tuple[float, float]
    long_sleeve: float
    opening: float
    collar: float


_T_SHIRT = _Cut((5.5, 7.0), (5.0, 6.6), (5.2, 7.2), (9.5, 12.0), (4.0, 7.0), 0.0, 0.03, 0.05)
_PULLOVER = _Cut((5.4, 7.0), (5.2, 7.2), (5.4, 7.6), (8.8, 11.3), (15.0, 19.0), 1.0, 0.03, 0.1)
_COAT = _Cut((5.2, 6.8), (5.0, 6.8), (5.6, 8.0), (11.2, 13.2), (15.5, 19.5), 1.0, 0.9, 0.75)
_SHIRT = _Cut((4.8, 6.5), (4.3, 6.2), (4.6, 6.6), (10.2, 12.8), (5.5, 9.5), 0.65, 0.75, 0.8)


def garments(draws: Draws, labels: Integers) -> NDArray[np.uint8]:
    """Return one image per label (0 T-shirt … 9 ankle boot), uint8 (n, 28, 28), bright on black."""
    shown = labels.copy()
    for label, others in _LOOKS_LIKE.items():
        rows = np.flatnonzero(labels == label)
        luck, edge = draws.uniform(0, 1, len(rows)), 0.0
        for other, share in others:
            shown[rows[(luck >= edge) & (luck < edge + share)]] = other
            edge += share
    images = np.zeros((len(labels), IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    for label, paint in enumerate(_PAINTERS):
        rows = np.flatnonzero(shown == label)
        images[rows] = _painted(draws, paint, len(rows))
    return images


def _painted(draws: Draws, paint: Painter, n: int) -> NDArray[np.uint8]:
    canvas = Canvas.wrinkled(draws, n)
    cloth = paint(draws, canvas, n) * _texture(draws, canvas, n)
    shade = draws.uniform(60, 250, n)
    grain = draws.uniform(-1, 1, (n, IMAGE_SIDE, IMAGE_SIDE)) * column(draws.uniform(5, 35, n))
    # Grain only where there is cloth: the background of the real images is exactly black.
    brightness = cloth * column(shade) + grain * (cloth > 0.1)
    return np.floor(np.clip(brightness, 0, 255)).astype(np.uint8)


def _texture(draws: Draws, canvas: Canvas, n: int) -> Floats:
    """A factor from about 0.4 to 1: plain, stripes across, stripes down, checks, a print on the chest or a gradient."""
    kind, depth = draws.below(8, n), draws.uniform(0.1, 0.6, n)
    period, phase = draws.uniform(2.5, 8, n), draws.uniform(0, 1, n)
    across = 0.5 + 0.5 * triangle_wave(canvas.y / column(period) + column(phase))
    down = 0.5 + 0.5 * triangle_wave(canvas.x / column(period) + column(phase))
    print_ = canvas.disc((draws.uniform(-2, 2, n), draws.uniform(-5, 3, n)), draws.uniform(1.5, 4, n))
    gradient = np.clip((canvas.y + canvas.x * column(phase * 2 - 1)) / 40 + 0.5, 0, 1)
    pattern = np.zeros_like(canvas.x)
    for index, candidate in enumerate((across, down, across * down, print_, gradient)):
        pattern[kind == index] = candidate[kind == index]
    return 1.0 - column(depth) * pattern


def _upper(draws: Draws, canvas: Canvas, n: int, cut: _Cut) -> Floats:
    top, neck = -draws.uniform(10.5, 12.0, n), draws.uniform(1.8, 3.4, n)
    shoulder, waist, hem = (draws.uniform(*bounds, n) for bounds in (cut.shoulder, cut.waist, cut.hem))
    bottom = draws.uniform(*cut.length, n)
    body = canvas.column_body([(top, neck), (top + 2.2, shoulder), (top + 12, waist), (bottom, hem)])

    long_sleeve = draws.chance(cut.long_sleeve, n)
    reach = np.where(long_sleeve, draws.uniform(14.5, 19.5, n), draws.uniform(*cut.sleeve, n))
    spread = np.where(long_sleeve, draws.uniform(0.18, 0.42, n), draws.uniform(0.45, 0.9, n))
    thick, cuff = draws.uniform(1.6, 2.4, n), draws.uniform(1.1, 2.0, n)
    sleeves = np.zeros_like(body)
    for side in (-1, 1):
        start = (side * (shoulder - 1.2), top + 3.2)
        end = (side * (shoulder - 1.2 + reach * spread), top + 3.2 + reach * (1 - spread * spread / 2))
        sleeves = np.maximum(sleeves, canvas.tube(start, end, thick, cuff))

    cloth = np.maximum(body, sleeves * 0.92)
    scoop = canvas.disc((0.0, top - 0.2), neck * draws.uniform(0.6, 1.0, n), draws.uniform(0.5, 1.2, n))
    cloth = cloth * (1 - scoop)
    line = draws.chance(cut.opening, n) * draws.uniform(0.25, 0.8, n)
    seam = canvas.tube((0.0, top + 2), (0.0, bottom), 0.35, 0.35)
    collar = draws.chance(cut.collar, n) * draws.uniform(0.2, 0.6, n)
    lapels = np.maximum(
        canvas.tube((-neck, top + 0.5), (0.0, top + 5), 0.6, 0.4),
        canvas.tube((neck, top + 0.5), (0.0, top + 5), 0.6, 0.4),
    )
    return cloth * (1 - column(line) * seam) * (1 - column(collar) * lapels)


def _t_shirt(draws: Draws, canvas: Canvas, n: int) -> Floats:
    return _upper(draws, canvas, n, _T_SHIRT)


def _pullover(draws: Draws, canvas: Canvas, n: int) -> Floats:
    return _upper(draws, canvas, n, _PULLOVER)


def _coat(draws: Draws, canvas: Canvas, n: int) -> Floats:
    return _upper(draws, canvas, n, _COAT)


def _shirt(draws: Draws, canvas: Canvas, n: int) -> Floats:
    return _upper(draws, canvas, n, _SHIRT)


def _trouser(draws: Draws, canvas: Canvas, n: int) -> Floats:
    top, bottom = -draws.uniform(11, 13, n), draws.uniform(11, 13, n)
    hip, ankle = draws.uniform(3.2, 5.2, n), draws.uniform(1.3, 2.6, n)
    apart, crotch = draws.uniform(1.8, 3.6, n), top + draws.uniform(5, 9, n)
    seat = canvas.column_body([(top, hip * 0.85), (crotch, hip)])
    legs = [canvas.tube((s * hip / 2, crotch - 1), (s * apart, bottom - ankle), hip / 2, ankle) for s in (-1, 1)]
    return np.maximum(seat, np.maximum(*legs))


def _dress(draws: Draws, canvas: Canvas, n: int) -> Floats:
    top, bottom = -draws.uniform(11, 13, n), draws.uniform(11, 13, n)
    shoulder, waist = draws.uniform(2.6, 5.2, n), draws.uniform(2.3, 4.6, n)
    hem, waist_y = draws.uniform(3.2, 8.0, n), draws.uniform(-5, 0, n)
    cloth = canvas.column_body([(top, shoulder * 0.7), (top + 2.5, shoulder), (waist_y, waist), (bottom, hem)])
    sleeve = np.where(draws.chance(0.45, n), draws.uniform(3, 14, n), 0.6)
    for side in (-1, 1):
        end = (side * (shoulder + sleeve * 0.35), top + 3 + sleeve * 0.9)
        cloth = np.maximum(cloth, canvas.tube((side * (shoulder - 0.8), top + 2.5), end, 1.2, 1.0))
    return cloth * (1 - canvas.disc((0.0, top), shoulder * draws.uniform(0.3, 0.7, n)))


def _sandal(draws: Draws, canvas: Canvas, n: int) -> Floats:
    left, right, ground = -draws.uniform(11, 13, n), draws.uniform(10, 13, n), draws.uniform(4, 8, n)
    heel = np.where(draws.chance(0.4, n), draws.uniform(2.5, 7.0, n), draws.uniform(0, 1.5, n))
    thick = draws.uniform(0.7, 1.6, n)
    shoe = canvas.tube((left, ground), (left + 8, ground - 0.3), thick, thick)
    shoe = np.maximum(shoe, canvas.tube((left + 8, ground - 0.3), (right, ground - heel), thick, thick))
    shoe = np.maximum(shoe, canvas.tube((right - 0.5, ground - heel), (right, ground), thick, thick * 0.7))
    for _ in range(3):
        foot, lean = draws.uniform(0.1, 0.9, n), draws.uniform(-2, 4, n)
        x, height = left + foot * (right - left), draws.uniform(2, 7, n) + heel * 0.6 * foot
        y = ground - heel * np.clip(foot * 1.6 - 0.6, 0, 1)
        shoe = np.maximum(shoe, canvas.tube((x, y), (x + lean, y - height), draws.uniform(0.5, 1.5, n), 0.6))
    return np.maximum(shoe, canvas.tube((right - 1, ground - heel - 3), (right - 8, ground - heel - 5), 0.7, 0.7))


def _sneaker(draws: Draws, canvas: Canvas, n: int) -> Floats:
    left, right, ground = -draws.uniform(11, 13, n), draws.uniform(10.5, 13, n), draws.uniform(4.5, 7.5, n)
    toe, ankle = draws.uniform(2.4, 4.4, n), draws.uniform(5.5, 9.5, n)
    instep = draws.uniform(-3, 2, n)
    outline = [
        (left, ground - toe * 0.6),
        (left + 4, ground - toe),
        (instep, ground - ankle + 1),
        (right, ground - ankle),
    ]
    shoe = canvas.side_body(outline, ground)
    sole = canvas.tube((left, ground), (right, ground), 0.8, 0.8)
    stripe = canvas.tube((instep - 2, ground - 2), (instep + 3, ground - ankle + 1), 0.5, 0.5)
    return np.maximum(shoe * 0.85, sole) * (1 - column(draws.uniform(0, 0.6, n)) * stripe)


def _ankle_boot(draws: Draws, canvas: Canvas, n: int) -> Floats:
    left, right, ground = -draws.uniform(11, 13, n), draws.uniform(10, 12.5, n), draws.uniform(7, 11, n)
    toe, shaft = draws.uniform(3.0, 5.5, n), draws.uniform(9.5, 18, n)
    instep = draws.uniform(-3, 3, n)
    outline = [(left, ground - toe * 0.6), (left + 5, ground - toe), (instep, ground - toe - 3),
               (instep + 2, ground - shaft), (right, ground - shaft)]  # fmt: skip
    boot = canvas.side_body(outline, ground)
    heel = np.where(draws.chance(0.5, n), draws.uniform(1.5, 3.5, n), 0.3)
    arch = canvas.disc((instep + 1, ground + 0.5), draws.uniform(2, 4, n), heel / 4)
    return boot * (1 - arch)


def _bag(draws: Draws, canvas: Canvas, n: int) -> Floats:
    bottom, top = draws.uniform(7, 11, n), -draws.uniform(1, 7, n)
    above, below = draws.uniform(7, 11.5, n), draws.uniform(8, 12.5, n)
    body = canvas.column_body([(top, above), (bottom, below)])
    span, rise = draws.uniform(3, 7, n), draws.uniform(0.5, 1.3, n)
    outer = canvas.disc((0.0, top), span, rise)
    handle = np.clip(outer - canvas.disc((0.0, top), span - draws.uniform(1.0, 2.0, n), rise), 0, 1)
    flap = canvas.tube((-above, top + 4), (above, top + 4), 0.5, 0.5)
    with_handle = np.maximum(body, handle * column(draws.chance(0.75, n).astype(float)))
    return with_handle * (1 - column(draws.uniform(0, 0.6, n)) * flap)


_PAINTERS: tuple[Painter, ...] = (
    _t_shirt, _trouser, _pullover, _dress, _coat, _sandal, _shirt, _sneaker, _bag, _ankle_boot,
)  # fmt: skip
