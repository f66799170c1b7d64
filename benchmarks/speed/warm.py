"""A process that has imported everything, forked for each measurement.

`Warm(environment).call("module:function", argument=…)` calls the function in a fresh fork and returns what it returns.
The grader's zygote does the same behind a sandbox; here there is none, so that nothing is measured but the work.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.worker.warm import ENVIRONMENT, warm_imports

ROOT = Path(__file__).parents[2]


class Warm:
    """Starts the process at once; `call` waits until it is warm."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        env = {**os.environ, **ENVIRONMENT, **(environment or {})}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.speed.warm"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def call(self, target: str, **arguments: Any) -> Any:
        """What the function gives, through JSON; RuntimeError with its traceback where it fails."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"target": target, "arguments": arguments}) + "\n")
        self._process.stdin.flush()
        reply = self._process.stdout.readline()
        if not reply:
            raise RuntimeError(f"{target}: the warm process is gone")
        answer = json.loads(reply)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._process.communicate()


def serve() -> None:
    """Fork for each request until the other side hangs up."""
    warm_imports()
    for line in sys.stdin:
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(reader)
            _answer(json.loads(line), writer)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            reply = pipe.read()
        os.wait()
        print(reply or json.dumps({"error": "the fork died"}), flush=True)


def _answer(request: dict[str, Any], writer: int) -> None:
    """Call, reply and leave, in a scratch folder and silently; never returns."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            module, _, function = request["target"].partition(":")
            result = getattr(importlib.import_module(module), function)(**request["arguments"])
        reply = {"result": result}
    except BaseException:  # noqa: BLE001  told to the process that asked
        reply = {"error": traceback.format_exc()}
    with os.fdopen(writer, "w") as pipe:
        pipe.write(json.dumps(reply))
    os._exit(0)


if __name__ == "__main__":
    serve()
