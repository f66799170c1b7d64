"""Open the strongest sandbox that really works on this machine."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from autograder.errors import SandboxUnavailable, UsageError
from autograder.sandbox.bubblewrap import BubblewrapLauncher
from autograder.sandbox.forked import ForkedSandbox, Launcher, probe
from autograder.sandbox.restricted import RestrictedLauncher

_LAUNCHERS: Final[Mapping[str, Callable[..., Launcher]]] = {
    "bubblewrap": BubblewrapLauncher,
    "restricted": RestrictedLauncher,
}


def open_sandbox(
    level: str = "auto",
    data_files: Mapping[str, Path] | None = None,
    environment: Mapping[str, str] | None = None,
    warm: bool = True,
) -> ForkedSandbox:
    """Return a sandbox at `level` ("auto": the strongest that works), tried with a real job before it is returned.

    `data_files` maps names to files that jobs may read and get as `files`; `environment` goes over the usual one.
    `warm=False` leaves TensorFlow out.
    Raises SandboxUnavailable with the reason for each level that failed.
    """
    if level != "auto" and level not in _LAUNCHERS:
        raise UsageError(f"no isolation level is called {level!r}: choose auto, {', '.join(_LAUNCHERS)}")
    reasons = []
    for name in _LAUNCHERS if level == "auto" else (level,):
        try:
            return _open(name, data_files or {}, environment or {}, warm)
        except SandboxUnavailable as error:
            reasons.append(str(error))
    raise SandboxUnavailable("no sandbox works here: " + "; ".join(reasons))


def _open(level: str, data_files: Mapping[str, Path], environment: Mapping[str, str], warm: bool) -> ForkedSandbox:
    trial = _LAUNCHERS[level](data_files, environment, warm=False)
    try:
        isolation = probe(trial)
    finally:
        trial.close()
    return ForkedSandbox(_LAUNCHERS[level](data_files, environment, warm=warm), isolation)
