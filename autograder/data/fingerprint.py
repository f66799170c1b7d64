"""What arrays hold, in 64 hexadecimal digits: equal content gives equal fingerprints, whatever file it came from."""

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray


def fingerprint(arrays: Mapping[str, NDArray[np.generic]]) -> str:
    """Return the SHA-256 of named arrays: name, dtype, shape and bytes of each, in the order of the names.

    Byte order and memory layout do not count: arrays are hashed little-endian and C-contiguous.
    """
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        # A header of fixed form keeps ("ab", "c") and ("a", "bc") apart.
        digest.update(f"{name}|{little.dtype.str}|{little.shape}|".encode())
        digest.update(little.tobytes())
    return digest.hexdigest()


def combine(name: str, fingerprints: Iterable[str]) -> str:
    """Return one fingerprint for an ordered series of fingerprints that belong together under a name."""
    return hashlib.sha256("|".join([name, *fingerprints]).encode()).hexdigest()
