"""Runs by their key: written once, read as they were."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from autograder.judging import Scored
from autograder.model.evidence import Evidence
from autograder.store.documents import packed, unpacked
from autograder.store.schema import claims, runs


def now() -> str:
    """The time for people to read."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def find(connection: Connection, key: str) -> Scored | None:
    """The run of this key, None where there is none that can be read."""
    row = connection.execute(select(runs.c.body, runs.c.accuracies).where(runs.c.key == key)).first()
    if row is None:
        return None
    try:
        return Scored.model_construct(
            evidence=Evidence.model_validate_json(unpacked(row.body)), accuracies=_floats(row.accuracies)
        )
    except ValueError:
        return None


def known(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of the keys under which a run is kept."""
    return set(connection.execute(select(runs.c.key).where(runs.c.key.in_(list(keys)))).scalars())


def keep(connection: Connection, key: str, submission: str, run: Scored) -> None:
    """Keep a run and end the claim on it; of two that ran the same the later replaces what cannot be read."""
    environment = run.evidence.environment
    values = {
        "submission": submission,
        "assignment": environment.assignment,
        "budget": environment.budget,
        "seed": environment.seed,
        "ending": run.evidence.ending.kind,
        "created": now(),
        "accuracies": {name: str(value) for name, value in run.accuracies.items()},
        "body": packed(run.evidence),
    }
    statement = insert(runs).values(key=key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[runs.c.key], set_=values))
    connection.execute(delete(claims).where(claims.c.run == key))


def _floats(accuracies: dict[str, str]) -> dict[str, float]:
    """As text NaN is itself, and every figure to its last bit."""
    return {name: float(text) for name, text in accuracies.items()}
