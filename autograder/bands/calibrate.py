"""From runs of the reference solution to a calibration. Pure: running them is the pipeline's part."""

import math
from collections.abc import Iterable, Mapping

from autograder.bands.band import Band
from autograder.bands.calibration import Calibration, CalibrationRun, budget_digest
from autograder.bands.design import Design
from autograder.bands.drawing import make_band, rounded
from autograder.errors import BandsUnavailable
from autograder.model.assignment import Budget
from autograder.model.base import Frozen

LEAST_RUNS = 30
"""Below 26 runs three witnesses no longer keep 1/1000 without normality; below 30 the tolerance factors grow fast."""


class Measure(Frozen):
    """How a metric is measured: rows, what a model that learnt nothing attains, and the difference allowed for free."""

    n_holdout: int
    baseline: float
    allowance: float = 0.0


class Context(Frozen):
    """All that a calibration records beside its runs. `measures` names the metrics that get a band."""

    assignment: str
    source: str
    fingerprints: dict[str, str]
    budget: Budget
    measures: dict[str, Measure]
    versions: dict[str, str]
    machine: dict[str, str]
    created: str
    command: str = ""
    published: dict[str, float] = {}
    design: Design = Design()
    least_runs: int = LEAST_RUNS


def make_run(seed: int, seconds: float, metrics: Mapping[str, float | None]) -> CalibrationRun:
    """One run; a metric that is not a share in [0, 1] is kept as None, a run that did not deliver it."""
    return CalibrationRun(
        seed=seed,
        seconds=round(seconds, 2),
        metrics={name: _share(value) for name, value in sorted(metrics.items())},
    )


def aggregate(context: Context, runs: Iterable[CalibrationRun]) -> Calibration:
    """Draw a band of every metric in `context.measures` from the runs, ordered by seed.

    Raises BandsUnavailable where a seed comes twice, or where a metric has fewer than `least_runs` values. A reference
    run without the metric is left out of its band and stays visible, as null, among `runs`.
    """
    ordered = tuple(sorted(runs, key=lambda run: run.seed))
    seeds = [run.seed for run in ordered]
    if len(set(seeds)) != len(seeds):
        raise BandsUnavailable(f"{context.assignment}: a seed was run twice; every run must have its own")
    return Calibration(
        assignment=context.assignment,
        source=context.source,
        fingerprints=dict(sorted(context.fingerprints.items())),
        budget=context.budget,
        budget_digest=budget_digest(context.budget),
        created=context.created,
        versions=dict(sorted(context.versions.items())),
        machine=dict(sorted(context.machine.items())),
        command=context.command,
        seconds_total=round(math.fsum(run.seconds for run in ordered), 2),
        bands={name: _band(context, name, measure, ordered) for name, measure in sorted(context.measures.items())},
        published=dict(sorted(context.published.items())),
        runs=ordered,
    )


def _band(context: Context, name: str, measure: Measure, runs: tuple[CalibrationRun, ...]) -> Band:
    values = {run.seed: value for run in runs if (value := run.metrics.get(name)) is not None}
    if len(values) < max(2, context.least_runs):
        raise BandsUnavailable(
            f"{context.assignment}: only {len(values)} of {len(runs)} runs gave {name}, at least {context.least_runs}"
            f" are needed: run `autograder calibrate {context.assignment} --data …` with more seeds"
        )
    return make_band(
        name,
        tuple(values),
        tuple(values.values()),
        n_holdout=measure.n_holdout,
        baseline=measure.baseline,
        allowance=measure.allowance,
        design=context.design,
    )


def _share(value: float | None) -> float | None:
    return rounded(value) if value is not None and math.isfinite(value) and 0 <= value <= 1 else None
