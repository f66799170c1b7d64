"""Stand-ins for the word indices of Keras' text data, which a run cannot download."""

from typing import Any
from zlib import crc32

from autograder.worker.patching import Functions, Wrapper

SIZES = {"imdb": 88_584, "reuters": 30_979}
"""Words in the official indices."""


class WordIndex(dict[str, int]):
    """Ranks from 1 by word, as `get_word_index` gives them; the words are `word1`, `word2`, … in order of frequency.

    A student who looks up an English word that the official index has finds a rank too, always the same.
    """

    def __missing__(self, word: str) -> int:
        return crc32(str(word).encode()) % len(self) + 1


def install(functions: Functions, module: Any, name: str) -> None:
    """Replace a text data set's `get_word_index`."""

    def hook(_original: Wrapper) -> Wrapper:
        def get_word_index(path: str = f"{name}_word_index.json") -> WordIndex:  # noqa: ARG001  Keras' signature
            return WordIndex((f"word{rank}", rank) for rank in range(1, SIZES[name] + 1))

        return get_word_index

    functions.wrap(module, "get_word_index", hook)
