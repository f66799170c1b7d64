"""Commands without TensorFlow: their sandbox replays the honest run."""

from collections.abc import Callable

import pytest
from checks.build import honest
from test_pipeline import frames
from typer.testing import CliRunner, Result

from autograder.commands import bench
from autograder.sandbox.fake import FakeSandbox, replay

Invoke = Callable[..., Result]


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> FakeSandbox:
    """The sandbox that commands open, replaced at the one place where they open it."""
    fake = replay(frames(honest()))
    monkeypatch.setattr(bench, "open_grading_sandbox", lambda data, level="auto": fake)
    return fake


@pytest.fixture
def invoke() -> Invoke:
    """Call the command line as a person would, on a wide terminal."""

    def call(*arguments: object) -> Result:
        from autograder.cli import app

        return CliRunner().invoke(app, [str(item) for item in arguments], env={"COLUMNS": "200", "TERM": "dumb"})

    return call
