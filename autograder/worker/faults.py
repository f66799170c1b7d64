"""Whose mistake an exception is: one that the recorder raises itself says nothing about the notebook."""

from pathlib import Path
from types import TracebackType

_OURS = str(Path(__file__).resolve().parent)
_JUDGED_BY = (
    "/keras/",
    "/keras_tuner/",
    "/tensorflow/",
    "/sklearn/",
    "/scikeras/",
    "/numpy/",
    "<ipython",
    "/tmp/ipykernel",  # noqa: S108  a name in tracebacks
)
"""Where an exception comes from that a notebook has caused, whatever stood between."""


def is_ours(error: BaseException) -> bool:
    """Whether an exception came from the recorder: after its own last code neither Keras' nor the notebook's ran.

    A TypeError in the recorder's own last line is none: it hands a call on, and the arguments do not fit.
    """
    ours, file = False, ""
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(_OURS):
            ours = not file.endswith("/notebook.py")
        elif any(part in file for part in _JUDGED_BY):
            ours = False
        trace = trace.tb_next
    return ours and not (isinstance(error, TypeError) and file.startswith(_OURS))
