"""Notebooks that forge, run for real: one warmed sandbox, a run of a second each."""

from collections.abc import Iterator

import pytest
from worker.lab import Lab

from autograder.runner import score

from .notebooks import ATTACKS, SETUP, TRAIN, Forgery, Told, measured_low

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """Open the sandbox once."""
    with Lab(("fashion_mnist",)) as opened:
        yield opened


def told(lab: Lab, *cells: str) -> Told:
    """Run cells on a budget of a blink and measure the accuracies as the grader does."""
    evidence = lab.run(*cells, rows=48, epochs=1, wall_seconds=120)
    return Told(evidence, tuple(score(evidence, "fashion_mnist", lab.data.holdout).values()))


def test_honest_work_sets_nothing_off(lab: Lab) -> None:
    """Without an attack nothing is noticed, and the same work is measured as low as it is."""
    seen = told(lab, SETUP, TRAIN)
    assert seen.wires == set()
    assert measured_low(seen)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_forgery_gains_nothing(lab: Lab, attack: Forgery) -> None:
    """What was forged is not believed, or a person is told."""
    seen = told(lab, *attack.cells)
    errors = [(cell.index, cell.error) for cell in seen.evidence.cells if cell.error]
    assert attack.proof(seen), (seen.evidence.ending, seen.evidence.tripwires, seen.accuracies, errors)
