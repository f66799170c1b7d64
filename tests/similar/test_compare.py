"""Which pairs are listed."""

from autograder.similar.compare import FEWEST, common_share, similar_pairs
from autograder.similar.prints import Print


def marks(*numbers: int) -> frozenset[int]:
    """Fingerprints."""
    return frozenset(numbers)


def work(name: str, cells: dict[int, frozenset[int]], *histories: str) -> Print:
    """A submission."""
    return Print(name=name, cells=cells, histories=frozenset(histories))


OWN = frozenset(range(100))


def test_a_copy_is_listed_with_its_cells() -> None:
    """Nine tenths of the code in common, and where."""
    ana = work("ana", {1: frozenset(range(60)), 4: frozenset(range(60, 100))}, "x", "y")
    eva = work("eva", {2: frozenset(range(55)), 3: frozenset(range(65, 100)), 5: frozenset(range(900, 950))}, "y")
    leo = work("leo", {0: frozenset(range(500, 700))}, "y")
    (pair,) = similar_pairs([ana, eva, leo], 0.4).pairs
    assert (pair.first, pair.second, pair.code) == ("ana", "eva", 0.9)
    assert (pair.histories, pair.trainings) == (1, 1)
    assert pair.cells == ((1, 2), (4, 3))


def test_equal_trainings_alone_list_nobody() -> None:
    """Under the grader's seeds honest solutions train alike."""
    pair = [work(name, {0: frozenset(range(start, start + 50))}, "x", "y") for name, start in (("a", 0), ("b", 100))]
    assert similar_pairs(pair, 0.4).pairs == ()


def test_few_fingerprints_weigh_little() -> None:
    """Three shared lines of a notebook that has no more are no copy."""
    assert common_share(work("a", {0: marks(1, 2, 3)}), work("b", {0: OWN})) == 3 / FEWEST


def test_the_order_is_by_likeness_and_the_threshold_belongs_to_it() -> None:
    """The most alike first; a pair on the line is listed."""
    all_ = [work("a", {0: OWN}), work("b", {0: frozenset(range(40, 140))}), work("c", {0: frozenset(range(60, 160))})]
    pairs = similar_pairs(all_, 0.4).pairs
    assert [(pair.first, pair.second, pair.code) for pair in pairs] == [
        ("b", "c", 0.8),
        ("a", "b", 0.6),
        ("a", "c", 0.4),
    ]


def test_what_much_of_a_class_has_is_left_out() -> None:
    """Twelve of twelve write the same search; two of them share more than that."""
    common = frozenset(range(1000, 1100))
    class_ = [work(f"s{i}", {0: common | frozenset(range(i * 10, i * 10 + 30))}) for i in range(0, 60, 5)]
    class_.append(work("copy", {0: common | frozenset(range(30))}))
    assert [(pair.first, pair.second, pair.code) for pair in similar_pairs(class_, 0.4).pairs] == [("s0", "copy", 1.0)]
