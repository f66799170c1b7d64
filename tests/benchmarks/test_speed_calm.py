"""Measurements are made again where the host took too much meanwhile."""

from collections.abc import Iterator

from benchmarks.speed.calm import MOST, TRIES, Calm


def scripted(*shares: float) -> tuple[Calm, Iterator[str]]:
    """A host that takes so large shares of one try after the other, and what the tries give."""
    total, readings = 0.0, [0.0]
    for share in shares:
        total += share * 1e6  # so much that the length of a try does not matter
        readings += [total, total]
    source = iter(readings)
    return Calm(lambda: next(source)), iter(["first", "second", "third", "fourth"])


def test_a_calm_measurement_is_the_only_one() -> None:
    """Nothing was taken: once is enough."""
    calm, results = scripted(0.0)
    assert calm.measured(lambda: next(results)) == "first"
    assert calm.told() == {"percent": {"median": 0.0, "low": 0.0, "high": 0.0, "runs": 1}, "again": 0}


def test_a_disturbed_measurement_is_made_again() -> None:
    """The first calm one counts."""
    calm, results = scripted(0.5, 0.0)
    assert calm.measured(lambda: next(results)) == "second"
    assert calm.told()["again"] == 1


def test_the_calmest_counts_where_none_is_calm() -> None:
    """Whatever it gave, and no try more than allowed."""
    calm, results = scripted(0.9, 1e-4, 0.8)
    assert TRIES == 3
    assert calm.measured(lambda: next(results)) == "second"
    assert calm.told()["again"] == 2
    assert calm.told()["percent"]["low"] > 100 * MOST
