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

from pydantic import Field, model_validator
from scipy.stats import norm, t

from autograder.bands.tolerance import one_sided_factor
from autograder.model.base import Frozen


class Design(Frozen):
    """What the judgement promises; everything else follows from it and from the calibration's size.

    stages      runs that a submission may get at most
    chance      chance that honest work fails, all stages together: at most 1/1000 for each accuracy check
    confidence  share of all calibrations for which that promise holds, whatever their own luck
    spending    exponent ρ of the spending function chance·(m/stages)^ρ of Kim & DeMets (*Biometrika* 74 (1987) 149).
                ρ = 3 is close to O'Brien & Fleming: hardly anything is spent on one run (1.6 % of the chance), where
                the verdict would rest on the far tail of a normal law that 30 runs cannot vouch for; most is spent on
                the mean of all runs, which is nearer to normal and tells more.
    retest      chance that honest work is asked for a second run. 5 % costs 0.05 runs a submission and passes on one
                run half as many submissions that lie 3 standard deviations low as 2 % would.
    witnesses   runs that must lie below the lowest reference run before anybody fails. Whatever the distribution, 3 of
                at most 4 honest runs lie below all of 30 others with chance C(4, 3)/C(34, 3) = 1/1496, so the promise
                stands without normality too (see `chance_without_normality`). With 1 it does not: on reference runs
                that are t with 5 degrees of freedom, or gamma with skewness -1, honest work then failed in 1.2 and
                2.0 of 1000 simulated cases, with 3 in 0.1 and 0.3. It costs power at 3 standard deviations, 0.78 for
                0.80, and up to two more runs of work that is clearly but not grossly low.
    rank        place, from the lowest, of the reference run that all of the stages' runs must lie below where there are
                too few witnesses: a single reference run that went wrong would otherwise excuse everybody above it.
                Four honest runs lie so with chance C(6, 4)/C(34, 4) = 1/3092; with the witnesses 43/46376 = 1/1079.
    gross       credit (1 at the band's lower bound, 0 at the baseline) below which work is so far out, some 15 standard
                deviations where the reference learns 0.8 ± 0.01, that no witnesses are asked for. Only a run of honest
                work that collapsed could lie there: a calibration without one says that fewer than 1 in 10 do so.
                Where an allowance lets architectures differ by more than that, it must lie further out (`far_out`).
    """

    stages: int = Field(default=4, ge=1)
    chance: float = Field(default=0.001, gt=0, lt=1)
    confidence: float = Field(default=0.95, gt=0, lt=1)
    spending: float = Field(default=3.0, gt=0)
    retest: float = Field(default=0.05, gt=0, lt=0.5)
    witnesses: int = Field(default=3, ge=1)
    rank: int = Field(default=3, ge=1)
    gross: float = Field(default=0.75, ge=0, le=1)

    @model_validator(mode="after")
    def _possible(self) -> "Design":
        if self.witnesses > self.stages:
            raise ValueError(f"{self.witnesses} witnesses cannot be found among {self.stages} runs: nobody would fail")
        return self


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
