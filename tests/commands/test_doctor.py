"""`autograder doctor`: every condition with its remedy."""

import json
from pathlib import Path

import pytest

from autograder.commands import doctor
from autograder.errors import SandboxUnavailable
from autograder.sandbox.fake import replay
from autograder.settings import HOME_VARIABLE, find_home

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


def test_memory_that_was_not_measured_is_said(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a container that is large enough for all, and the command that measures what is missing."""
    for name in ("tl04", "imdb"):
        for kind in ("assignments", "reference_results"):
            (tmp_path / kind).mkdir(exist_ok=True)
            (tmp_path / kind / name).symlink_to(find_home().folder / kind / name)
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    measured = {"assignments": {"tl04": {"solution": {"otter": {"memory_mib": 1111}}}}}
    (tmp_path / "reference_results" / "otter.json").write_text(json.dumps({"budgets": {"smoke": measured}}))
    result = invoke("doctor", "--profile", "gradescope")
    told = " ".join(result.output.split())
    assert result.exit_code == 0, result.output
    assert "tl04 quick 1111 MB" in told
    assert "1 CPU, 1.5 GB" in told
    assert "2 CPU, 3 GB" in told
    assert "--only imdb`" in told
