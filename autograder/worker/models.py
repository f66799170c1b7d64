"""The models of a run: described when first met, and again when their weights changed."""

import hashlib
from typing import Any

import numpy as np

from autograder.model.evidence import Model
from autograder.worker.recorder import Recorder
from autograder.worker.settings import describe_layers


class Models:
    """Gives models their ids and sends their descriptions."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._records: dict[str, Model] = {}

    def describe(self, model: Any, again: bool = False) -> str:
        """Record a model when it is new, or `again` when it was trained; returns its id."""
        model_id, new = self._recorder.model_id(model)
        if new:
            self._send(
                Model(
                    id=model_id,
                    at=self._recorder.tick(),
                    cell=self._recorder.cell,
                    kind=type(model).__name__,
                    layers=describe_layers(model),
                    parameters=_parameters(model),
                    weights=weights_digest(model),
                )
            )
        elif again:
            known = self._records[model_id]
            changes: dict[str, Any] = {"weights": weights_digest(model), "parameters": _parameters(model)}
            if changes["parameters"] != known.parameters:  # it was built, or a layer was added, since
                changes["layers"] = describe_layers(model)
            self._send(known.model_copy(update=changes))
        return model_id

    def returned(self, model: Any, search: str, rank: int) -> str:
        """Record that a search gave this model back as its `rank`-th best; returns its id."""
        model_id = self.describe(model)
        self._send(self._records[model_id].model_copy(update={"search": search, "rank": rank}))
        return model_id

    def _send(self, record: Model) -> None:
        self._records[record.id] = record
        self._recorder.send("model", record)


def _parameters(model: Any) -> int:
    return sum(int(np.prod(weight.shape)) for weight in model.weights)


def weights_digest(model: Any) -> str:
    """A digest of all weights: equal weights, equal digest; empty for a model without weights."""
    if not model.built or not model.weights:
        return ""
    digest = hashlib.blake2b(digest_size=8)
    for weight in model.get_weights():
        digest.update(np.asarray(weight).tobytes())
    return digest.hexdigest()
