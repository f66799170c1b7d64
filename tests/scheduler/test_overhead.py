"""What scheduling itself costs, on simulated workers in this process."""

import pytest

from benchmarks.cluster import overhead


@pytest.mark.slow
def test_scheduling_costs_next_to_nothing() -> None:
    """64 workers end one run of a minute each second: a twentieth of a core are 47 ms of processor time for each."""
    measured = overhead(workers=12, seconds=0.5, waves=4)
    assert measured["runs"] == 48
    assert measured["seconds"] >= measured["ideal_seconds"]
    assert measured["processor_seconds_per_run"] < 0.05 * 60 / 64
