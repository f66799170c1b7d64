"""What every level of isolation offers: run one job under limits, deliver its frames, say how it ended."""

from collections.abc import Callable
from enum import StrEnum
from threading import Event
from types import TracebackType
from typing import Any, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt

Frame = dict[str, Any]
OnFrame = Callable[[Frame], None]
Level = Literal["bubblewrap", "restricted", "fake"]

_GIB = 1024**3
_MIB = 1024**2


class Limits(BaseModel):
    """What one job may use. Sizes in bytes, times in seconds."""

    model_config = ConfigDict(frozen=True)

    wall_seconds: PositiveFloat = 600.0
    cpu_seconds: PositiveInt = 1200
    """Of all the job's processes together, watched; of each alone, enforced by the kernel."""
    resident_bytes: PositiveInt = 4 * _GIB
    """Memory really in use by the job's processes, shared pages included, polled some 20 times a second."""
    address_bytes: PositiveInt = 12 * _GIB
    """Backstop on virtual memory: arrays of untouched zeros are large here and small in `resident_bytes`."""
    disk_bytes: PositiveInt = 512 * _MIB
    """Everything the job may have in files at one time, and the size of its largest file."""
    processes: PositiveInt = 128
    """Processes and threads together; training needs about 10 and two per core."""
    open_files: PositiveInt = 256
    output_bytes: PositiveInt = 64 * _MIB
    """What may arrive on the result pipe, small frames charged as 64 bytes."""


class Isolation(BaseModel):
    """What a level promises on this machine, in words for a person."""

    model_config = ConfigDict(frozen=True)

    level: Level
    holds: tuple[str, ...]
    lacks: tuple[str, ...]
    variant: str = ""
    """The level with what the machine adds to it or takes away; `levels` knows which attacks each does not hold."""


class Ended(StrEnum):
    """How a job came to its end."""

    FINISHED = "finished"
    WALL_LIMIT = "wall-limit"
    CPU_LIMIT = "cpu-limit"
    MEMORY_LIMIT = "memory-limit"
    DISK_LIMIT = "disk-limit"
    OUTPUT_LIMIT = "output-limit"
    DIED = "died"
    """Student code ended its own process: os._exit, a segmentation fault, a signal."""
    CANCELLED = "cancelled"
    MACHINE_FAILED = "machine-failed"
    """The machine, not the student: the only ending that may be tried again."""


class Outcome(BaseModel):
    """One job's end, as the grader saw it from outside; nothing here is the job's own claim but `detail` of a crash."""

    model_config = ConfigDict(frozen=True)

    ended: Ended
    detail: str
    """One line for a person."""
    seconds: float
    cpu_seconds: float
    waiting_seconds: float = 0.0
    """How long it was ready to run while others had the processor; a job that sleeps does not wait."""
    peak_resident_bytes: int
    """Upper bound: pages shared with the zygote count as the job's."""
    bytes_received: int
    broken_frames: int = 0
    """Frames that were no JSON object, or one of more parts than any run sends."""


class Sandbox(Protocol):
    """Runs jobs out of reach of the grader, one at a time or several at once from several threads."""

    @property
    def isolation(self) -> Isolation:
        """What holds here and what does not."""
        ...

    def start(self) -> None:
        """Begin to warm up; returns at once, may be called again, and is implied by `run`."""
        ...

    def run(
        self, target: str, job: dict[str, Any], limits: Limits, on_frame: OnFrame, cancel: Event | None = None
    ) -> Outcome:
        """Call `target` ("module:function") with `job` in the sandbox and return when nothing of it is left.

        `on_frame` gets each frame as it arrives, in this thread; whatever it raises ends the job and is raised here.
        `cancel`, when set, ends the job within a tenth of a second.
        """
        ...

    def close(self) -> None:
        """End everything that was started; the sandbox cannot be used again."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
