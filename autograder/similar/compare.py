"""Which pairs of a class are more alike than independent solutions are."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations, product

from autograder.model.base import Text
from autograder.similar.pair import Pair, Similarity
from autograder.similar.prints import Print

FEWEST = 20
"""Fingerprints: a notebook with fewer of its own is compared as if it had that many."""
_COMMON_COUNT, _COMMON_SHARE = 10, 0.1
"""What more than ten submissions and more than a tenth of the class have in common is how the exercise is done.

MOSS, the service of winnowing's authors, leaves out what more than ten programs share.
"""
_MOST_PAIRS = 200
_MOST_CELLS = 4
Marks = Sequence[frozenset[Hashable]]


def similar_pairs(prints: Sequence[Print], threshold: float, rate: Text | None = None) -> Similarity:
    """Pairs whose share of common code reaches `threshold`, the most alike first.

    The share is that of the submission with fewer fingerprints, but of no fewer than FEWEST. Trainings that are equal
    to the bit are counted beside it and list nobody: the seeds are the grader's, so whoever builds what the exercise
    describes gets the same figures (docs/similar.md has how often).
    """
    codes = _own([item.code for item in prints])
    pairs = []
    for (first, second), count in sorted(_counts(codes).items()):
        share = count / max(FEWEST, min(len(codes[first]), len(codes[second])))
        if share >= threshold:
            pairs.append(
                Pair(
                    first=prints[first].name,
                    second=prints[second].name,
                    code=round(share, 4),
                    histories=len(prints[first].histories & prints[second].histories),
                    trainings=min(len(prints[first].histories), len(prints[second].histories)),
                    cells=_agreeing(prints[first], prints[second], codes[first] & codes[second]),
                )
            )
    pairs.sort(key=lambda pair: (-pair.code, -pair.histories, pair.first, pair.second))
    return Similarity(threshold=threshold, rate=rate, pairs=tuple(pairs[:_MOST_PAIRS]))


def common_share(first: Print, second: Print) -> float:
    """The share of code that two submissions have in common, by themselves."""
    one, two = first.code, second.code
    return len(one & two) / max(FEWEST, min(len(one), len(two)))


def _own(marks: Sequence[frozenset[Hashable]]) -> Marks:
    """Each submission's marks without those that much of the class has."""
    seen = Counter(mark for item in marks for mark in item)
    most = max(_COMMON_COUNT, _COMMON_SHARE * len(marks))
    return [frozenset(mark for mark in item if seen[mark] <= most) for item in marks]


def _counts(marks: Marks) -> Counter[tuple[int, int]]:
    """How many marks each pair shares, by way of who has which mark: most pairs share none."""
    holders: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, item in enumerate(marks):
        for mark in item:
            holders[mark].append(index)
    pairs: Iterable[tuple[int, int]] = (pair for held in holders.values() for pair in combinations(held, 2))
    return Counter(pairs)


def _agreeing(first: Print, second: Print, common: frozenset[Hashable]) -> tuple[tuple[int, int], ...]:
    """The pairs of cells that share most."""
    found = [
        (len(one & two & common), a, b)
        for (a, one), (b, two) in product(first.cells.items(), second.cells.items())
        if one & two & common
    ]
    best = sorted(found, key=lambda item: (-item[0], item[1], item[2]))[:_MOST_CELLS]
    return tuple(sorted((a, b) for _, a, b in best))
