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


Launcher = BubblewrapLauncher | RestrictedLauncher
KINDS = pytest.mark.parametrize("kind", [BubblewrapLauncher, RestrictedLauncher])


def run_with(kind: type[Launcher], bind: Bind, hidden: tuple[Path, ...], source: str) -> dict[str, Any]:
    """Return the one frame of `source`, run where `bind` is shown as well and `hidden` is covered."""
    if kind is RestrictedLauncher and not MAY_MOUNT:
        pytest.skip("only root can bind and cover directories at the restricted level")
    try:
        launcher = kind({}, {}, warm=False)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    launcher._view = dataclasses.replace(launcher._view, binds=(*launcher._view.binds, bind), hidden=hidden)
    frames: list[dict[str, Any]] = []
    with ForkedSandbox(launcher, Isolation(level=launcher.level, holds=(), lacks=())) as sandbox:
        outcome = sandbox.run("autograder.worker.script:execute", {"source": source}, Limits(), frames.append)
    if "not start" in outcome.detail:
        pytest.skip(outcome.detail)
    (frame,) = frames
    return frame


@KINDS
def test_a_checkout_inside_the_environment_is_covered(kind: type[Launcher], tmp_path: Path) -> None:
    """Solutions that lie below a directory that jobs see are an empty directory to them."""
    for name in ("solutions", "library"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    tmp_path.chmod(0o755)
    source = "import os; emit({n: os.listdir(f'/env/{n}') for n in ('solutions', 'library')})"
    frame = run_with(kind, Bind(tmp_path, Path("/env")), (Path("/env/solutions"),), source)
    assert frame == {"solutions": [], "library": ["file"]}


@KINDS
def test_an_environment_below_tmp_stays_visible_and_unchanged(kind: type[Launcher], tmp_path: Path) -> None:
    """Where the interpreter lies in /tmp, a job's own /tmp is writable around it, and nothing in it is."""
    (tmp_path / "file").write_text("x")
    tmp_path.chmod(0o755)
    source = """
open("/tmp/mine", "w").close()
try: open("/tmp/made/env/file", "w"); won = True
except OSError: won = False
emit({"text": open("/tmp/made/env/file").read(), "won": won})
"""
    assert run_with(kind, Bind(tmp_path, Path("/tmp/made/env")), (), source) == {"text": "x", "won": False}
    assert (tmp_path / "file").read_text() == "x"


def test_nothing_of_the_graders_environment_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The zygote's environment is a list of its own, whatever the grader's holds."""
    monkeypatch.setenv("SECRET_TOKEN", "x")
    environment = zygote_environment({})
    assert "SECRET_TOKEN" not in environment
    assert environment["OMP_NUM_THREADS"] == "1"
    assert environment["PYTHONHASHSEED"] == "0"


def test_a_uid_is_taken_only_as_root() -> None:
    """A normal user's jobs stay that user's; root's get a uid that is given back on closing."""
    try:
        launcher = BubblewrapLauncher({}, {}, warm=False)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    assert (launcher._slot is not None) == (os.geteuid() == 0)
    launcher.close()
