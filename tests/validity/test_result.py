"""Counting: what is detected, named, wronged, and how many seeds it took."""

from pathlib import Path

from autograder.validity.plain import Plain
from autograder.validity.result import Equivalent, Session, by_check, load, rates, seeds, store

from .build import honest, mutant

OUTCOMES = (
    mutant("range-narrowed", 0.0, "range-wrong", "below-band"),
    mutant("range-lowered", 0.5, "search-missing", "range-wrong", plain=Plain(ran=False)),
    mutant("one-trial", 1.0, through="nobody counts"),
    honest("ana", 10.0, 101, 202, chance=0.001),
    honest("ana", 9.6, chance=0.002),
    honest("luis", 9.0),
)


def session(*, assignment: str = "tl04") -> Session:
    """A validation of these outcomes."""
    return Session(
        assignment=assignment,
        source="embedded",
        fingerprints={"mnist": "f"},
        budget="quick",
        versions={"keras": "3"},
        isolation="restricted",
        code="c",
        calibrated=True,
        threshold=0.7,
        repetitions=2,
        command=f"autograder validate -a {assignment}",
        created="2026-01-01T00:00:00+00:00",
        wall_seconds=120.0,
        outcomes=OUTCOMES,
        equivalents=(Equivalent(item=f"{assignment}/patience-zero/c1", reason="it is an answer"),),
    )


def test_rates_of_the_grader_and_of_the_plain_one() -> None:
    """Points lost elsewhere do not detect; a cause named second is not first; 95 % of the marks are enough."""
    found = rates(OUTCOMES)
    assert (found.detection.hits, found.detection.of) == (2, 3)
    assert found.cause.hits == 1
    assert (found.false_fail.hits, found.false_fail.of, found.variants) == (1, 3, 2)
    assert found.plain_detection.hits == 1
    assert (found.plain_false_fail.hits, found.plain_false_fail_but_names.hits) == (3, 0)


def test_rates_by_check() -> None:
    """A check answers for the mutants that name it first, and for all honest work."""
    found = by_check(OUTCOMES)
    assert (found["tl04 a.space"].detection.hits, found["tl04 a.space"].detection.of) == (2, 3)
    assert (found["tl04 a.accuracy"].false_loss.hits, found["tl04 a.accuracy"].false_loss.of) == (2, 3)


def test_seeds_and_chances() -> None:
    """Counted by how many seeds were used; the observed rate is over accuracies that a band judged."""
    found = seeds(OUTCOMES)
    assert found.honest == {1: 2, 2: 1}
    assert found.mutants == {1: 3}
    assert found.computed == 0.002
    assert (found.observed.hits, found.observed.of) == (1, 2)


def test_a_validation_replaces_that_of_its_assignment_alone(tmp_path: Path) -> None:
    """Assignments are validated one at a time; the others stay."""
    store(tmp_path, session())
    store(tmp_path, session(assignment="imdb"))
    again = store(tmp_path, session().model_copy(update={"budget": "standard"}))
    assert {name: item.budget for name, item in load(tmp_path).sessions.items()} == {
        "imdb": "quick",
        "tl04": "standard",
    }
    assert load(tmp_path) == again
