"""Call the notebook's functions after its last cell, with arguments they have never seen, and send what they return.

A function may print, draw, train, exit, raise anything, never end or write into its arguments: the next one is called
all the same, and nothing of it enters the record of the notebook.
"""

import contextlib
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.arrays import Numbers, as_arrays, encoded
from autograder.model.evidence import Answer
from autograder.model.job import Call
from autograder.model.submission import Cell
from autograder.worker.arguments import arguments, same
from autograder.worker.bounded import TimeUp, in_words, limited
from autograder.worker.driving import driven
from autograder.worker.output import CellOutput
from autograder.worker.recorder import Recorder

_MOST_BYTES = 4 << 20
"""Of one answer; the largest honest one, a few texts multi-hot in ten thousand columns, is a quarter of it."""
_MOST_IN_ALL = 20 << 20
_WALL_FACTOR = 10.0
"""A call may take so many times its processor time on the wall: the processor may be others', sleep is not work."""


class Calls:
    """The calls of one run. `namespace` is the notebook's; `deadline` is on the monotonic clock."""

    def __init__(
        self,
        recorder: Recorder,
        calls: tuple[Call, ...],
        cells: tuple[Cell, ...],
        namespace: dict[str, Any],
        deadline: float,
    ) -> None:
        self._recorder = recorder
        self._calls = calls
        self._cells = cells
        self._namespace = namespace
        self._deadline = deadline
        self._seen: dict[str, Any] = {}
        self._endless: set[str] = set()
        self._sent = 0

    def notice(self) -> None:
        """After a cell: keep the functions it defined, as a later one may put their results in their names."""
        for name in {name for call in self._calls for name in call.names}:
            if callable(self._namespace.get(name)):
                self._seen[name] = self._namespace[name]

    def make(self) -> None:
        """After the last cell: make every call and send its answer."""
        self._recorder.calling = True
        try:
            for call in self._calls:
                self._recorder.send("answer", self._answer(call))
        finally:
            self._recorder.calling = False

    def _answer(self, call: Call) -> Answer:
        name, function = self._found(call.names)
        answer = Answer(
            id=self._recorder.number("answer"),
            at=self._recorder.tick(),
            cell=self._defined_in(name or call.names[0]),
            call=call.id,
            name=name,
        )
        if name is None:
            return answer
        if not callable(function):
            return answer.model_copy(update={"fault": "no-function", "error": type(function).__name__[:100]})
        if name in self._endless:
            return answer.model_copy(
                update={"fault": "time-limit", "error": "it did not end when it was called before"}
            )
        left = self._deadline - time.monotonic()
        if left < min(1.0, call.seconds):
            return answer.model_copy(update={"fault": "not-called", "error": "the run had no time left"})
        start = time.perf_counter()
        told = self._told(function, call, left)
        if told.get("fault") == "time-limit":
            self._endless.add(name)
        return answer.model_copy(update={**told, "seconds": round(time.perf_counter() - start, 4)})

    def _told(self, function: Callable[..., Any], call: Call, left: float) -> dict[str, Any]:
        """What a call gives, as fields of the answer. Whatever comes out of it, it ends here."""
        args, kwargs = arguments(call)
        try:
            with limited(min(_WALL_FACTOR * call.seconds + 5, max(1.0, left)), call.seconds), _silent():
                arrays = _called(function, call, args, kwargs)
                changed = not same((args, kwargs), arguments(call))
        except TimeUp as late:
            return {"fault": "time-limit" if late.working else "not-called", "error": f"more than {call.seconds:g} s"}
        except _NoValueError as none:
            return {"fault": none.fault, "error": none.detail}
        except BaseException as error:  # noqa: BLE001  whatever a function raises, the next one is called
            return {"fault": "raised", "error": in_words(error)}
        finally:
            _close_figures()
        size = sum(array.nbytes for array in arrays)
        if size > _MOST_BYTES:
            return {"fault": "too-large", "error": f"{size} bytes", "inputs_changed": changed}
        if self._sent + size > _MOST_IN_ALL:
            return {"fault": "not-called", "error": "the answers together are too large"}
        self._sent += size
        return {"values": tuple(map(encoded, arrays)), "inputs_changed": changed}

    # -- where it is -------------------------------------------------------------------------------------------------

    def _found(self, names: tuple[str, ...]) -> tuple[str | None, Any]:
        """The first of these names that the notebook defines, exactly or but for case, underscores and accents."""
        known = {**self._seen, **{name: value for name, value in list(self._namespace.items()) if callable(value)}}
        plain = {_plain(name): name for name in known}
        for name in (*names, *(plain.get(_plain(name)) for name in names)):
            if name in known:
                return name, known[name]
        taken = next((name for name in names if name in self._namespace), None)
        return taken, None if taken is None else self._namespace[taken]

    def _defined_in(self, name: str) -> int:
        pattern = re.compile(rf"^\s*(?:(?:def|class)\s+{re.escape(name)}\b|{re.escape(name)}\s*=)", re.MULTILINE)
        places = [cell.index for cell in self._cells if cell.kind == "code" and pattern.search(cell.source)]
        return places[-1] if places else self._recorder.cell


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", str(name).casefold())
    return "".join(sign for sign in decomposed if sign.isalnum() and not unicodedata.combining(sign))


# -- one call --------------------------------------------------------------------------------------------------------


class _NoValueError(Exception):
    """What came back holds no numbers."""

    def __init__(self, fault: str, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


def _called(function: Callable[..., Any], call: Call, args: list[Any], kwargs: dict[str, Any]) -> tuple[Numbers, ...]:
    result = driven(function, args[0], kwargs) if call.drive == "callback" else function(*args, **kwargs)
    if result is None or result is Ellipsis:
        raise _NoValueError("nothing", "it returns None" if result is None else "it returns ...")
    try:
        arrays = as_arrays(result)
    except (TypeError, ValueError) as error:
        raise _NoValueError("no-numbers", f"{type(result).__name__[:60]}: {error}"[:300]) from error
    if not arrays:
        raise _NoValueError("no-numbers", f"{type(result).__name__[:60]}: empty")
    return arrays


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    output = CellOutput()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), np.errstate(all="ignore"):
        yield


def _close_figures() -> None:
    import matplotlib.pyplot as plt  # noqa: PLC0415  the notebook may have none

    with contextlib.suppress(BaseException):  # a notebook may have put anything in its place
        plt.close("all")
