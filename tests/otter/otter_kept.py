"""Real commands that cost little: forks of one process that has imported Otter and our grader and keeps a warm sandbox.

Two things are spared, imports and the sandbox's warming up. The rest is what `otter run` and `autograder` do: Otter
unpacks the zip, loads the plugin, starts a kernel of its own and writes its results. `test_otter_run.py` spares none.

A run that any command asked for before is played again, unless the machine was too busy for it: only the very same
job, cells, files, seed and budget, gets the same frames. So `autograder grade` after `otter run` costs no second
training, and shows that both ask for one job.

Run as a program this serves: a request a line, as JSON, answered by the exit code.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any, Self

from otter_commands import DATA, Commands, environment

from autograder.commands import bench
from autograder.data.source import open_source
from autograder.otter import assign, package
from autograder.otter.wheels import build_wheel
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.forked import PROBE
from autograder.sandbox.interface import Ended, Frame, Isolation, Limits, OnFrame, Outcome, Sandbox
from autograder.worker.warm import CONVOLUTIONS

_RUNS = "runs"
_DATASETS = ("fashion_mnist", "mnist", "imdb", "reuters")


class Lent:
    """The kept sandbox as one command sees it: closing it gives it back."""

    def __init__(self, sandbox: Sandbox, runs: Path) -> None:
        self._sandbox = sandbox
        self._runs = runs

    @property
    def isolation(self) -> Isolation:
        """That of the kept one."""
        return self._sandbox.isolation

    def start(self) -> None:
        """Warm it is."""

    def run(
        self, target: str, job: dict[str, Any], limits: Limits, on_frame: OnFrame, cancel: Event | None = None
    ) -> Outcome:
        """Run a job, or play again what the same one sent."""
        asked = hashlib.sha256(json.dumps([target, job], sort_keys=True).encode()).hexdigest()
        kept = self._runs / f"{asked}.json"
        if kept.is_file():
            played = json.loads(kept.read_text(encoding="utf-8"))
            for frame in played["frames"]:
                on_frame(frame)
            return Outcome.model_validate(played["outcome"])
        frames: list[str] = []

        def take(frame: Frame) -> None:
            frames.append(json.dumps(frame))
            on_frame(frame)

        outcome = self._sandbox.run(target, job, limits, take, cancel)
        if outcome.ended is not Ended.MACHINE_FAILED and outcome.waiting_seconds < outcome.seconds / 2:
            kept.write_text(f'{{"outcome": {outcome.model_dump_json()}, "frames": [{", ".join(frames)}]}}')
        return outcome

    def close(self) -> None:
        """It stays."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        self.close()


class Kept(Commands):
    """Each command is a fork of one process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._server = subprocess.Popen(
            [sys.executable, __file__, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(folder),
            text=True,
        )

    def command(self, program: str, words: list[str], folder: Path) -> int:
        """Ask for a fork and wait."""
        said = self.folder / "said.txt"
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        request = {"program": program, "words": words, "folder": str(folder), "said": str(said)}
        self._server.stdin.write(f"{json.dumps(request)}\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, "the process that keeps the sandbox has ended"
        self.said = said.read_text(encoding="utf-8", errors="replace")
        return int(answer)

    @property
    def runs(self) -> int:
        """How many jobs the sandbox has run, not counting those that were played again."""
        return len(list((self.folder / _RUNS).iterdir()))

    def close(self) -> None:
        """End the process, and with it the sandbox."""
        self._server.communicate(timeout=60)


@contextmanager
def keeping(folder: Path) -> Iterator[Kept]:
    """The process and its sandbox for as long as the block lasts."""
    kept = Kept(folder)
    try:
        yield kept
    finally:
        kept.close()


def serve(folder: Path) -> None:
    """Run requests until there are none."""
    files = {}
    for name in _DATASETS:
        files[name] = folder / f"{name}.npz"
        open_source(DATA).load(name).save_for_worker(files[name])
        files[name].chmod(0o644)
    (folder / _RUNS).mkdir()
    with open_sandbox(data_files=files, environment=CONVOLUTIONS) as sandbox:
        sandbox.start()
        bench.open_grading_sandbox = lambda _data, _level="auto": Lent(sandbox, folder / _RUNS)
        _import_programs()
        wheel = build_wheel(folder / "wheel")
        package.build_wheel = lambda out: _copied(wheel, out)
        assign.subprocess = SimpleNamespace(run=_otter)
        sandbox.run(PROBE, {"source": ""}, Limits(), lambda _frame: None)  # waits until it is warm
        for line in sys.stdin:
            print(_forked(**json.loads(line)), flush=True)


def _import_programs() -> dict[str, Any]:
    import otter.cli
    import otter.run.run_autograder

    import autograder.cli
    import autograder.otter_plugin  # Otter imports it by its name

    return {"otter": otter.cli.cli, "autograder": autograder.cli.main}


def _copied(wheel: Path, out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(wheel, out))


def _otter(command: list[str], *, cwd: Path, **_options: Any) -> subprocess.CompletedProcess[str]:
    """`python -m otter …` as `subprocess.run` would run it, without starting Python anew."""
    said = Path(cwd, "said.txt")
    code = _forked("otter", command[3:], str(cwd), str(said))
    return subprocess.CompletedProcess(command, code, "", said.read_text(encoding="utf-8"))


def _forked(program: str, words: list[str], folder: str, said: str) -> int:
    """Run a program in a fork, with nothing to read and its output in a file; its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        target = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 1)
        os.dup2(target, 2)
        sys.argv = [program, *words]
        _import_programs()[program]()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001  this process must not go on as the one it was forked from
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
