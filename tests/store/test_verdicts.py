"""Verdicts that took long are remembered: by run, by line without its points, and by the program that judges."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from checks.test_function import RUN, SIGMOID, answered, rubric
from sqlalchemy import select, update

from autograder.checks.case import Case
from autograder.judging import Judge, Scored
from autograder.model.assignment import Assignment, Budget
from autograder.model.grade import Verdict
from autograder.model.submission import Cell, Submission
from autograder.pipeline import Graded, Grader
from autograder.runner import GradingData
from autograder.sandbox.fake import replay
from autograder.store import batches, documents, rejudging, runs, schema, verdicts
from autograder.store.batches import Setting
from autograder.store.database import Database
from autograder.store.documents import packed
from autograder.store.rejudging import Rejudged, Task, rejudge
from autograder.store.storing import recorded

SOURCE = "import numpy as np\ndef sigmoid(x):\n    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))\n"
LAB = rubric(SIGMOID)
WORK = Submission(name="ana", path="ana.py", sha256="0", cells=(Cell(index=0, kind="code", source=SOURCE),))
EVIDENCE = RUN.model_copy(update={"answers": answered(LAB, SOURCE)})
SCORED = Scored(evidence=EVIDENCE)
BUDGET = Budget(name="b", judges_accuracy=False)


def judge(assignment: Assignment = LAB) -> Judge:
    """By this rubric."""
    return Judge(assignment, BUDGET)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A store with one run, and the grade that rests on it."""
    opened = Database(tmp_path / "store.sqlite")
    setting = Setting(
        data="d", source="d", fingerprints={}, budget=BUDGET, seeds=(101,), versions={}, isolation="fake", code="0"
    )
    with opened.writing() as connection:
        batch = batches.begin(connection, tmp_path, judge(), setting, [WORK])
        runs.keep(connection, "k", documents.put(connection, documents.nameless(WORK)), SCORED)
        batches.note(connection, batch.id, batches.Entry(judge().grade(WORK, [SCORED]), [("k", False)]))
    return opened


def remember(database: Database, reached: dict[str, Verdict], assignment: Assignment = LAB) -> None:
    """Keep verdicts as the commands do."""
    with database.writing() as connection:
        verdicts.keep(connection, "k", verdicts.slow_lines(assignment), reached)


def judged(database: Database, assignment: Assignment = LAB) -> Rejudged:
    """The one submission judged anew."""
    with database.reading() as connection:
        rows = batches.entries(connection, 1)
    (found,) = rejudge(Task(database, judge(assignment), LAB), rows, 1)
    assert not found.trouble
    return found


def lab(**changes: Any) -> Assignment:
    """The rubric with another line."""
    line = LAB.checks[0].model_copy(update=changes)
    return LAB.model_copy(update={"checks": (line,), "max_score": line.points})


def test_answers_lie_apart_and_come_back(database: Database) -> None:
    """Evidence is what it was, and may be read without what is large."""
    with database.reading() as connection:
        whole, slim = runs.find(connection, "k"), runs.find(connection, "k", answers=False)
    assert whole is not None
    assert slim is not None
    assert whole.evidence == EVIDENCE
    assert slim.evidence == EVIDENCE.model_copy(update={"answers": ()})


def test_a_run_of_an_earlier_version_is_judged(database: Database) -> None:
    """Its answers are where all the rest is."""
    with database.writing() as connection:
        connection.execute(update(schema.runs).values(body=packed(EVIDENCE), answers=None))
    assert judged(database).grade.checks[0].verdict == "pass"


def test_what_was_reached_is_not_reached_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the answers are not read; other points for the line change nothing about its verdict."""
    first = judged(database)
    assert set(first.reached) == {"a.f"}
    remember(database, dict(first.reached))
    read: list[bool] = []

    def find(connection: Any, key: str, *, answers: bool = True) -> Scored | None:
        read.append(answers)
        return real(connection, key, answers=answers)

    real = runs.find
    monkeypatch.setattr(rejudging.runs, "find", find)
    again = judged(database, lab(points=2.0))
    assert (again.reached, read) == ({}, [False])
    assert (again.grade.checks[0].points, again.grade.checks[0].message) == (2.0, first.grade.checks[0].message)


@pytest.mark.parametrize("what", ["settings", "program"])
def test_what_decides_is_part_of_what_it_is_known_by(
    database: Database, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Another line, or other checks: the verdict of that time says nothing."""
    remember(database, dict(judged(database).reached))
    if what == "program":
        monkeypatch.setattr(verdicts, "_program", lambda package: ("other",))
        assert set(judged(database).reached) == {"a.f"}
        return
    changed = judged(database, lab(settings={**SIGMOID, "reference": "tanh"}))
    assert set(changed.reached) == {"a.f"}
    assert changed.grade.checks[0].verdict == "fail"


def test_one_that_cannot_be_read_is_reached_again(database: Database) -> None:
    """It is a memory and nothing else."""
    remember(database, dict(judged(database).reached))
    with database.writing() as connection:
        connection.execute(update(schema.verdicts).values(body=b"garbled"))
    assert set(judged(database).reached) == {"a.f"}


def test_grading_remembers(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for a run: what stands there already is not reached again; what goes with its run."""
    data = cast(GradingData, SimpleNamespace(source="d", fingerprints={}))
    grader = Grader(LAB, BUDGET, data, replay([]), None, (101,))
    graded = Graded(grade=judge().grade(WORK, [SCORED]), evidence=(EVIDENCE,))
    reached: list[Sequence[str]] = []
    real = verdicts.reach

    def reach(case: Case, lines: Sequence[str]) -> dict[str, Verdict]:
        reached.append(sorted(lines))
        return real(case, lines)

    monkeypatch.setattr(verdicts, "reach", reach)
    with recorded(database, grader, {}, tmp_path / "other", "d", [WORK]) as record:
        key = record.grader.keys(WORK, graded)[0][0]
        with database.writing() as connection:
            runs.keep(connection, key, "w", SCORED)
        record.note(graded)
        record.note(graded)
    assert reached == [["a.f"]]
    with database.writing() as connection:
        kept = select(schema.verdicts.c.run).where(schema.verdicts.c.run == key)
        assert connection.execute(kept).scalars().all() == [key]
        connection.execute(schema.grading_runs.delete().where(schema.grading_runs.c.run == key))
        connection.execute(schema.runs.delete().where(schema.runs.c.key == key))
        assert connection.execute(kept).first() is None
