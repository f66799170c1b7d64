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
        self._fits: dict[str, tuple[str, ...]] = {}
        self._behind: dict[str, tuple[str, ...]] = {}

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

    def behaved(self, model_id: str, repeats: bool, varies: bool) -> None:
        """Record whether a model answers alike at inference, and differently each time in training."""
        self._send(self._records[model_id].model_copy(update={"repeats": repeats, "varies": varies}))

    # -- what a model has behind it ------------------------------------------------------------------------------

    def training_begins(self, model: Any, model_id: str, fit: str) -> None:
        """A training of this model begins; what its weights have behind them, wherever they came from, counts too."""
        new = model_id not in self._fits and self._behind
        self._fits[model_id] = (*self.fits_behind(model_id, weights_digest(model) if new else ""), fit)

    def training_failed(self, model_id: str, fit: str) -> None:
        """The training ended before it changed anything."""
        self._fits[model_id] = tuple(other for other in self._fits.get(model_id, ()) if other != fit)

    def remember(self, model_id: str, weights: str | None = None) -> None:
        """Remember what a model's weights have behind them: they may return in another model or a file.

        weights: their digest, where they are not those last recorded.
        """
        digest = self._records[model_id].weights if weights is None else weights
        if digest and self._fits.get(model_id):
            self._behind[digest] = self._fits[model_id]

    def fits_behind(self, model_id: str | None, weights: str) -> tuple[str, ...]:
        """The trainings that a model, or else weights with this digest, have behind them."""
        own = self._fits.get(model_id, ()) if model_id is not None else ()
        return own or self._behind.get(weights, ())

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
