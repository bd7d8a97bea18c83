"""ITU-T P.56 method B: the level of speech with its pauses left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d
from scipy.signal import lfilter

from audio_features.recording import FloatArray

#: 0 dBov is the power of a full-scale square wave (ITU-T G.191), so that a full-scale sine has
#: -3.01 dBov. Lower levels than this are digital silence: 16 bits end at about -90.
SILENCE_DBOV = -96.0

#: Samples measured at a time: 17 MB in double precision, over four minutes at 8 kHz.
_SAMPLES_AT_ONCE = 1 << 21


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveLevelOptions:
    """The three constants of ITU-T P.56 method B."""

    margin_db: float = 15.9
    hangover_s: float = 0.2
    time_constant_s: float = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveSpeech:
    """Active level in dBov and the share of time, 0 to 1, that was active."""

    level_dbov: float
    activity: float


def active_speech(
    samples: FloatArray, *, sample_rate_hz: int, options: ActiveLevelOptions | None = None
) -> ActiveSpeech | None:
    """Active speech level of `samples`, shape (n,), -1..1; None where there is no signal."""
    options = options or ActiveLevelOptions()
    if samples.shape[0] == 0:
        return None
    mean = samples.mean(dtype=np.float64)
    energy = peak = 0.0
    for centred in _centred_parts(samples, mean):
        energy += float(np.dot(centred, centred))
        peak = max(peak, float(np.abs(centred).max()))
    if energy <= samples.shape[0] * 10 ** (SILENCE_DBOV / 10):
        return None
    # Thresholds are set against the signal's own peak: method B must not depend on its gain.
    thresholds = np.array([peak / 2**halvings for halvings in range(16, 0, -1)])
    counts = _active_samples(_centred_parts(samples, mean), thresholds, sample_rate_hz, options)
    active = _active_count(energy, counts, thresholds, options.margin_db)
    level_dbov = 10 * np.log10(energy / active)
    return ActiveSpeech(level_dbov=float(level_dbov), activity=float(active / samples.shape[0]))


def power_dbov(samples: FloatArray) -> float:
    """Mean power of `samples` in dBov, not below digital silence."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if samples.size else 0.0
    return max(SILENCE_DBOV, float(10 * np.log10(max(power, 1e-30))))


def _centred_parts(samples: FloatArray, mean: np.float64) -> Iterator[NDArray[np.float64]]:
    """`samples` less their `mean`, in double precision, a part at a time: it bounds memory."""
    for at in range(0, len(samples), _SAMPLES_AT_ONCE):
        yield samples[at : at + _SAMPLES_AT_ONCE] - mean


def _active_samples(
    parts: Iterable[NDArray[np.float64]],
    thresholds: NDArray[np.float64],
    sample_rate_hz: int,
    options: ActiveLevelOptions,
) -> NDArray[np.float64]:
    """How many samples are active at each threshold: envelope over it now or in the hangover."""
    decay = np.exp(-1.0 / (sample_rate_hz * options.time_constant_s))
    pole = ([1.0 - decay], [1.0, -decay])
    hangover = round(options.hangover_s * sample_rate_hz)
    first, second = np.zeros(1), np.zeros(1)  # what the filters remember from part to part
    before = np.zeros(0)
    counts = np.zeros(len(thresholds))
    for part in parts:
        smoothed, first = lfilter(*pole, np.abs(part), zi=first)
        envelope, second = lfilter(*pole, smoothed, zi=second)
        heard = np.concatenate([before, envelope])
        held = maximum_filter1d(heard, hangover + 1, origin=hangover // 2, mode="constant")
        held = held[len(before) :]
        counts += [np.count_nonzero(held >= level) for level in thresholds]
        before = heard[-hangover:] if hangover else before
    return counts


def _active_count(
    energy: float,
    counts: NDArray[np.float64],
    thresholds: NDArray[np.float64],
    margin_db: float,
) -> float:
    """Active samples where the level lies `margin_db` over its own threshold, interpolated."""
    usable = counts > 0
    counts, thresholds = counts[usable], thresholds[usable]
    active_db = 10 * np.log10(energy / counts)
    margins = active_db - 20 * np.log10(thresholds)
    # Where it first falls below: over thresholds that only a click reaches it rises again.
    under = np.flatnonzero(margins < margin_db)
    if len(under) == 0:
        return float(counts[-1])
    if under[0] == 0:
        return float(counts[0])
    below = int(under[0]) - 1
    share = (margins[below] - margin_db) / (margins[below] - margins[below + 1])
    level_db = active_db[below] + share * (active_db[below + 1] - active_db[below])
    return float(energy / 10 ** (level_db / 10))
