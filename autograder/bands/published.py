"""The course's own figures, kept beside the bands: on all the data and with one seed, so to compare, never to judge."""

import tomllib
from pathlib import Path

from pydantic import Field, JsonValue, ValidationError

from autograder.errors import AssignmentInvalid
from autograder.model.base import Frozen


class Figure(Frozen):
    """One published accuracy. `metric` is the name of the band that measures the same on the grader's data."""

    dataset: str
    question: str
    metric: str
    accuracy: float = Field(ge=0, le=1)
    loss: float | None = None
    settings: dict[str, JsonValue] = {}


class Step(Frozen):
    """One line of the course's table of results, accuracies in per cent as printed; None where it gives none.

    `picked` is the test accuracy of the model that was best on validation.
    """

    dataset: str
    title: str
    validation: float | None = None
    test: float | None = None
    picked: float | None = None


class Duration(Frozen):
    """The time that the course reports for one part, in seconds."""

    dataset: str
    question: str
    seconds: float


class Published(Frozen):
    """All that a course publishes about one assignment."""

    assignment: str
    note: str = ""
    figures: tuple[Figure, ...] = ()
    steps: tuple[Step, ...] = ()
    durations: tuple[Duration, ...] = ()

    def by_metric(self, dataset: str) -> dict[str, float]:
        """The accuracies of one data set by metric, as `Calibration.published` keeps them."""
        return {figure.metric: figure.accuracy for figure in self.figures if figure.dataset == dataset}


def load_published(path: Path) -> Published | None:
    """Read `assignments/<id>/published.toml`; None where a course published nothing.

    Raises AssignmentInvalid, in one line, for a file that does not have this form.
    """
    if not path.exists():
        return None
    try:
        return Published.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise AssignmentInvalid(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise AssignmentInvalid(f"{path}: {place}: {first['msg']}") from error
