"""A band: what one metric does over many seeds of the reference solution, and the lines drawn from it."""

import math
from statistics import fmean

from pydantic import Field, model_validator

from autograder.bands.design import Design, Risk
from autograder.model.base import Frozen


class Spread(Frozen):
    """Diagnostics of the distribution's shape; recorded, never used to change a rule.

    shapiro_p      Shapiro-Wilk p-value, None where all values are equal
    skewness       negative: a long tail of bad runs; None where all values are equal
    order_content  share of honest runs above the lowest value, with the design's confidence and any distribution
    """

    shapiro_p: float | None
    skewness: float | None
    order_content: float


class Band(Frozen):
    """One metric's band. Accuracies are shares in [0, 1]; `lower`, `clear` and `upper` hold one value per stage.

    metric      name, as the assignment's rubric uses it
    values      one per seed, in the order of `seeds`
    mean, sd    of the values; sd has the divisor n - 1
    spread      the sd that the lines use: the larger of `sd` and one row of `n_holdout`
    allowance   difference from the reference that is not worth a point; shifts every lower line down
    lower       the mean of m runs below this: clearly out; the last one is the band's lower bound
    clear       the mean of m runs at or above this: clearly in
    upper       the mean of m runs above this: a finding, never a penalty
    baseline    what a model that learnt nothing attains: the largest class's share
    n_holdout   rows that the metric is measured on
    """

    metric: str
    n: int = Field(ge=2)
    mean: float
    sd: float
    spread: float
    allowance: float = Field(default=0.0, ge=0)
    lower: tuple[float, ...]
    clear: tuple[float, ...]
    upper: tuple[float, ...]
    baseline: float = Field(ge=0, lt=1)
    n_holdout: int = Field(ge=1)
    design: Design
    risk: Risk
    shape: Spread
    seeds: tuple[int, ...]
    values: tuple[float, ...]

    @model_validator(mode="after")
    def _consistent(self) -> "Band":
        if not len(self.values) == len(self.seeds) == self.n:
            raise ValueError(
                f"band {self.metric!r}: n = {self.n}, {len(self.values)} values, {len(self.seeds)} seeds must agree"
            )
        if not all(0 <= value <= 1 for value in self.values):
            raise ValueError(f"band {self.metric!r}: every value must be a share between 0 and 1")
        if any(len(lines) != self.design.stages for lines in (self.lower, self.clear, self.upper)):
            raise ValueError(f"band {self.metric!r}: each line needs one value for each of {self.design.stages} stages")
        if not math.isclose(self.mean, fmean(self.values), abs_tol=1e-6):
            raise ValueError(f"band {self.metric!r}: the mean {self.mean} is not that of its values")
        return self

    @property
    def bound(self) -> float:
        """The band's lower bound: where credit begins to fall, for the mean of all stages' runs."""
        return self.lower[-1]

    @property
    def lowest(self) -> float:
        """The lowest reference run, less the allowance."""
        return min(self.values) - self.allowance

    @property
    def low(self) -> float:
        """The reference run at the design's `rank`, from the lowest, less the allowance."""
        return sorted(self.values)[min(self.design.rank, self.n) - 1] - self.allowance

    @property
    def far_out(self) -> float:
        """Below this an accuracy is grossly low: little credit, and further below the bound than the allowance.

        Architectures that may differ so much may also vary more from seed to seed than the reference does.
        """
        grossly = self.baseline + self.design.gross * (self.bound - self.baseline)
        return min(grossly, self.bound - self.allowance)

    @property
    def informative(self) -> bool:
        """Whether the band tells a model that learnt from one that did not; otherwise nothing can be judged by it."""
        return self.bound > self.baseline

    @property
    def degenerate(self) -> bool:
        """Whether the runs differ by less than the metric's resolution, so that the floor replaces their sd."""
        return self.spread > self.sd
