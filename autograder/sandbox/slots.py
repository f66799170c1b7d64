"""A user id of its own for each sandbox that root starts, so that concurrent jobs cannot touch one another."""

import socket
from typing import Final

from autograder.closing import Closing
from autograder.errors import SandboxUnavailable

# 60706 to 61183 is the range that systemd's table of uids leaves unused by every distribution.
FIRST_UID: Final = 60800
SLOTS: Final = 200


class Slot(Closing):
    """Holds one uid until closed; the kernel gives it back when the process dies, however it dies."""

    def __init__(self) -> None:
        self._lock, self.uid = _take()

    def close(self) -> None:
        """Give the uid back."""
        self._lock.close()


def _take() -> tuple[socket.socket, int]:
    for uid in range(FIRST_UID, FIRST_UID + SLOTS):
        lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            # An abstract name is a lock for the whole machine that needs no file and cannot go stale.
            lock.bind(f"\0keras-autograder-uid-{uid}")
        except OSError:
            lock.close()
        else:
            return lock, uid
    raise SandboxUnavailable(f"all {SLOTS} user ids for jobs are taken: close other graders on this machine")
