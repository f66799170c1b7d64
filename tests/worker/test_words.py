"""The word indices of Keras' text data without a download."""

from autograder.worker.words import SIZES, WordIndex


def test_any_word_has_a_rank() -> None:
    """Known words have theirs; others get one that is always the same, and are still not in the index."""
    index = WordIndex((f"word{rank}", rank) for rank in range(1, SIZES["reuters"] + 1))
    assert (index["word1"], index["word30979"], len(index)) == (1, 30979, 30979)
    assert 1 <= index["film"] <= 30979
    assert index["film"] == index["film"]
    assert "film" not in index
    assert index.get("film", 0) == 0
    assert {rank: word for word, rank in index.items()}[17] == "word17"
