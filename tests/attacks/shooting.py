"""A sandbox at one level of isolation with all that there is to attack around it, and whether an attack was held."""

import contextlib
import dataclasses
import hashlib
import os
import resource
import secrets
import socket
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import autograder
from autograder.sandbox import restricted, watcher
from autograder.sandbox.bubblewrap import BubblewrapLauncher
from autograder.sandbox.forked import ForkedSandbox, probe
from autograder.sandbox.interface import Isolation, Limits
from autograder.sandbox.paths import Bind
from autograder.sandbox.restricted import RestrictedLauncher

from .attack import MIB, Attack, Seen

TARGET: Final = "autograder.worker.script:execute"
LIMITS: Final = Limits(
    wall_seconds=10.0,
    cpu_seconds=20,
    resident_bytes=300 * MIB,
    disk_bytes=16 * MIB,
    processes=40,
    open_files=64,
    output_bytes=4 * MIB,
)
CHECKOUT: Final = Path(autograder.__file__).resolve().parents[1]
GUESTS: Final = 60950
"""The uid of a normal user who grades, for tests that root runs."""
Launcher = BubblewrapLauncher | RestrictedLauncher


def launcher(variant: str, files: dict[str, Path]) -> Launcher:
    """Return what starts zygotes at this variant of a level; SandboxUnavailable where it does not work."""
    kind = BubblewrapLauncher if variant.startswith("bubblewrap") else RestrictedLauncher
    if variant.startswith("restricted-uid"):
        with _without_mounts():
            made: Launcher = kind(files, {}, warm=False)
    else:
        made = kind(files, {}, warm=False)
    if variant.endswith("-unfiltered"):
        _hide_seccomp(made)
    return made


@contextlib.contextmanager
def _without_mounts() -> Iterator[None]:
    """Root as in most containers: it may change its user, and not mount."""
    original = restricted.has_capability
    restricted.has_capability = lambda _number: False
    try:
        yield
    finally:
        restricted.has_capability = original


def _hide_seccomp(made: Launcher) -> None:
    """Let the zygote find a broken package, as where libseccomp is missing."""
    folder = Path(tempfile.mkdtemp(prefix="attack-no-seccomp-"))
    (folder / "pyseccomp.py").write_text("raise ImportError('not here')\n")
    folder.chmod(0o755)
    before = made._environment.get("PYTHONPATH", "")
    made._view = dataclasses.replace(made._view, binds=(*made._view.binds, Bind(folder, Path("/broken"))))
    made._environment = {**made._environment, "PYTHONPATH": f"/broken:{before}".rstrip(":")}


def _text(path: Path) -> str | None:
    try:
        return path.read_text()
    except OSError:
        return None


class Range:
    """Everything for one variant; open it with `with`."""

    def __init__(self, variant: str) -> None:
        self._open = contextlib.ExitStack()
        self.marker = secrets.token_hex(16)
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="attack-")))
        folder.chmod(0o755)
        self.given = folder / "given" / "given.txt"
        self.secret = folder / "results" / "labels.txt"
        for path, text in ((self.given, "given"), (self.given.parent / "neighbour", "x"), (self.secret, self.marker)):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        os.environ["AUTOGRADER_SECRET"] = self.marker
        self._listen(folder)
        files = {"given": self.given}
        self.isolation = self._probed(variant, files)
        self.sandbox = self._open.enter_context(ForkedSandbox(launcher(variant, files), self.isolation))
        self.sandbox.start()
        self.well()

    def _probed(self, variant: str, files: dict[str, Path]) -> Isolation:
        trial = launcher(variant, files)
        try:
            return probe(trial)
        finally:
            trial.close()

    def _listen(self, folder: Path) -> None:
        enter = self._open.enter_context
        self._tcp = enter(socket.create_server(("127.0.0.1", 0)))
        self.port = self._tcp.getsockname()[1]
        self._udp = enter(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self._udp.bind(("127.0.0.1", self.port))
        self.abstract = f"attack-{self.port}"
        self._local = enter(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self._local.bind("\0" + self.abstract)
        self.path_of_socket = str(folder / "results" / "socket")
        self._named = enter(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self._named.bind(self.path_of_socket)
        os.chmod(self.path_of_socket, 0o777)  # a service that anyone may talk to
        for listener in (self._tcp, self._udp, self._local, self._named):
            listener.setblocking(False)

    def __enter__(self) -> "Range":
        return self

    def __exit__(self, *_details: object) -> None:
        self._open.close()

    def job(self) -> dict[str, Any]:
        """Return what an attacker with the source in hand would know."""
        package = CHECKOUT / "autograder"
        return {
            "pids": [os.getpid(), os.getppid(), *self.processes()],
            "port": self.port,
            "abstract": self.abstract,
            "listening": self.path_of_socket,
            "digest": hashlib.sha256(
                self.marker.encode()
            ).hexdigest(),  # what is looked for must not be in the job itself
            "secrets": [str(self.secret), str(self.secret.parent)],
            "course": [
                str(CHECKOUT / name) for name in ("reference_results", "solutions", "assignments", "tests", ".git")
            ],
            "package": [str(package / name) for name in ("checks", "bands", "validity", "report", "authoring")],
            "system": [
                "/etc/shadow",
                "/etc/passwd",
                "/etc/hosts",
                "/root/.bashrc",
                "/root/.ssh",
                "/home",
                "/var/log",
                "/var/lib",
                "/srv",
                "/mnt",
            ],
        }

    def processes(self) -> set[int]:
        """Return the processes of this sandbox."""
        return set(watcher.tree(self.sandbox.pid)) if self.sandbox.pid is not None else set()

    def surroundings(self) -> dict[str, object]:
        """Return all that no attack may change."""
        folder = self.secret.parents[1]
        state = [(str(path), path.lstat().st_mtime_ns, path.lstat().st_mode) for path in sorted(folder.rglob("*"))]
        package = sorted(str(path) for path in (CHECKOUT / "autograder").rglob("*intruder*"))
        return {
            "files": hashlib.sha256(repr(state).encode()).hexdigest(),
            "texts": [_text(path) for path in (self.given, self.secret)],
            "package": package,
            "left": sorted(name for name in os.listdir(tempfile.gettempdir()) if name.startswith("autograder-job-")),
            "heard": [name for name in ("_tcp", "_udp", "_local", "_named") if self._heard(getattr(self, name))],
            "limits": [resource.getrlimit(kind) for kind in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)],
            "processors": sorted(os.sched_getaffinity(0)),
            "priority": os.getpriority(os.PRIO_PROCESS, 0),
            "zygote": self.processes(),
        }

    def _mend(self) -> None:
        """Put back what an attack changed, so that the next one is judged by itself."""
        for path, text in ((self.given, "given"), (self.secret, self.marker)):
            path.chmod(0o644)
            path.write_text(text)
        if self.sandbox.pid is None:
            self.well()

    @staticmethod
    def _heard(listener: socket.socket) -> bool:
        with contextlib.suppress(BlockingIOError):
            return bool(listener.accept() if listener.type == socket.SOCK_STREAM else listener.recv(1))
        return False

    def well(self) -> bool:
        """Say whether an honest job works."""
        return self._run("emit({'well': files['given'].read_text()})", {}).frames == [{"well": "given"}]

    def _run(self, source: str, limits: dict[str, Any]) -> Seen:
        frames: list[dict[str, Any]] = []
        bounds = LIMITS.model_copy(update=limits)
        outcome = self.sandbox.run(TARGET, {"source": source, **self.job()}, bounds, frames.append)
        return Seen(outcome, frames)

    def held(self, attack: Attack) -> str:
        """Run an attack; return why it was not held, empty where it was."""
        self._mend()
        before = self.surroundings()
        seen = self._run(attack.program, dict(attack.limits))
        after = self.surroundings()
        changed = [name for name, value in before.items() if after[name] != value]
        if changed:
            return f"around the sandbox something changed: {', '.join(changed)}"
        try:
            if attack.proof(seen):
                return ""
        except Exception:  # noqa: BLE001 (a proof that finds nothing to look at)
            return traceback.format_exc(limit=-1)
        return f"{seen.outcome.ended}: {seen.outcome.detail}; won {seen.get('won')}"[:500]
