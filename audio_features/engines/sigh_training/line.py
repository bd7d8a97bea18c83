"""What a telephone line and a candidate finder do to a sound before it is judged."""

import numpy as np
from scipy.signal import butter, sosfilt

from audio_features.decoding import resample
from audio_features.engines.sigh_training.vocal_tract import RATE_HZ, Rng, Samples, unit
from audio_features.recording import FloatArray
from audio_features.timeline import Span

_LINE_HZ = 8000


def through_line(sound: Samples, rng: Rng) -> FloatArray:
    """`sound` at 16 kHz after a telephone line of random band, level, noise and codec."""
    loud = unit(sound) * 10 ** (rng.uniform(-46, -18) / 20)
    narrow = resample(loud.astype(np.float32), from_hz=RATE_HZ, to_hz=_LINE_HZ).astype(np.float64)
    low_hz, high_hz = rng.uniform(40, 330), rng.uniform(3200, 3900)
    band = butter(3, [low_hz, high_hz], "bandpass", fs=_LINE_HZ, output="sos")
    narrow = sosfilt(band, narrow)
    noise_db = rng.uniform(-42, -14)
    level = float(np.sqrt(np.mean(np.square(narrow)))) * 10 ** (noise_db / 20)
    hiss = sosfilt(band, rng.normal(size=len(narrow))) if rng.random() < 0.7 else 0.0
    narrow = np.clip(narrow + level * hiss, -1, 1)
    if rng.random() < 0.75:
        narrow = _g711(narrow)
    return resample(narrow.astype(np.float32), from_hz=_LINE_HZ, to_hz=RATE_HZ)


def _g711(samples: Samples) -> Samples:
    """Through µ-law and back."""
    limited = np.clip(samples, -1, 1)
    steps = np.round(np.sign(limited) * np.log1p(255 * np.abs(limited)) / np.log(256) * 127) / 127
    return np.asarray(np.sign(steps) * (256 ** np.abs(steps) - 1) / 255, dtype=np.float64)


def loud_part(samples: FloatArray, *, below_peak_db: float = 22.0) -> Span:
    """From the first to the last 20 ms that lie within `below_peak_db` of the loudest 20 ms."""
    size = RATE_HZ // 50
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    levels = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-12)
    loud = np.flatnonzero(levels > levels.max() - below_peak_db)
    return Span(float(loud[0]) * 0.02, float(loud[-1] + 1) * 0.02)
