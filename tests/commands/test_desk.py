"""The check from within a notebook: which notebook, which question, what is told."""

from pathlib import Path

import pytest
from intake.build import PYTHON, code, notebook, save
from test_pipeline import SOURCE

from autograder.commands import desk, look
from autograder.commands.desk import Desk, Seen, find, written_in
from autograder.errors import MachineFailure, UsageError
from autograder.model.submission import Rejected
from autograder.sandbox.fake import FakeSandbox

SECRET = ("exactitud mínima", "lower bound", "0.79", "band")
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def desk_sandbox(sandbox: FakeSandbox, monkeypatch: pytest.MonkeyPatch) -> FakeSandbox:
    """The sandbox of the desk, replaced at the one place where it is opened."""
    monkeypatch.setattr(look, "open_grading_sandbox", lambda data, level="auto": sandbox)
    return sandbox


def _file(folder: Path, language: str = "es") -> Path:
    metadata = {**PYTHON, "autograder": {"assignment": "tl04", "language": language}}
    return save(folder / "mine.ipynb", notebook(code(SOURCE), metadata=metadata))


def test_one_run_answers_every_question(tmp_path: Path, desk_sandbox: FakeSandbox, capsys: Printed) -> None:
    """Until the file changes; no points, no accuracies, and what is not judged is said."""
    path = _file(tmp_path)
    mine = Desk("tl04", notebook=path)
    mine.tell("a")
    first = capsys.readouterr().out
    mine.tell("b")
    assert "Pregunta a) Tasa de aprendizaje y tamaño de lote: 8 de 8 apartados bien" in first
    assert "No se juzga con tan pocos datos: Exactitud del mejor modelo" in first
    assert "Pregunta b)" in capsys.readouterr().out
    assert not any(word in first for word in SECRET)
    assert "/ 1" not in first
    assert len(desk_sandbox.calls) == 1
    save(path, notebook(code(SOURCE + "\nx = 1"), metadata=PYTHON))
    mine.tell("a")
    assert len(desk_sandbox.calls) == 2


def test_the_run_is_small_and_not_compiled(tmp_path: Path, desk_sandbox: FakeSandbox, capsys: Printed) -> None:
    """One trial, few rows, and a cell of ours before the student's."""
    Desk("tl04", notebook=_file(tmp_path, "en")).tell(None)
    out = capsys.readouterr().out
    assert "Question a)" in out
    assert "Question b)" in out
    _, job, _ = desk_sandbox.calls[0]
    assert (job["budget"]["rows"], job["budget"]["trials"], job["token"]["epochs"]) == (48, 1, 1)
    assert "run_functions_eagerly" in job["cells"][0]["source"]
    assert job["cells"][1]["source"] == SOURCE


@pytest.mark.parametrize(
    ("assignment", "question", "line"),
    [
        ("tl04", "z", "tl04 has no question 'z': choose from a, b"),
        ("tl77", "a", "there is no assignment 'tl77'"),
        ("", "a", "does not say which assignment it is"),
    ],
)
def test_a_slip_is_one_line(
    assignment: str, question: str, line: str, tmp_path: Path, desk_sandbox: FakeSandbox, capsys: Printed
) -> None:
    """Said in the notebook, without a traceback."""
    path = save(tmp_path / "mine.ipynb", notebook(code(SOURCE)))
    Desk(assignment, notebook=path).tell(question)
    out = capsys.readouterr().out.strip()
    assert line in out
    assert out.startswith("autograder: ")
    assert len(out.splitlines()) == 1


def test_a_machine_that_failed_says_so_and_is_asked_again(
    tmp_path: Path, desk_sandbox: FakeSandbox, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No verdicts are shown, and nothing is remembered."""

    def fail(*args: object, **kwargs: object) -> None:
        raise MachineFailure("it was too busy")

    monkeypatch.setattr(desk_sandbox, "run", fail)
    mine = Desk("tl04", notebook=_file(tmp_path))
    mine.tell("a")
    out = capsys.readouterr().out
    assert "«it was too busy»). Repite la comprobación." in " ".join(out.split())
    assert "Pregunta" not in out
    assert mine._last is None


def test_an_unreadable_file_is_told(tmp_path: Path, capsys: Printed) -> None:
    """In the words of the reports."""
    Desk("", "en", save(tmp_path / "mine.ipynb", "{")).tell("a")
    assert len(capsys.readouterr().out.strip().splitlines()) == 1


def test_the_language_is_the_files_own(tmp_path: Path) -> None:
    """Unless the notebook's own cell says otherwise."""
    path = _file(tmp_path, "en")
    assert written_in(path) == "en"
    assert written_in(save(tmp_path / "other.ipynb", notebook(code("x = 1")))) == ""
    assert _seen({}, path, "").language == "en"
    assert _seen({}, path, "es").language == "es"


def test_cells_that_are_not_saved_are_pointed_out(tmp_path: Path) -> None:
    """The file may be older than what the student sees."""
    path = _file(tmp_path)
    assert _seen({"In": ["", SOURCE]}, path, "").notes == ()
    assert "Ctrl+S" in _seen({"In": ["", SOURCE, "y = 2"]}, path, "").notes[0].es


def test_without_a_file_the_session_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells are counted as In [n] shows them."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    seen = _seen({"In": ["", "x = 1", "y = 2"]}, None, "en")
    assert [(cell.index, cell.source) for cell in seen.submission.cells] == [(0, "x = 1"), (1, "y = 2")]
    assert "session" in seen.notes[0].en
    with pytest.raises(UsageError, match="no running notebook"):
        find({}, None, "")
    with pytest.raises(UsageError, match="no such file"):
        find({}, Path("nowhere.ipynb"), "")


def _seen(variables: dict[str, object], path: Path | None, language: str) -> Seen:
    seen = desk.find(variables, path, language)
    assert not isinstance(seen, Rejected)
    return seen
