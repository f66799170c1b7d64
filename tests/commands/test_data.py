"""`autograder data status`: which data are there."""

from pathlib import Path

from .conftest import Invoke


def test_embedded_data_are_always_there(invoke: Invoke) -> None:
    """With their fingerprints."""
    result = invoke("data", "status", "--data", "embedded", "mnist")
    assert result.exit_code == 0
    assert "mnist" in result.output


def test_what_is_missing_is_said_with_the_remedy(tmp_path: Path, invoke: Invoke) -> None:
    """Exit code 1: the command worked, the data are not there."""
    result = invoke("data", "status", "--data", tmp_path, "mnist")
    assert result.exit_code == 1
    assert "autograder data prepare" in " ".join(result.output.split())
