"""`autograder report`: pages from what `grade` left."""

import json
import shutil
from pathlib import Path

import pytest
from report.build import mixed, rejected
from report.html.classroom import samples

from autograder.commands.batch import read_batch
from autograder.report.record import Record, make_record, read_record, write_record
from autograder.report.write import write_json, write_reports

from .conftest import Invoke

DATA = {"source": "embedded", "fingerprint": "abc"}


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """A folder as `grade` leaves it: four samples of TL04 with records and evidence."""
    folder = tmp_path / "notas"
    found = [
        (item.model_copy(update={"grade": item.grade.model_copy(update={"submission": f"s{index}"})}), runs)
        for index, (item, runs) in enumerate(samples())
    ]
    write_reports(folder, "tl04", DATA, [item.grade for item, _ in found], "es")
    for item, runs in found:
        write_record(folder, item)
        dumped = [json.loads(run.model_dump_json()) for run in runs]
        write_json(folder / item.grade.submission / "evidence.json", {"schema": 1, "runs": dumped})
    return folder


def test_pages_for_everybody(graded: Path, invoke: Invoke) -> None:
    """The class's page, two pages for each submission, curves and cells in them, in the language asked for."""
    result = invoke("report", graded, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "index.html" in result.output
    for number in range(4):
        page = (graded / f"s{number}" / "feedback.html").read_text(encoding="utf-8")
        assert page.count('class="chart"') == 6
        assert '<span class="line">' in page
        assert "How it learnt" in page
        assert (graded / f"s{number}" / "review.html").is_file()
    first = (graded / "index.html").read_bytes()
    invoke("report", graded, "--lang", "en")
    assert (graded / "index.html").read_bytes() == first


def test_copies_are_listed_for_instructors_alone(graded: Path, invoke: Invoke) -> None:
    """Two of the samples are one solution with an edit: the class's page names the pair, a student's does not."""
    source = graded / "s0"
    shutil.copytree(source, graded / "zoe")
    document = json.loads((graded / "grades.json").read_text(encoding="utf-8"))
    document["grades"].append({**document["grades"][0], "submission": "zoe"})
    write_json(graded / "grades.json", document)
    record = read_record(source)
    assert record is not None
    cells = tuple(
        cell.model_copy(update={"source": cell.source + "\n" + OWN if cell.index == 4 else cell.source})
        for cell in record.cells
    )
    for name in ("s0", "zoe"):
        grade = record.grade.model_copy(update={"submission": name})
        write_record(graded, Record(grade=grade, cells=cells))
    assert invoke("report", graded).exit_code == 0
    assert 's0/review.html"><bdi>s0</bdi></a> <span aria-hidden="true">↔</span>' in (graded / "index.html").read_text(
        encoding="utf-8"
    )
    assert "Código en común" not in (graded / "zoe" / "feedback.html").read_text(encoding="utf-8")
    assert "código en común" in (graded / "zoe" / "review.html").read_text(encoding="utf-8")


OWN = "\n".join(
    f"def helper{i}(a, b):\n    return [a * x ** {i} + b // {i} for x in range(a) if x % 2]" for i in range(9)
)


def test_two_gradings_are_compared(graded: Path, tmp_path: Path, invoke: Invoke) -> None:
    """Against another folder; the page says who changed."""
    other = tmp_path / "before"
    shutil.copytree(graded, other)
    document = json.loads((other / "grades.json").read_text(encoding="utf-8"))
    document["grades"][2]["score"] = 1.0
    write_json(other / "grades.json", document)
    assert invoke("report", graded, "--compare", other).exit_code == 0
    assert "1 de 4 cambian" in (graded / "index.html").read_text(encoding="utf-8")


def test_a_record_of_another_grading_is_not_believed(tmp_path: Path) -> None:
    """grades.json is what counts: a record whose score differs gives its cells and not its grade."""
    write_reports(tmp_path, "tl04", DATA, [mixed(), rejected()], "es")
    write_record(tmp_path, make_record(mixed().model_copy(update={"score": 9.0}), None))
    first, second = read_batch(tmp_path).grades
    assert first.score == mixed().score
    assert (first.checks[0].title.en, second.status) == ("Tasa de aprendizaje", "rejected")
    write_record(tmp_path, make_record(mixed(), None))
    assert read_batch(tmp_path).grades[0] == mixed()


@pytest.mark.parametrize(
    ("content", "said"), [(None, "no grades.json"), ("{", "no JSON"), ('{"grades": 3}', "not what this version writes")]
)
def test_folders_that_hold_no_grades(tmp_path: Path, invoke: Invoke, content: str | None, said: str) -> None:
    """One line that says what to do, exit code 2."""
    if content is not None:
        (tmp_path / "grades.json").write_text(content)
    result = invoke("report", tmp_path)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_evidence_that_cannot_be_read_costs_the_plots_alone(graded: Path, invoke: Invoke) -> None:
    """Cut short by a full disk: the page is there without curves."""
    (graded / "s1" / "evidence.json").write_text('{"schema": 1, "runs": [')
    assert invoke("report", graded).exit_code == 0
    assert 'class="chart"' not in (graded / "s1" / "feedback.html").read_text(encoding="utf-8")
