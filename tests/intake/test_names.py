"""Names for submissions."""

from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake.names import entry_names, participant, safe_name, stem, unique_names


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("ana", "ana"),
        ("María José Núñez", "María José Núñez"),
        ("Marı́a".replace("ı́", "i\u0301"), "María"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("...hidden", "hidden"),
        ("a\x00b\nc\u202ed", "a b cd"),
        ("  two   spaces  ", "two spaces"),
        ("CON", "_CON"),
        ("lpt1.txt", "_lpt1.txt"),
        ("console", "console"),
        ("grades.json", "_grades.json"),
        ("ends.", "ends"),
        ("", "submission"),
        ("..", "submission"),
    ],
)
def test_safe_name(given_name: str, expected: str) -> None:
    """Accents and spaces stay; what a folder cannot carry goes."""
    assert safe_name(given_name) == expected


@given(st.text())
def test_safe_name_is_always_one_harmless_folder(text: str) -> None:
    """Any text becomes one path component that is already safe."""
    name = safe_name(text)
    assert name
    assert name not in {".", ".."}
    assert not set(name) & set('/\\:*?"<>|\0')
    assert not name.startswith(".")
    assert len(name.encode()) <= 200
    assert safe_name(name) == name


def test_stem_drops_what_browsers_add() -> None:
    """`ana.ipynb.txt` is ana's notebook; dots in a name stay."""
    assert [stem(name) for name in ("ana.ipynb", "ana.ipynb.txt", "v1.2 ana.PY", ".zip")] == [
        "ana",
        "ana",
        "v1.2 ana",
        ".zip",
    ]


def test_unique_names_count_up_past_taken_ones() -> None:
    """A number is added where names repeat, whatever their capitals, and never one that somebody has."""
    assert unique_names(["ana", "Ana", "ana-2", "ana", "eva"]) == ["ana", "Ana-3", "ana-2", "ana-4", "eva"]


def test_same_file_name_in_folders_takes_the_folder() -> None:
    """Where all notebooks are called alike the folder tells whose they are."""
    paths = [PurePath("group/ana/tl04.ipynb"), PurePath("group/eva/work/tl04.ipynb")]
    assert entry_names(paths) == ["ana", "eva"]


def test_different_file_names_are_kept() -> None:
    """Folders do not matter where the files' names differ."""
    assert entry_names([PurePath("a/ana.ipynb"), PurePath("a/eva.ipynb")]) == ["ana", "eva"]


def test_moodle_folders_name_the_student() -> None:
    """Moodle's folders carry the student's name whatever the file is called."""
    paths = [PurePath("Ana Gil_31_assignsubmission_file_/p.ipynb"), PurePath("Eva_32_assignsubmission_file/q.ipynb")]
    assert entry_names(paths) == ["Ana Gil", "Eva"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("all.zip/Ana Núñez_12345_assignsubmission_file/tl04.ipynb", "12345"),
        ("in/Ana_Núñez_7_assignsubmission_file_/sub/tl04.ipynb", "7"),
        ("in/nunezana_12345_67890_tl04.ipynb", "12345"),
        ("in/nunezana_LATE_12345_67890_tl04-1.ipynb", "12345"),
        ("in/ana_2026_tl04.ipynb", None),
        ("ana.ipynb", None),
        ("", None),
    ],
)
def test_a_platforms_download_tells_whose_work_it_is(path: str, expected: str | None) -> None:
    """Moodle's folders and Canvas' files carry the student's id."""
    assert participant(path) == expected
