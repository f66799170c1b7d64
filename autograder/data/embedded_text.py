"""Generated wires and reviews: token sequences from small language models, in integer arithmetic throughout.

Word frequencies follow Zipf's law. A text mixes words that all texts use with words that its topic or its mood prefers;
some texts hardly show theirs, some show another's, so that no model gets them all.
"""

import numpy as np
from numpy.typing import NDArray

from autograder.data.draws import Draws, Integers
from autograder.data.pools import Pool, Ragged
from autograder.data.prepared import marked

VOCABULARY = 12_000
REVIEW_VOCABULARY = 1000
"""Far fewer words in reviews, as in the reduced real ones: most of a 25,000 x 10,000 matrix of them is then never
touched and costs no memory."""

# How many wires the official Reuters data have of each of the 46 topics.
_TOPIC_SIZES = (
    67, 537, 94, 3972, 2423, 22, 62, 19, 177, 126, 154, 473, 62, 209, 28, 29, 543, 51, 86, 682, 339, 127, 22,
    53, 81, 123, 32, 19, 58, 23, 57, 52, 42, 16, 57, 16, 60, 21, 22, 29, 46, 38, 16, 27, 17, 19,
)  # fmt: skip
_RAREST = 10

# Lengths in words at every tenth of the texts, from the shortest to the longest.
_WIRE_LENGTHS = (12, 28, 45, 65, 80, 95, 120, 150, 200, 320, 700)
_REVIEW_LENGTHS = (40, 90, 115, 130, 150, 175, 205, 255, 330, 460, 900)

_WORDS_PER_TOPIC, _FAMILY = 40, 4
_WORDS_PER_MOOD = 200
_FAVOURITES = 10**6 // (np.arange(_WORDS_PER_MOOD) + 4)  # of a topic's or a mood's words, the first are used most


def wires(draws: Draws, size: int) -> Pool:
    """Return `size` wires on 46 unevenly frequent topics, each at least ten times, as Keras' Reuters gives them."""
    topics = len(_TOPIC_SIZES)
    counts = np.maximum(np.array(_TOPIC_SIZES) * size // sum(_TOPIC_SIZES), _RAREST)
    counts[np.argmax(counts)] += size - counts.sum()
    y = np.repeat(np.arange(topics), counts)[draws.permutation(size)]

    # Topics of a family share half of their words: these are the ones that models mix up.
    shared = _vocabulary(draws, (topics // _FAMILY + 1, _WORDS_PER_TOPIC // 2), 40, 3000)
    own = _vocabulary(draws, (topics, _WORDS_PER_TOPIC // 2), 40, 6000)
    preferred = np.stack([own, shared[np.arange(topics) // _FAMILY]], axis=2).reshape(topics, _WORDS_PER_TOPIC)

    shown = np.where(draws.chance(0.06, size), y[draws.permutation(size)], y)
    percent = np.where(draws.chance(0.1, size), 4, 12 + draws.below(30, size))
    offsets = _offsets(draws, _WIRE_LENGTHS, size)
    text = np.repeat(np.arange(size), np.diff(offsets))
    words = preferred[shown[text], draws.weighted(_FAVOURITES[:_WORDS_PER_TOPIC], len(text))]
    return _mixed(draws, offsets, words, draws.below(100, len(text)) < percent[text], y, VOCABULARY)


def reviews(draws: Draws, size: int) -> Pool:
    """Return `size` reviews, half of them positive (1) and half negative (0), as Keras' IMDB gives them."""
    y = draws.permutation(size) % 2
    preferred = _vocabulary(draws, (2, _WORDS_PER_MOOD), 20, REVIEW_VOCABULARY)
    percent = 5 + draws.below(12, size)
    own_mood = 50 + draws.below(44, size)  # of a hundred mood words, how many are of the review's own mood
    offsets = _offsets(draws, _REVIEW_LENGTHS, size)
    text = np.repeat(np.arange(size), np.diff(offsets))
    agrees = draws.below(100, len(text)) < own_mood[text]
    mood = np.where(agrees, y[text], 1 - y[text])
    words = preferred[mood, draws.weighted(_FAVOURITES[:_WORDS_PER_MOOD], len(text))]
    return _mixed(draws, offsets, words, draws.below(100, len(text)) < percent[text], y, REVIEW_VOCABULARY)


def _vocabulary(draws: Draws, shape: tuple[int, int], common: int, rare: int) -> Integers:
    """Return word ranks between two bounds, commoner ones more often, as Zipf's law would have it."""
    weights = 10**8 // np.arange(common, rare)
    return (common + draws.weighted(weights, shape[0] * shape[1])).reshape(shape)


def _offsets(draws: Draws, tenths: tuple[int, ...], size: int) -> Integers:
    low = np.array(tenths[:-1])
    tenth = draws.below(len(low), size)
    lengths = low[tenth] + draws.below(np.diff(tenths)[tenth], size)
    return np.concatenate([[0], np.cumsum(lengths)])


def _mixed(
    draws: Draws, offsets: Integers, words: Integers, chosen: NDArray[np.bool_], y: Integers, vocabulary: int
) -> Pool:
    """Fill what is not chosen with words that all texts use, and mark the sequences as Keras does."""
    common = 1 + draws.weighted(10**8 // (np.arange(vocabulary) + 3), len(words))
    return Pool(marked(Ragged.of(np.where(chosen, words, common), offsets)), y)
