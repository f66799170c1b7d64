"""From a case to a grade: points, findings, status, and what is nobody's fault."""

import pytest
from checks.build import case, edit, fit, honest, plus, tl04, without
from checks.build_text import review_fit, text_case, trained
from checks.test_accuracy import calibration

from autograder.checks.case import Case
from autograder.grading import grade, remarked
from autograder.model.base import Text
from autograder.model.evidence import CellError, CellRun, Ending, Evidence, Rows, Tripwire
from autograder.model.grade import Grade
from autograder.model.submission import Cell, Repair, Submission

CELLS = tuple(Cell(index=index, kind="code", source="fashion_mnist") for index in range(20))
SUBMISSION = Submission(name="ana", path="ana.ipynb", sha256="0", cells=CELLS)
UNKNOWN = Rows(dataset=None, asked=0, kept=0)


def graded(evidence: Evidence, submission: Submission = SUBMISSION, *, whole: Evidence | None = None) -> Grade:
    """The grade of one run, and of a second one in full where a cell failed for want of what was not run."""
    return grade(case(evidence), submission, None if whole is None else case(whole))


def found(result: Grade) -> list[str]:
    """The causes of all findings."""
    return [finding.cause for finding in result.findings]


def ended(kind: str, detail: str = "") -> Evidence:
    """The honest run with another ending."""
    return honest().model_copy(update={"ending": Ending.model_validate({"kind": kind, "detail": detail})})


def test_honest_work_gets_full_marks() -> None:
    """All checks pass, nothing is found, seeds and repairs are told."""
    mended = SUBMISSION.model_copy(update={"repairs": (Repair(code="x", message=Text(es="arreglado", en="mended")),)})
    result = graded(honest(), mended)
    assert (result.status, result.score, result.max_score) == ("graded", 10.0, 10.0)
    assert (result.findings, result.reason, result.seeds) == ((), None, (101,))
    assert [text.en for text in result.repairs] == ["mended"]
    assert set(result.questions) == {"a", "b"}


def test_a_mistake_costs_its_check_and_carries_its_advice() -> None:
    """Advice stands only where something is to be mended."""
    result = graded(without(honest(), "figures", "figure-32"))
    assert (result.status, result.score) == ("graded", 9.75)
    assert found(result) == ["plot-missing"]
    late = graded(edit(honest(), "fits", lambda item: item.search == "search-10", callbacks=()))
    advised = {check.id: check.advice for check in late.checks if check.id in ("a.early-stopping", "a.space")}
    assert advised["a.early-stopping"] is not None
    assert advised["a.space"] is None


def test_verdicts_can_be_given_other_points() -> None:
    """Exactly what judging by the other rubric gives, down to its titles and advice."""
    evidence = edit(
        without(honest(), "figures", "figure-32"), "fits", lambda item: item.search == "search-10", callbacks=()
    )
    mine = case(evidence)
    checks = tuple(
        spec.model_copy(
            update={"points": spec.points / 3, "title": Text(es="x", en="x"), "advice": Text(es="y", en="y")}
        )
        for spec in mine.assignment.checks
    )
    other = mine.assignment.model_copy(update={"checks": checks, "max_score": mine.assignment.max_score / 3})
    expected = grade(mine.model_copy(update={"assignment": other}), SUBMISSION)
    assert expected.score < other.max_score
    assert remarked(grade(mine, SUBMISSION), other) == expected


def test_what_is_undetermined_costs_nothing_and_asks_for_a_person() -> None:
    """The reason names the checks."""
    result = graded(edit(honest(), "fits", "fit-30", rows=UNKNOWN))
    assert (result.status, result.score) == ("needs-review", 10.0)
    assert result.reason is not None
    assert result.reason.en == "Undetermined: a.retrain."


def test_a_text_that_a_person_reads_is_said_to_be_graded_by_hand() -> None:
    """Apart from what the machine could not see."""
    settings = {"words": 1}
    assignment = tl04()
    spec = assignment.checks[-1].model_copy(update={"kind": "written", "settings": settings})
    assignment = assignment.model_copy(update={"checks": (*assignment.checks[:-1], spec)})
    cells = (
        Cell(index=2, kind="code", source="score", stored_output="accuracy: 0.8944"),
        Cell(index=900, kind="markdown", source="Me parece un resultado razonable."),
    )
    seen = case(edit(honest(), "fits", "fit-30", rows=UNKNOWN)).model_copy(
        update={"assignment": assignment, "written": cells, "cells": cells}
    )
    result = grade(seen, SUBMISSION)
    assert (result.score, result.provisional) == (10.0, 0.75)
    assert result.reason is not None
    assert result.reason.en == "Graded by hand, a person reads it: b.accuracy-final. Undetermined: a.retrain."


def test_an_accuracy_above_the_band_is_looked_at() -> None:
    """It costs nothing."""
    best = {item.id: 1.0 for item in honest().predictions}
    result = grade(case(judges_accuracy=True, calibration=calibration(), accuracies=best), SUBMISSION)
    assert (result.status, result.score) == ("needs-review", 10.0)
    assert set(found(result)) == {"above-band"}
    assert result.reason is not None
    assert result.reason.en == "An accuracy is above the reference band: worth a look."


def test_a_failed_machine_is_never_the_students_fault() -> None:
    """Every check is undetermined, whatever the evidence says."""
    result = graded(Evidence(environment=honest().environment, ending=Ending(kind="machine-failed", detail="no disk")))
    assert (result.status, result.score) == ("needs-review", 10.0)
    assert {check.verdict for check in result.checks} == {"undetermined"}
    assert result.reason is not None
    assert result.reason.en == "The grading machine failed: no disk"


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("wall-limit", "time-limit"),
        ("cpu-limit", "time-limit"),
        ("memory-limit", "memory-limit"),
        ("disk-limit", "output-limit"),
        ("output-limit", "output-limit"),
        ("died", "died"),
    ],
)
def test_how_the_run_ended_is_a_finding(kind: str, cause: str) -> None:
    """With the cell that was running; what ran before it is judged."""
    run = ended(kind).model_copy(update={"cells": (CellRun(index=3, status="ok"), CellRun(index=4, status="running"))})
    result = graded(run)
    assert [(finding.cause, finding.cell) for finding in result.findings] == [(cause, 4)]
    assert (result.status, result.score) == ("graded", 10.0)


def test_cells_that_raise_are_named_once_and_cost_nothing() -> None:
    """A cell beyond the notebook is not the student's."""
    error = CellError(kind="NameError", message="name 'x' is not defined\nmore")
    cells = tuple(CellRun(index=index, status="error", error=error) for index in (2, 2, 99))
    result = graded(honest().model_copy(update={"cells": (*cells, CellRun(index=3, status="interrupted"))}))
    assert [(finding.cause, finding.cell) for finding in result.findings] == [("cell-error", 2), ("time-limit", 3)]
    assert result.findings[0].message.en == "The cell ends with NameError: name 'x' is not defined"
    assert result.score == 10.0


def test_a_package_that_is_missing_here_is_no_mistake_of_the_students() -> None:
    """It is named, and a person looks."""
    run = CellRun(
        index=0, status="error", error=CellError(kind="ModuleNotFoundError", message="No module named 'seaborn'")
    )
    result = graded(honest().model_copy(update={"cells": (run,)}))
    assert result.status == "needs-review"
    assert result.reason is not None
    assert "seaborn" in result.reason.es
    assert "no es un error tuyo" in result.findings[0].message.es


def test_a_tripwire_sends_the_work_to_a_person() -> None:
    """In any run, and before any other reason."""
    run = honest().model_copy(update={"tripwires": (Tripwire(code="bad-records", cell=-1, detail=""),)})
    result = graded(run)
    assert (result.status, found(result)) == ("needs-review", ["tampering"])
    assert result.findings[0].cell is None


def test_a_call_that_was_not_understood_accuses_nobody() -> None:
    """A person looks at it, and the reason names the cell, not the student."""
    run = honest().model_copy(update={"tripwires": (Tripwire(code="not-understood", cell=4, detail=""),)})
    result = graded(run)
    assert (result.status, found(result)) == ("needs-review", [])
    assert result.reason is not None
    assert "cell 5" in result.reason.en


def test_what_is_right_when_run_in_full_loses_nothing() -> None:
    """A cell failed only because less was run than it asked for: what did not pass is left to a person."""
    result = graded(without(honest(), "figures", "figure-32"), whole=honest())
    assert (result.status, result.score) == ("needs-review", 10.0)
    assert result.reason is not None
    assert "a.figure" in result.reason.en


def test_what_is_wrong_when_run_in_full_too_is_the_students() -> None:
    """A cell that fails on purpose excuses nothing that a full run does not mend."""
    lacking = without(honest(), "figures", "figure-32")
    result = graded(lacking, whole=lacking)
    assert (result.status, result.score) == ("graded", 9.75)


def test_an_own_training_loop_that_ran_out_of_time_is_left_to_a_person() -> None:
    """The budget cannot shorten it, so the time limit may be to blame."""
    loop = fit(150, "mine", via="custom", rows=UNKNOWN)
    cut = without(ended("wall-limit"), "figures", "figure-132")
    cut = cut.model_copy(update={"cells": (CellRun(index=loop.cell, status="running"),)})
    run = plus(edit(cut, "fits", "fit-130", model="mine", via="custom", rows=UNKNOWN), "fits", loop)
    assert graded(run).status == "needs-review"
    assert graded(without(ended("wall-limit"), "figures", "figure-132")).status == "graded"


@pytest.mark.parametrize(("via", "status"), [("custom", "needs-review"), ("fit", "graded")])
def test_so_is_one_that_answers_a_question_without_a_search(via: str, status: str) -> None:
    """What it had not come to, saving and measuring, costs nothing; `fit` is shortened and has no such excuse."""
    loop = review_fit(10, "net", via=via)
    cells = (CellRun(index=loop.cell, status="running"),)
    changes = {"ending": Ending(kind="wall-limit"), "cells": cells, "fits": (loop,), "saved": (), "evaluations": ()}
    result = grade(text_case(trained().model_copy(update=changes)), SUBMISSION)
    assert result.status == status
    assert (result.score == result.max_score) == (via == "custom")


@pytest.mark.parametrize(
    ("said", "source", "status"),
    [
        ("tl05", "fashion_mnist", "needs-review"),
        (None, "imdb.load_data()", "needs-review"),
        (None, "keras.datasets.fashion_mnist", "graded"),
        ("tl04", "...", "graded"),
    ],
)
def test_work_for_another_assignment_is_noticed(said: str | None, source: str, status: str) -> None:
    """It says so itself, or it never touches this assignment's data."""
    cells = (Cell(index=0, kind="code", source=source),)
    submission = Submission(name="x", path="x", sha256="", cells=cells, assignment=said)
    result = graded(Evidence(environment=honest().environment, ending=Ending(kind="finished")), submission)
    assert (result.status, result.score) == (status, 0.0)
    assert (result.reason is not None) == (status == "needs-review")


def test_every_run_counts_for_tampering() -> None:
    """Also a second one, made for a borderline accuracy."""
    wired = honest().model_copy(update={"tripwires": (Tripwire(code="x", cell=2, detail=""),)})
    two: Case = case(honest(), wired)
    assert grade(two, SUBMISSION).status == "needs-review"
    assert len(tl04().checks) == len(grade(two, SUBMISSION).checks)
