"""One warmed sandbox for all tests of the worker that train."""

from collections.abc import Iterator

import pytest

from .lab import Lab


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """Open the sandbox once; TensorFlow takes some ten seconds to load."""
    with Lab() as opened:
        yield opened
