"""What a job is shown."""

import sys
from pathlib import Path

import autograder
from autograder.sandbox import paths
from autograder.sandbox.paths import Bind


def test_the_interpreter_and_the_worker_are_shown() -> None:
    """Whatever the layout of the machine, Python and the worker are below a bind, seen where they really are."""
    view = paths.view({})
    package = Path(autograder.__file__).parent
    for needed in (Path(sys.prefix), Path(sys.base_prefix), package / "worker", package / "__init__.py"):
        assert any(needed.is_relative_to(bind.target) for bind in view.binds)


def test_the_checkout_is_not_shown() -> None:
    """Beside the package lie solutions and reference results: no bind covers them unhidden."""
    root = Path(autograder.__file__).resolve().parents[1]
    view = paths.view({})
    for name in ("solutions", "reference_results", "assignments", "tests", "autograder/checks", "autograder/bands"):
        shown = any((root / name).is_relative_to(bind.source) for bind in view.binds)
        assert not shown or root / name in view.hidden


def test_data_files_have_places_of_their_own(tmp_path: Path) -> None:
    """Two files of the same name do not collide, and no directory of theirs is shown."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pool.npz").write_text(name)
    view = paths.view({"train": tmp_path / "a" / "pool.npz", "test": tmp_path / "b" / "pool.npz"})
    assert view.files == {"train": Path("/data/train/pool.npz"), "test": Path("/data/test/pool.npz")}
    assert not any(tmp_path.is_relative_to(bind.source) for bind in view.binds)


def test_a_closed_directory_is_shown_by_its_contents(tmp_path: Path) -> None:
    """A 0700 directory with open contents, as mktemp makes them, is replaced by these contents."""
    tmp_path.chmod(0o700)
    (tmp_path / "bin").mkdir(mode=0o755)
    (tmp_path / "pyvenv.cfg").write_text("")
    binds = paths.readable_by_others([Bind(tmp_path, Path("/venv")), Bind(tmp_path / "bin", Path("/open"))])
    assert binds == (
        Bind(tmp_path / "bin", Path("/venv/bin")),
        Bind(tmp_path / "pyvenv.cfg", Path("/venv/pyvenv.cfg")),
        Bind(tmp_path / "bin", Path("/open")),
    )
