"""Whose mistake an exception is: one that the recorder raises itself says nothing about the notebook."""

import linecache
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

    Keras cuts its own frames out of tracebacks. Where the recorder's last frame hands a call on to what it wraps, those
    are what is missing: an exception from further inside the recorder would have left its frame.
    """
    last: TracebackType | None = None
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(_OURS):
            last = None if file.endswith("/notebook.py") else trace
        elif any(part in file for part in _JUDGED_BY):
            last = None
        trace = trace.tb_next
    return last is not None and not _hands_on(last)


def _hands_on(trace: TracebackType) -> bool:
    """Whether a frame was calling what it wraps, which every wrapper here names `original`."""
    return "original(" in linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
