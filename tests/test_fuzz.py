"""A fixed sample of what `benchmarks/fuzz.py` tries by the hundred thousand."""

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from benchmarks.fuzz import LONGEST, fuzz, targets


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Executor]:
    """A process without the memory of other tests, as the command has it for each target."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        yield pool


@pytest.mark.parametrize("name", targets())
def test_a_fixed_sample_is_answered(name: str, elsewhere: Executor) -> None:
    """A result or one clear error, soon and in bounded memory, for each of some dozens of hostile inputs."""
    seen = elsewhere.submit(fuzz, name, 60).result()
    assert seen.failure == ""
    assert seen.examples >= 60
    assert seen.longest_seconds < LONGEST
