"""Pseudonyms: equal under one key, meaningless without it."""

from pathlib import Path

import pytest

from autograder.anonymous import KeyFile
from autograder.errors import UsageError
from autograder.intake.repairs import repair
from autograder.model.base import Text
from autograder.model.submission import Rejected, Submission

ANA = Submission(
    name="ana-2", path="/in/ana.ipynb", sha256="0", cells=(), repairs=(repair("name-duplicate", name="ana-2"),)
)
BAD = Rejected(name="eva", path="/in/eva.ipynb", reason=Text(es="eva no", en="not eva"))


def test_nothing_of_a_name_is_left(tmp_path: Path) -> None:
    """Neither in names and paths nor in messages; and the owner's file knows."""
    hidden, keys = KeyFile.open(tmp_path / "key.json").hide([ANA, BAD])
    told = " ".join(item.model_dump_json() for item in hidden)
    assert "ana-2" not in told
    assert "eva" not in told
    assert keys.students == {hidden[0].name: "ana-2", hidden[1].name: "eva"}


def test_a_key_gives_the_same_pseudonyms_again(tmp_path: Path) -> None:
    """After it was written and read, however the name's accents are encoded; another key gives others."""
    keys = KeyFile.open(tmp_path / "key.json")
    again = KeyFile.open(tmp_path / "key.json")
    assert keys.pseudonym("jose\u0301") == again.pseudonym("jos\u00e9")
    assert keys.pseudonym("ana") != KeyFile.open(tmp_path / "other.json").pseudonym("ana")
    assert (tmp_path / "key.json").stat().st_mode & 0o777 == 0o600


def test_a_forgotten_student_leaves_the_file(tmp_path: Path) -> None:
    """The others stay."""
    _, keys = KeyFile.open(tmp_path / "key.json").hide([ANA, BAD])
    keys.without("eva").write()
    assert list(KeyFile.read(tmp_path / "key.json").students.values()) == ["ana-2"]


@pytest.mark.parametrize("text", ["", "{}", '{"key": "00", "students": {}}', '{"key": 1, "students": {}}', "[]"])
def test_other_files_are_no_keys(tmp_path: Path, text: str) -> None:
    """And they are not overwritten."""
    path = tmp_path / "notes.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="key"):
        KeyFile.open(path)
    assert path.read_text() == text
