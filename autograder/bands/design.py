"""What the sequential judgement promises, and how honest work fares by it: figures only, which a band carries."""

from pydantic import Field, model_validator

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
                stands without normality too (see `chance_without_normality` in `boundaries`). With 1 it does not: on
                reference runs that are t with 5 degrees of freedom, or gamma with skewness -1, honest work then failed
                in 1.2 and 2.0 of 1000 simulated cases, with 3 in 0.1 and 0.3. It costs power at 3 standard deviations,
                0.78 for 0.80, and up to two more runs of work that is clearly but not grossly low.
    rank        place, from the lowest, of the reference run that all of the stages' runs must lie below where there are
                too few witnesses: a single reference run that went wrong would otherwise excuse everybody above it.
                Four honest runs lie so with chance C(6, 4)/C(34, 4) = 1/3092; with the witnesses 43/46376 = 1/1079.
    gross       credit (1 at the band's lower bound, 0 at the baseline) below which work is so far out, some 15 standard
                deviations where the reference learns 0.8 ± 0.01, that no witnesses are asked for. Only a run of honest
                work that collapsed could lie there: a calibration without one says that fewer than 1 in 10 do so.
                Where an allowance lets architectures differ by more than that, it must lie further out: `far_out`.
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


class Risk(Frozen):
    """How honest work fares: same distribution as the reference, judged by one calibration of n runs.

    expected    chance of failing, averaged over all calibrations of this size
    bound       chance of failing that a share `confidence` of calibrations stays below
    any_law     chance of failing, averaged likewise, when the runs follow any other distribution than the normal
    confidence  the design's confidence
    assured     share of calibrations on which the chance is at most the design's `chance`
    seeds       mean number of runs that honest work takes
    """

    expected: float
    bound: float
    any_law: float
    confidence: float
    assured: float
    seeds: float
