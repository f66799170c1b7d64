"""Which of Gradescope's containers a grading needs."""

import json
from pathlib import Path

import pytest
from otter_grades import ASSIGNMENT

from autograder.errors import UsageError
from autograder.otter.containers import CONTAINERS, Fit, Need, fit, needs
from autograder.settings import find_home


def need(memory: float | None, most: float = 100.0) -> Need:
    """A need of so many MB and seconds."""
    return Need(assignment="tl04", budget="quick", memory_mib=memory, usual=50.0, most=most)


@pytest.mark.parametrize(
    ("memory", "most", "expected"),
    [
        (500, 100, Fit(container=CONTAINERS[0], minutes=10)),
        (700, 100, Fit(container=CONTAINERS[1], minutes=10)),  # too near the limit of the smallest
        (1400, 100, Fit(container=CONTAINERS[2], minutes=10)),
        (500, 1300, Fit(container=CONTAINERS[1], minutes=30)),  # half a processor would take 44 minutes
        (500, 3000, Fit(container=CONTAINERS[1], minutes=None)),
        (9000, 100, None),
        (None, 100, Fit(container=CONTAINERS[2], minutes=10)),  # not measured: what is enough for all
    ],
)
def test_the_smallest_that_will_do(memory: float | None, most: float, expected: Fit | None) -> None:
    """Memory with room to spare, and the time at the container's speed."""
    assert fit(need(memory, most)) == expected


def test_needs_come_from_what_was_measured(tmp_path: Path) -> None:
    """Seconds of the stored calibrations; memory of this budget, or of another one, or unknown."""
    stored = find_home().reference_results / "tl04"
    (tmp_path / "tl04").symlink_to(stored)
    assert [item.budget for item in needs(ASSIGNMENT, tmp_path)] == ["quick", "standard"]
    assert {item.memory_mib for item in needs(ASSIGNMENT, tmp_path)} == {None}
    measured = {"smoke": {"assignments": {"tl04": {"solution": {"otter": {"memory_mib": 1100}}}}}}
    (tmp_path / "otter.json").write_text(json.dumps({"budgets": measured}), encoding="utf-8")
    found = list(needs(ASSIGNMENT, tmp_path))
    assert {item.memory_mib for item in found} == {1100}
    assert all(20 < item.usual < item.most for item in found)


def test_a_damaged_measurement_is_named(tmp_path: Path) -> None:
    """One line with the file and what to do."""
    (tmp_path / "tl04").symlink_to(find_home().reference_results / "tl04")
    (tmp_path / "otter.json").write_text('{"budgets": ', encoding="utf-8")
    with pytest.raises(UsageError, match=r"otter\.json .* remove it"):
        list(needs(ASSIGNMENT, tmp_path))
