"""Send out each model that predicted on the holdout, so that a process that never ran the notebook can ask it again.

A prediction is made in the student's own interpreter, where `predict`, Keras and the recorder can all be replaced. The
model's architecture and weights, and what was done to the raw inputs, are enough to repeat it elsewhere (`replay`);
whoever forges a prediction would then have to forge a model that really makes it.
"""

import base64
import hashlib
import io
import json
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.worker.channel import MAX_FRAME_BYTES
from autograder.worker.identity import hash_rows
from autograder.worker.recorder import Recorder

MOST_WEIGHTS = 11 << 20
"""Bytes of one model, so that it fits a frame as text; of 82 recorded runs with models above 8 MB, 79 stay below."""
MOST_SENT = 32 << 20
"""Characters in all, room for two of the largest: the rest of what a run sends needs room too."""
_MOST_INPUTS = 256 << 20
_MOST_AT_ONCE = MAX_FRAME_BYTES - 1024


class Withheld(Exception):
    """Why a model is not sent: `size`, `room`, `inputs` or `code`, which is the student's own."""


class Captures:
    """What has been sent out already; equal inputs go once."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._left = MOST_SENT
        self._inputs: dict[str, int] = {}
        self._last: tuple[NDArray[Any], int] | None = None

    def take(self, prediction: str, model: Any, inputs: NDArray[Any], pixels: NDArray[Any] | None) -> None:
        """Send a model in the state in which it made a prediction, and its inputs; or why that cannot be.

        pixels: the raw images behind the inputs, rows × pixels; None for texts.
        """
        if self._recorder.calling:
            return
        try:
            told = {"prediction": prediction, **_model(model), "inputs": self._number(inputs, pixels)}
            self._send("captured-model", told)
        except Withheld as reason:
            why = str(reason)
        except Exception:  # noqa: BLE001  a model of the student's may do anything; it is then not asked again
            why = "code"
        else:
            return
        self._recorder.send_capture("uncaptured", {"prediction": prediction, "reason": why})

    def _number(self, inputs: NDArray[Any], pixels: NDArray[Any] | None) -> int:
        if self._last is not None and self._last[0] is inputs:
            return self._last[1]
        if inputs.dtype.kind not in "biuf" or inputs.nbytes > _MOST_INPUTS:
            raise Withheld("inputs")
        key = f"{inputs.dtype.str} {inputs.shape} {hashlib.blake2b(hash_rows(inputs).data).hexdigest()}"
        if key not in self._inputs:
            told = _texts(inputs) if pixels is None else _pixelwise(inputs, pixels)
            number = len(self._inputs)
            self._send("captured-inputs", {"number": number, **told})
            self._inputs[key] = number
        self._last = inputs, self._inputs[key]
        return self._inputs[key]

    def _send(self, kind: str, told: dict[str, Any]) -> None:
        size = len(json.dumps(told))
        if size > _MOST_AT_ONCE:
            raise Withheld("inputs" if kind == "captured-inputs" else "size")
        if size > self._left:
            raise Withheld("room")
        self._left -= size
        self._recorder.send_capture(kind, told)


def _model(model: Any) -> dict[str, str]:
    from keras.src.saving import serialization_lib  # noqa: PLC0415  only where a notebook has loaded it anyway

    from autograder.worker.quiet import same_draws_after  # noqa: PLC0415

    with same_draws_after():
        config = serialization_lib.serialize_keras_object(model)
        weights = [np.asarray(weight) for weight in model.get_weights()]
    config.pop("compile_config", None)
    if sum(weight.nbytes for weight in weights) > MOST_WEIGHTS:
        raise Withheld("size")
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **{str(place): weight for place, weight in enumerate(weights)})
    return {"config": json.dumps(config), "weights": base64.b64encode(packed.getvalue()).decode()}


def _pixelwise(inputs: NDArray[Any], pixels: NDArray[Any]) -> dict[str, Any]:
    """Inputs made of images, as what became of each pixel value, or of each pixel by a scale and an offset of its own.

    Withheld where it was something else.
    """
    values = inputs.reshape(len(inputs), -1).astype(np.float64)
    if values.shape != pixels.shape:
        raise Withheld("inputs")
    told = {"shape": inputs.shape[1:], "dtype": inputs.dtype.str}
    raw = pixels.astype(np.int64)
    table = np.zeros(256)
    table[raw] = values
    if np.allclose(table[raw], values, rtol=1e-5, atol=1e-7):
        return {**told, "form": "values", "table": table.tolist()}
    low, high = raw.argmin(axis=0), raw.argmax(axis=0)
    columns = np.arange(raw.shape[1])
    span = (raw[high, columns] - raw[low, columns]).astype(np.float64)
    scale = np.divide(values[high, columns] - values[low, columns], span, out=np.zeros_like(span), where=span > 0)
    offset = values[low, columns] - scale * raw[low, columns]
    if not np.allclose(raw * scale + offset, values, rtol=1e-3, atol=1e-4):
        raise Withheld("inputs")
    return {**told, "form": "columns", "scale": scale.tolist(), "offset": offset.tolist()}


def _texts(inputs: NDArray[Any]) -> dict[str, Any]:
    """Inputs made of texts, as they are: the replay looks whether they can be made of the raw tokens.

    Of a column for each word, which holds 0 or 1, a bit is sent.
    """
    used = inputs != 0
    marks = bool((inputs[used] == 1).all())
    data = np.packbits(used) if marks else np.ascontiguousarray(inputs)
    packed = base64.b64encode(zlib.compress(data.tobytes(), 1)).decode()
    form = "marks" if marks else "rows"
    return {"form": form, "shape": inputs.shape[1:], "dtype": inputs.dtype.str, "data": packed}
