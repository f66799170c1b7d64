"""Generated texts: label counts, Zipf's law, and words that tell."""

import numpy as np
import pytest

from autograder.data.draws import Draws
from autograder.data.embedded_text import reviews, wires
from autograder.data.pools import Pool, Ragged


@pytest.fixture(scope="module")
def news() -> Pool:
    """Two thousand wires."""
    return wires(Draws(3), 2000)


def test_topics_are_unbalanced_with_ten_of_each(news: Pool) -> None:
    """46 topics, the largest about a third of all, none with fewer than ten wires."""
    counts = np.bincount(news.y)
    assert len(counts) == 46
    assert counts.min() == 10
    assert 0.2 < counts.max() / counts.sum() < 0.4


def test_reviews_are_half_positive() -> None:
    """Both moods are equally frequent."""
    assert np.bincount(reviews(Draws(3), 300).y).tolist() == [150, 150]


def test_common_words_are_common(news: Pool) -> None:
    """Frequencies fall with the rank as Zipf's law has it."""
    assert isinstance(news.x, Ragged)
    counts = np.bincount(news.x.tokens, minlength=12_004)[4:]
    assert counts[:10].sum() > counts[100:110].sum() * 5
    assert counts[:10].sum() < news.x.tokens.size / 3


def test_texts_of_a_topic_share_words(news: Pool) -> None:
    """Two halves of a topic's wires resemble each other more than another topic's."""
    assert isinstance(news.x, Ragged)

    def profile(rows: np.ndarray) -> np.ndarray:
        counts = np.bincount(news.x.take(rows).tokens, minlength=12_010)[40:].astype(float)
        return counts / np.linalg.norm(counts)

    earn, acquisitions = np.flatnonzero(news.y == 3), np.flatnonzero(news.y == 4)
    same = profile(earn[::2]) @ profile(earn[1::2])
    assert same > 0.9 > profile(earn) @ profile(acquisitions)
