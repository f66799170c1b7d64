"""Where user namespaces are missing: no bubblewrap; the jobs are held by uid, Landlock, seccomp and rlimits.

As root the zygote keeps root (it runs imports only), each job drops to a uid of its own, and where root may mount, the
zygote lives in a root directory that holds only what a job may see. As a normal user Landlock alone hides files.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from autograder.errors import SandboxUnavailable
from autograder.sandbox import paths
from autograder.sandbox.bubblewrap import launch_argv, zygote_argv, zygote_environment
from autograder.sandbox.copies import Copies
from autograder.sandbox.interface import Level
from autograder.sandbox.privilege import CAP_SYS_ADMIN, has_capability
from autograder.sandbox.slots import Slot
from autograder.sandbox.zygotes import Command
from autograder.worker import landlock, seccomp

CONTAINER: Final = "AUTOGRADER_CONTAINER"
"""Set in a container that holds one submission and no more, and where the grader's files are root's alone."""


def _closed_by_rights() -> bool:
    """Whether a job's own uid suffices to keep files from it, which it does not on a machine with others' work."""
    return os.geteuid() == 0 and bool(os.environ.get(CONTAINER))


class RestrictedLauncher:
    """Starts zygotes as plain processes."""

    level: Level = "restricted"

    def __init__(self, data_files: Mapping[str, Path], environment: Mapping[str, str], *, warm: bool) -> None:
        if sys.platform != "linux":
            raise SandboxUnavailable(f"restricted: nothing holds student code on {sys.platform}: use Linux or WSL 2")
        if seccomp.library() is None:
            # Tried: without it a job sends over UDP, lowers the limits of the grader and changes modes of its files.
            raise SandboxUnavailable("restricted: without libseccomp jobs reach the network: apt install libseccomp2")
        self._warm = warm
        self._environment = zygote_environment(environment)
        self._copies = Copies(data_files)
        self._view = paths.view(self._copies.files)
        self._mounts = os.geteuid() == 0 and has_capability(CAP_SYS_ADMIN)
        if not self._mounts and not landlock.abi() and not _closed_by_rights():
            raise SandboxUnavailable("restricted: without Landlock (Linux 5.13) nothing keeps other files from a job")
        private = [path for path in self._view.hidden if not path.is_relative_to(paths.package_directory())]
        if not self._mounts and private:
            raise SandboxUnavailable(f"restricted: {private[0]} lies where jobs read: install the package")
        self._slot = Slot() if os.geteuid() == 0 else None

    def command(self, socket_fd: int) -> Command:
        """Return how to start a zygote that serves on `socket_fd`."""
        environment = dict(self._environment)
        if not self._mounts:
            environment |= {"HOME": tempfile.gettempdir(), "TMPDIR": tempfile.gettempdir()}
        binds = paths.readable_by_others(self._view.binds) if self._mounts else ()
        config = {
            "socket": socket_fd,
            "level": self.level,
            "drop_to": None if self._slot is None else self._slot.uid,
            "may_mount": self._mounts,
            "readable": ["/"] if self._mounts else self._readable(),
            "files": {name: str(path) for name, path in self._files().items()},
            "kept": paths.kept(binds),
            "warm": self._warm,
        }
        argv = zygote_argv(config)
        if not self._mounts:
            return Command(argv, environment)
        plan = {
            "binds": [[str(bind.source), str(bind.target)] for bind in binds],
            "links": [[link.text, str(link.target)] for link in self._view.links],
            "hidden": [str(path) for path in self._view.hidden],
            "root": True,
            "uid": None,
            "argv": argv,
            "env": environment,
        }
        return Command(launch_argv(plan), environment)

    def _files(self) -> Mapping[str, Path]:
        if self._mounts:
            return self._view.files
        return {name: path.resolve() for name, path in self._copies.files.items()}

    def _readable(self) -> list[str]:
        package = paths.package_directory()
        binds = [bind for bind in self._view.binds if bind.source != package]
        shown = [str(path) for bind in binds for path in (bind.source, bind.target)]
        shown += map(str, paths.package_parts())
        return [*shown, "/proc", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"]

    def close(self) -> None:
        """Give the uid back and remove what was copied."""
        self._copies.close()
        if self._slot is not None:
            self._slot.close()
