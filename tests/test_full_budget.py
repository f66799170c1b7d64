"""The full budget: the one that runs on the official arrays, and the data that are opened for it."""

from pathlib import Path

import numpy as np
import pytest

from autograder.bands.calibration import budget_digest
from autograder.data.pools import Pool, Pools, load_for_worker
from autograder.data.source import open_source
from autograder.errors import DataUnavailable
from autograder.model.assignment import Assignment, Budget
from autograder.rubric import load_assignment
from autograder.runner import GradingData


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    """Read the rubric of TL04."""
    return load_assignment(Path(__file__).parents[1] / "assignments", "tl04")


class Recorded:
    """A source that notes what is asked of it; its official pools are larger than its reduced ones."""

    name = "recorded"

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def load(self, dataset: str, official: bool = False) -> Pools:
        """Return pools of nine rows, or of three."""
        self.asked.append((dataset, official))
        count = 9 if official else 3
        pool = Pool(np.zeros((count, 28, 28), np.uint8), np.arange(count))
        return Pools(dataset, self.name, pool, pool, pool, pool)


def test_only_the_full_budget_is_official(assignment: Assignment) -> None:
    """It caps nothing but time; all other budgets run on the reduced pools."""
    assert [name for name, budget in assignment.budgets.items() if budget.official] == ["full"]
    full = assignment.budgets["full"]
    assert (full.rows, full.epochs, full.trials, full.candidates) == (None, None, None, None)


@pytest.mark.parametrize("official", [False, True])
def test_the_digest_of_a_budget_does_not_depend_on_the_data(official: bool) -> None:
    """Official and reduced data are told apart by their fingerprints; stored calibrations keep their digests."""
    budget = Budget(name="standard", rows=2500, epochs=60, trials=3, official=official)
    assert budget_digest(budget) == "85fcd0219cdacd8c"


@pytest.mark.parametrize(("official", "rows"), [(False, 3), (True, 9)])
def test_data_are_opened_as_the_budget_asks(official: bool, rows: int, assignment: Assignment) -> None:
    """Every data set of the assignment is loaded in the same cut, and its rows reach the sandbox and the scoring."""
    source = Recorded()
    with GradingData(source, assignment, official=official) as data:
        assert source.asked == [("fashion_mnist", official), ("mnist", official)]
        assert len(data.holdout.labels) == rows
        assert {name: load_for_worker(path).sizes["train"] for name, path in data.files.items()} == {
            "fashion_mnist": rows,
            "mnist": rows,
        }


def test_generated_data_cannot_serve_the_full_budget(assignment: Assignment) -> None:
    """The refusal names the data set, the budget and the source to use."""
    with pytest.raises(DataUnavailable, match=r"fashion_mnist: the full budget .*`--data keras`"):
        GradingData(open_source("embedded"), assignment, official=assignment.budgets["full"].official)
