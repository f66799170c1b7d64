"""The independent measurement: what a model is said to have predicted, asked again where the notebook never ran.

Predictions decide the accuracy, and they are made in the student's own interpreter. So each model that predicted is
captured with its weights (`worker/capture.py`) and asked again in a fresh fork (`worker/replay.py`). Where the two
answers contradict each other, somebody forged one of them. What cannot be repeated without the student's code (layers
of their own, preprocessing of their own) contradicts nothing, if that can be true of this run (`withheld.py`).
"""

import json
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.bands.scores import UnscorablePredictions, accuracy, decode
from autograder.errors import MachineFailure
from autograder.model.evidence import Evidence, Prediction, Tripwire
from autograder.sandbox.interface import Ended, Frame, Limits, Sandbox
from autograder.withheld import Kept, unexplained
from autograder.worker.capture import MOST_SENT

_TARGET = "autograder.worker.replay:execute"
_LIMITS = Limits(wall_seconds=180, cpu_seconds=180)
_MOST_REASONS = 4096
_AGREE = 0.98
"""Share of rows that must get the same class: rounding moves a row in ten thousand."""
_NEAR = 0.1
"""What accuracies may differ by where a model answers at random, as one with dropout left on does."""
_BROKEN = (Ended.MEMORY_LIMIT, Ended.DISK_LIMIT, Ended.OUTPUT_LIMIT, Ended.CPU_LIMIT, Ended.DIED)
_KINDS = ("captured-model", "captured-inputs", "uncaptured")


class Captures:
    """The models and inputs that a run sent out, as they arrive; the last one of each prediction counts."""

    def __init__(self) -> None:
        self._models: dict[str, dict[str, Any]] = {}
        self._inputs: dict[int, dict[str, Any]] = {}
        self.reasons: dict[str, str] = {}
        """By prediction, why its model was not sent."""
        self.sent = 0
        """Characters of what was sent."""
        self.repeated = ""
        """What was captured twice: the recorder captures once, so somebody else did."""

    def take(self, frame: Frame) -> bool:
        """Keep a frame that belongs here, and say whether it does."""
        kind, told = frame.get("kind"), frame.get("record")
        if kind not in _KINDS:
            return False
        if isinstance(told, dict):
            self._keep(str(kind), told)
        return True

    def _keep(self, kind: str, told: dict[str, Any]) -> None:
        prediction, number = told.get("prediction"), told.get("number")
        if kind == "uncaptured" and isinstance(prediction, str) and len(self.reasons) < _MOST_REASONS:
            self.reasons[prediction] = str(told.get("reason"))
        elif kind == "captured-model" and isinstance(prediction, str):
            self._notice(prediction, self._models, told)
        elif kind == "captured-inputs" and isinstance(number, int):
            self._notice(number, self._inputs, told)

    def _notice(self, key: Any, kept: dict[Any, dict[str, Any]], told: dict[str, Any]) -> None:
        if key in kept:
            self.repeated = str(key)[:60]
        if self.sent <= MOST_SENT:  # the recorder sends no more than that
            kept[key] = told
            self.sent += len(json.dumps(told))

    def job(self, evidence: Evidence, dataset: str) -> dict[str, Any] | None:
        """What the replay is asked: the models of this run's predictions on the holdout; None where there is none."""
        known = {item.id: item.model for item in evidence.predictions if item.dataset == dataset}
        if not known:
            return None
        models = [told for key, told in self._models.items() if key in known and isinstance(told.get("inputs"), int)]
        wanted = {told["inputs"] for told in models}
        inputs = [told for number, told in self._inputs.items() if number in wanted]
        recorded = [model.model_dump(mode="json") for model in evidence.models if model.id in known.values()]
        return {"dataset": dataset, "models": models, "inputs": inputs, "recorded": recorded}


def contradicted(
    evidence: Evidence,
    captures: Captures,
    dataset: str,
    labels: NDArray[np.int64],
    sandbox: Sandbox,
    cancel: Event | None = None,
) -> tuple[Tripwire, ...]:
    """Tripwires for predictions that their own models do not repeat; a machine that fails contradicts nobody.

    labels: of the holdout, shape (rows,).
    """
    if captures.repeated:
        return (_wire(-1, f"{captures.repeated} was captured more than once"),)
    job = captures.job(evidence, dataset)
    if job is None:
        return ()
    frames: list[Frame] = []
    try:
        outcome = sandbox.run(_TARGET, job, _LIMITS, frames.append, cancel)
    except MachineFailure:
        return ()
    claims = {item.id: item for item in evidence.predictions if item.dataset == dataset}
    wires = [_compared(claims[key], frame, labels) for frame in frames if (key := frame.get("prediction")) in claims]
    if outcome.ended in _BROKEN:  # the same model was there before, under the same limits
        wires.append(_wire(-1, f"the models of this run, built again, ended with {outcome.ended}: {outcome.detail}"))
    elif outcome.ended == Ended.FINISHED:
        wires.append(_without_reason(evidence, captures, claims, frames, labels))
    return tuple(wire for wire in wires if wire is not None)[:1]


def _without_reason(
    evidence: Evidence,
    captures: Captures,
    claims: dict[str, Prediction],
    frames: list[Frame],
    labels: NDArray[np.int64],
) -> Tripwire | None:
    """A tripwire for a prediction that was not asked again, and of which nothing says why."""
    reasons, foreign, done = dict(captures.reasons), set[str](), set[str]()
    for frame in frames:
        if frame.get("foreign"):
            foreign |= {item.id for item in claims.values() if item.model == frame.get("model")}
        elif "trouble" in frame:
            reasons[str(frame.get("prediction"))] = str(frame.get("part"))
        elif "values" in frame:
            done.add(str(frame.get("prediction")))
    waiting = {key: _accuracy(item, labels) for key, item in claims.items() if key not in done}
    found = unexplained(evidence, waiting, Kept(reasons, foreign, captures.sent), len(labels))
    return (
        None if found is None else _wire(found.cell, f"{found.id[:60]}: its model was kept back, and nothing says why")
    )


def _accuracy(claim: Prediction, labels: NDArray[np.int64]) -> float:
    try:
        return accuracy(decode(claim.shape, claim.values), labels)
    except UnscorablePredictions:
        return 0.0


def _compared(claim: Prediction, frame: Frame, labels: NDArray[np.int64]) -> Tripwire | None:
    if "values" not in frame:
        return None
    try:
        again = decode(tuple(map(int, frame["shape"])), str(frame["values"]))
        claimed = decode(claim.shape, claim.values)
    except (UnscorablePredictions, TypeError, ValueError):
        return None
    same = _agreement(claimed, again)
    if same >= _AGREE or (not frame.get("steady") and _apart(claimed, again, labels) <= _NEAR):
        return None
    return _wire(claim.cell, f"{claim.id[:60]}: its model, asked again, agrees on {same:.1%} of the rows")


def _agreement(ours: NDArray[Any], theirs: NDArray[Any]) -> float:
    """Share of rows with the same class; rows that are no numbers on both sides agree."""
    if ours.shape != theirs.shape:
        return 0.0
    if ours.ndim == 2 and ours.shape[1] > 1:
        return float(np.mean(ours.argmax(axis=1) == theirs.argmax(axis=1)))
    near = np.isclose(ours, theirs, rtol=1e-2, atol=1e-2, equal_nan=True)
    return float(near.reshape(len(ours), -1).all(axis=1).mean())


def _apart(ours: NDArray[Any], theirs: NDArray[Any], labels: NDArray[np.int64]) -> float:
    try:
        return abs(accuracy(ours, labels) - accuracy(theirs, labels))
    except UnscorablePredictions:
        return 0.0


def _wire(cell: int, detail: str) -> Tripwire:
    return Tripwire(code="prediction-unrepeated", cell=cell, detail=detail[:500])
