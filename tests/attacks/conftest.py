"""One sandbox per level for all attacks, without TensorFlow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.forked import ForkedSandbox

from .target import Target


@pytest.fixture(scope="session")
def data_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that jobs are given to read."""
    path = tmp_path_factory.mktemp("given") / "given.txt"
    path.write_text("given")
    return path


@pytest.fixture(scope="session", params=["bubblewrap", "restricted"])
def shared_sandbox(request: pytest.FixtureRequest, data_file: Path) -> Iterator[ForkedSandbox]:
    """Open one sandbox per level for the whole session."""
    try:
        sandbox = open_sandbox(request.param, {"given": data_file}, warm=False)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    with sandbox:
        yield sandbox


@pytest.fixture
def target(shared_sandbox: ForkedSandbox) -> Iterator[Target]:
    """Give a sandbox to attack, and require that it works as before afterwards, with nothing left running in it."""
    victim = Target(shared_sandbox)
    assert victim.run("emit({'well': 1})").frames == [{"well": 1}]
    before = victim.processes()
    yield victim
    assert victim.run("emit({'well': 1})").frames == [{"well": 1}]
    assert victim.processes() == before
