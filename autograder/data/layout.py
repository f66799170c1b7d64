"""What the official data look like, which positions the course trains and validates on, where the pools come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

IMAGE_SIDE = 28


@dataclass(frozen=True)
class Cut:
    """Rows `start:stop:step` of a part, counted after duplicates are taken out."""

    part: str
    start: int
    stop: int
    step: int = 1


@dataclass(frozen=True)
class Layout:
    """One data set as `keras.datasets` gives it, and how its pools come out of it.

    validated: how many official training rows, at the end, the course validates on (0: it prescribes none).
    repeat: how a small pool fills a long range. "tile" goes through the pool again and again, so a student who trains
        on the first tenth still meets every row. "stretch" puts the copies of a row side by side, so that any
        contiguous cut a student makes for validation shares no row with the rest.
    reach: how many rows of each official part the pools need, from the part's beginning. The part "all" is training
        and test rows joined.
    cuts: what each pool is made of.
    every_label: deal one row of every label to each pool first, so that one-hot labels keep all their columns.
    num_words: vocabulary limit that the prepared file was cut at (0: none).
    official: the pools are all rows of the official arrays (see `autograder.data.official`), not a few cut from them.
    """

    dataset: str
    kind: Literal["images", "text"]
    classes: int
    train_size: int
    test_size: int
    validated: int
    repeat: Literal["tile", "stretch"]
    reach: Mapping[str, int]
    cuts: Mapping[str, tuple[Cut, ...]]
    every_label: bool = False
    num_words: int = 0
    official: bool = False

    @property
    def trained(self) -> int:
        """Number of official training positions, from the first, that the train pool fills."""
        return self.train_size - self.validated


_FASHION_MNIST = Layout(
    dataset="fashion_mnist",
    kind="images",
    classes=10,
    train_size=60_000,
    test_size=10_000,
    validated=10_000,
    repeat="tile",
    reach={"train": 3615},
    cuts={
        "train": (Cut("train", 0, 2000),),
        "validation": (Cut("train", 2000, 2500),),
        "test": (Cut("train", 2500, 2915),),
        "holdout": (Cut("train", 2915, 3615),),
    },
)

# The first 5,000 test digits come from tidier writers than the rest: all pools are cut from these.
_MNIST = Layout(
    dataset="mnist",
    kind="images",
    classes=10,
    train_size=60_000,
    test_size=10_000,
    validated=10_000,
    repeat="tile",
    reach={"test": 4000},
    cuts={
        "train": (Cut("test", 0, 2000),),
        "validation": (Cut("test", 2000, 2500),),
        "test": (Cut("test", 2500, 3000),),
        "holdout": (Cut("test", 3000, 4000),),
    },
)

_IMDB = Layout(
    dataset="imdb",
    kind="text",
    classes=2,
    train_size=25_000,
    test_size=25_000,
    validated=0,
    repeat="stretch",
    reach={"train": 5000, "test": 1000},
    cuts={
        "train": (Cut("train", 0, 4000),),
        "validation": (),
        "test": (Cut("test", 0, 500),),
        "holdout": (Cut("test", 500, 990), Cut("train", 4000, 4510)),
    },
    num_words=500,
)

# As many training rows as the official data have: no row occurs twice, so not even a random split can leak.
_REUTERS = Layout(
    dataset="reuters",
    kind="text",
    classes=46,
    train_size=8982,
    test_size=2246,
    validated=0,
    repeat="stretch",
    reach={"all": 11_228},
    cuts={
        "train": (Cut("all", 0, 8982),),
        "validation": (),
        "test": (Cut("all", 8982, 9402),),
        "holdout": (Cut("all", 9402, 10_002),),
    },
    every_label=True,
)

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {layout.dataset: layout for layout in (_MNIST, _FASHION_MNIST, _IMDB, _REUTERS)}
)
DATASETS = tuple(LAYOUTS)
