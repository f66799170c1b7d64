"""`forget`: no byte of a student is left, in the store, in the reports on them, or in those on the class."""

import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from intake.build import code, notebook, save
from test_pipeline import SOURCE

from autograder.commands.shelf import default_store
from autograder.sandbox.fake import FakeSandbox
from autograder.store.documents import unpacked

from .conftest import Invoke

OPTIONS = ("--assignment", "tl04", "--data", "embedded", "--budget", "smoke", "--lang", "en", "--jobs", "1")
NAME, NUMBER = "Josefina Valbuena", "8675309"
OTHER, OTHERS = "Eva Torres", "5550123"


@pytest.fixture
def graded(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> Path:
    """Two students' work as Moodle gives it, alike, graded, judged anew and exported."""
    for name, number in ((NAME, NUMBER), (OTHER, OTHERS)):
        folder = tmp_path / "in" / f"{name}_{number}_assignsubmission_file"
        save(folder / "tl04.ipynb", notebook(code(f"{SOURCE} # {number}")))
    out = tmp_path / "results" / "out"
    assert invoke("grade", tmp_path / "in", "-o", out, *OPTIONS).exit_code == 0
    assert invoke("regrade", out, "--lang", "en").exit_code == 0
    for kind in ("csv", "markdown", "moodle-feedback"):
        assert invoke("export", out, "--format", kind).exit_code == 0
    return out


def everything(folder: Path) -> Iterator[bytes]:
    """Names and bytes of all files below, and what is packed in them."""
    for path in folder.rglob("*"):
        yield str(path.relative_to(folder)).encode()
        if path.is_file():
            yield path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                yield from (archive.read(name) for name in archive.namelist())


def unpacked_store() -> Iterator[bytes]:
    """Every byte of the store's folder, and every value in it unpacked."""
    yield from everything(default_store().parent)
    with closing(sqlite3.connect(default_store())) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in raw.execute(f"SELECT * FROM {table}"):
                yield from (_value(value) for value in row)


def _value(value: object) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode()
    try:
        return unpacked(value)
    except (ValueError, zlib.error):
        return value


def holding(text: str, folder: Path) -> int:
    """How many pieces of all that is kept hold this text, whatever way it was escaped."""
    ways = {text.encode(), text.replace(" ", "%20").encode(), json.dumps(text).strip('"').encode()}
    pieces = [*everything(folder), *unpacked_store()]
    return sum(any(way in piece for way in ways) for piece in pieces)


def test_no_byte_of_a_student_is_left(graded: Path, tmp_path: Path, invoke: Invoke) -> None:
    """Neither the name nor the platform's id, and the other student has everything still."""
    results = graded.parent
    others = {path: path.read_bytes() for path in (graded / OTHER).iterdir() if path.name != "review.html"}
    assert holding(NAME, results) > 20
    assert holding(NUMBER, results) > 5
    result = invoke("forget", NAME, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert holding(NAME, results) == holding(NUMBER, results) == 0
    assert {path: path.read_bytes() for path in others} == others
    assert [item["submission"] for item in json.loads((graded / "grades.json").read_text())["grades"]] == [OTHER]
    assert OTHER in (graded / "grades.csv").read_text()
    assert OTHER in (graded / "index.html").read_text()
    assert "Deleted; export it again" in result.output
    assert invoke("regrade", graded, "--lang", "en").exit_code == 0


def test_what_is_not_ours_stays_and_is_named(graded: Path, invoke: Invoke) -> None:
    """A person's own notes in a student's folder."""
    notes = save(graded / NAME / "notes.txt", b"talked on Monday")
    result = invoke("forget", NAME, "--lang", "en")
    assert str(notes) in result.output
    assert sorted((graded / NAME).iterdir()) == [notes]


def test_reports_can_stay(graded: Path, invoke: Invoke) -> None:
    """Where only the store is to forget."""
    before = {path for path in graded.rglob("*") if path.is_file()}
    assert invoke("forget", NAME, "--keep-reports").exit_code == 0
    assert {path for path in graded.rglob("*") if path.is_file()} == before
    assert not any(NAME.encode() in piece for piece in unpacked_store())


def test_a_class_is_forgotten(graded: Path, invoke: Invoke) -> None:
    """With all of its reports, and the copies and broken files beside the store."""
    store = default_store()
    for kind in ("before-0002-from-0001", "broken-1"):
        save(store.with_name(f"{store.name}.{kind}"), NAME.encode())
    assert invoke("forget", "--all").exit_code == 0
    assert [path for path in graded.rglob("*") if path.is_file()] == []
    assert not any(NAME.encode() in piece for piece in unpacked_store())


def test_what_a_later_grading_wrote_stays(graded: Path, tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Old gradings go; the folder now holds those of a newer one of the same students."""
    assert invoke("grade", tmp_path / "in", "-o", graded, *OPTIONS).exit_code == 0
    with closing(sqlite3.connect(default_store())) as raw:
        raw.execute("UPDATE batches SET created = '2001-01-01' WHERE id < 3")
        raw.commit()
    assert invoke("forget", "--older-than", "365").exit_code == 0
    assert (graded / NAME / "feedback.html").is_file()
    assert not any(graded.with_name("out-regrade-2").rglob("*.json"))
