"""Plots as data: what uPlot draws, the sentence that says the same, and the table behind it."""

import json
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Literal

from autograder.model.base import Frozen, Language
from autograder.model.grade import CheckResult, Grade
from autograder.report.html.facts import figure, percent
from autograder.report.html.words import word
from autograder.report.html.work import Curve, Training, Values, interval, share
from autograder.report.labels import number
from autograder.report.plain import plain

_BINS = 10
_MOST_ROWS = 60


class Series(Frozen):
    """One line or set of bars."""

    name: str
    kind: Literal["training", "validation", "trial", "count", "inside", "below"]
    values: Values


class Column(Frozen):
    """A check of the class's plot of accuracies: its band, and the accuracies inside and below it."""

    name: str
    band: tuple[float, float]


class Chart(Frozen):
    """A plot. `x` are the positions of all series; `band` is shaded and `measured` a line of its own."""

    kind: Literal["curves", "histogram", "bands"]
    title: str
    alt: str
    language: Language
    x: tuple[float, ...]
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    percent: bool = False
    """Whether the y axis shows shares."""
    band: tuple[float, float] | None = None
    band_label: str = ""
    measured: float | None = None
    measured_label: str = ""
    columns: tuple[Column, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def drawn(self) -> str:
        """What the page's script draws; nothing in it is markup, and the template escapes it."""
        return json.dumps(self.model_dump(exclude={"alt", "title", "header", "rows"}), allow_nan=False)


def training_charts(training: Training, language: Language) -> tuple[Chart, ...]:
    """Accuracy over the reference band, loss, and the trials of the search."""
    charts = []
    if training.accuracy is not None:
        charts.append(_curve(training.accuracy, training, language))
    if training.loss is not None:
        charts.append(_curve(training.loss, None, language))
    if len(training.trials) > 1:
        charts.append(_trials(training, language))
    return tuple(charts)


def _curve(curve: Curve, judged: Training | None, language: Language) -> Chart:
    name = word("accuracy" if judged is not None else "loss", language)
    lines = [("training", curve.training), ("validation", curve.validation)]
    series = tuple(
        Series(name=word(kind, language), kind=kind, values=_padded(values, curve.epochs))  # type: ignore[arg-type]
        for kind, values in lines
        if values
    )
    show = percent if judged is not None else figure
    told = [
        f"{item.name} {show(first, language)} → {show(last, language)}"
        for item in series
        if (ends := _ends(item.values)) is not None
        for first, last in [ends]
    ]
    band = judged.band if judged is not None else None
    measured = judged.measured if judged is not None else None
    if band is not None:
        told.append(f"{word('band', language)} {percent(band[0], language)} – {percent(band[1], language)}")
    if measured is not None:
        told.append(f"{word('measured', language)} {percent(measured, language)}")
    title = f"{name} {word('by epoch', language)}"
    return Chart(
        kind="curves",
        title=title,
        alt=f"{title}. {'; '.join(told)}." if told else f"{title}.",
        language=language,
        x=tuple(range(1, curve.epochs + 1)),
        x_label=word("epoch", language),
        y_label=name,
        series=series,
        percent=judged is not None,
        band=band,
        band_label=word("band", language),
        measured=measured,
        measured_label=word("measured", language),
        header=(word("epoch", language), *(item.name for item in series)),
        rows=_by_epoch(series, curve.epochs, language),
    )


def _trials(training: Training, language: Language) -> Chart:
    epochs = max(curve.epochs for curve in training.trials)
    series = tuple(
        Series(
            name=f"{word('trial', language)} {index}",
            kind="trial",
            values=_padded(curve.validation or curve.training, epochs),
        )
        for index, curve in enumerate(training.trials[:12], start=1)
    )
    title = word("trials by epoch", language)
    last = [ends[1] for item in series if (ends := _ends(item.values)) is not None]
    told = f"{percent(min(last), language)} – {percent(max(last), language)}" if last else "–"
    return Chart(
        kind="curves",
        title=title,
        alt=f"{title}. {len(series)} {word('trials', language)}; {word('in the end', language)} {told}.",
        language=language,
        x=tuple(range(1, epochs + 1)),
        x_label=word("epoch", language),
        y_label=word("accuracy", language),
        series=series,
        percent=True,
        header=(word("epoch", language), *(item.name for item in series)),
        rows=_by_epoch(series, epochs, language),
    )


def _padded(values: Values, length: int) -> Values:
    return (*values, *(None,) * (length - len(values)))


def _ends(values: Values) -> tuple[float, float] | None:
    known = [value for value in values if value is not None]
    return (known[0], known[-1]) if known else None


def _by_epoch(series: Sequence[Series], epochs: int, language: Language) -> tuple[tuple[str, ...], ...]:
    """The figures by epoch; of long trainings every so many epochs, the last one always."""
    step = max(1, -(-epochs // _MOST_ROWS))
    kept = [index for index in range(epochs) if index % step == 0 or index == epochs - 1]
    return tuple(
        (
            str(index + 1),
            *("–" if (value := item.values[index]) is None else figure(value, language) for item in series),
        )
        for index in kept
    )


def histogram(grades: Sequence[Grade], language: Language) -> Chart | None:
    """How many submissions have which score, rejected ones left out; None where all are."""
    judged = [grade for grade in grades if grade.status != "rejected"]
    if not judged:
        return None
    most = max(grade.max_score for grade in judged)
    counts = [0] * _BINS
    for grade in judged:
        counts[min(_BINS - 1, max(0, int(grade.score / most * _BINS)))] += 1
    edges = [most * index / _BINS for index in range(_BINS + 1)]
    names = [f"{number(low, language)} – {number(high, language)}" for low, high in pairwise(edges)]
    title, one = word("scores", language), word("submissions", language)
    top = names[counts.index(max(counts))]
    return Chart(
        kind="histogram",
        title=title,
        alt=f"{title}: {len(judged)} {one}; {word('most', language)} {top} ({max(counts)}).",
        language=language,
        x=tuple((low + high) / 2 for low, high in pairwise(edges)),
        x_label=word("score", language),
        y_label=one,
        series=(Series(name=one, kind="count", values=tuple(map(float, counts))),),
        header=(word("score", language), one),
        rows=tuple((name, str(count)) for name, count in zip(names, counts, strict=True)),
    )


def accuracies(grades: Sequence[Grade], language: Language) -> Chart | None:
    """Every submission's mean accuracy on unseen data over the bands; None where no accuracy was judged."""
    found = _by_check(grades)
    if not found:
        return None
    x: list[float] = []
    inside: list[float | None] = []
    below: list[float | None] = []
    for position, (_, band, values) in enumerate(found):
        for index, value in enumerate(values):
            x.append(position + 0.7 * ((index * 0.618034) % 1 - 0.5))
            inside.append(value if value >= band[0] else None)
            below.append(value if value < band[0] else None)
    title = word("accuracies", language)
    rows = tuple(_summary(name, band, values, language) for name, band, values in found)
    told = "; ".join(f"{row[0]}: {row[3]}, {word('below band', language)} {row[4]}" for row in rows)
    return Chart(
        kind="bands",
        title=title,
        alt=f"{title}. {told}.",
        language=language,
        x=tuple(x),
        x_label="",
        y_label=word("accuracy", language),
        series=(
            Series(name=word("within band", language), kind="inside", values=tuple(inside)),
            Series(name=word("below band", language), kind="below", values=tuple(below)),
        ),
        percent=True,
        columns=tuple(Column(name=name, band=band) for name, band, _ in found),
        band_label=word("band", language),
        header=tuple(word(key, language) for key in ("check", "band", "submissions", "median", "below band")),
        rows=rows,
    )


def _by_check(grades: Sequence[Grade]) -> list[tuple[str, tuple[float, float], list[float]]]:
    """Id, band and accuracies of each check that judged one by a band; the bands of a batch are all alike."""
    found: dict[str, tuple[tuple[float, float], list[float]]] = {}
    for check in (check for grade in grades for check in grade.checks):
        judged = _judged(check)
        if judged is not None:
            found.setdefault(check.id, (judged[0], []))[1].append(judged[1])
    return [(plain(name, 60), band, values) for name, (band, values) in found.items()]


def _judged(check: CheckResult) -> tuple[tuple[float, float], float] | None:
    band, mean = interval(check.evidence.get("band")), share(check.evidence.get("mean"))
    return None if band is None or mean is None else (band, mean)


def _summary(name: str, band: tuple[float, float], values: list[float], language: Language) -> tuple[str, ...]:
    below = sum(value < band[0] for value in values)
    return (
        name,
        f"{percent(band[0], language)} – {percent(band[1], language)}",
        str(len(values)),
        percent(median(values), language),
        str(below),
    )
