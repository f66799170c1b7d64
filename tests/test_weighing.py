"""Claims are weighed before anything is made of them."""

from typing import Any

import pytest
from checks.build import environment, fit

from autograder.assembly import Assembly
from autograder.model.evidence import Ending
from autograder.weighing import LARGEST, MOST_VALUES, OverweightError, weigh


def test_every_value_counts_once() -> None:
    """Containers and what is in them."""
    assert weigh({"a": [1, 2.5, None], "b": {"c": "x"}}) == 7


@pytest.mark.parametrize("record", [[0] * MOST_VALUES, LARGEST + 1, {"a": [-LARGEST - 1]}, [[]] * MOST_VALUES])
def test_what_no_run_sends_is_refused(record: Any) -> None:
    """Floods of values, and integers that no float holds."""
    with pytest.raises(OverweightError):
        weigh(record)


def test_an_overweight_record_is_left_out_and_told() -> None:
    """A count of 4,000 digits would end the grader's arithmetic."""
    assembly = Assembly(environment())
    record = fit(1, "m").model_dump(mode="json")
    assembly.add({"kind": "fit", "record": {**record, "shared_rows": 10**4000}})
    got = assembly.evidence(Ending(kind="finished"))
    assert got.fits == ()
    assert [wire.code for wire in got.tripwires] == ["bad-records"]


def test_records_have_room_for_so_much_together() -> None:
    """Memory is the grader's: heavy records are refused once they add up, and a replaced one counts no more."""
    assembly = Assembly(environment())
    record = fit(1, "m").model_dump(mode="json")
    heavy = {**record, "history": {"loss": [0.5] * 150_000}}
    for _ in range(30):
        assembly.add({"kind": "fit", "record": heavy})
    for number in range(30):
        assembly.add({"kind": "fit", "record": {**heavy, "id": f"fit-{number + 50}"}})
    got = assembly.evidence(Ending(kind="finished"))
    assert len(got.fits) == 19
    assert got.tripwires[0].detail.startswith("12 records")
