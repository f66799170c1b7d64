"""Verdicts whose judging takes long, kept beside the run: a class judged anew reads them.

Only lines that judge what functions answered are slow, and they look at nothing but the first run. Such a verdict is
known by the run, by the line without its points, and by the parts of the program that judge.
"""

import json
from collections.abc import Collection, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from autograder.checks.case import Case
from autograder.checks.registry import KINDS
from autograder.model.assignment import Assignment
from autograder.model.grade import Verdict
from autograder.store.documents import packed, unpacked
from autograder.store.key import PACKAGE, program_digest
from autograder.store.schema import verdicts

_SLOW: Final = frozenset({"function"})
_JUDGING: Final = ("checks", "arrays.py", "model/evidence.py", "model/grade.py")


def slow_lines(assignment: Assignment) -> dict[str, str]:
    """The lines of a rubric whose verdicts are kept: id, and what their verdicts are known by."""
    by = [assignment.id, _program(PACKAGE)]
    return {
        spec.id: sha256(json.dumps([*by, spec.id, spec.question, spec.kind, spec.settings]).encode()).hexdigest()[:24]
        for spec in assignment.checks
        if spec.kind in _SLOW
    }


@cache
def _program(package: Path) -> tuple[str, ...]:
    return program_digest(package, _JUDGING)


def recall(connection: Connection, run: str, lines: Mapping[str, str]) -> dict[str, Verdict]:
    """The verdicts on a run that are kept, by line; one that cannot be read is reached again."""
    if not lines:
        return {}
    wanted = verdicts.c.line.in_(lines.values())
    rows = connection.execute(select(verdicts.c.line, verdicts.c.body).where((verdicts.c.run == run) & wanted))
    bodies = {row.line: row.body for row in rows}
    found = {line: _read(bodies[digest]) for line, digest in lines.items() if digest in bodies}
    return {line: verdict for line, verdict in found.items() if verdict is not None}


def _read(body: bytes) -> Verdict | None:
    try:
        return Verdict.model_validate_json(unpacked(body))
    except ValueError:
        return None


def reach(case: Case, lines: Collection[str]) -> dict[str, Verdict]:
    """The verdicts on these lines."""
    return {spec.id: KINDS[spec.kind].judge(case, spec) for spec in case.assignment.checks if spec.id in lines}


def keep(connection: Connection, run: str, lines: Mapping[str, str], reached: Mapping[str, Verdict]) -> None:
    """Keep verdicts on a run that is in the store."""
    rows = [{"run": run, "line": lines[line], "body": packed(verdict)} for line, verdict in reached.items()]
    if rows:
        statement = insert(verdicts)
        body = {"body": statement.excluded.body}
        connection.execute(statement.on_conflict_do_update(index_elements=["run", "line"], set_=body), rows)
