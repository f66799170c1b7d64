"""`autograder doctor`: every condition with its remedy."""

from pathlib import Path

import pytest

from autograder.commands import doctor
from autograder.errors import SandboxUnavailable
from autograder.sandbox.fake import replay

from .conftest import Invoke


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No prepared data."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_what_could_be_better_is_said_with_the_remedy(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weaker isolation and missing data are warnings: exit code 0."""
    monkeypatch.setattr(doctor, "open_sandbox", lambda warm: replay([]))
    result = invoke("doctor")
    assert result.exit_code == 0, result.output
    told = " ".join(result.output.split())
    for word in (
        "tensorflow",
        "nothing is isolated",
        "apt-get install bubblewrap",
        "autograder data prepare",
        "memory",
    ):
        assert word in told


def test_no_isolation_at_all_is_bad(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, and no traceback."""

    def unavailable(warm: bool) -> None:
        raise SandboxUnavailable("no user namespaces")

    monkeypatch.setattr(doctor, "open_sandbox", unavailable)
    result = invoke("doctor")
    assert result.exit_code == 1
    assert "no user namespaces" in result.output


def test_gradescope_is_told_what_each_assignment_needs(invoke: Invoke) -> None:
    """Every calibrated budget with seconds; a profile that does not exist is refused."""
    result = invoke("doctor", "--profile", "gradescope")
    assert result.exit_code in (0, 1), result.output
    told = " ".join(result.output.split())
    for name in ("tl04 standard", "imdb standard", "practica4 quick", "0.5 CPU, 0.75 GB"):
        assert name in told
    assert invoke("doctor", "--profile", "moodle").exit_code == 2
