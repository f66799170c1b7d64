"""A target that runs plain Python source: what the sandbox is tried with, without TensorFlow."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def execute(job: Mapping[str, Any], emit: Callable[[dict[str, Any]], None], files: Mapping[str, Path]) -> None:
    """Run `job["source"]` with `emit`, `files` and `job` as its globals."""
    code = compile(str(job["source"]), "<script>", "exec")
    exec(code, {"__name__": "__main__", "emit": emit, "files": files, "job": job})  # noqa: S102 (that is its purpose)
