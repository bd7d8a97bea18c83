"""Power of the frames of a signal, a part at a time: two hours in double precision take 1 GB."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Powers = NDArray[np.float64]

#: Samples turned into double precision at a time: 16 MB.
_SAMPLES_AT_ONCE = 1 << 21


def frame_variances(samples: NDArray[np.floating], size: int) -> Powers:
    """Mean square about its own mean of each whole frame of `size` samples; shape (n // size,)."""
    return _of_whole_frames(samples, size, lambda frames: np.var(frames, axis=1))


def frame_mean_squares(samples: NDArray[np.floating], size: int) -> Powers:
    """Mean square of each frame of `size` samples, the last filled up with silence."""
    rest = samples[len(samples) // size * size :]
    whole = _of_whole_frames(samples, size, lambda frames: np.mean(frames**2, axis=1))
    if len(rest) == 0:
        return whole
    padded = np.pad(rest.astype(np.float64), (0, size - len(rest)))
    return np.append(whole, np.mean(padded**2))


def _of_whole_frames(
    samples: NDArray[np.floating], size: int, power: Callable[[Powers], Powers]
) -> Powers:
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    step = max(1, _SAMPLES_AT_ONCE // size)
    parts = [
        np.asarray(power(frames[at : at + step].astype(np.float64)), dtype=np.float64)
        for at in range(0, len(frames), step)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)
