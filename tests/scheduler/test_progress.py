"""Time left: right within a quarter once a tenth of the batch is done."""

import heapq
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rich.console import Console

from autograder.model.base import Text
from autograder.model.submission import Rejected, Submission
from autograder.scheduler.durations import Rest, time_left
from autograder.scheduler.progress import Outlook, shown, spoken

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Floats]
LONGEST = 300.0


def fixed(_rng: np.random.Generator, size: int) -> Floats:
    """All alike."""
    return np.full(size, 60.0)


def spread(rng: np.random.Generator, size: int) -> Floats:
    """As honest work: log-normal, half of the mean as its deviation."""
    sigma = math.sqrt(math.log(1.25))
    return rng.lognormal(math.log(60) - sigma**2 / 2, sigma, size)


def classroom(rng: np.random.Generator, size: int) -> Floats:
    """As a class: some fail in seconds, some need more seeds or run into their limit."""
    kind = rng.random(size)
    honest = np.maximum(rng.normal(60, 12, size), 5)
    return np.where(kind < 0.15, rng.uniform(2, 8, size), np.where(kind < 0.95, honest, rng.uniform(110, 240, size)))


def batch_of(size: int) -> list[Submission]:
    """Submissions of which nobody reads more than their number."""
    return [Submission(name=str(place), path="", sha256="", cells=()) for place in range(size)]


def played(durations: Floats, slots: int) -> tuple[Floats, Floats]:
    """When each begins and ends, `slots` at a time."""
    free = [0.0] * slots
    begun = []
    for seconds in durations:
        begun.append(heapq.heappop(free))
        heapq.heappush(free, begun[-1] + seconds)
    return np.array(begun), np.array(begun) + durations


def outlook_at(share: float, durations: Floats, slots: int) -> tuple[float, float]:
    """What is told when this share has ended, and what was right."""
    begun, ended = played(durations, slots)
    now = float(np.sort(ended)[math.ceil(share * len(durations)) - 1])
    clock = [0.0]
    outlook = Outlook(batch_of(len(durations)), lambda: slots, longest=LONGEST, clock=lambda: clock[0])
    events = [(time, True, place) for place, time in enumerate(begun)]
    events += [(time, False, place) for place, time in enumerate(ended)]
    for time, begins, place in sorted(events):
        if time > now:
            break
        clock[0] = time
        (outlook.begun if begins else outlook.ended)(place)
    clock[0] = now
    told = outlook.estimate()
    assert told is not None
    return told, float(ended.max()) - now


@pytest.mark.parametrize(
    ("draw", "size", "slots"),
    [(fixed, 200, 2), (spread, 200, 2), (spread, 500, 8), (spread, 500, 20), (classroom, 500, 2), (classroom, 500, 8)],
)
def test_after_a_tenth_it_is_right_within_a_quarter(draw: Draw, size: int, slots: int) -> None:
    """In nine of ten batches at least, and then on to the end; a rough class of 200 is too few for that."""
    rng = np.random.default_rng(size + slots)
    errors = [told / right - 1 for told, right in (outlook_at(0.1, draw(rng, size), slots) for _ in range(20))]
    assert sum(abs(error) <= 0.25 for error in errors) >= 18, errors
    told, right = outlook_at(0.5, draw(rng, size), slots)
    assert told == pytest.approx(right, rel=0.25)


def test_with_one_of_three_waves_under_way_nobody_knows_better() -> None:
    """64 at a time and 20 ended, those the shortest: what still runs keeps the answer honest."""
    rng = np.random.default_rng(1)
    naive, told = [], []
    for _ in range(20):
        durations = spread(rng, 200)
        found, right = outlook_at(0.1, durations, 64)
        told.append(abs(math.log(found / right)))
        ended = np.sort(durations[:64])[:20]
        naive.append(abs(math.log(ended.mean() * 180 / 64 / right)))
    assert np.mean(told) < np.mean(naive)
    assert np.median(told) < 0.3


@given(
    st.lists(st.floats(0, 1e4), min_size=1, max_size=40),
    st.lists(st.floats(0, 1e4), max_size=40),
    st.integers(0, 50),
    st.integers(1, 64),
)
@settings(max_examples=60, deadline=None)
def test_there_is_always_an_answer(ended: list[float], running: list[float], waiting: int, slots: int) -> None:
    """Finite, not negative, and never more than all limits together."""
    left = time_left(ended, Rest(tuple(running), waiting, slots, longest=2e4))
    assert left is not None
    assert 0 <= left <= 2e4 * (waiting + 1)


def test_nothing_is_told_of_what_nobody_saw() -> None:
    """Unless the reference solution's time is known."""
    assert Outlook(batch_of(10), lambda: 2).estimate() is None
    assert Outlook(batch_of(10), lambda: 2, prior=60).estimate() == pytest.approx(300, rel=0.3)


def test_what_costs_nothing_says_nothing() -> None:
    """Files that cannot be read and submissions whose runs are stored end at once, and are no measure."""
    clock = [0.0]
    refused = Rejected(name="no", path="", reason=Text(es="", en=""))
    outlook = Outlook([*batch_of(101), *[refused] * 50], lambda: 1, clock=lambda: clock[0])
    for place in range(90):
        outlook.begun(place)
        clock[0] += 0.01
        outlook.ended(place)
    for place in range(90, 93):
        outlook.begun(place)
        clock[0] += 100
        outlook.ended(place)
    assert outlook.estimate() == pytest.approx(800, rel=0.1)


def test_a_clock_on_the_wall_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may jump: nothing here reads it."""
    outlook = Outlook(batch_of(4), lambda: 1, prior=10)
    before = outlook.estimate()
    monkeypatch.setattr("time.time", lambda: 1e12)
    assert outlook.estimate() == pytest.approx(before, rel=0.2)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "…"), (0, "0 s"), (41.2, "42 s"), (90, "2 min"), (3600, "60 min"), (7500, "2 h 05 min")],
)
def test_times_are_told_as_one_says_them(seconds: float | None, words: str) -> None:
    """No more exact than they are."""
    assert spoken(seconds) == words


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown(terminal: bool) -> None:
    """A bar with the time left for a person, a line at each tenth for a log."""
    console = Console(force_terminal=terminal, width=120, record=True)
    outlook = Outlook(batch_of(20), lambda: 2, prior=60)
    with console.capture() as capture, shown(console, "tl04", 20, outlook) as advance:
        for _ in range(20):
            advance()
    text = capture.get()
    assert "tl04" in text
    if terminal:
        assert "×2" in text
        assert "≈" in text
    else:
        assert len(text.splitlines()) == 9
        assert "tl04: 2 / 20, ≈ " in text
