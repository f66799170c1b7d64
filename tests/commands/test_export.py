"""`autograder export`, over a folder as `grade` writes it."""

import csv
import json
from pathlib import Path

import pytest
from report.build import check, grade, mixed

from autograder.exports.formats import FORMATS
from autograder.report.write import write_reports

from .conftest import Invoke

ROSTER = "Identifier,Full name,Email address,Grade,Maximum Grade,Last modified (submission),Last modified (grade)\n"
PEOPLE = 'Participant 1,"Núñez, Ana",ana@x,,4,2026-11-21 00:30,-\nParticipant 2,Luis Pérez García,luis@x,,4,-,-\n'
RULES = "timezone = 'Europe/Madrid'\n[late]\npercent = 25\ndeadlines.tl04 = 2026-11-20T23:59:00\n"


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """Two submissions, one of them by somebody whose name is only near one on the roster."""
    folder = tmp_path / "notas"
    write_reports(folder, "tl04", {"source": "embedded", "fingerprint": "x"}, [mixed(), grade("luis perez", check())])
    (tmp_path / "roster.csv").write_text(ROSTER + PEOPLE, encoding="utf-8")
    return folder


def written(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_a_file(graded: Path, invoke: Invoke, name: str) -> None:
    """Into the folder, under a name that says which."""
    result = invoke("export", graded, "--format", name)
    assert result.exit_code == 0, result.output
    path = graded / f"tl04-{name}{FORMATS[name].suffix}"
    assert path.stat().st_size > 100
    assert str(path) in result.stdout


def test_unmatched_names_are_listed_and_confirmed_by_a_person(graded: Path, tmp_path: Path, invoke: Invoke) -> None:
    """On stderr and in a file, which is given back with a column filled in."""
    options = ("--format", "moodle", "--roster", tmp_path / "roster.csv", "--out", tmp_path / "m.csv")
    first = invoke("export", graded, *options)
    assert first.exit_code == 1
    assert "not matched: luis perez: nobody of this name; near: Luis Pérez García luis@x" in first.stderr
    assert [row["Grade"] for row in written(tmp_path / "m.csv")] == ["2.5", "", "1"]
    listed = tmp_path / "m.csv.unmatched.csv"
    assert [(row["submission"], row["student"], row["score"]) for row in written(listed)] == [("luis perez", "", "1")]
    listed.write_text(listed.read_text(encoding="utf-8").replace("luis perez,,", "luis perez,luis@x,"))
    second = invoke("export", graded, *options, "--matches", listed)
    assert second.exit_code == 0, second.output
    assert [row["Grade"] for row in written(tmp_path / "m.csv")] == ["2.5", "4"]


def test_late_rules_are_honoured(graded: Path, tmp_path: Path, invoke: Invoke) -> None:
    """With the times of the roster itself, in the locale asked for."""
    rules = tmp_path / "autograder.toml"
    rules.write_text(RULES, encoding="utf-8")
    result = invoke(
        "export", graded, "-f", "nbgrader", "--roster", tmp_path / "roster.csv", "--late", rules, "--locale", "es"
    )
    row = written(graded / "tl04-nbgrader.csv")[0]
    assert result.exit_code == 1
    assert (row["raw_score"], row["late_submission_penalty"], row["score"]) == ("2,5", "1", "1,5")
    assert row["duedate"] == "2026-11-20 22:59:00.000000"


def test_gradescope_results_carry_the_course_settings(graded: Path, tmp_path: Path, invoke: Invoke) -> None:
    """Visibility as autograder.toml says."""
    rules = tmp_path / "autograder.toml"
    rules.write_text("[gradescope]\nvisibility = 'after_published'\ncurves = true\n", encoding="utf-8")
    assert invoke("export", graded, "-f", "gradescope", "--late", rules).exit_code == 0
    document = json.loads((graded / "tl04-gradescope.json").read_text(encoding="utf-8"))
    assert {entry["results"]["visibility"] for entry in document["submissions"]} == {"after_published"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("DIR", "--format", "excel"), "no format is called 'excel': choose from gradescope, moodle"),
        (("GONE",), "has no grades.json"),
        (("DIR", "--roster", "GONE"), "No such file"),
        (("DIR", "--late", "GONE"), "No such file"),
        (("DIR", "--locale", "klingon"), "no locale is called 'klingon'"),
        (("DIR", "--roster", "ROSTER", "--matches", "ROSTER"), "needs the columns 'submission' and 'student'"),
        (("DIR", "--times", "GONE"), "No such file"),
    ],
)
def test_wrong_use_is_one_line(
    graded: Path, tmp_path: Path, invoke: Invoke, arguments: tuple[str, ...], said: str
) -> None:
    """Exit code 2, and what to do."""
    places = {"DIR": graded, "GONE": tmp_path / "gone", "ROSTER": tmp_path / "roster.csv"}
    result = invoke("export", *(places.get(item, item) for item in arguments))
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
