"""The strongest level: the zygote in an unprivileged bubblewrap, each job in namespaces of its own inside it."""

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from autograder.errors import SandboxUnavailable
from autograder.sandbox import launch, paths
from autograder.sandbox.copies import Copies
from autograder.sandbox.interface import Level
from autograder.sandbox.privilege import CAP_SYS_ADMIN, has_capability
from autograder.sandbox.slots import Slot
from autograder.sandbox.zygotes import Command
from autograder.worker.namespaces import HOME, SCRATCH
from autograder.worker.warm import ENVIRONMENT

_ZYGOTE_SCRATCH_BYTES: Final = 64 * 1024**2


def zygote_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of a zygote, and so of its jobs: nothing of the grader's own."""
    environment = {
        **ENVIRONMENT,
        **extra,
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": SCRATCH,
        "TMPDIR": SCRATCH,
        "MPLCONFIGDIR": SCRATCH,
        "USER": "student",
        "LOGNAME": "student",
    }
    if (path := paths.python_path()) is not None:
        environment["PYTHONPATH"] = path
    return environment


def zygote_argv(config: Mapping[str, object]) -> list[str]:
    """Return the zygote's command line; -P keeps the working directory out of the module path."""
    return [sys.executable, "-P", "-m", "autograder.worker.zygote", json.dumps(config)]


def launch_argv(plan: Mapping[str, object]) -> list[str]:
    """Return the command line that carries out a plan of `launch`."""
    return [sys.executable, "-P", "-m", "autograder.sandbox.launch", json.dumps(plan)]


class BubblewrapLauncher:
    """Starts zygotes in bubblewrap; as root, under a uid of its own, with the interpreter where it can be read."""

    level: Level = "bubblewrap"

    def __init__(self, data_files: Mapping[str, Path], environment: Mapping[str, str], *, warm: bool) -> None:
        program = shutil.which("bwrap")
        if program is None:
            raise SandboxUnavailable("bubblewrap: the program bwrap is not installed (Debian: apt install bubblewrap)")
        self._program = program
        self._warm = warm
        self._environment = zygote_environment(environment)
        self._copies = Copies(data_files)
        self._view = paths.view(self._copies.files)
        self._slot = Slot() if os.geteuid() == 0 else None

    def command(self, socket_fd: int) -> Command:
        """Return how to start a zygote that serves on `socket_fd`."""
        if self._slot is None:
            return Command(self._wrap(self._view.binds, socket_fd), self._environment)
        staged: Sequence[paths.Bind] = ()
        shown: Sequence[paths.Bind] = self._view.binds
        if has_capability(CAP_SYS_ADMIN):
            staged = paths.readable_by_others(shown)
            shown = [paths.Bind(Path(launch.place(index)), bind.target) for index, bind in enumerate(staged)]
        plan = {
            "binds": [[str(bind.source), str(bind.target)] for bind in staged],
            "links": [],
            "hidden": [],
            "root": False,
            "uid": self._slot.uid,
            "argv": self._wrap(shown, socket_fd),
            "env": self._environment,
        }
        return Command(launch_argv(plan), self._environment)

    def _zygote(self, binds: Sequence[paths.Bind], socket_fd: int) -> list[str]:
        return zygote_argv(
            {
                "socket": socket_fd,
                "level": self.level,
                "drop_to": None,
                "may_mount": False,
                "readable": ["/"],  # all that there is in the sandbox was chosen
                "files": {name: str(path) for name, path in self._view.files.items()},
                "kept": paths.kept(binds),
                "warm": self._warm,
            }
        )

    def _wrap(self, binds: Sequence[paths.Bind], socket_fd: int) -> list[str]:
        argv = [self._program, "--unshare-all", "--die-with-parent", "--new-session", "--hostname", "sandbox"]
        # Before the binds: an environment may lie below /tmp.
        argv += ["--size", str(_ZYGOTE_SCRATCH_BYTES), "--tmpfs", SCRATCH, "--dir", HOME]
        for bind in binds:
            argv += ["--ro-bind", str(bind.source), str(bind.target)]
        for link in self._view.links:
            argv += ["--symlink", link.text, str(link.target)]
        for path in self._view.hidden:
            argv += ["--tmpfs", str(path), "--remount-ro", str(path)]
        argv += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
        argv += ["--remount-ro", "/"]
        argv.append("--clearenv")
        for name, value in self._environment.items():
            argv += ["--setenv", name, value]
        return [*argv, "--chdir", "/", "--", *self._zygote(binds, socket_fd)]

    def close(self) -> None:
        """Give the uid back and remove what was copied."""
        self._copies.close()
        if self._slot is not None:
            self._slot.close()
