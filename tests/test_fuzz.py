"""A fixed sample of what `benchmarks/fuzz.py` tries by the hundred thousand."""

import pytest

from benchmarks.fuzz import LONGEST, fuzz, targets


@pytest.mark.parametrize("name", targets())
def test_a_fixed_sample_is_answered(name: str) -> None:
    """A result or one clear error, soon, for each of some dozens of hostile inputs."""
    seen = fuzz(name, 60)
    assert seen.failure == ""
    assert seen.examples >= 60
    assert seen.longest_seconds < LONGEST
