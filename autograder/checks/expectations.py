"""What a function's answer must be: equal to a reference, within bounds, or drawn from a distribution.

Every expectation says None where an answer meets it and, in both languages, what is wrong where it does not.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Literal, Self

import numpy as np
import scipy  # its parts load when they are asked for, and `stats` takes a second
from numpy.typing import NDArray
from pydantic import model_validator
from scipy.special import ndtr

from autograder.arrays import Numbers, as_arrays
from autograder.checks.settings import Settings
from autograder.checks.verdicts import both, es, number
from autograder.model.base import Text

Arrays = tuple[Numbers, ...]
Floats = NDArray[np.float64]

RELATIVE = 1e-4
"""Single precision is honest: its unit roundoff is u = 6e-8, and a sum of n terms errs by at most n·u of the sum of
their sizes; this leaves room for a thousand terms."""
ABSOLUTE = 1e-6
"""Times the largest expected value: what cancels leaves an error of the size of u times what was subtracted."""
_LEAST_SCALE = 1e-3
CHANCE = 1e-6
"""The chance that an honest random answer fails one statistical test. Each answer meets at most three."""
_EDGE = 1e-6


class Tolerance(Settings):
    """How far an answer may lie from what is expected; `atol` None: `ABSOLUTE` times the largest expected value."""

    rtol: float = RELATIVE
    atol: float | None = None

    def wrong(self, got: Floats, want: Floats) -> NDArray[np.bool_]:
        """Where they differ by more, elementwise."""
        finite = np.abs(want[np.isfinite(want)])
        scale = max(float(finite.max(initial=0.0)), _LEAST_SCALE)
        atol = ABSOLUTE * scale if self.atol is None else self.atol
        with np.errstate(invalid="ignore", over="ignore"):
            return ~np.isclose(got, want, rtol=self.rtol, atol=atol, equal_nan=True)


# -- equal -----------------------------------------------------------------------------------------------------------


def differs(got: Arrays, wanted: Any, tolerance: Tolerance, x: Any = None) -> Text | None:
    """How an answer differs from what was expected; `x` is the argument that places in it are named by."""
    want = as_arrays(wanted)
    pairs = _paired(got, want)
    if pairs is None:
        return _other_form(got, want)
    for part, (mine, right) in enumerate(pairs):
        wrong = tolerance.wrong(mine, right)
        if wrong.any():
            return _difference(mine, right, wrong, x, part if len(pairs) > 1 else None)
    return None


def _paired(got: Arrays, want: Arrays) -> list[tuple[Floats, Floats]] | None:
    """Both sides part by part. Axes of length 1 do not matter, nor whether equal parts came as one array or many."""
    if len(got) == 1 < len(want) and got[0].ndim and len(got[0]) == len(want):
        got = tuple(got[0])
    elif len(want) == 1 < len(got) and want[0].ndim and len(want[0]) == len(got):
        want = tuple(want[0])
    if len(got) != len(want):
        return None
    pairs = [
        (np.squeeze(np.asarray(a, float)), np.squeeze(np.asarray(b, float))) for a, b in zip(got, want, strict=True)
    ]
    return None if any(a.shape != b.shape for a, b in pairs) else pairs


def _other_form(got: Arrays, want: Arrays) -> Text:
    mine, right = _forms(got), _forms(want)
    return both(f"devuelve {mine.es} y se esperaba {right.es}", f"it returns {mine.en}; {right.en} was expected")


def _forms(arrays: Arrays) -> Text:
    if len(arrays) != 1:
        return both(f"{len(arrays)} valores", f"{len(arrays)} values")
    shape = arrays[0].shape
    if not shape:
        return both("un solo número", "a single number")
    return both(f"un array de forma {shape}", f"an array of shape {shape}")


def _difference(got: Floats, want: Floats, wrong: NDArray[np.bool_], x: Any, part: int | None) -> Text:
    broken = wrong & ~np.isfinite(got) & np.isfinite(want)
    place = tuple(int(index) for index in np.argwhere(broken if broken.any() else wrong)[0])
    mine, right = float(got[place]), float(want[place])
    where = _where(place, want.shape, x, part)
    text = both(
        f"{where.es}devuelve {es(mine)} y se esperaba {es(right)}",
        f"{where.en}it returns {number(mine)}; {number(right)} was expected",
    )
    if not broken.any():
        return text
    return both(f"{text.es} (no es numéricamente estable)", f"{text.en} (it is not numerically stable)")


def _where(place: tuple[int, ...], shape: tuple[int, ...], x: Any, part: int | None) -> Text:
    argument = np.squeeze(np.asarray(x)) if isinstance(x, np.ndarray | float | int) else None
    if argument is not None and argument.shape == shape and argument.dtype != object:
        value = float(argument[place])
        return both(f"para x = {es(value)} ", f"for x = {number(value)} ")
    es_part = "" if part is None else f"en el valor {part + 1} "
    en_part = "" if part is None else f"in value {part + 1} "
    if not place:
        return both(es_part, en_part)
    spot = place[0] if len(place) == 1 else place
    return both(f"{es_part}en la posición {spot} ", f"{en_part}at position {spot} ")


# -- within ----------------------------------------------------------------------------------------------------------


class Within(Settings):
    """Each number of the answer between two bounds: one pair for all, or a pair for each."""

    low: float | tuple[float, ...]
    high: float | tuple[float, ...]

    def complaint(self, got: Arrays) -> Text | None:
        """Why an answer is not within."""
        return _outside(got, np.asarray(self.low, float), np.asarray(self.high, float))


class Band(Settings):
    """Numbers as `n` reference simulations gave them: mean and standard deviation (divisor n - 1) of each.

    A new number of the same normal distribution lies within mean ± t·sd·√(1 + 1/n), t the quantile of Student's
    distribution with n - 1 degrees of freedom at 1 - chance/(2m), with probability 1 - chance/m; so all m numbers of
    honest work do with probability at least 1 - chance (Bonferroni).
    """

    mean: tuple[float, ...]
    sd: tuple[float, ...]
    n: int
    chance: float = CHANCE

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if len(self.mean) != len(self.sd) or self.n < 2:
            raise ValueError("a band needs as many deviations as means, of at least two simulations")
        return self

    def complaint(self, got: Arrays) -> Text | None:
        """Why an answer is not in the band."""
        width = (
            scipy.stats.t.ppf(1 - self.chance / (2 * len(self.mean)), self.n - 1)
            * np.sqrt(1 + 1 / self.n)
            * np.asarray(self.sd)
        )
        return _outside(got, np.asarray(self.mean) - width, np.asarray(self.mean) + width)


def _outside(got: Arrays, low: Floats, high: Floats) -> Text | None:
    values = np.concatenate([np.empty(0), *(np.ravel(np.asarray(part, float)) for part in got)])
    if not values.size:
        return both("no devuelve ningún número", "it returns no number at all")
    if low.ndim and values.shape != low.shape:
        return both(
            f"devuelve {values.size} números y se esperaban {low.size}",
            f"it returns {values.size} numbers; {low.size} were expected",
        )
    bad = np.flatnonzero(~((values >= low) & (values <= high)))
    if not bad.size:
        return None
    first = int(bad[0])
    bottom, top = float(np.broadcast_to(low, values.shape)[first]), float(np.broadcast_to(high, values.shape)[first])
    mine = float(values[first])
    spot = both(f"en la posición {first} ", f"at position {first} ") if values.size > 1 else both("", "")
    return both(
        f"{spot.es}devuelve {es(mine)} y se esperaba algo entre {es(bottom)} y {es(top)}",
        f"{spot.en}it returns {number(mine)}; something between {number(bottom)} and {number(top)} was expected",
    )


# -- distributed -----------------------------------------------------------------------------------------------------


class Distribution(Settings):
    """Independent draws: `normal` (mean, sd), `uniform` or `log-uniform` (low, high), of this shape.

    Tested are the range (of the bounded ones), the mean and the deviation of the normal ones, and the whole shape by
    Kolmogorov and Smirnov unless `whole` is False; `slack` is a relative difference of the deviation that is free, for
    initialisers that cut their tails.
    """

    kind: Literal["normal", "uniform", "log-uniform"]
    mean: float = 0.0
    sd: float = 1.0
    low: float = 0.0
    high: float = 1.0
    shape: tuple[int, ...] | None = None
    whole: bool = True
    slack: float = 0.0

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.sd <= 0 or self.high <= self.low or (self.kind == "log-uniform" and self.low <= 0):
            raise ValueError("a distribution needs sd > 0, low < high and, where it is logarithmic, low > 0")
        return self

    def complaint(self, got: Arrays) -> Text | None:
        """Why an answer is not a sample of it."""
        if len(got) != 1 or (
            self.shape is not None and np.squeeze(np.empty(self.shape)).shape != np.squeeze(got[0]).shape
        ):
            return _other_form(got, (np.empty(self.shape or (got[0].size if got else 0,)),))
        values = np.ravel(np.asarray(got[0], float))
        if values.size < 2 or not np.isfinite(values).all():
            return both("no devuelve números finitos", "it does not return finite numbers")
        moments = self._moments(values) if self.kind == "normal" else self._range(values)
        return moments or (self._form(values) if self.whole else None)

    def _moments(self, values: Floats) -> Text | None:
        """The mean is N(mean, sd²/n); (n - 1)s²/sd² is χ² with n - 1 degrees of freedom."""
        n, deviation = values.size, float(values.std(ddof=1))
        edges = _deviations(n) * self.sd
        if not edges[0] * (1 - self.slack) <= deviation <= edges[1] * (1 + self.slack):
            return both(
                f"la desviación típica es {es(deviation)} y se esperaba {es(self.sd)}",
                f"the standard deviation is {number(deviation)}; {number(self.sd)} was expected",
            )
        reach = _reach() * self.sd / np.sqrt(n)
        if abs(float(values.mean()) - self.mean) > reach:
            return both(
                f"la media es {es(float(values.mean()))} y se esperaba {es(self.mean)}",
                f"the mean is {number(float(values.mean()))}; {number(self.mean)} was expected",
            )
        return None

    def _range(self, values: Floats) -> Text | None:
        slack = _EDGE * max(abs(self.low), abs(self.high)) if self.kind == "uniform" else _EDGE * self.low
        outside = values[(values < self.low - slack) | (values > self.high * (1 + _EDGE) + slack)]
        if not outside.size:
            return None
        return both(
            f"da {es(float(outside[0]))}, fuera del intervalo de {es(self.low)} a {es(self.high)}",
            f"it gives {number(float(outside[0]))}, outside the range from {number(self.low)} to {number(self.high)}",
        )

    def _form(self, values: Floats) -> Text | None:
        if _drawn_from(self._below, values):
            return None
        names = {
            "normal": both("normal", "normal"),
            "uniform": both("uniforme", "uniform"),
            "log-uniform": both("uniforme en escala logarítmica", "uniform on a logarithmic scale"),
        }
        kind = names[self.kind]
        return both(
            f"los valores no siguen la distribución pedida ({kind.es}): su mediana es {es(float(np.median(values)))} "
            f"y debía rondar {es(self._median())}",
            f"the values do not follow the distribution asked for ({kind.en}): their median is "
            f"{number(float(np.median(values)))} and should be about {number(self._median())}",
        )

    def _below(self, values: Floats) -> Floats:
        """The chance of a draw below each value."""
        if self.kind == "normal":  # SciPy's own formula without what it does for frozen distributions, in a fifth
            return np.asarray(ndtr((values - self.mean) / self.sd))
        if self.kind == "uniform":
            return np.asarray(scipy.stats.uniform.cdf(values, self.low, self.high - self.low))
        return np.asarray(scipy.stats.loguniform.cdf(values, self.low, self.high))

    def _median(self) -> float:
        shapes = {
            "normal": scipy.stats.norm(self.mean, self.sd),
            "uniform": scipy.stats.uniform(self.low, self.high - self.low),
            "log-uniform": scipy.stats.loguniform(self.low, self.high),
        }
        return float(shapes[self.kind].median())


def _drawn_from(below: Callable[[Floats], Floats], values: Floats) -> bool:
    """Kolmogorov and Smirnov's test of draws against a distribution function.

    The exact chance takes longer than all the rest, so it is asked for only where the distance is near the one that
    decides.
    """
    n = values.size
    chances = below(np.sort(values))
    steps = np.arange(n + 1) / n
    distance = max(float((steps[1:] - chances).max()), float((chances - steps[:-1]).max()))
    near, far = _distances(n)
    if near < distance < far:
        return bool(scipy.stats.kstest(values, below).pvalue >= CHANCE)
    return distance <= near


@cache
def _distances(n: int) -> tuple[float, float]:
    """Up to the first distance of `n` draws their test is passed, from the second on it is not."""
    edge = float(scipy.stats.kstwo.isf(CHANCE, n))
    return edge * 0.999, edge * 1.001


@cache
def _deviations(n: int) -> Floats:
    """Between which an honest deviation of `n` normal draws lies, as parts of the true one."""
    return np.asarray(np.sqrt(scipy.stats.chi2.ppf([CHANCE / 2, 1 - CHANCE / 2], n - 1) / (n - 1)))


@cache
def _reach() -> float:
    """How many of its own deviations an honest mean is off at most."""
    return float(scipy.stats.norm.isf(CHANCE / 2))
