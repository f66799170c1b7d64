"""Gradings of whole classes: begun with the list of all submissions, filled one by one, finished."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from autograder.errors import UsageError
from autograder.judging import Judge
from autograder.model.assignment import Budget
from autograder.model.base import Frozen
from autograder.model.grade import Grade
from autograder.model.submission import Rejected, Submission
from autograder.store import documents, rules
from autograder.store.documents import nameless, packed
from autograder.store.rules import Rules
from autograder.store.runs import known, now
from autograder.store.schema import batches, grading_runs, gradings

Item = Submission | Rejected


class Setting(Frozen):
    """What a batch was run with."""

    data: str
    """As `--data` says it; a directory by its full path."""
    source: str
    fingerprints: dict[str, str]
    budget: Budget
    seeds: tuple[int, ...]
    versions: dict[str, str]
    isolation: str
    code: str


@dataclass(frozen=True)
class Entry:
    """A grade with the runs that it rests on, in their order, and whether each is the whole one.

    judged_by: what its verdicts depend on but the runs (`rules.verdicts_digest`); None where they are to be reached
    again.
    """

    grade: Grade
    runs: Sequence[tuple[str, bool]] = ()
    judged_by: str | None = None


@dataclass(frozen=True)
class Batch:
    """One grading of a list of submissions."""

    id: int
    parent: int | None
    directory: Path
    assignment: str
    setting: Setting
    rules: Rules
    created: str
    finished: str | None


def begin(connection: Connection, directory: Path, judged_by: Judge, setting: Setting, items: Sequence[Item]) -> Batch:
    """The batch in which these submissions are graded: the one that was interrupted, where nothing changed since."""
    kept = rules.keep(connection, judged_by)
    keys = [_content(connection, item) for item in items]
    identity = _identity(str(directory), setting, kept, [item.name for item in items], keys)
    waiting = (batches.c.identity == identity) & batches.c.finished.is_(None)
    number = connection.execute(select(func.max(batches.c.id)).where(waiting)).scalar()
    if number is None:
        number = _new(connection, None, directory, judged_by.assignment.id, setting, kept, identity)
        for place, (item, key) in enumerate(zip(items, keys, strict=True)):
            row = {"batch": number, "place": place, "name": item.name, "path": item.path, "submission": key}
            connection.execute(insert(gradings).values(**row))
    return load(connection, number)


def derive(
    connection: Connection,
    parent: Batch,
    directory: Path | None,
    judged_by: Rules,
    grades: Sequence[Entry],
) -> Batch:
    """A batch beside another one, finished: its submissions judged anew, each with the runs that were judged.

    Without a directory its reports go beside those of the first grading, in a folder with this batch's number.
    """
    number = _new(connection, parent.id, parent.directory, parent.assignment, parent.setting, judged_by, "")
    if directory is None:
        old = first(connection, parent).directory
        directory = old.with_name(f"{old.name}-regrade-{number}")
    place = {"directory": str(directory.resolve()), "identity": f"regrade-{number}", "finished": now()}
    connection.execute(update(batches).where(batches.c.id == number).values(**place))
    judged = {entry.grade.submission: entry for entry in grades}
    rows = [row for row in entries(connection, parent.id) if row.name in judged]
    connection.execute(insert(gradings), [_judged(number, row, judged[row.name]) for row in rows])
    links = [
        {"grading": row.id, "place": place, "run": run, "whole": whole}
        for row in entries(connection, number)
        for place, (run, whole) in enumerate(judged[row.name].runs)
    ]
    if links:
        connection.execute(insert(grading_runs), links)
    return load(connection, number)


def _judged(batch: int, row: Row, entry: Entry) -> dict[str, object]:  # type: ignore[type-arg]
    same = {name: getattr(row, name) for name in ("place", "name", "path", "submission")}
    return {"batch": batch, **same, **_graded(entry)}


def _graded(entry: Entry) -> dict[str, object]:
    grade = entry.grade
    known = {"body": packed(grade), "judged_by": entry.judged_by}
    return {"status": grade.status, "score": grade.score, "created": now(), **known}


def first(connection: Connection, batch: Batch) -> Batch:
    """The grading that this one goes back to."""
    while batch.parent is not None:
        batch = load(connection, batch.parent)
    return batch


def note(connection: Connection, batch: int, entry: Entry) -> None:
    """Keep a grade; runs that are not kept are left out."""
    mine = (gradings.c.batch == batch) & (gradings.c.name == entry.grade.submission)
    number = connection.execute(
        update(gradings).where(mine).values(**_graded(entry)).returning(gradings.c.id)
    ).scalar_one()
    connection.execute(delete(grading_runs).where(grading_runs.c.grading == number))
    there = known(connection, [key for key, _ in entry.runs])
    for place, (key, whole) in enumerate(entry.runs):
        if key in there:
            connection.execute(insert(grading_runs).values(grading=number, place=place, run=key, whole=whole))


def finish(connection: Connection, batch: int) -> None:
    """Nothing of it waits any more."""
    connection.execute(update(batches).where(batches.c.id == batch).values(finished=now()))


def load(connection: Connection, number: int) -> Batch:
    """A batch by its number."""
    row = connection.execute(select(batches).where(batches.c.id == number)).first()
    if row is None:
        raise UsageError(f"there is no batch {number}: `autograder store status` lists them")
    return Batch(
        id=row.id,
        parent=row.parent,
        directory=Path(row.directory),
        assignment=row.assignment,
        setting=Setting.model_validate(row.setting),
        rules=Rules.model_validate(row.rules),
        created=row.created,
        finished=row.finished,
    )


def find(connection: Connection, what: str, assignment: str = "") -> Batch:
    """The batch that a person means: by its number, or the last one whose results went to a directory."""
    if what.isdecimal() and not Path(what).is_dir():
        return load(connection, int(what))
    there = batches.c.directory == str(Path(what).resolve())
    if assignment:
        there &= batches.c.assignment == assignment
    number = connection.execute(select(func.max(batches.c.id)).where(there)).scalar()
    if number is None:
        of = f" of {assignment}" if assignment else ""
        raise UsageError(
            f"nothing{of} in the store was graded into {what}: `autograder store status` lists what is there"
        )
    return load(connection, number)


def judge(connection: Connection, batch: Batch) -> Judge:
    """What a batch was judged by."""
    return rules.judge(connection, batch.rules, batch.setting.budget)


def entries(connection: Connection, batch: int) -> Sequence[Row]:  # type: ignore[type-arg]
    """The rows of `gradings` of a batch, in their order."""
    return connection.execute(select(gradings).where(gradings.c.batch == batch).order_by(gradings.c.place)).all()


def previous(connection: Connection, batch: Batch) -> Batch | None:
    """The grading before this one whose results went to the same directory."""
    same = (batches.c.directory == str(batch.directory)) & (batches.c.assignment == batch.assignment)
    number = connection.execute(select(func.max(batches.c.id)).where(same & (batches.c.id < batch.id))).scalar()
    return None if number is None else load(connection, number)


def _content(connection: Connection, item: Item) -> str | None:
    return documents.put(connection, nameless(item)) if isinstance(item, Submission) else None


def _identity(directory: str, setting: Setting, judged_by: Rules, names: list[str], keys: list[str | None]) -> str:
    parts = [directory, setting.model_dump(mode="json"), judged_by.model_dump(), names, keys]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:24]


def _new(
    connection: Connection,
    parent: int | None,
    directory: Path,
    assignment: str,
    setting: Setting,
    judged_by: Rules,
    identity: str,
) -> int:
    values = {
        "identity": identity,
        "parent": parent,
        "directory": str(directory),
        "assignment": assignment,
        "setting": setting.model_dump(mode="json"),
        "rules": judged_by.model_dump(),
        "created": now(),
    }
    return int(connection.execute(insert(batches).values(**values).returning(batches.c.id)).scalar_one())
