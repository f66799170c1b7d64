"""`accuracy`: the holdout's figures against stored bands."""

import math
from functools import cache

import numpy as np
import pytest

from autograder.bands.calibrate import Context, Measure, aggregate, make_run
from autograder.bands.calibration import Calibration
from autograder.checks.accuracy import metrics, wants_another_run
from autograder.checks.case import Case
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Evidence

from .build import case, causes, edit, honest, judge, tl04, without

BANDS = ("a.best_holdout", "a.final_holdout", "b.best_holdout", "b.final_holdout")
SPEC: CheckSpec = next(spec for spec in tl04().checks if spec.id == "a.accuracy-final")


@cache
def calibration(mean: float = 0.80, sd: float = 0.01, bands: tuple[str, ...] = BANDS) -> Calibration:
    """Bands of thirty runs near 0.80 ± 0.01 for every metric of TL04."""
    draws = [round(value, 3) for value in np.random.default_rng(7).normal(mean, sd, 30).clip(0, 1)]
    context = Context(
        assignment="tl04",
        source="by hand",
        fingerprints={"fashion_mnist": "f" * 64},
        budget=tl04().budgets["standard"],
        measures=dict.fromkeys(bands, Measure(n_holdout=500, baseline=0.1)),
        versions={},
        machine={},
        created="2026-01-01T00:00:00Z",
    )
    return aggregate(context, [make_run(i, 1.0, dict.fromkeys(bands, value)) for i, value in enumerate(draws)])


def runs(*accuracies: float | None, bands: Calibration | None = None, evidence: Evidence | None = None) -> Case:
    """As many runs as accuracies of question a's final model."""
    one = evidence or honest()
    made = [case(one, accuracies={} if value is None else {"prediction-31": value}).runs[0] for value in accuracies]
    return Case(assignment=tl04(), runs=tuple(made), calibration=bands or calibration())


def test_inside_the_band_passes_with_its_figures() -> None:
    """What it rests on is shown."""
    verdict = judge("a.accuracy-final", runs(0.80))
    assert (verdict.verdict, verdict.credit) == ("pass", 1.0)
    assert {"accuracies", "band", "reference_mean", "chance_of_wrong_fail"} <= set(verdict.evidence)


@pytest.mark.parametrize(("value", "verdict"), [(0.5, "partial"), (0.1, "fail"), (0.0, "fail")])
def test_far_below_the_band_credit_falls_to_the_baseline(value: float, verdict: str) -> None:
    """One run is enough for work that is grossly low."""
    got = judge("a.accuracy-final", runs(value))
    assert (got.verdict, causes(got)) == (verdict, ["below-band"])
    assert got.credit == pytest.approx(max(0.0, (value - 0.1) / (got.evidence["band"][0] - 0.1)))  # type: ignore[index,operator]
    assert not wants_another_run(runs(value), SPEC)


def test_borderline_work_gets_more_runs_before_it_may_lose_a_point() -> None:
    """Undetermined until the runs tell."""
    assert wants_another_run(runs(0.775), SPEC)
    assert judge("a.accuracy-final", runs(0.775)).verdict == "undetermined"
    assert judge("a.accuracy-final", runs(0.775, 0.80, 0.80)).verdict == "pass"
    assert not wants_another_run(runs(0.775, 0.80, 0.80), SPEC)
    assert judge("a.accuracy-final", runs(0.74, 0.74, 0.74, 0.74)).verdict == "partial"


def test_above_the_band_is_a_finding_and_no_penalty() -> None:
    """Better than the reference is worth a look."""
    verdict = judge("a.accuracy-final", runs(0.99))
    assert (verdict.verdict, verdict.credit, causes(verdict)) == ("pass", 1.0, ["above-band"])


def test_predictions_that_are_no_figures_count_as_nothing_learnt() -> None:
    """A model that diverged is the student's, and the evidence stays printable."""
    verdict = judge("a.accuracy-final", runs(math.nan))
    assert (verdict.credit, causes(verdict)) == (0.0, ["diverged"])
    assert verdict.evidence["accuracies"] == [None]


def test_a_model_that_could_not_be_measured_is_not_the_students_fault() -> None:
    """It was trained, or recovered, and there is no prediction."""
    assert judge("a.accuracy-final", runs(None)).verdict == "undetermined"
    assert judge("a.accuracy-tuned", runs(None)).verdict == "undetermined"
    assert not wants_another_run(runs(None), SPEC)


def test_no_model_is() -> None:
    """Never trained; or lost, because the tuner's own callbacks never ran."""
    verdict = judge("a.accuracy-final", runs(None, evidence=without(honest(), "fits", "fit-30")))
    assert (verdict.verdict, causes(verdict)) == ("fail", ["not-trained"])
    broke = edit(honest(), "fits", "fit-30", error="InvalidArgumentError: 9 is not in [0, 9)", epochs_run=0)
    verdict = judge("a.accuracy-final", runs(None, evidence=broke))
    assert causes(verdict) == ["not-trained"]
    assert "9 is not in" in verdict.message.es
    lost = without(honest(), "models", "best-a")
    lost = edit(lost, "searches", "search-10", best_model_error="FileNotFoundError: checkpoint")
    assert causes(judge("a.accuracy-tuned", runs(None, evidence=lost))) == ["not-trained"]
    dropped = edit(lost, "fits", lambda item: item.search == "search-10", callbacks=())
    assert causes(judge("a.accuracy-tuned", runs(None, evidence=dropped))) == ["callbacks-dropped"]


def test_without_bands_it_is_left_to_a_person() -> None:
    """None at all, none of this metric, or one that does not tell learning from chance."""
    other = calibration(bands=("a.best_holdout",))
    flat = calibration(mean=0.11)
    for seen in (case(judges_accuracy=True), runs(0.8, bands=other), runs(0.8, bands=flat)):
        assert judge("a.accuracy-final", seen).verdict == "undetermined"
        assert not wants_another_run(seen, SPEC)


def test_metrics_are_those_that_bands_are_drawn_of() -> None:
    """By name; one that the run did not deliver is None."""
    assert metrics(runs(0.7).runs[0], tl04().checks) == {
        "a.best_holdout": None,
        "a.final_holdout": 0.7,
        "b.best_holdout": None,
        "b.final_holdout": None,
    }
