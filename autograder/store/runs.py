"""Runs by their key: written once, read as they were."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from autograder.judging import Scored
from autograder.model.base import Frozen
from autograder.model.evidence import Answer, Evidence
from autograder.store.documents import packed, unpacked
from autograder.store.schema import claims, runs, verdicts


class _Answers(Frozen):
    answers: tuple[Answer, ...]


def now() -> str:
    """The time for people to read."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def find(connection: Connection, key: str, *, answers: bool = True) -> Scored | None:
    """The run of this key, None where there is none that can be read; without what functions answered if so asked."""
    columns = [runs.c.body, runs.c.accuracies, *([runs.c.answers] if answers else [])]
    row = connection.execute(select(*columns).where(runs.c.key == key)).first()
    if row is None:
        return None
    try:
        evidence = Evidence.model_validate_json(unpacked(row.body))
        if answers and row.answers is not None:
            given = _Answers.model_validate_json(unpacked(row.answers)).answers
            evidence = evidence.model_copy(update={"answers": given})
    except ValueError:
        return None
    return Scored.model_construct(evidence=evidence, accuracies=_floats(row.accuracies))


def known(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of the keys under which a run is kept."""
    return set(connection.execute(select(runs.c.key).where(runs.c.key.in_(list(keys)))).scalars())


def keep(connection: Connection, key: str, submission: str, run: Scored) -> None:
    """Keep a run and end the claim on it; of two that ran the same the later replaces what cannot be read."""
    environment = run.evidence.environment
    given = run.evidence.answers
    values = {
        "submission": submission,
        "assignment": environment.assignment,
        "budget": environment.budget,
        "seed": environment.seed,
        "ending": run.evidence.ending.kind,
        "created": now(),
        "accuracies": {name: str(value) for name, value in run.accuracies.items()},
        "body": packed(run.evidence.model_copy(update={"answers": ()})),
        "answers": packed(_Answers(answers=given)) if given else None,
    }
    statement = insert(runs).values(key=key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[runs.c.key], set_=values))
    connection.execute(delete(verdicts).where(verdicts.c.run == key))
    connection.execute(delete(claims).where(claims.c.run == key))


def _floats(accuracies: dict[str, str]) -> dict[str, float]:
    """As text NaN is itself, and every figure to its last bit."""
    return {name: float(text) for name, text in accuracies.items()}
