"""Late rules in `autograder grade`, over a sandbox that replays the honest run."""

import json
from pathlib import Path

from intake.build import code, notebook, save
from report.build import check, grade, late_by_a_day
from test_pipeline import SOURCE

from autograder.commands.settled import settled_before
from autograder.report.write import write_reports
from autograder.sandbox.fake import FakeSandbox

from .conftest import Invoke

OPTIONS = ("--assignment", "tl04", "--data", "embedded", "--budget", "smoke", "--no-store")
RULES = (
    "timezone = 'Europe/Madrid'\n[late]\npercent = 10\ndeadlines.tl04 = 2026-11-20T23:59:00\n"
    "[gradescope]\nvisibility = 'after_due_date'\ncurves = true\n"
)


def graded(tmp_path: Path, invoke: Invoke, times: str, *more: object) -> Path:
    """The folder of results of one honest notebook."""
    path = save(tmp_path / "in" / "ana.ipynb", notebook(code(SOURCE)))
    rules = tmp_path / "autograder.toml"
    rules.write_text(RULES, encoding="utf-8")
    options = (*OPTIONS, "--late", rules, "--times", tmp_path / times, *more)
    result = invoke("grade", path, "-o", tmp_path / "out", *options)
    assert result.exit_code == 0, result.output
    assert "9 de 10" in result.stdout
    return tmp_path / "out"


def test_late_work_is_told_in_every_report(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Text, table, JSON and Gradescope say what was earned, what is taken and what is left."""
    (tmp_path / "times.csv").write_text("Nombre completo;Fecha de entrega\nAna;21/11/2026 08:00\n", encoding="utf-8")
    out = graded(tmp_path, invoke, "times.csv")
    one = json.loads((out / "grades.json").read_text(encoding="utf-8"))["grades"][0]
    assert (one["score"], one["late"]["points"], one["late"]["units"]) == (9.0, 1.0, 1)
    assert ",9,10,0,-1," in (out / "grades.csv").read_text(encoding="utf-8")
    assert "Retraso:" in (out / "ana" / "feedback.txt").read_text(encoding="utf-8")
    results = json.loads((out / "ana" / "results.json").read_text(encoding="utf-8"))
    assert (results["score"], results["visibility"]) == (9.0, "after_due_date")
    assert "late" in [test["tags"][0] for test in results["tests"]]


def test_gradescopes_metadata(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Its deadline, and the submission before, whose code was the same."""
    metadata = {
        "created_at": "2026-12-01T12:00:00+01:00",
        "assignment": {"due_date": "2026-12-01T00:00:00+01:00"},
        "users": [{"name": "Ana", "email": "a@x"}],
    }
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps(metadata))
    first = json.loads((graded(tmp_path, invoke, path.name) / "ana" / "results.json").read_text(encoding="utf-8"))
    before = {"submission_time": "2026-11-30T12:00:00+01:00", "score": first["score"], "results": first}
    path.write_text(json.dumps({**metadata, "previous_submissions": [before]}))
    again = json.loads((graded(tmp_path, invoke, path.name) / "ana" / "results.json").read_text(encoding="utf-8"))
    assert again["output"].startswith("Entrega anterior: 9 de 10. El código no ha cambiado desde entonces")
    assert again["score"] == first["score"]


def test_a_mistake_in_the_rules_is_found_before_anything_runs(
    tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke
) -> None:
    """One line with file and place."""
    path = save(tmp_path / "in" / "ana.ipynb", notebook(code(SOURCE)))
    rules = tmp_path / "autograder.toml"
    rules.write_text("[late]\npercent = 'ten'\n", encoding="utf-8")
    result = invoke("grade", path, "-o", tmp_path / "out", *OPTIONS, "--late", rules)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"autograder: {rules}: late.percent: ")
    assert not sandbox.calls


def test_an_earlier_grading_tells_its_times(tmp_path: Path) -> None:
    """And a folder that is gone tells nothing."""
    data = {"source": "embedded", "fingerprint": "x"}
    write_reports(tmp_path / "out", "tl04", data, [late_by_a_day("ana", check()), grade("eva", check())])
    arrivals = settled_before(tmp_path / "out").arrivals
    assert set(arrivals.by_submission) == {"ana"}
    assert "1 were late by rules that" in arrivals.notes[0]
    assert settled_before(tmp_path / "gone").arrivals.by_submission == {}
