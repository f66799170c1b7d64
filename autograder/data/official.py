"""The official cut: pools that are the official arrays themselves, each row at its own place.

The train and validation pools are the official training rows that the course trains and validates on. Of the official
test rows every second one is in the test pool and the others are the holdout, where a stand-in puts holdout rows.

Equal images go as they do in the reduced pools, or recognising rows would call an official row that occurs twice a
leak; what they leave is filled by repeating others. Text keeps its copies: its rows are not recognised, and Reuters
has so many, some under two topics, that it would be another task without them.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from autograder.data.layout import LAYOUTS, Cut, Layout
from autograder.data.pools import Pool, Ragged

_OUT_OF_VOCABULARY = 2  # Keras' default


def _whole(layout: Layout) -> Layout:
    trained, size = layout.trained, layout.train_size
    return replace(
        layout,
        reach={"train": size, "test": layout.test_size},
        cuts={
            "train": (Cut("train", 0, trained),),
            "validation": (Cut("train", trained, size),) if layout.validated else (),
            "test": (Cut("test", 0, layout.test_size, 2),),
            "holdout": (Cut("test", 1, layout.test_size, 2),),
        },
        num_words=0,
        official=True,
    )


OFFICIAL: Mapping[str, Layout] = MappingProxyType({name: _whole(layout) for name, layout in LAYOUTS.items()})
"""The layouts of the official cut, by data set; their cuts count official positions."""


def layout_of(dataset: str, official: bool) -> Layout:
    """Return how a data set's pools are cut: from the official arrays, or whole."""
    return (OFFICIAL if official else LAYOUTS)[dataset]


def reduced_parts(layout: Layout, parts: Mapping[str, Pool]) -> dict[str, Pool]:
    """Return, of the official parts, those that a reduced layout reaches, in the vocabulary that it is cut at."""
    return {name: _limited(parts[name].take(np.arange(stop)), layout.num_words) for name, stop in layout.reach.items()}


def _limited(part: Pool, num_words: int) -> Pool:
    if not num_words or not isinstance(part.x, Ragged):
        return part
    tokens: NDArray[np.int32] = np.where(part.x.tokens < num_words, part.x.tokens, _OUT_OF_VOCABULARY).astype(np.int32)
    return Pool(Ragged(tokens, part.x.offsets), part.y)
