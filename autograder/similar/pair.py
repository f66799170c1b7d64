"""What is said about two submissions that are alike."""

from autograder.model.base import Frozen, Text


class Pair(Frozen):
    """Two submissions. `code` is the share of the smaller one's fingerprints that the other has too, in [0, 1].

    histories   trainings of both that are equal to the bit, of `trainings` that the one with fewer made
    cells       cells that agree most, by index from 0
    """

    first: str
    second: str
    code: float
    histories: int = 0
    trainings: int = 0
    cells: tuple[tuple[int, int], ...] = ()


class Similarity(Frozen):
    """The pairs of a class to look at, the most alike first, and how far they can be trusted."""

    threshold: float
    pairs: tuple[Pair, ...] = ()
    rate: Text | None = None
    """How often independent solutions were listed when it was measured; None where it was not."""
