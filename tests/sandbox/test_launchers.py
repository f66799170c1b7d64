"""How zygotes are started."""

import dataclasses
import os
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox.bubblewrap import BubblewrapLauncher, zygote_environment
from autograder.sandbox.forked import ForkedSandbox
from autograder.sandbox.interface import Isolation, Limits
from autograder.sandbox.paths import Bind
from autograder.sandbox.privilege import CAP_SYS_ADMIN, has_capability
from autograder.sandbox.restricted import RestrictedLauncher

MAY_MOUNT = os.geteuid() == 0 and has_capability(CAP_SYS_ADMIN)


@pytest.mark.parametrize("kind", [BubblewrapLauncher, RestrictedLauncher])
def test_a_checkout_inside_the_environment_is_covered(
    kind: type[BubblewrapLauncher] | type[RestrictedLauncher], tmp_path: Path
) -> None:
    """Solutions that lie below a directory that jobs see are an empty directory to them."""
    if kind is RestrictedLauncher and not MAY_MOUNT:
        pytest.skip("only root can cover a directory at the restricted level")
    for name in ("solutions", "library"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    tmp_path.chmod(0o755)
    try:
        launcher = kind({}, warm=False)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    view = launcher._view
    binds = (*view.binds, Bind(tmp_path, Path("/env")))
    launcher._view = dataclasses.replace(view, binds=binds, hidden=(Path("/env/solutions"),))
    frames: list[dict[str, Any]] = []
    source = "import os; emit({n: os.listdir(f'/env/{n}') for n in ('solutions', 'library')})"
    with ForkedSandbox(launcher, Isolation(level=launcher.level, holds=(), lacks=())) as sandbox:
        outcome = sandbox.run("autograder.worker.script:execute", {"source": source}, Limits(), frames.append)
    if not frames and "not start" in outcome.detail:
        pytest.skip(outcome.detail)
    assert frames == [{"solutions": [], "library": ["file"]}]


def test_nothing_of_the_graders_environment_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The zygote's environment is a list of its own, whatever the grader's holds."""
    monkeypatch.setenv("SECRET_TOKEN", "x")
    environment = zygote_environment()
    assert "SECRET_TOKEN" not in environment
    assert environment["OMP_NUM_THREADS"] == "1"
    assert environment["PYTHONHASHSEED"] == "0"


def test_a_uid_is_taken_only_as_root() -> None:
    """A normal user's jobs stay that user's; root's get a uid that is given back on closing."""
    try:
        launcher = BubblewrapLauncher({}, warm=False)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    assert (launcher._slot is not None) == (os.geteuid() == 0)
    launcher.close()
