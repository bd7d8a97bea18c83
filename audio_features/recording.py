"""A recording and its samples, as values. Reading and writing audio is `decoding`'s job."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording file as found; its identity is the SHA-256 of its bytes."""

    path: str
    sha256: str
    seconds: float
    sample_rate_hz: int
    channels: int
    codec: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Audio:
    """Decoded samples: float32 in -1..1, shape (channels, n).

    At the recording's own rate, or 16 kHz where that is higher.
    """

    samples: FloatArray
    sample_rate_hz: int

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return int(self.samples.shape[1]) / self.sample_rate_hz
