"""Speech and noise levels in dBov (0 dBov: the RMS of a full-scale square wave)."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

_MARGIN_DB = 15.9  # ITU-T P.56 method B
_TIME_CONSTANT_S = 0.03  # ITU-T P.56
_HANGOVER_S = 0.2  # ITU-T P.56
_THRESHOLDS = 2.0 ** -np.arange(15, 0, -1)  # ITU-T G.191 sv56: full scale / 2 … / 32768


def rms_dbov(samples: NDArray[np.floating]) -> float:
    """RMS level of `samples`, shape (n,), in dBov; -100 for digital silence."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    return 10 * np.log10(power) if power > 1e-10 else -100.0


def gain_to_level(samples: NDArray[np.floating], level_dbov: float) -> float:
    """Factor that brings the RMS of `samples` to `level_dbov`; 1 for silence."""
    now_dbov = rms_dbov(samples)
    return 1.0 if now_dbov <= -100 else float(10 ** ((level_dbov - now_dbov) / 20))


def active_level_dbov(samples: NDArray[np.floating], rate_hz: int) -> float | None:
    """Active speech level by ITU-T P.56 method B, in dBov; None where nothing is active."""
    decay = float(np.exp(-1 / (rate_hz * _TIME_CONSTANT_S)))
    envelope = np.abs(samples).astype(np.float64)
    for _ in range(2):
        envelope = lfilter([1 - decay], [1, -decay], envelope)
    energy = float(np.sum(np.square(samples, dtype=np.float64)))
    if energy <= 0:
        return None
    previous: tuple[float, float] | None = None
    for threshold in _THRESHOLDS:
        active = _held(envelope >= threshold, round(_HANGOVER_S * rate_hz))
        if not active:
            break
        level = 10 * np.log10(energy / active)
        margin = level - 20 * np.log10(threshold)
        if margin <= _MARGIN_DB:
            if previous is None or previous[1] == margin:
                return float(level)
            share = (previous[1] - _MARGIN_DB) / (previous[1] - margin)
            return float(previous[0] + share * (level - previous[0]))
        previous = (float(level), float(margin))
    return None


def _held(above: NDArray[np.bool_], hangover: int) -> int:
    """Number of samples at which `above` holds now or did within the last `hangover` samples."""
    index = np.arange(len(above))
    last = np.maximum.accumulate(np.where(above, index, -hangover - 1))
    return int(np.count_nonzero(index - last <= hangover))
