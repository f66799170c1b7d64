"""Sections are charged exclusively: an inner one's time is not its outer one's."""

import time

from autograder.worker.clock import Clock


def test_inner_sections_are_not_charged_twice() -> None:
    """The sum of all sections is the time that passed."""
    began = time.perf_counter()
    clock = Clock()
    with clock.section("outer"):
        time.sleep(0.02)
        with clock.section("inner"):
            time.sleep(0.03)
    passed = time.perf_counter() - began
    totals = clock.totals()
    assert totals["inner"] >= 0.03
    assert totals["outer"] >= 0.02
    assert sum(totals.values()) <= passed + 0.001


def test_an_exception_closes_its_section() -> None:
    """What follows a failing section is charged to what surrounded it."""
    clock = Clock()
    try:
        with clock.section("failing"):
            raise ValueError
    except ValueError:
        pass
    before = clock.totals()["failing"]
    time.sleep(0.01)
    assert clock.totals()["failing"] == before
