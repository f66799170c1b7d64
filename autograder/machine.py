"""What the machine says when it fails, in one line with what helps."""

import errno
from collections.abc import Mapping
from typing import Final

from autograder.errors import MachineFailure

_FULL: Final = "the disk is full: free some space and give the same command again"
_NO_MEMORY: Final = "there is not enough memory: close other programs or take fewer --jobs, and grade again"
_CROWDED: Final = (
    "no further process or thread can be started: close other programs or take fewer --jobs, and grade again"
)
_TOO_MANY_FILES: Final = "too many files are open: take fewer --jobs or raise `ulimit -n`, and grade again"
_BROKEN: Final = "the disk fails: look after it and give the same command again"
_CLOSED: Final = "it cannot be written or read: correct its permissions or choose another place"
_REMEDIES: Final[Mapping[int, str]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EIO: _BROKEN,
    errno.ENOMEM: _NO_MEMORY,
    errno.EAGAIN: _CROWDED,
    errno.EMFILE: _TOO_MANY_FILES,
    errno.ENFILE: _TOO_MANY_FILES,
    errno.EROFS: _CLOSED,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
}
_EXHAUSTED: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
NO_THREAD: Final = "can't start new thread"
"""What Python says where the system refuses a thread; the exception has no number."""


def explained(error: BaseException) -> str | None:
    """One line that says what failed and what to do; None for an error that is none of the machine's."""
    if isinstance(error, MachineFailure):
        return str(error)
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    if isinstance(error, RuntimeError) and NO_THREAD in str(error):
        return _CROWDED
    if not isinstance(error, OSError):
        return None
    what = f"{error.filename}: " if error.filename else ""
    remedy = _REMEDIES.get(error.errno or 0)
    if remedy is None:
        return f"{what}{error.strerror or error}: look after the machine and give the same command again"
    return f"{what}{remedy}"


def exhausted(error: OSError) -> bool:
    """Whether a disk is full or broken, which another folder on it does not help."""
    return error.errno in _EXHAUSTED
