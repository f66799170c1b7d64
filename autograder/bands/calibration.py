"""A calibration: the bands of one assignment on one data set with one budget, and how it is stored.

Files lie at `<directory>/<assignment>/<source>-<budget>.json`. They are found by their content, not by their name: the
data's fingerprint and the digest of the budget must be those of the run that is to be judged.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from autograder.bands.band import Band
from autograder.errors import BandsUnavailable
from autograder.model.assignment import Budget
from autograder.model.base import Frozen

_BUDGET_FIELDS = ("rows", "epochs", "trials", "candidates")
_JUDGING_PACKAGES = ("tensorflow", "keras", "keras-tuner")
_WIDTH = 120
CALIBRATION_SEEDS = 32
"""How many runs `autograder calibrate` makes unless told otherwise."""


class CalibrationRun(Frozen):
    """One run of the reference solution; a metric that the run did not deliver is None."""

    seed: int
    seconds: float
    metrics: dict[str, float | None]


class Calibration(Frozen):
    """Everything that is needed to judge by the bands, to doubt them and to repeat them."""

    schema_version: Literal[1] = 1
    assignment: str
    source: str
    """The data source's name (`keras`, `embedded`, a prepared directory's name)."""
    fingerprints: dict[str, str]
    """Fingerprint of the pools by data set."""
    budget: Budget
    budget_digest: str
    created: str
    """ISO 8601 time, as the caller states it."""
    versions: dict[str, str]
    machine: dict[str, str]
    command: str = ""
    """The command that repeats this calibration."""
    seconds_total: float
    bands: dict[str, Band]
    published: dict[str, float] = {}
    """The course's own figures by metric, on the full data set: to compare, never to judge by."""
    runs: tuple[CalibrationRun, ...] = Field(repr=False)

    @model_validator(mode="after")
    def _consistent(self) -> "Calibration":
        if self.budget_digest != budget_digest(self.budget):
            raise ValueError(f"the digest {self.budget_digest} is not that of budget {self.budget.name!r}")
        wrong = [name for name, band in self.bands.items() if band.metric != name]
        if wrong:
            raise ValueError(f"bands are stored under other names than their own: {wrong}")
        return self

    @property
    def name(self) -> str:
        """The file's name without its ending, made of the source and the budget."""
        return _slug(f"{self.source}-{self.budget.name}")

    def differing_versions(self, versions: Mapping[str, str]) -> tuple[str, ...]:
        """The packages whose version decides about accuracies and is another one than here, in words."""
        return tuple(
            f"{name} {versions[name]} instead of {self.versions[name]}"
            for name in _JUDGING_PACKAGES
            if name in versions and name in self.versions and versions[name] != self.versions[name]
        )


def budget_digest(budget: Budget) -> str:
    """Digest of what a budget lets run: rows, epochs, trials and candidates; its name and time limit change nothing.

    Nor does `official`: the official arrays have another fingerprint than the pools cut from them.
    """
    content = json.dumps({name: getattr(budget, name) for name in _BUDGET_FIELDS}, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def to_json(calibration: Calibration) -> str:
    """The stored text: fields in their declared order, one value a line but lists of plain values in wrapped lines."""
    return _format(calibration.model_dump(mode="json"), "") + "\n"


def from_json(text: str, where: str = "calibration") -> Calibration:
    """Read a stored calibration; raises BandsUnavailable with one line that names `where` and the first mistake."""
    try:
        return Calibration.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise BandsUnavailable(
            f"{where} is not a stored calibration ({place}: {first['msg']}): calibrate it again or restore the file"
        ) from error


def store_calibration(directory: Path, calibration: Calibration) -> Path:
    """Write a calibration below `directory` (made if missing, replaced whole) and return its path."""
    path = directory / calibration.assignment / f"{calibration.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(to_json(calibration), encoding="utf-8")
    partial.replace(path)
    return path


def load_all(directory: Path, assignment: str | None = None) -> tuple[Calibration, ...]:
    """Every calibration stored below `directory`, of one assignment or of all, ordered by path."""
    pattern = f"{assignment or '*'}/*.json"
    return tuple(from_json(path.read_text(encoding="utf-8"), str(path)) for path in sorted(directory.glob(pattern)))


def load_calibration(
    directory: Path,
    assignment: str,
    fingerprint: str,
    budget: Budget,
    versions: Mapping[str, str] | None = None,
    data: str = "…",
) -> Calibration:
    """The newest calibration for these data, this budget and, where given, these package versions.

    `fingerprint` is that of the graded data set's pools; `data` is what the command calls them. Raises BandsUnavailable
    with one line that says what does not fit, names the command that calibrates and says how long it takes.
    """
    stored = load_all(directory, assignment)
    remedy = _remedy(assignment, data, budget, stored)
    if not stored:
        raise BandsUnavailable(f"no reference bands of {assignment} in {directory}: {remedy}")
    same_data = [item for item in stored if fingerprint in item.fingerprints.values()]
    if not same_data:
        known = ", ".join(sorted({item.source for item in stored}))
        raise BandsUnavailable(
            f"the reference bands of {assignment} ({known}) are of other data than {fingerprint[:16]}: {remedy}"
        )
    fitting = [item for item in same_data if item.budget_digest == budget_digest(budget)]
    if not fitting:
        known = ", ".join(sorted({item.budget.name for item in same_data}))
        raise BandsUnavailable(
            f"the reference bands of {assignment} on these data are of another budget ({known}) than {budget.name!r}"
            f" as it stands: {remedy}"
        )
    usable = [item for item in fitting if not item.differing_versions(versions or {})]
    if not usable:
        differences = ", ".join(fitting[-1].differing_versions(versions or {}))
        raise BandsUnavailable(f"the reference bands of {assignment} do not hold for {differences}: {remedy}")
    return max(usable, key=lambda item: item.created)


def _remedy(assignment: str, data: str, budget: Budget, stored: tuple[Calibration, ...]) -> str:
    """The command that calibrates and, where one like it was run before, how long it takes.

    Alike is, before all, the same budget; the seconds of a stored run are those of one core, other data or not.
    """
    command = f"run `autograder calibrate {assignment} --data {data} --budget {budget.name}`"
    run = [item for item in stored if item.runs]
    alike = [item for item in run if item.budget_digest == budget_digest(budget)]
    alike = alike or [item for item in run if item.budget.name == budget.name]
    if not alike:
        return f"{command} with the data that you grade with"
    each = max(item.seconds_total / len(item.runs) for item in alike)
    minutes = max(1, round(each * CALIBRATION_SEEDS / 60))
    return (
        f"{command} with the data that you grade with (about {minutes} minutes of one core, {CALIBRATION_SEEDS} runs)"
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "calibration"


def _format(value: Any, indent: str, used: int = 0) -> str:
    """JSON whose first line already has `used` characters after the indent (a key and what follows it)."""
    inner = indent + "  "
    if isinstance(value, dict) and value:
        items = [f"{inner}{json.dumps(key)}: {_format(item, inner, len(key) + 5)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + "\n" + indent + "}"
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        items = [inner + _one_line(item) for item in value]
        return "[\n" + ",\n".join(items) + "\n" + indent + "]"
    if isinstance(value, list) and len(indent) + used + len(_one_line(value)) > _WIDTH:
        return "[\n" + _wrapped(value, inner) + "\n" + indent + "]"
    return _one_line(value)


def _wrapped(values: list[Any], indent: str) -> str:
    """Plain values in lines of at most `_WIDTH` characters."""
    lines, line = [], indent
    for position, value in enumerate(values):
        text = _one_line(value) + ("," if position < len(values) - 1 else "")
        if line.strip() and len(line) + 1 + len(text) > _WIDTH:
            lines.append(line)
            line = indent
        line += text if not line.strip() else " " + text
    return "\n".join([*lines, line])


def _one_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
