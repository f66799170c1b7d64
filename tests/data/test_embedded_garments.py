"""Garments: silhouettes that look like their classes."""

import numpy as np
import pytest

from autograder.data.draws import Draws
from autograder.data.embedded_garments import garments

TROUSER, DRESS, SNEAKER, BAG, BOOT = 1, 3, 7, 8, 9


@pytest.fixture(scope="module")
def by_class() -> np.ndarray:
    """Sixty images of each class, (10, 60, 28, 28)."""
    labels = np.tile(np.arange(10), 60)
    images = garments(Draws(11), labels)
    return np.stack([images[labels == label] for label in range(10)])


def test_every_image_shows_something_on_black(by_class: np.ndarray) -> None:
    """Images are uint8 with a black border corner and a fair share of cloth."""
    assert by_class.dtype == np.uint8
    assert np.median(by_class[..., 0, 0]) == 0
    assert ((by_class > 10).mean(axis=(2, 3)) > 0.03).all()


def test_shapes_have_the_proportions_of_their_class(by_class: np.ndarray) -> None:
    """Trousers and dresses are tall, sneakers are low, boots are higher than sneakers, bags are wide."""
    cloth = by_class > 10
    height = cloth.any(axis=3).sum(axis=2).mean(axis=1)
    width = cloth.any(axis=2).sum(axis=2).mean(axis=1)
    assert min(height[TROUSER], height[DRESS]) > 21
    assert height[SNEAKER] < 13 < height[BOOT]
    assert width[TROUSER] < 15 < width[BAG]


def test_images_of_a_class_differ(by_class: np.ndarray) -> None:
    """No two images are alike."""
    flat = by_class.reshape(600, -1)
    assert len(np.unique(flat, axis=0)) == 600


def test_labels_decide_the_number_of_images() -> None:
    """A single label gives a single image, and no label none."""
    assert garments(Draws(1), np.array([8])).shape == (1, 28, 28)
    assert garments(Draws(1), np.array([], np.int64)).shape == (0, 28, 28)
