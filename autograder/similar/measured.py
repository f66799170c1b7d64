"""The stored measurement of independent solutions: where the threshold comes from, and how often it is wrong."""

from pathlib import Path

from pydantic import Field, ValidationError

from autograder.errors import UsageError
from autograder.model.base import Frozen, Text

NAME = "similar.json"


class Rate(Frozen):
    """So many of so many, and the interval of Clopper and Pearson (1934) at the level of 95 %."""

    hits: int
    of: int
    low: float
    high: float


class Measured(Frozen):
    """What `benchmarks/similarity.py` found; the fields of the file beside these are for the reader."""

    threshold: float = Field(gt=0, le=1)
    false_alarms: Rate


def load_measured(folder: Path) -> Measured | None:
    """The measurement among the reference results; None where there is none. Raises UsageError where it is broken."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        return _Stored.model_validate_json(path.read_bytes()).measured
    except ValidationError as error:
        raise UsageError(f"{path}: not a measurement of similar work; make it with benchmarks/similarity.py") from error


class _Stored(Frozen, extra="ignore"):
    measured: Measured


def rate_text(rate: Rate) -> Text:
    """The rate of false alarms in words."""
    high = f"{100 * rate.high:.1f}"
    return Text(
        es=f"supera el umbral {rate.hits} de {rate.of} parejas (como mucho un {high.replace('.', ',')} %, intervalo "
        "del 95 %)",
        en=f"{rate.hits} of {rate.of} pairs are above the threshold (at most {high} %, interval of 95 %)",
    )
