"""A simple vocal tract: noise and voice through gliding resonances, at 16 kHz."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import istft, stft

RATE_HZ = 16_000
Samples = NDArray[np.float64]
Rng = np.random.Generator

_FRAME = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Tract:
    """Resonances (Hz), each gliding from start to end, with width (Hz) and gain; spectral tilt."""

    start_hz: tuple[float, ...]
    end_hz: tuple[float, ...]
    width_hz: tuple[float, ...]
    gain: tuple[float, ...]
    tilt_db_per_octave: float = -3.0

    def through(self, source: Samples) -> Samples:
        """`source`, shape (n,), as this tract lets it out, scaled to RMS 1."""
        hz, _, spectra = stft(source, RATE_HZ, nperseg=_FRAME)
        along = np.linspace(0.0, 1.0, spectra.shape[1])
        response = np.full(spectra.shape, 0.02)
        for start, end, width, gain in zip(
            self.start_hz, self.end_hz, self.width_hz, self.gain, strict=True
        ):
            centre = start + (end - start) * along
            distance = (hz[:, np.newaxis] - centre) / (width / 2)
            response += gain / np.sqrt(1 + distance**2)
        octaves = np.log2(np.maximum(hz, 125.0) / 500.0)
        response *= 10 ** (self.tilt_db_per_octave * octaves / 20)[:, np.newaxis]
        _, out = istft(spectra * response, RATE_HZ, nperseg=_FRAME)
        return unit(np.resize(out, source.shape) if len(out) < len(source) else out[: len(source)])


def unit(samples: Samples) -> Samples:
    """Scaled to RMS 1; silence stays silence."""
    return samples / max(float(np.sqrt(np.mean(np.square(samples)))), 1e-9)


def noise(seconds: float, rng: Rng) -> Samples:
    """White noise of RMS 1."""
    return rng.normal(size=max(_FRAME, round(seconds * RATE_HZ)))


def voice(pitch_hz: Samples, rng: Rng, *, jitter: float = 0.01) -> Samples:
    """Glottal pulses at `pitch_hz` (one value a sample), a little uneven, scaled to RMS 1."""
    wobble = np.repeat(rng.normal(1.0, jitter, len(pitch_hz) // 160 + 1), 160)[: len(pitch_hz)]
    phase = np.cumsum(pitch_hz * wobble) / RATE_HZ
    return unit(np.diff(np.floor(phase), prepend=0.0) - pitch_hz / RATE_HZ)


def line(start: float, end: float, length: int) -> Samples:
    """A value gliding from `start` to `end`."""
    return np.linspace(start, end, length)


def fade(length: int, *, attack: float, decay: float, power: float) -> Samples:
    """An envelope 0..1: rise in the share `attack`, fall in the last share `decay` by `power`."""
    along = np.linspace(0.0, 1.0, length)
    rise = np.clip(along / max(attack, 1e-3), 0, 1)
    fall = np.clip((1 - along) / max(decay, 1e-3), 0, 1) ** power
    return np.asarray(rise * fall, dtype=np.float64)


def flutter(length: int, rng: Rng, *, rate_hz: float, depth: float) -> Samples:
    """Slow random loudness around 1, as breath has."""
    points = max(2, round(length / RATE_HZ * rate_hz) + 2)
    steps = rng.normal(0.0, depth, points)
    smooth = np.interp(np.linspace(0, points - 1, length), np.arange(points), steps)
    return np.asarray(np.exp(smooth), dtype=np.float64)


def silence(seconds: float) -> Samples:
    """Nothing."""
    return np.zeros(round(seconds * RATE_HZ))
