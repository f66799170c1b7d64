"""The lines of the sequential judgement, in standard deviations of the calibration.

After m runs of a submission, with mean x̄ and the calibration's mean ȳ and standard deviation s:

    x̄ ≥ ȳ - clear_m·s   clearly in:  pass
    x̄ < ȳ - fail_m·s    clearly out: fail
    between             one more run, until the last stage, where the two lines meet

Failing also takes `witnesses` runs below the lowest of all reference runs, or all of the stages' runs below the one at
`rank`, unless every run would earn less credit than `gross`: then one run is enough.
"""

import math
from itertools import pairwise

from scipy.stats import norm, t

from autograder.bands.design import Design
from autograder.bands.tolerance import one_sided_factor
from autograder.model.base import Frozen


class Boundaries(Frozen):
    """Both lines after 1 … stages runs, in standard deviations of the calibration below its mean."""

    fail: tuple[float, ...]
    clear: tuple[float, ...]


def spent(design: Design) -> tuple[float, ...]:
    """The part of `chance` that each stage may spend; they add up to `chance`."""
    upto = [design.chance * (m / design.stages) ** design.spending for m in range(design.stages + 1)]
    return tuple(after - before for before, after in pairwise(upto))


def boundaries(design: Design, n: int) -> Boundaries:
    """The lines for a calibration of n runs.

    `fail_m` is the exact one-sided tolerance factor for the mean of m runs with content 1 - (what stage m may spend).
    By Bonferroni's inequality honest work fails with at most the sum, `chance`, on any calibration for which each
    factor holds; `operating.honest_risk` computes what the whole procedure attains, which is better.

    `clear` starts at the t prediction bound t·√(1 + 1/n) that a share `retest` of honest runs misses, and reaches
    `fail` at the last stage as A + B/m, the shape of Wald's and Whitehead's lines for a mean: few runs must be
    convincing, many need only be inside. It can only add runs; passing early never adds to the chance of a wrong fail.
    """
    last = design.stages
    fail = [one_sided_factor(n, 1 - share, design.confidence, m) for m, share in enumerate(spent(design), start=1)]
    first = min(fail[-1], float(t.ppf(1 - design.retest, n - 1)) * math.sqrt(1 + 1 / n))
    clear = [fail[-1] - (fail[-1] - first) * _closing(m, last) for m in range(1, last + 1)]
    return Boundaries(fail=tuple(fail), clear=tuple(clear))


def chance_without_normality(design: Design, n: int) -> float:
    """Chance that honest runs, with any distribution, lie as low among n reference runs as failing takes.

    All n + stages runs are exchangeable, so each of the C(n + stages, stages) sets of places is as likely as another
    for the submission's runs. Counted are those with the lowest `witnesses` places, those with all places before the
    reference's `rank`-th, and, once, those with both. It is averaged over calibrations, ties only lower it, and it
    bounds the chance of a wrong fail but for runs that are grossly low.
    """
    stages, few, rank = design.stages, design.witnesses, min(design.rank, n)
    lowest = math.comb(n + stages - few, stages - few)
    low = math.comb(stages + rank - 1, stages)
    both = math.comb(stages + rank - 1 - few, stages - few)
    return (lowest + low - both) / math.comb(n + stages, stages)


def nominal_quantiles(design: Design) -> tuple[float, ...]:
    """The lines that an infinite calibration would allow, z/√m: what the calibration's size costs is seen beside."""
    return tuple(float(norm.isf(share)) / math.sqrt(m) for m, share in enumerate(spent(design), start=1))


def _closing(m: int, last: int) -> float:
    """Falls as 1/m from 1 at the first stage to 0 at the last."""
    return 0.0 if m == last else (1 / m - 1 / last) / (1 - 1 / last)
