"""Notebooks that forge, run for real: one warmed sandbox, a run of a second or two each, two at a time."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from worker.lab import Lab

from autograder.once import looked_over
from autograder.runner import score

from .notebooks import ATTACKS, SETUP, TRAIN, Forgery, Told, measured_low

pytestmark = pytest.mark.keras
HONEST = (SETUP, TRAIN)


def told(lab: Lab, cells: tuple[str, ...]) -> Told:
    """Run cells on a budget of a blink and measure the accuracies as the grader does."""
    evidence = looked_over(lab.run(*cells, rows=48, epochs=1, wall_seconds=200))
    return Told(evidence, tuple(score(evidence, "fashion_mnist", lab.data.holdout).values()))


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[str, Future[Told]]]:
    """Begin all runs at once; each test waits for its own."""
    with Lab(("fashion_mnist",)) as lab, ThreadPoolExecutor(2) as pool:
        cells = {"honest": HONEST, **{attack.id: attack.cells for attack in ATTACKS}}
        yield {name: pool.submit(told, lab, work) for name, work in cells.items()}
        pool.shutdown(cancel_futures=True)


def test_honest_work_sets_nothing_off(runs: dict[str, Future[Told]]) -> None:
    """Without an attack nothing is noticed, and the same work is measured as low as it is."""
    seen = runs["honest"].result()
    assert seen.wires == set()
    assert measured_low(seen)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_forgery_gains_nothing(runs: dict[str, Future[Told]], attack: Forgery) -> None:
    """What was forged is not believed, or a person is told."""
    seen = runs[attack.id].result()
    errors = [(cell.index, cell.error) for cell in seen.evidence.cells if cell.error]
    assert attack.proof(seen), (seen.evidence.ending, seen.evidence.tripwires, seen.accuracies, errors)
