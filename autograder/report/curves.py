"""A small picture of how the graded model learnt, for pages that show one submission."""

import math
from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from autograder.model.base import Language, Text
from autograder.model.evidence import Evidence, Fit
from autograder.report.plain import plain

_EPOCH = Text(es="época", en="epoch")
_TRAINING = Text(es="entrenamiento", en="training")
_VALIDATION = Text(es="validación", en="validation")
_PANELS, _INCHES, _DOTS = 2, (7.2, 2.4), 80
"""576 by 192 pixels: readable in a column of text, and some 15 kB."""


def picture(runs: Sequence[Evidence], dataset: str, language: Language = "es") -> str:
    """The curve of what the first run trained on the graded data, as a `data:` address; empty where there is none."""
    fit = graded_fit(runs[0], dataset) if runs else None
    return curve(fit, language) if fit is not None else ""


def graded_fit(evidence: Evidence, dataset: str) -> Fit | None:
    """The training to show: the last one outside a search on the graded data; else the longest one in a search."""
    drawn = [fit for fit in evidence.fits if fit.rows.dataset == dataset and any(map(_points, fit.history.values()))]
    outside = [fit for fit in drawn if fit.search is None]
    return outside[-1] if outside else max(drawn, key=lambda fit: fit.epochs_run, default=None)


def curve(fit: Fit, language: Language = "es") -> str:
    """The loss and the first metric by epoch, training beside validation, as a `data:` address of a PNG; else empty.

    Values that are not finite are gaps.
    """
    shown = [name for name in fit.history if not name.startswith("val_") and _points(fit.history[name])][:_PANELS]
    if not shown:
        return ""
    figure = Figure(figsize=_INCHES, dpi=_DOTS, layout="constrained")
    FigureCanvasAgg(figure)
    for axes, name in zip(figure.subplots(1, len(shown), squeeze=False)[0], shown, strict=True):
        for key, label, style in ((name, _TRAINING, "-"), (f"val_{name}", _VALIDATION, "--")):
            points = _points(fit.history.get(key, ()))
            if points:
                epochs, values = zip(*points, strict=True)
                axes.plot(epochs, values, style, marker="." if len(points) < 3 else "", label=label.to(language))
        axes.set_title(plain(name, 40), fontsize=9, parse_math=False)
        axes.set_xlabel(_EPOCH.to(language), fontsize=8)
        axes.tick_params(labelsize=7)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(visible=True, alpha=0.3)
    figure.axes[0].legend(fontsize=7, frameon=False)
    picture = BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return f"data:image/png;base64,{b64encode(picture.getvalue()).decode('ascii')}"


def _points(values: Sequence[float | None]) -> list[tuple[int, float]]:
    return [(epoch, value) for epoch, value in enumerate(values, start=1) if value is not None and math.isfinite(value)]
