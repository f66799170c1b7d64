"""Whether two arrays are, in part, one: slices of one array that overlap."""

from typing import Any

from numpy.lib.array_utils import byte_bounds
from numpy.typing import NDArray


def same_memory(train: NDArray[Any], validation: NDArray[Any]) -> slice:
    """The positions of one array that lie in the memory of the other, as slices of one array do; none of copies.

    In a reduced array that repeats its rows, two slices may hold the same rows honestly: this tells those that cannot.
    """
    if not (train.flags.c_contiguous and validation.flags.c_contiguous and validation.nbytes):
        return slice(0, 0)
    (start, end), (begin, last) = byte_bounds(train), byte_bounds(validation)
    width = validation.nbytes // len(validation)
    low, high = max(start, begin) - begin, min(end, last) - begin
    return slice(low // width, -(-high // width)) if low < high else slice(0, 0)
