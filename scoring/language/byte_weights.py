"""Matrices in one byte a weight: whole numbers of steps, a step for each column.

Jacob et al. 2018 (arXiv:1712.05877), without an offset. A quarter of the size of single precision,
and half that of half precision.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: Largest weight of a column, in steps: what a signed byte holds.
_MOST = 127


def to_bytes(matrix: NDArray[np.floating]) -> tuple[NDArray[np.int8], Floats]:
    """`matrix`, shape (…, m, n), in steps, and the step of each column, shape (…, 1, n)."""
    most = np.abs(matrix).max(axis=-2, keepdims=True)
    steps = np.where(most > 0, most, 1.0) / _MOST
    return np.round(matrix / steps).astype(np.int8), steps.astype(np.float32)


def from_bytes(bytes_: NDArray[np.int8], steps: Floats) -> Floats:
    """What `to_bytes` was given, but for half a step."""
    return np.asarray(bytes_ * steps, dtype=np.float32)
