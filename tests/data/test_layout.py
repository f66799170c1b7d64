"""The official layouts are consistent with themselves."""

from itertools import pairwise

import pytest

from autograder.data.layout import LAYOUTS, Layout
from autograder.data.pools import POOL_NAMES

EVERY = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)


@EVERY
def test_cuts_do_not_overlap(layout: Layout) -> None:
    """No official row can get into two pools, and none is taken from beyond the reach."""
    cuts = sorted((cut.part, cut.start, cut.stop) for pool in POOL_NAMES for cut in layout.cuts[pool])
    assert all(stop <= layout.reach[part] for part, _, stop in cuts)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(cuts))


@EVERY
def test_a_validated_range_has_a_pool(layout: Layout) -> None:
    """There are validation rows exactly where the course prescribes a validation range."""
    assert bool(layout.cuts["validation"]) == bool(layout.validated)


def test_images_train_on_the_first_fifty_thousand() -> None:
    """The course cuts image data with `[:-10000]`."""
    assert LAYOUTS["mnist"].trained == LAYOUTS["fashion_mnist"].trained == 50_000
