"""Figures are described, not rendered: which panels they have and what is drawn in them."""

from collections.abc import Iterable
from typing import Any

import matplotlib as mpl

from autograder.model.evidence import Axes, Figure
from autograder.worker.recorder import Recorder

_MOST = 40


class Figures:
    """Describes and closes figures when they are shown and at the end of each cell, as Jupyter's inline mode does."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._sent = 0

    def install(self) -> None:
        """Use a backend without a screen, and describe instead of showing."""
        mpl.use("agg")
        from matplotlib import pyplot  # noqa: PLC0415  only after the backend is chosen

        def show(*_args: Any, **_kwargs: Any) -> None:
            self.collect()

        def close(fig: Any = None) -> None:
            self.collect(_meant(fig, pyplot))

        self._close = pyplot.close
        pyplot.show = show
        pyplot.close = close

    def collect(self, numbers: Iterable[int] | None = None) -> None:
        """Describe open figures (None: all of them) and close them."""
        from matplotlib import pyplot  # noqa: PLC0415

        with self._recorder.clock.section("figures"):
            for number in pyplot.get_fignums() if numbers is None else numbers:
                figure = pyplot.figure(number)
                if figure.axes and self._sent < _MOST:
                    self._sent += 1
                    self._recorder.send("figure", self._described(figure))
                self._close(figure)

    def _described(self, figure: Any) -> Figure:
        return Figure(
            id=self._recorder.number("figure"),
            at=self._recorder.tick(),
            cell=self._recorder.cell,
            axes=tuple(_panel(axes) for axes in figure.axes[:16]),
        )


def _meant(fig: Any, pyplot: Any) -> list[int]:
    """The numbers of the open figures that an argument of `pyplot.close` means."""
    if fig is None:
        return pyplot.get_fignums()[-1:] and [pyplot.gcf().number]
    if fig == "all":
        return list(pyplot.get_fignums())
    number = getattr(fig, "number", fig)
    return [number] if number in pyplot.get_fignums() else []


def _panel(axes: Any) -> Axes:
    lines = axes.get_lines()[:16]
    return Axes(
        title=str(axes.get_title())[:200],
        x_label=str(axes.get_xlabel())[:200],
        y_label=str(axes.get_ylabel())[:200],
        line_labels=tuple(_label(line) for line in lines),
        line_points=tuple(len(line.get_xdata()) for line in lines),
        artists=len(axes.get_children()),
    )


def _label(line: Any) -> str:
    text = str(line.get_label())[:200]
    return "" if text.startswith("_") else text
