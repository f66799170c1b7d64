"""Files, folders and zips to submissions with names of their own."""

import os
from pathlib import Path

from autograder.intake import collect
from autograder.model.submission import Rejected, Submission

from .build import code, codes, notebook, save, zipped


def names(*paths: Path) -> list[str]:
    """The names that `collect` gives."""
    return [one.name for one in collect(paths)]


def test_a_folder_is_searched_to_its_end(tmp_path: Path) -> None:
    """Notebooks, scripts and zips count; hidden files, checkpoints and other files do not."""
    save(tmp_path / "ana.ipynb", notebook())
    save(tmp_path / "deep/er/eva.py", "x = 1")
    save(tmp_path / "luis.ZIP", zipped({"tl04.ipynb": notebook()}))
    save(tmp_path / "notes.txt", "x")
    save(tmp_path / ".ipynb_checkpoints/ana-checkpoint.ipynb", notebook())
    save(tmp_path / "__MACOSX/ana.ipynb", notebook())
    save(tmp_path / "._ana.ipynb", "x")
    assert names(tmp_path) == ["ana", "eva", "luis"]


def test_repeated_names_get_a_number(tmp_path: Path) -> None:
    """The second of two equal names is numbered and says so, also when it is rejected."""
    paths = [save(tmp_path / folder / "ana.ipynb", notebook()) for folder in "ab"]
    found = collect([*paths, save(tmp_path / "c/Ana.ipynb", "{")])
    assert [one.name for one in found] == ["ana", "ana-2", "Ana-3"]
    assert isinstance(found[1], Submission)
    assert codes(found[1]) == ["name-duplicate"]
    assert found[1].repairs[0].message.es == "Otra entrega tiene el mismo nombre; esta aparece como «ana-2»."
    assert isinstance(found[2], Rejected)


def test_a_folder_for_each_student(tmp_path: Path) -> None:
    """Equal file names in a folder of folders take the folders' names."""
    for student in ("ana", "eva"):
        save(tmp_path / student / "tl04.ipynb", notebook())
    assert names(tmp_path) == ["ana", "eva"]


def test_a_zip_for_the_class(tmp_path: Path) -> None:
    """Every notebook of a class's zip is a submission; one bad file spoils only itself."""
    prefix = "assignsubmission_file_"
    members = {
        f"Ana Gil_1_{prefix}/tl04.ipynb": notebook(),
        f"Ana Gil_1_{prefix}/help.py": "y = 2",
        f"Eva Paz_2_{prefix}/tl04.ipynb": "{",
        f"Luis Mir_3_{prefix}/work.zip": zipped({"tl04.ipynb": notebook(code("z = 3")), "d.csv": "1"}),
    }
    found = collect([save(tmp_path / "class.zip", zipped(members))])
    assert [one.name for one in found] == ["Ana Gil", "Eva Paz", "Luis Mir"]
    ana, eva, luis = found
    assert isinstance(ana, Submission)
    assert list(ana.files) == ["help.py"]
    assert isinstance(eva, Rejected)
    assert isinstance(luis, Submission)
    assert luis.cells[0].source == "z = 3"
    assert luis.path.endswith("class.zip/Luis Mir_3_assignsubmission_file_/work.zip/tl04.ipynb")


def test_a_flat_zip_shares_no_companions(tmp_path: Path) -> None:
    """In a zip without folders nobody's files are given to anybody."""
    members = {"ana.ipynb": notebook(), "eva.ipynb": notebook(), "help.py": "y = 2"}
    found = collect([save(tmp_path / "class.zip", zipped(members))])
    assert [(one.name, one.files) for one in found if isinstance(one, Submission)] == [("ana", {}), ("eva", {})]


def test_a_file_counts_once(tmp_path: Path) -> None:
    """A file that is named and found in a folder too is one submission."""
    path = save(tmp_path / "ana.ipynb", notebook())
    assert names(path, tmp_path, path) == ["ana"]


def test_links_that_leave_the_folder(tmp_path: Path) -> None:
    """A link inside the folder is followed, one out of it is refused, a loop is harmless."""
    outside = save(tmp_path / "secret.ipynb", notebook())
    folder = tmp_path / "class"
    save(folder / "ana.ipynb", notebook())
    os.symlink(outside, folder / "eva.ipynb")
    os.symlink(folder, folder / "loop")
    found = collect([folder])
    assert [type(one) for one in found] == [Submission, Rejected]
    assert "symbolic link" in found[1].reason.en  # type: ignore[union-attr]


def test_missing_paths_are_reasons(tmp_path: Path) -> None:
    """A path that does not exist is rejected like any other, and an empty folder is empty."""
    found = collect([tmp_path / "none.ipynb", tmp_path])
    assert [one.name for one in found] == ["none"]
