"""Fingerprints of a text of tokens, by winnowing.

Schleimer, Wilkerson & Aiken, *Winnowing: local algorithms for document fingerprinting*, SIGMOD 2003. Of the hashes of
all runs of K tokens the smallest one in each window of W neighbours is kept, the rightmost of equals. Two texts that
share a run of W + K - 1 tokens share a fingerprint; what they share in runs shorter than K is never seen.
"""

from collections.abc import Sequence
from hashlib import blake2b

K, W = 18, 6
"""Tokens of the syntax tree are finer than words: 18 of them are a call with some arguments."""


def grams(tokens: Sequence[str], k: int = K) -> list[int]:
    """The hash of each run of k tokens, in order; none where there are fewer."""
    return [_hash(tokens[start : start + k]) for start in range(len(tokens) - k + 1)]


def winnow(hashes: Sequence[int], w: int = W) -> frozenset[int]:
    """The fingerprints of a sequence of hashes: the smallest of each window."""
    if not hashes:
        return frozenset()
    windows = max(1, len(hashes) - w + 1)
    return frozenset(min(hashes[start : start + w]) for start in range(windows))


def _hash(run: Sequence[str]) -> int:
    return int.from_bytes(blake2b("\0".join(run).encode("utf-8", "replace"), digest_size=8).digest(), "big")
