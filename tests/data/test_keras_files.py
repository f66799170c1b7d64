"""Keras' own files as a source: fetched once, failures told in one line."""

import sys
from pathlib import Path

import pytest

from autograder.data.keras_files import KerasFiles, fetch_with_keras
from autograder.data.layout import LAYOUTS
from autograder.data.prepared import write_parts
from autograder.errors import DataUnavailable

from .build import parts_of


def test_a_data_set_is_fetched_once(tmp_path: Path) -> None:
    """The first load fetches, the second reads the cache, and both say that the rows come from Keras."""
    fetched = []

    def fetch(dataset: str, path: Path, official: bool = False) -> None:
        fetched.append(dataset)
        write_parts(path, LAYOUTS[dataset], parts_of(LAYOUTS[dataset]))

    source = KerasFiles(tmp_path / "cache", fetch)
    assert source.load("reuters").fingerprint == source.load("reuters").fingerprint
    assert fetched == ["reuters"]
    assert source.load("reuters").source == "keras"


def test_a_failed_fetch_leaves_nothing(tmp_path: Path) -> None:
    """The failure reaches the caller and no file stays behind."""

    def fetch(dataset: str, path: Path, official: bool = False) -> None:
        raise DataUnavailable(f"{dataset}: no network")

    with pytest.raises(DataUnavailable, match="mnist: no network"):
        KerasFiles(tmp_path, fetch).load("mnist")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("import sys; sys.exit('first\\nURL fetch failure')", "URL fetch failure"),
        ("import os; os.abort()", "without a word"),
    ],
)
def test_a_failing_process_is_one_clear_line(
    script: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process's last line is the reason, and the line says what to do."""
    fake = tmp_path / "python"
    fake.write_text(f"#!{sys.executable}\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    with pytest.raises(DataUnavailable, match=reason) as caught:
        fetch_with_keras("mnist", tmp_path / "mnist.npz")
    message = str(caught.value)
    assert message.startswith("mnist: ")
    assert "--data embedded" in message
    assert "\n" not in message


def test_the_official_cut_is_asked_for_by_a_flag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is told which cut to write."""
    fake = tmp_path / "python"
    fake.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\npathlib.Path(sys.argv[4]).write_text(str(sys.argv[5:]))\n"
    )
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    for official in (False, True):
        fetch_with_keras("mnist", tmp_path / f"{official}", official)
    assert [(tmp_path / name).read_text() for name in ("False", "True")] == ["[]", "['--official']"]


def test_without_network_the_full_budget_has_another_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither prepared nor generated data help a budget that needs the official arrays."""
    fake = tmp_path / "python"
    fake.write_text(f"#!{sys.executable}\nimport sys; sys.exit('URL fetch failure')\n")
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    with pytest.raises(DataUnavailable, match=r"URL fetch failure.*another `--budget`") as caught:
        fetch_with_keras("mnist", tmp_path / "mnist.npz", official=True)
    assert "embedded" not in str(caught.value)
