"""How long what is left of a batch will take, from the submissions that ended and those that still run.

Early on, those that ended are the short ones: with 64 at a time and 20 ended nobody has seen a typical one yet. So
those under way count as well, for the time that they have lasted: a survival curve (Kaplan and Meier 1958) for what
was seen, and beyond its last point a log-normal distribution, fitted to both kinds by expectation and maximisation.
Then the rest of the batch is played through with durations drawn from it.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx, ndtr, ndtri

Floats = NDArray[np.float64]

_GAMES: Final = 16
_ROUNDS: Final = 40
_LEAST_SPREAD: Final = 0.05
"""Of the logarithm: no two submissions take equally long."""
_MOST_SPREAD: Final = 1.0
"""Of the logarithm: two thirds of a class lie within a factor of 2.7 of its middle."""
_FAR: Final = 0.4
_ENOUGH: Final = 5
_SHORTEST: Final = 1e-3
_CERTAIN: Final = 1 - 1e-9


@dataclass(frozen=True)
class Rest:
    """What is left to do. Times in seconds.

    running: how long each submission under way has lasted; waiting: how many have not begun; slots: how many go at a
    time from now on; longest: what its limits let a submission last.
    """

    running: tuple[float, ...]
    waiting: int
    slots: int
    longest: float = math.inf


@dataclass(frozen=True)
class Durations:
    """A distribution of durations: steps at what was seen, a log-normal tail for what nobody has reached.

    times: rising, seconds; survival: probability to last longer than each; mean, spread: of the tail's logarithm.
    """

    times: Floats
    survival: Floats
    mean: float
    spread: float

    def draw(self, after: Floats, rng: np.random.Generator) -> Floats:
        """One duration for each element of `after`, given that it is longer than that; same shape."""
        left = self._left(after) * rng.random(after.shape)  # the survival curve read backwards
        place = np.searchsorted(-self.survival, -left, side="left")
        seen = place < len(self.times)
        steps = self.times[np.minimum(place, len(self.times) - 1)] if len(self.times) else after
        return np.where(seen & (steps > after), steps, self._beyond(after, rng))

    def _left(self, after: Floats) -> Floats:
        curve = np.concatenate([[1.0], self.survival])
        return np.asarray(curve[np.searchsorted(self.times, after, side="right")], np.float64)

    def _beyond(self, after: Floats, rng: np.random.Generator) -> Floats:
        last = self.times[-1] if len(self.times) else _SHORTEST
        floor = np.log(np.maximum(after, last))
        lower = ndtr((floor - self.mean) / self.spread)
        drawn = self.mean + self.spread * ndtri(np.minimum(lower + (1 - lower) * rng.random(after.shape), _CERTAIN))
        return np.asarray(np.exp(np.maximum(drawn, floor)), np.float64)


def durations(ended: Sequence[float], running: Sequence[float]) -> Durations | None:
    """The distribution behind durations, some known and some only known to be longer; None where none is known."""
    if not ended:
        return None
    known = np.maximum(np.asarray(ended, np.float64), _SHORTEST)
    open_ended = np.maximum(np.asarray(running, np.float64), _SHORTEST)
    mean, spread = _log_normal(np.log(_long(known, open_ended)), np.log(open_ended))
    times = np.unique(known)
    at_risk = np.array([(known >= t).sum() + (open_ended >= t).sum() for t in times])
    events = np.array([(known == t).sum() for t in times])
    return Durations(times, np.cumprod(1 - events / at_risk), mean, spread)


def _long(known: Floats, open_ended: Floats) -> Floats:
    """Those that say something of how the longest will end: notebooks that failed at once do not."""
    far = known[known >= _FAR * max(known.max(), open_ended.max(initial=0))]
    return far if len(far) >= _ENOUGH else known


def _log_normal(known: Floats, open_ended: Floats) -> tuple[float, float]:
    mean, spread = float(known.mean()), max(float(known.std()), _LEAST_SPREAD)
    for _ in range(_ROUNDS):
        z = (open_ended - mean) / spread
        hazard = math.sqrt(2 / math.pi) / erfcx(z / math.sqrt(2))
        expected = mean + spread * hazard
        variance = spread**2 * np.maximum(1 + z * hazard - hazard**2, 0)
        values = np.concatenate([known, expected])
        mean = float(values.mean())
        square = (((values - mean) ** 2).sum() + variance.sum()) / len(values)
        spread = min(max(math.sqrt(square), _LEAST_SPREAD), _MOST_SPREAD)
    return mean, spread


def time_left(ended: Sequence[float], rest: Rest) -> float | None:
    """Seconds until the last submission ends: the mean of a few games; None while nothing is known.

    Games are drawn from a fixed seed: the same batch at the same moment gives the same answer.
    """
    found = durations(ended, rest.running)
    if found is None:
        return None
    rng = np.random.default_rng(len(ended))
    lasted = np.tile(np.asarray(rest.running, np.float64), (_GAMES, 1))
    residual = np.maximum(np.minimum(found.draw(lasted, rng), rest.longest) - lasted, 0)
    fresh = np.minimum(found.draw(np.zeros((_GAMES, rest.waiting)), rng), rest.longest)
    return float(np.mean([_play(residual[game], fresh[game], rest.slots) for game in range(_GAMES)]))


def _play(residual: Floats, fresh: Floats, slots: int) -> float:
    """When the last one ends, if each that waits begins as soon as one of `slots` is free."""
    free = [0.0] * max(0, slots - len(residual)) + sorted(residual.tolist())
    heapq.heapify(free)
    last = max(free, default=0.0)
    for seconds in fresh.tolist() if free else ():
        end = heapq.heappop(free) + seconds
        heapq.heappush(free, end)
        last = max(last, end)
    return last
