"""What was handed in, read as `autograder grade` would read it, and then gone."""

import zipfile
from pathlib import Path

import pytest
from intake.build import code, notebook, save

from autograder.intake import read
from autograder.model.submission import Rejected, Submission
from autograder.otter.submitted import read_folder, read_submitted, sweep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Otter's folder with a notebook, a module of the student's and what Otter itself puts there."""
    save(tmp_path / "submission" / "hw.ipynb", notebook(code("import mine")))
    save(tmp_path / "submission" / "mine.py", "x = 1\n")
    save(tmp_path / "submission" / "sub" / "table.csv", "1,2\n")
    save(tmp_path / "submission" / "tests" / "a.py", "points = 1\n")
    save(tmp_path / "submission" / "__init__.py", "")
    save(tmp_path / "submission" / ".OTTER_LOG", b"\x80\x04.")
    return tmp_path / "submission"


def test_it_is_the_submission_of_the_zip(folder: Path, tmp_path: Path) -> None:
    """By content the same as the zip that was unpacked: companions with it, Otter's files without."""
    packed = tmp_path / "hw.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("hw.ipynb", "mine.py", "sub/table.csv"):
            archive.write(folder / name, name)
    found, expected = read_submitted(folder / "hw.ipynb"), read(packed)
    assert isinstance(found, Submission)
    assert isinstance(expected, Submission)
    assert (found.sha256, found.files.keys()) == (expected.sha256, {"mine.py", "sub/table.csv"})
    assert found.name == "hw"


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    """Neither as the submission nor as a companion: it might lead to what the grader knows."""
    save(tmp_path / "secret.txt", "band")
    (folder / "secret.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "deep").symlink_to(tmp_path)
    found = read_submitted(folder / "hw.ipynb")
    assert isinstance(found, Submission)
    assert set(found.files) == {"mine.py", "sub/table.csv"}
    (folder / "linked.ipynb").symlink_to(folder / "hw.ipynb")
    assert isinstance(read_submitted(folder / "linked.ipynb"), Rejected)


def test_what_otter_does_not_find_is_found(tmp_path: Path) -> None:
    """A notebook in a folder is read; two are refused, and so is nothing at all, each with a reason."""
    (tmp_path / "empty").mkdir()
    assert "zip" in _reason(read_folder(tmp_path / "empty"))
    save(tmp_path / "one" / "deep" / "hw.ipynb", notebook())
    assert isinstance(read_folder(tmp_path / "one"), Submission)
    save(tmp_path / "one" / "other.ipynb", notebook())
    assert "2" in _reason(read_folder(tmp_path / "one"))


def test_nothing_is_left(folder: Path, tmp_path: Path) -> None:
    """The submission alone stays; a linked folder goes as a link, with its content untouched."""
    save(tmp_path / "kept" / "file.txt", "x")
    (folder / "link").symlink_to(tmp_path / "kept")
    sweep(folder, keep=folder / "hw.ipynb")
    assert [item.name for item in folder.iterdir()] == ["hw.ipynb"]
    assert (tmp_path / "kept" / "file.txt").read_text() == "x"
    sweep(folder)
    assert not list(folder.iterdir())


def _reason(found: Submission | Rejected) -> str:
    assert isinstance(found, Rejected)
    return found.reason.en
