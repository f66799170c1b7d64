"""What a batch was judged by comes back as it was, NaN and infinity in a rubric's settings included."""

import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from checks.test_function import rubric
from sqlalchemy import update

from autograder.handed_out import HandedOut
from autograder.judging import Judge
from autograder.model.assignment import Budget
from autograder.model.base import Text
from autograder.store import rules, schema
from autograder.store.database import Database
from autograder.store.documents import unpacked

SETTINGS: dict[str, Any] = {
    "names": ["StopOnExplosion"],
    "drive": "callback",
    "reference": "stop_on_explosion",
    "cases": [{"args": [[2.0, float("nan"), float("inf"), -float("inf")]]}],
}
JUDGE = Judge(rubric(SETTINGS), Budget(name="b"))


@pytest.mark.parametrize("earlier", [False, True])
def test_no_number_stays_what_it_is(tmp_path: Path, earlier: bool) -> None:
    """Also in rubrics that were kept when it became a text."""
    database = Database(tmp_path / "store.sqlite")
    with database.writing() as connection:
        kept = rules.keep(connection, JUDGE)
        if earlier:
            # this is how models write themselves
            body = gzip.compress(JUDGE.assignment.model_dump_json().encode())
            assert b'[2.0,"NaN","Infinity","-Infinity"]' in unpacked(body)
            mine = schema.documents.c.key == kept.assignment
            connection.execute(update(schema.documents).where(mine).values(body=body))
        judge = rules.judge(connection, kept, JUDGE.budget)
    assert repr(judge.assignment.checks[0].settings) == repr(SETTINGS)


def test_verdicts_depend_on_what_is_judged_not_on_what_it_is_worth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Points, titles and advice are another digest for nobody; settings, budget and the program are."""
    known = rules.verdicts_digest(JUDGE)

    def other(**changes: Any) -> str:
        checks = tuple(spec.model_copy(update=changes) for spec in JUDGE.assignment.checks)
        return rules.verdicts_digest(replace(JUDGE, assignment=JUDGE.assignment.model_copy(update={"checks": checks})))

    title = Text(es="otro", en="another")
    assert other(points=1.0, title=title, advice=title) == known
    assert other(settings={**SETTINGS, "names": ["Another"]}) != known
    assert rules.verdicts_digest(replace(JUDGE, budget=Budget(name="other"))) != known
    assert rules.verdicts_digest(replace(JUDGE, given=HandedOut(cells=frozenset({"x"})))) != known
    monkeypatch.setattr(rules, "_program", lambda package: ("other",))
    assert rules.verdicts_digest(JUDGE) != known
