"""`autograder grade` over a sandbox that replays the honest run."""

import json
from pathlib import Path
from typing import Any

import pytest
from checks.build import tl04
from intake.build import code, notebook, save, zipped
from test_pipeline import SOURCE

from autograder.commands.bench import default_budget
from autograder.sandbox.fake import FakeSandbox
from autograder.sandbox.interface import Isolation

from .conftest import Invoke

OPTIONS = ("--assignment", "tl04", "--data", "embedded", "--budget", "smoke")
ANSWER = notebook(code(SOURCE))


def document(out: Path) -> dict[str, Any]:
    """The grades as written."""
    read: dict[str, Any] = json.loads((out / "grades.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture
def graded(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> Path:
    """The folder of results for one honest notebook, in Spanish."""
    path = save(tmp_path / "in" / "josé muñoz.ipynb", ANSWER)
    result = invoke("grade", path, "-o", tmp_path / "out", *OPTIONS)
    assert result.exit_code == 0, result.output
    return tmp_path / "out"


def test_grades_json_has_the_promised_keys(graded: Path) -> None:
    """Schema 1, as documented for programs that read it."""
    got = document(graded)
    assert {"schema", "assignment", "data", "grades"} <= set(got)
    assert (got["schema"], got["assignment"]) == (1, "tl04")
    assert set(got["data"]) == {"source", "fingerprint"}
    one = got["grades"][0]
    assert {"submission", "status", "score", "max_score", "seeds", "checks", "findings"} <= set(one)
    assert (one["submission"], one["status"], one["score"], one["max_score"]) == ("josé muñoz", "graded", 10.0, 10.0)
    assert one["seeds"] == [101]
    for check in one["checks"]:
        assert {"id", "question", "verdict", "points", "max_points", "message", "evidence"} <= set(check)


def test_findings_have_the_promised_keys(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Cause, question, cell, message, and whether it is a mere hint."""
    path = save(tmp_path / "imdb.ipynb", notebook(code("from keras.datasets import imdb")))
    sandbox._script = lambda target, job, on_frame: on_frame(
        {
            "kind": "cell",
            "record": {"index": 0, "status": "error", "error": {"kind": "ValueError", "message": "no network"}},
        }
    )
    assert invoke("grade", path, "-o", tmp_path / "out", *OPTIONS).exit_code == 1
    one = document(tmp_path / "out")["grades"][0]
    assert (one["status"], one["score"]) == ("needs-review", 0.0)
    promised = {"cause", "question", "cell", "message", "hint"}
    assert all(set(item) == promised for item in one["findings"])
    assert "cell-error" in {item["cause"] for item in one["findings"]}


def test_everything_else_is_written_too(graded: Path) -> None:
    """The table of the class, and each student's own results, feedback and evidence."""
    assert (graded / "grades.csv").is_file()
    own = graded / "josé muñoz"
    names = {path.name for path in own.iterdir()}
    assert {"results.json", "evidence.json", "feedback.txt", "feedback.html", "review.html", "record.json"} <= names
    assert "josé muñoz" in (graded / "index.html").read_text(encoding="utf-8")
    stored = json.loads((own / "evidence.json").read_text(encoding="utf-8"))
    assert (stored["schema"], len(stored["runs"])) == (1, 1)


SPANISH = ("¿", "ó", "á", "é", "í", "ñ", " de la ", " prueba", " entrega")


def test_english_everywhere(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """--lang en leaves no Spanish in any report."""
    folder = tmp_path / "in"
    save(folder / "good.ipynb", ANSWER)
    save(folder / "bad.ipynb", "{")
    save(folder / "other.ipynb", notebook(code("1"), metadata={"autograder": {"assignment": "tl05"}}))
    result = invoke("grade", folder, "-o", tmp_path / "out", *OPTIONS, "--lang", "en", "--timings")
    told = [result.output]
    told += [path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file() and path.name not in {"evidence.json", "record.json"}]  # fmt: skip  # noqa: E501
    assert len(told) >= 9
    assert not [(sign, text[:2000]) for text in told for sign in SPANISH if sign in text]


def test_bad_submissions_are_results_not_errors(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """A batch with unreadable files is graded; the exit code says that somebody should look."""
    folder = tmp_path / "in"
    save(folder / "ana.ipynb", ANSWER)
    save(folder / "empty.ipynb", b"")
    save(folder / "photo.ipynb", b"\x89PNG\r\n\x1a\n")
    save(folder / "evil.zip", zipped({"../../evil.ipynb": ANSWER}))
    result = invoke("grade", folder, tmp_path / "gone.ipynb", "-o", tmp_path / "out", *OPTIONS)
    assert result.exit_code == 1
    status = {item["submission"]: item["status"] for item in document(tmp_path / "out")["grades"]}
    assert status == {"ana": "graded", "empty": "rejected", "photo": "rejected", "evil": "rejected", "gone": "rejected"}
    reasons = {item["submission"]: item["reason"] for item in document(tmp_path / "out")["grades"]}
    assert all(reasons[name] for name in ("empty", "photo", "evil", "gone"))


def test_a_broken_grader_leaves_its_traceback_in_a_log(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Not on the terminal, and the others are graded."""
    save(tmp_path / "in" / "ana.ipynb", ANSWER)

    def script(target: str, job: dict[str, Any], on_frame: Any) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    sandbox._script = script
    result = invoke("grade", tmp_path / "in", "-o", tmp_path / "out", *OPTIONS)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "nobody foresaw this" in (tmp_path / "out" / "ana" / "error.log").read_text(encoding="utf-8")
    assert document(tmp_path / "out")["grades"][0]["status"] == "needs-review"


def test_an_interrupt_keeps_the_grades_so_far(
    tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 130, and grades.json holds what was done."""
    from autograder.commands import grade as command

    for name in "abc":
        save(tmp_path / "in" / f"{name}.ipynb", ANSWER)

    def interrupted(grader: Any, work: Any, slots: Any, on_graded: Any, watch: Any) -> None:
        on_graded(grader.grade_any(work[0]))
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "grade_all", interrupted)
    result = invoke("grade", tmp_path / "in", "-o", tmp_path / "out", *OPTIONS)
    assert result.exit_code == 130
    assert [item["submission"] for item in document(tmp_path / "out")["grades"]] == ["a"]


def test_generated_data_have_their_own_budget(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """It is said which one, and that such grades are not for real."""
    path = save(tmp_path / "ana.ipynb", ANSWER)
    result = invoke("grade", path, "-o", tmp_path / "out", "-a", "tl04", "--data", "embedded", "--lang", "en")
    assert "Budget “quick”, generated data: good for trying things out, not for real grades." in result.output
    assert sandbox.calls[0][1]["budget"]["name"] == "quick"


@pytest.mark.parametrize(("data", "budget"), [("embedded", "quick"), ("keras", "standard"), ("/data", "smoke")])
def test_the_default_budget_depends_on_the_data(data: str, budget: str) -> None:
    """A directory of prepared files is a source of its own."""
    assignment = tl04().model_copy(update={"default_budgets": {"embedded": "quick", "prepared": "smoke"}})
    assert default_budget(assignment, data) == budget


def test_a_weaker_level_names_the_attacks_it_does_not_hold(
    tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time it grades there, before it does; the strongest level has none to name."""
    path = save(tmp_path / "ana.ipynb", ANSWER)
    for variant, said in (("restricted-uid", True), ("bubblewrap", False)):
        level = Isolation(level="restricted" if said else "bubblewrap", holds=(), lacks=(), variant=variant)
        monkeypatch.setattr(FakeSandbox, "isolation", level)
        output = invoke("grade", path, "-o", tmp_path / "out", *OPTIONS, "--no-store").output
        assert ("attacks that are not held at the level «restricted-uid»: read-processes, disk-flood" in output) == said
