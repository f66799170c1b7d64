"""One file to one submission or one reason."""

import hashlib
import json
import os
import time
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from autograder.intake import Limits, read
from autograder.model.submission import Rejected, Submission

from .build import code, codes, notebook, save, zipped


def accepted(path: Path, limits: Limits | None = None) -> Submission:
    """The submission in a file that must be readable."""
    result = read(path, limits) if limits else read(path)
    assert isinstance(result, Submission), result
    return result


def refused(path: Path) -> str:
    """The English reason for a file that must not be."""
    result = read(path)
    assert isinstance(result, Rejected), result
    assert result.reason.es != result.reason.en
    return result.reason.en


def test_a_good_notebook(tmp_path: Path) -> None:
    """Name, digest and cells come from the file; nothing was mended."""
    path = save(tmp_path / "Ana Núñez.ipynb", notebook(code("!pip install keras\n%time x = 1")))
    submission = accepted(path)
    assert submission.name == "Ana Núñez"
    assert submission.path == str(path)
    assert submission.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert submission.cells[0].source == "!pip install keras\n%time x = 1"
    assert submission.repairs == ()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("a.ipynb", b"%PDF-1.7 ...", "This is a PDF, not a notebook"),
        ("a.ipynb", b"\x89PNG\r\n\x1a\n", "This is a PNG image"),
        ("a.ipynb", "\n<!DOCTYPE html><html>", "This is an HTML page"),
        ("a.ipynb", '<?xml version="1.0"?>', "This is an XML document"),
        ("a.ipynb", zipped({"[Content_Types].xml": "x", "word/document.xml": "x"}), "This is an Office document"),
        ("a.ipynb", b"", "The file is empty"),
        ("a.ipynb", b"\xef\xbb\xbf \n", "The file is empty"),
        ("a.ipynb", b"\0" * 100, "The file is empty"),
        ("a.ipynb", "print(1)", "not JSON"),
        ("a.ipynb", '{"cells": [', "breaks off at character 11 (line 1)"),
        ("a.ipynb", '{"a": 1}', "it has no cells"),
        ("a.ipynb", notebook(code(" \n"), {"cell_type": "markdown", "source": "x"}), "There is no code"),
        ("a.ipynb", notebook(code("x <- 1"), metadata={"kernelspec": {"name": "ir"}}), "The notebook is in R"),
        ("a.py", "\n\n", "There is no code"),
        ("a.zip", zipped({"readme.txt": "x"}), "The zip holds no notebook"),
        ("a.zip", zipped({"a.ipynb": notebook(), "b.ipynb": notebook()}), "The zip holds several notebooks (2)"),
        ("a.zip", zipped({"../a.ipynb": notebook()}), "leads out of its folder (../a.ipynb)"),
        ("a.zip", b"PK\x03\x04 broken", "The zip is damaged"),
    ],
)
def test_reasons(tmp_path: Path, name: str, value: Any, reason: str) -> None:
    """Every kind of wrong file is refused with one sentence that names it."""
    assert reason in refused(save(tmp_path / name, value))


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    """Missing files, folders and pipes are refused without waiting for them."""
    os.mkfifo(tmp_path / "pipe.ipynb")
    assert "does not exist" in refused(tmp_path / "none.ipynb")
    assert "not a regular file" in refused(tmp_path)
    assert "not a regular file" in refused(tmp_path / "pipe.ipynb")
    assert "cannot be read" in refused(Path("a\0b.ipynb"))
    assert "cannot be read" in refused(tmp_path / ("x" * 300))


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be opened is a reason, not a crash."""
    path = save(tmp_path / "a.ipynb", notebook())

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert "cannot be read (Permission denied)" in refused(path)


def test_too_large(tmp_path: Path) -> None:
    """The size is checked before the file is read."""
    path = save(tmp_path / "a.ipynb", notebook())
    os.truncate(path, 600 * 2**20)
    assert refused(path).startswith("The file takes 600 MB and the limit is 512 MB")


def test_content_counts_and_not_the_extension(tmp_path: Path) -> None:
    """A notebook called .txt or .py and a zip called .ipynb are what they hold."""
    assert codes(accepted(save(tmp_path / "a.ipynb.txt", notebook()))) == ["wrong-extension"]
    assert codes(accepted(save(tmp_path / "b.py", notebook()))) == ["wrong-extension"]
    assert codes(accepted(save(tmp_path / "c.ipynb", zipped({"x.ipynb": notebook()})))) == ["wrong-extension"]
    assert accepted(tmp_path / "a.ipynb.txt").name == "a"


def test_script(tmp_path: Path) -> None:
    """A script is a submission, whatever it holds is not run."""
    marker = tmp_path / "ran"
    submission = accepted(save(tmp_path / "eva.py", f"open({str(marker)!r}, 'w')\n# %%\nimport sys; sys.exit(1)"))
    assert (submission.name, len(submission.code_cells), codes(submission)) == ("eva", 2, ["script-read"])
    assert not marker.exists()


def test_zip_with_companions(tmp_path: Path) -> None:
    """A zip's name counts, its small files come along, and what does not is counted."""
    members = {
        "work/tl04.ipynb": notebook(),
        "work/helper.py": "y = 2",
        "work/img/foto ñ.png": b"\x89PNG",
        "work/model.keras": "weights",
        "work/big.csv": "1," * 3_000_000,
        "outside.csv": "1",
        "work/.ipynb_checkpoints/tl04-checkpoint.ipynb": notebook(),
        "__MACOSX/work/._tl04.ipynb": "x",
    }
    path = save(tmp_path / "ana.zip", zipped(members))
    submission = accepted(path)
    assert submission.name == "ana"
    assert submission.path == f"{path}/work/tl04.ipynb"
    assert sorted(submission.files) == ["helper.py", "img/foto ñ.png"]
    assert b64decode(submission.files["helper.py"]) == b"y = 2"
    assert submission.repairs[0].code == "companions-skipped"
    assert submission.repairs[0].message.en.endswith(": 3.")


def test_companions_that_no_disk_takes_stay_behind(tmp_path: Path) -> None:
    """A file that is another's folder, a name too long: putting them beside the notebook would end the run."""
    members = {"n.ipynb": notebook(), "a.py": "1", "a.py/b.py": "2", "a.py/c/d.py": "3", "x" * 300 + ".py": "4"}
    deep = {"/".join(["d" * 200] * 6) + ".py": "5"}
    submission = accepted(save(tmp_path / "ana.zip", zipped({**members, **deep})))
    assert list(submission.files) == ["a.py"]
    assert submission.repairs[0].message.en.endswith(": 4.")


def test_digest_covers_companions_and_not_the_zip(tmp_path: Path) -> None:
    """The same notebook has the same digest alone or zipped, and another one with other files."""
    digests = [
        accepted(save(tmp_path / "a.ipynb", notebook())).sha256,
        accepted(save(tmp_path / "a.zip", zipped({"x.ipynb": notebook()}))).sha256,
        accepted(save(tmp_path / "b.zip", zipped({"x.ipynb": notebook(), "a.csv": "1"}))).sha256,
        accepted(save(tmp_path / "c.zip", zipped({"x.ipynb": notebook(), "a.csv": "2"}))).sha256,
    ]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_zip_inside_a_zip(tmp_path: Path) -> None:
    """One level of zips is opened; a zip of data beside the notebook is none of them."""
    inner = zipped({"tl04.ipynb": notebook()})
    assert accepted(save(tmp_path / "ana.zip", zipped({"x.zip": inner}))).name == "ana"
    assert accepted(save(tmp_path / "eva.zip", zipped({"a.ipynb": notebook(), "d.zip": zipped({"d.csv": "1"})})))
    assert "holds no notebook" in refused(save(tmp_path / "deep.zip", zipped({"y.zip": zipped({"x.zip": inner})})))


def test_large_outputs_are_dropped_quickly(tmp_path: Path) -> None:
    """Thirty megabytes of output are read within seconds and leave one line."""
    stored = [{"output_type": "stream", "name": "stdout", "text": "Epoch 1/100\n" * 2_600_000}]
    submission_file = save(tmp_path / "a.ipynb", notebook(code(outputs=stored), code("y = 2", number=1)))
    start = time.perf_counter()
    submission = accepted(submission_file)
    assert time.perf_counter() - start < 10
    assert codes(submission) == ["outputs-dropped"]
    assert [cell.source for cell in submission.cells] == ["x = 1", "y = 2"]


def test_names_are_made_safe(tmp_path: Path) -> None:
    """A name that had to change says so; a name that is no Unicode is no obstacle."""
    submission = accepted(save(tmp_path / "a:b?.ipynb", notebook()))
    assert (submission.name, codes(submission)) == ("a_b_", ["name-changed"])
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.ipynb"))
    assert accepted(save(strange, json.dumps(notebook()))).name == "\ufffd"
