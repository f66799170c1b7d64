"""The independent measurement: what a model is said to have predicted, asked again where the notebook never ran.

Predictions decide the accuracy, and they are made in the student's own interpreter. So each model that predicted is
captured with its weights (`worker/capture.py`) and asked again in a fresh fork (`worker/replay.py`). Where the two
answers contradict each other, somebody forged one of them. What cannot be repeated without the student's code (layers
of their own, preprocessing of their own) contradicts nothing.
"""

from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.bands.scores import UnscorablePredictions, accuracy, decode
from autograder.errors import MachineFailure
from autograder.model.evidence import Evidence, Prediction, Tripwire
from autograder.sandbox.interface import Ended, Frame, Limits, Sandbox

_TARGET = "autograder.worker.replay:execute"
_LIMITS = Limits(wall_seconds=180, cpu_seconds=180)
_MOST_MODELS = 64
_AGREE = 0.98
"""Share of rows that must get the same class: rounding moves a row in ten thousand."""
_NEAR = 0.1
"""What accuracies may differ by where a model answers at random, as one with dropout left on does."""
_BROKEN = (Ended.MEMORY_LIMIT, Ended.DISK_LIMIT, Ended.OUTPUT_LIMIT, Ended.DIED)


class Captures:
    """The models and inputs that a run sent out, as they arrive; the last one of each prediction counts."""

    def __init__(self) -> None:
        self._models: dict[str, dict[str, Any]] = {}
        self._inputs: dict[int, dict[str, Any]] = {}
        self.repeated = ""
        """What was captured twice: the recorder captures once, so somebody else did."""

    def take(self, frame: Frame) -> bool:
        """Keep a frame that belongs here, and say whether it does."""
        kind, told = frame.get("kind"), frame.get("record")
        if kind not in ("captured-model", "captured-inputs"):
            return False
        if not isinstance(told, dict):
            return True
        key = told.get("prediction" if kind == "captured-model" else "number")
        if isinstance(key, str | int) and key in (self._models if kind == "captured-model" else self._inputs):
            self.repeated = str(key)[:60]
        if kind == "captured-model" and isinstance(key, str) and len(self._models) < _MOST_MODELS:
            self._models[key] = told
        elif kind == "captured-inputs" and isinstance(key, int) and len(self._inputs) < _MOST_MODELS:
            self._inputs[key] = told
        return True

    def job(self, evidence: Evidence, dataset: str) -> dict[str, Any] | None:
        """What the replay is asked: the models of this run's predictions on the holdout; None where there is none."""
        known = {item.id for item in evidence.predictions if item.dataset == dataset}
        models = [told for key, told in self._models.items() if key in known and isinstance(told.get("inputs"), int)]
        if not models:
            return None
        wanted = {told["inputs"] for told in models}
        inputs = [told for number, told in self._inputs.items() if number in wanted]
        return {"dataset": dataset, "models": models, "inputs": inputs}


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
    claims = {item.id: item for item in evidence.predictions}
    wires = [_compared(claims[key], frame, labels) for frame in frames if (key := frame.get("prediction")) in claims]
    if outcome.ended in _BROKEN:  # the same model was there before, under the same limits
        wires.append(_wire(-1, f"the models of this run, built again, ended with {outcome.ended}: {outcome.detail}"))
    return tuple(wire for wire in wires if wire is not None)[:1]


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
