"""A class judged anew from what is stored: nothing is run, no data are opened."""

import multiprocessing
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from autograder.changes import Change, carried_over, change
from autograder.checks.calls import calls_for
from autograder.checks.case import Case
from autograder.errors import MachineFailure, StoreUnavailable
from autograder.grading import another_run_would_help, grade, remarked
from autograder.judging import Judge, Scored
from autograder.model.assignment import Assignment
from autograder.model.evidence import Evidence
from autograder.model.grade import Grade, Verdict
from autograder.model.submission import Submission
from autograder.store import documents, runs
from autograder.store.database import Database
from autograder.store.documents import unpacked
from autograder.store.rules import verdicts_digest
from autograder.store.schema import grading_runs, gradings
from autograder.store.verdicts import reach, recall, slow_lines

_CHUNK: Final = 16
_ALONE: Final = 48
"""Up to so many submissions another process is not worth starting."""


@dataclass(frozen=True)
class Rejudged:
    """One submission's new grade, with the runs it rests on (key, whether the whole one).

    `judged` is false where the runs of the old grade are not in the store: the grade is then the old one. `open`: a run
    with another seed would decide what these runs leave open.
    """

    grade: Grade
    runs: tuple[tuple[str, bool], ...]
    change: Change | None = None
    judged: bool = True
    open: bool = False
    trouble: str = ""
    """The traceback of a mistake in the grader itself."""
    reached: Mapping[str, Verdict] = field(default_factory=dict)
    """Verdicts on slow lines that the store did not have, by line; they belong to the first run."""
    judged_by: str | None = None
    """What the verdicts depend on but the runs; None where they are to be reached again."""


@dataclass(frozen=True)
class Task:
    """By what to judge, and the rubric at the time of the runs."""

    database: Database
    judge: Judge
    then: Assignment

    @cached_property
    def judged_by(self) -> str:
        """What verdicts depend on today."""
        return verdicts_digest(self.judge)

    @cached_property
    def lines(self) -> dict[str, str]:
        """The lines whose verdicts are kept, and what they are known by."""
        return slow_lines(self.judge.assignment)

    @cached_property
    def same(self) -> bool:
        """Whether the rubric is that of the runs; as text, for NaN is never equal."""
        return self.judge.assignment.model_dump_json() == self.then.model_dump_json()


def rejudge(task: Task, rows: Sequence[Row[Any]], parallel: int) -> Iterator[Rejudged]:
    """Judge the graded rows of a batch, in their order; those still waiting are left out."""
    ids = [row.id for row in rows if row.body is not None]
    chunks = [ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK)]
    if parallel < 2 or len(ids) <= _ALONE:
        for chunk in chunks:
            yield from _chunk(task, chunk)
        return
    shares = [_Share(task, chunks[first::parallel]) for first in range(parallel)]
    try:
        for number in range(len(chunks)):
            yield from shares[number % parallel].next()
    finally:
        for share in shares:
            share.close()


class _Share:
    """A part of the chunks, judged in a fork: what a batch is judged by need not travel, only results do."""

    def __init__(self, task: Task, chunks: Sequence[Sequence[int]]) -> None:
        context = multiprocessing.get_context("fork")
        self._results, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_judge_all, args=(task, chunks, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def next(self) -> list[Rejudged]:
        """The next chunk's results."""
        try:
            result: list[Rejudged] | Exception = self._results.recv()
        except EOFError as error:
            raise MachineFailure("a process that judged was ended from outside: is there enough memory?") from error
        if isinstance(result, Exception):
            raise result
        return result

    def close(self) -> None:
        """End the fork, done or not."""
        self._process.kill()
        self._process.join()
        self._results.close()


def _judge_all(task: Task, chunks: Sequence[Sequence[int]], results: Pipe) -> None:
    for chunk in chunks:
        try:
            results.send(_chunk(task, chunk))
        except Exception as error:  # noqa: BLE001  raised again in the process that asked
            results.send(error)
            return


def _chunk(task: Task, ids: Sequence[int]) -> list[Rejudged]:
    with task.database.reading() as connection:
        rows = connection.execute(select(gradings).where(gradings.c.id.in_(ids)).order_by(gradings.c.place)).all()
        return [_one(connection, task, row) for row in rows]


def _one(connection: Connection, task: Task, row: Row[Any]) -> Rejudged:
    before = stored_grade(row)
    links = run_keys(connection, row.id)
    if row.submission is None:
        return Rejudged(before, links)
    stored = sum(not whole for _, whole in links)
    if row.judged_by == task.judged_by and stored >= max(1, len(before.seeds)):
        after = carried_over(before, remarked(before, task.judge.assignment))
        return Rejudged(after, links, change(before, after), judged_by=row.judged_by)
    known = recall(connection, links[0][0], task.lines) if links else {}
    found = [
        (runs.find(connection, key, answers=whole or (place == 0 and known.keys() != task.lines.keys())), whole)
        for place, (key, whole) in enumerate(links)
    ]
    seeds = [run for run, whole in found if run is not None and not whole]
    if len(seeds) < max(1, len(before.seeds)) or any(run is None for run, _ in found):
        return Rejudged(before, links, judged=False)
    try:
        return _judged(task, before, stored_submission(connection, row), links, found, known)
    except Exception:  # noqa: BLE001  the boundary that keeps one submission from ending a batch
        return Rejudged(before, links, judged=False, trouble=traceback.format_exc())


def _judged(
    task: Task,
    before: Grade,
    submission: Submission,
    links: tuple[tuple[str, bool], ...],
    found: Sequence[tuple[Scored | None, bool]],
    known: Mapping[str, Verdict],
) -> Rejudged:
    seeds = [run for run, whole in found if run is not None and not whole]
    used, case, undecided = _enough(task.judge, submission, [_answering(task, run) for run in seeds])
    whole = next((_answering(task, run) for run, whole in found if whole and run is not None), None)
    reached = reach(case, task.lines.keys() - known.keys())
    excuse = task.judge.excuse(submission, used, whole)
    after = carried_over(before, grade(case, submission, excuse, known={**known, **reached}))
    known_by = None if undecided else task.judged_by
    return Rejudged(after, links, change(before, after), open=undecided, reached=reached, judged_by=known_by)


def _enough(judge: Judge, submission: Submission, runs: Sequence[Scored]) -> tuple[list[Scored], Case, bool]:
    """As many of the runs as grading would have made, and whether it would have made more than there are."""
    used = list(runs[:1])
    while another_run_would_help(case := judge.case(submission, used)):
        if len(used) == len(runs):
            return used, case, True
        used = list(runs[: len(used) + 1])
    return used, case, False


def _answering(task: Task, run: Scored) -> Scored:
    """The run without answers of functions that the rubric now calls otherwise: nobody asked that then."""
    if task.same or not run.evidence.answers:
        return run
    seed = run.evidence.environment.seed
    then = {call.id: call.model_dump_json() for call in calls_for(task.then, seed)}
    now = {call.id: call.model_dump_json() for call in calls_for(task.judge.assignment, seed)}
    same = {name for name, call in now.items() if then.get(name) == call}
    kept = tuple(answer for answer in run.evidence.answers if answer.call in same)
    return run.model_copy(update={"evidence": run.evidence.model_copy(update={"answers": kept})})


def stored_grade(row: Row[Any]) -> Grade:
    """The grade of a row of `gradings`."""
    try:
        return Grade.model_validate_json(unpacked(row.body))
    except ValueError as error:
        raise StoreUnavailable(f"a grade in it cannot be read ({row.name}): grade again") from error


def stored_submission(connection: Connection, row: Row[Any]) -> Submission:
    """The work of a row of `gradings`, under its name."""
    work = documents.get(connection, row.submission, Submission)
    return work.model_copy(update={"name": row.name, "path": row.path})


def run_keys(connection: Connection, grading: int) -> tuple[tuple[str, bool], ...]:
    """The runs that a grade rests on, in their order: key, and whether it is the whole one."""
    columns = select(grading_runs.c.run, grading_runs.c.whole)
    found = connection.execute(columns.where(grading_runs.c.grading == grading).order_by(grading_runs.c.place))
    return tuple((row.run, row.whole) for row in found)


def evidence_of(connection: Connection, links: Sequence[tuple[str, bool]], *, whole: bool = False) -> list[Evidence]:
    """The evidence behind those links, of the seeds or of the whole run."""
    found = [runs.find(connection, key) for key, is_whole in links if is_whole == whole]
    return [run.evidence for run in found if run is not None]
