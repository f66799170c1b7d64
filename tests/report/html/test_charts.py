"""Plots as data, as sentences and as tables."""

import json

import pytest

from autograder.report.html.charts import accuracies, histogram, training_charts
from autograder.report.html.work import Curve, Training
from report.build import check, grade, rejected

CURVE = Curve(metric="accuracy", training=(0.5, 0.6, 0.75), validation=(0.4, None))


def test_training_over_its_band() -> None:
    """The curve, its band and the measured accuracy, for the eye, the ear and as figures."""
    training = Training(accuracy=CURVE, band=(0.66, 0.72), measured=0.7)
    (chart,) = training_charts(training, "es")
    drawn = json.loads(chart.drawn)
    assert (drawn["x"], drawn["band"], drawn["measured"], drawn["percent"]) == ([1, 2, 3], [0.66, 0.72], 0.7, True)
    assert drawn["series"][1]["values"] == [0.4, None, None]
    assert chart.alt == (
        "Exactitud por época. Entrenamiento 50 % → 75 %; Validación 40 % → 40 %; Banda de referencia 66 % – 72 %; "
        "Medida con datos no vistos 70 %."
    )
    assert chart.rows == (("1", "0,5", "0,4"), ("2", "0,6", "–"), ("3", "0,75", "–"))


def test_loss_and_trials() -> None:
    """The loss has no band; one trial alone needs no plot; a diverged training has no ends."""
    loss = Curve(metric="loss", training=(None, None))
    charts = training_charts(Training(loss=loss, trials=(CURVE, CURVE)), "en")
    assert [chart.y_label for chart in charts] == ["Loss", "Accuracy"]
    assert charts[0].band is None
    assert charts[0].alt == "Loss by epoch."
    assert training_charts(Training(trials=(CURVE,)), "en") == ()


def test_long_trainings_have_short_tables() -> None:
    """Every so many epochs, the last one always."""
    curve = Curve(metric="accuracy", training=tuple(index / 1000 for index in range(500)))
    (chart,) = training_charts(Training(accuracy=curve), "en")
    assert len(chart.rows) <= 61
    assert chart.rows[-1][0] == "500"


def test_the_histogram_counts_everybody_once() -> None:
    """Full marks are in the last bar, nothing in the first, rejected ones nowhere."""
    grades = [grade("a", check(points=points)) for points in (0.0, 0.55, 1.0, 1.0)]
    chart = histogram([*grades, rejected()], "en")
    assert chart is not None
    assert chart.series[0].values == (1, 0, 0, 0, 0, 1, 0, 0, 0, 2)
    assert chart.rows[-1] == ("0.9 – 1", "2")
    assert histogram([rejected()], "en") is None


@pytest.mark.parametrize(
    "evidence", [{}, {"band": [0.5, 0.7]}, {"band": "x", "mean": 0.6}, {"band": [0.5, 0.7], "mean": None}]
)
def test_accuracies_without_a_band_are_no_plot(evidence: dict[str, object]) -> None:
    """Where nothing was judged by a band there is nothing to draw."""
    assert accuracies([grade("a", check(evidence=evidence))], "en") is None


def test_accuracies_by_check() -> None:
    """Each check is a column with its band; below it and within are told apart."""
    grades = [
        grade(str(mean), check("a.final", evidence={"band": [0.6, 0.7], "mean": mean})) for mean in (0.5, 0.65, 0.8)
    ]
    chart = accuracies(grades, "en")
    assert chart is not None
    inside, below = (series.values for series in chart.series)
    assert (inside, below) == ((None, 0.65, 0.8), (0.5, None, None))
    assert chart.rows == (("a.final", "60 % – 70 %", "3", "65 %", "1"),)
    assert all(-0.5 < x < 0.5 for x in chart.x)
