"""Small pools and files, and the real ones where the machine has them."""

import os
from pathlib import Path

import pytest

from autograder.data.layout import LAYOUTS
from autograder.data.pools import Pools

from .build import images, texts


@pytest.fixture
def image_pools() -> Pools:
    """Pools of 20, 5, 7 and 4 images."""
    return Pools("fashion_mnist", "test", images(20), images(5, 20), images(7, 25), images(4, 32))


@pytest.fixture
def text_pools() -> Pools:
    """Pools of 10, 0, 6 and 4 reviews."""
    return Pools("imdb", "test", texts(10), texts(0), texts(6, first=10), texts(4, first=16))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The directory with prepared files of the real data."""
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    directory = Path(os.environ.get("AUTOGRADER_SHARED_DATA", beside))
    if not all((directory / f"{dataset}.npz").is_file() for dataset in LAYOUTS):
        pytest.skip("the real data are not here: set AUTOGRADER_SHARED_DATA to a directory of prepared files")
    return directory
