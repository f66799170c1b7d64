"""Three submissions, and a sandbox that replays the honest run of each and leaves its letter in a file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from checks.build import honest
from commands.conftest import invoke
from intake.build import code, notebook, save
from test_pipeline import SOURCE, frames

from autograder.commands import bench
from autograder.sandbox.fake import FakeSandbox
from autograder.sandbox.interface import OnFrame

__all__ = ["invoke"]

OPTIONS = ("--assignment", "tl04", "--data", "embedded", "--budget", "smoke", "--lang", "en", "--jobs", "1")
NAMES = tuple("abc")


@dataclass
class Course:
    """Where things are, and what happens as each run begins: `before` is called with the student's letter."""

    folder: Path
    before: Callable[[str], None] = lambda _letter: None

    @property
    def given(self) -> Path:
        """The submissions."""
        return self.folder / "in"

    @property
    def begun(self) -> str:
        """The letters of all runs that were begun, in their order."""
        path = self.folder / "log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def command(self, out: Path, *more: object) -> tuple[object, ...]:
        """What a person types."""
        return ("grade", self.given, "-o", out, *OPTIONS, *more)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Ready to be graded."""
    made = Course(tmp_path)
    told = frames(honest())
    for name in NAMES:
        save(made.given / f"{name}.ipynb", notebook(code(f"{SOURCE} # {name}")))

    def script(_target: str, job: dict[str, Any], on_frame: OnFrame) -> None:
        letter = str(job["cells"][0]["source"])[-1]
        with (made.folder / "log").open("a", encoding="utf-8") as file:
            file.write(letter)
        made.before(letter)
        for frame in told:
            on_frame(frame)

    monkeypatch.setattr(bench, "open_grading_sandbox", lambda data, level="auto": FakeSandbox(script))
    return made
