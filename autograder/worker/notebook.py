"""Run a notebook's cells as Jupyter would: IPython, one namespace, an error ends its cell and the next one runs."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.model.evidence import CellError, CellRun
from autograder.model.submission import Cell
from autograder.worker.faults import is_ours
from autograder.worker.output import CellOutput
from autograder.worker.recorder import Recorder

_CELL_SHARE = 0.6
_SHELL_MAGICS = ("pip", "conda", "mamba", "uv", "system", "sx", "bash", "sh", "script", "ruby", "perl", "html", "js")
_IDLE_MAGICS = ("load_ext", "reload_ext", "unload_ext", "autoreload", "tensorboard")
_ONCE_MAGICS = ("timeit", "prun")
_NOT_HERE = "[autograder] «{what}» no se ejecuta al corregir. / not run while grading."


class CellTimeoutError(BaseException):
    """A cell used up its share of the time; no `except Exception` of the student's swallows it."""


class Shell(InteractiveShell):  # type: ignore[misc]  # IPython is untyped
    """IPython without a terminal, a history file or a display."""

    def enable_gui(self, gui: Any = None) -> None:
        """Figures are never shown here."""

    def enable_matplotlib(self, gui: Any = None) -> tuple[str, str]:  # noqa: ARG002
        """`%matplotlib` in any form changes nothing."""
        return "agg", "agg"

    def system(self, cmd: str) -> None:
        """Shell lines do nothing and say so."""
        _shell_line(f"!{cmd}")

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:  # noqa: ARG002
        """Shell lines whose output is wanted give none."""
        self.system(cmd)
        return [] if split else ""

    def ask_exit(self) -> None:
        """`exit` in a notebook ends its cell."""
        raise SystemExit


def open_shell() -> Shell:
    """Make the shell with magics that are harmless here."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.xmode = "Minimal"
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.ast_node_interactivity = "last_expr"
    shell: Shell = Shell.instance(config=config)
    for name in (*_SHELL_MAGICS, *_IDLE_MAGICS):
        said = _said(name)
        shell.register_magic_function(said, "line", name)
        shell.register_magic_function(said, "cell", name)
    for name in _ONCE_MAGICS:
        shell.register_magic_function(_once(shell), "line", name)
        shell.register_magic_function(_once(shell), "cell", name)
    os.system = _shell_line
    shell.user_ns.update(exit=_leave, quit=_leave, input=_no_answer)
    return shell


def _said(name: str) -> Callable[..., None]:
    def magic(line: str = "", cell: str = "") -> None:  # noqa: ARG001
        print(_NOT_HERE.format(what=f"%{name} {line}"[:80]))

    return magic


def _once(shell: Shell) -> Callable[..., None]:
    def magic(line: str = "", cell: str | None = None) -> None:
        """Run the code once instead of many times."""
        shell.run_cell(cell if cell is not None else line.lstrip("-0123456789nrqo "))

    return magic


def _shell_line(command: Any) -> int:
    print(_NOT_HERE.format(what=str(command)[:80]))
    return 0


def _leave(*_args: Any) -> None:
    raise SystemExit


def _no_answer(prompt: str = "") -> str:
    print(prompt)
    return ""


def run_cells(
    cells: tuple[Cell, ...],
    shell: Shell,
    recorder: Recorder,
    after_cell: Callable[[], None],
    deadline: float,
) -> None:
    """Run all code cells in order, up to `deadline` on the monotonic clock.

    A cell may use most of the time left, not all: what follows an endless loop still gets its chance.
    """
    for cell in cells:
        if cell.kind != "code" or not cell.source.strip():
            continue
        recorder.cell = cell.index
        record = CellRun(index=cell.index, status="running")
        recorder.send("cell", record)
        start = time.perf_counter()
        with _alarm(max(1.0, (deadline - time.monotonic()) * _CELL_SHARE)), _captured() as output:
            status, error = _run(shell, cell.source, recorder)
            with _guarded():
                after_cell()
        recorder.send(
            "cell",
            record.model_copy(
                update={
                    "status": status,
                    "error": error,
                    "output": output.getvalue(),
                    "cut_before": recorder.cut and error is not None,
                    "seconds": round(time.perf_counter() - start, 4),
                }
            ),
        )
        recorder.send_clock()


def _run(shell: Shell, source: str, recorder: Recorder) -> tuple[Any, CellError | None]:
    try:
        result = shell.run_cell(source, store_history=False)
    except CellTimeoutError:
        return "interrupted", CellError(kind="CellTimeout", message="")
    except BaseException as error:  # noqa: BLE001  whatever a cell raises, the next one runs
        return "error", _described(error)
    raised = result.error_before_exec or result.error_in_exec
    if raised is None:
        return "ok", None
    if isinstance(raised, CellTimeoutError):
        return "interrupted", CellError(kind="CellTimeout", message="")
    if is_ours(raised):
        recorder.blind(f"{type(raised).__name__} in the recorder")
    return "error", _described(raised)


def _described(error: BaseException) -> CellError:
    line = getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(("<ipython", "/tmp/ipykernel", "<string")):  # noqa: S108
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        message = str(error)[:1000]
    except Exception:  # noqa: BLE001  an exception class of the student's may do anything
        message = ""
    return CellError(kind=type(error).__name__[:100], message=message, line=line if isinstance(line, int) else None)


@contextlib.contextmanager
def _captured() -> Iterator[CellOutput]:
    output = CellOutput()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        yield output


@contextlib.contextmanager
def _guarded() -> Iterator[None]:
    """Nothing a student's objects do while they are described may end the run."""
    try:
        yield
    except Exception as error:  # noqa: BLE001
        print(f"[autograder] {type(error).__name__}")


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(*_args: Any) -> None:
        raise CellTimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    except CellTimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
