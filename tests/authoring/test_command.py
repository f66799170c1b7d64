from pathlib import Path

from typer.testing import CliRunner

from autograder.authoring.__main__ import app

MASTER = Path(__file__).parents[2] / "solutions" / "tl04" / "tl04.ipynb"


def test_check_tells_stale_from_current(tmp_path: Path) -> None:
    """`--check` writes nothing and fails until the notebooks were written."""
    run = CliRunner().invoke
    stale = run(app, ["students", str(MASTER), str(tmp_path), "--check"])
    assert (stale.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert run(app, ["students", str(MASTER), str(tmp_path)]).exit_code == 0
    assert run(app, ["students", str(MASTER), str(tmp_path), "--check"]).exit_code == 0


def test_text_and_back_gives_the_same_file(tmp_path: Path) -> None:
    """A master can be edited as text and stored again, byte for byte."""
    run = CliRunner().invoke
    assert run(app, ["text", str(MASTER), str(tmp_path / "tl04.py")]).exit_code == 0
    assert run(app, ["notebook", str(tmp_path / "tl04.py"), str(tmp_path / "tl04.ipynb")]).exit_code == 0
    assert (tmp_path / "tl04.ipynb").read_bytes() == MASTER.read_bytes()
