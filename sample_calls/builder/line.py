"""What the telephone does to a voice: band, noise, echo and crosstalk, lost packets, clipping."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt, sosfiltfilt

from sample_calls.builder.car_noise import car_noise
from sample_calls.builder.levels import gain_to_level

Samples = NDArray[np.float32]

#: Sample rate in Hz and pass band in Hz of a line, by name.
BANDS: dict[str, tuple[int, float, float]] = {
    "narrow": (8_000, 300.0, 3_400.0),  # ITU-T G.712
    "wide": (16_000, 50.0, 7_000.0),  # ITU-T G.722
}
_PACKET_S = 0.02
_CONCEALED_PACKETS = 2  # a lost packet is covered by the last one, fading, this many times
_BURSTINESS = 0.5  # chance that the packet after a lost one is lost too
#: Percent of a voice's own pitch and pace at which it is lent to the crowd, so that it is nobody's.
_CROWD_PERCENT = (82, 88, 93, 108, 114, 120)


def to_line(samples: Samples, rate_hz: int, band: str) -> Samples:
    """`samples`, shape (n,), resampled and band-limited (zero phase) for the line."""
    line_hz, low_hz, high_hz = BANDS[band]
    if rate_hz != line_hz:
        divisor = int(np.gcd(rate_hz, line_hz))
        samples = resample_poly(samples, line_hz // divisor, rate_hz // divisor)
    sections = butter(4, (low_hz, high_hz), "bandpass", fs=line_hz, output="sos")
    return np.asarray(sosfiltfilt(sections, samples), dtype=np.float32)


def at_level(samples: NDArray[np.floating], level_dbov: float) -> Samples:
    """`samples` with their RMS at `level_dbov`."""
    return np.asarray(samples * gain_to_level(samples, level_dbov), dtype=np.float32)


def noise(kind: str, count: int, rate_hz: int, *, rng: np.random.Generator) -> Samples:
    """`count` samples, of no set level: line noise (`hiss`, `hum`), `street` or `car`."""
    white = rng.standard_normal(count)
    if kind == "hum":
        time_s = np.arange(count) / rate_hz
        mains = sum(np.sin(2 * np.pi * 50 * k * time_s) / k for k in (2, 3, 4, 6, 7))
        return np.asarray(mains + 0.3 * white, dtype=np.float32)
    if kind == "street":
        rumble = sosfilt(butter(1, 500, "lowpass", fs=rate_hz, output="sos"), white)
        swell = sosfilt(butter(1, 0.3, "lowpass", fs=rate_hz, output="sos"), white)
        return np.asarray(rumble * (1 + 0.6 * swell / (np.abs(swell).max() + 1e-9)), np.float32)
    if kind == "car":
        return car_noise(count, rate_hz, rng=rng).astype(np.float32)
    return white.astype(np.float32)


def babble(leg: Samples, *, level_dbov: float, rng: np.random.Generator) -> Samples:
    """Unintelligible talk in the room: the leg's own speech backwards, six times over, shifted."""
    reverse = leg[::-1]
    shifts = rng.integers(0, max(1, len(leg)), size=6)
    return at_level(np.sum([np.roll(reverse, int(s)) for s in shifts], axis=0), level_dbov)


def crowd(voices: Samples, *, level_dbov: float, rng: np.random.Generator) -> Samples:
    """Unintelligible talk of a room: all `voices` of the call backwards, each time as another one.

    Unlike `babble` it holds none of the tones and music of the line, and nobody's own voice.
    """
    others = [
        resample_poly(voices[::-1], 100, percent).astype(np.float32) for percent in _CROWD_PERCENT
    ]
    shifts = rng.integers(0, max(1, len(voices)), size=len(others))
    talk = [
        np.roll(np.resize(other, len(voices)), int(shift))
        for other, shift in zip(others, shifts, strict=True)
    ]
    return at_level(np.sum(talk, axis=0), level_dbov)


def delayed(samples: Samples, delay_s: float, rate_hz: int, gain_db: float) -> Samples:
    """`samples` quieter by `gain_db` (negative) and later by `delay_s`; same length."""
    shift = round(delay_s * rate_hz)
    late = np.concatenate([np.zeros(shift, dtype=np.float32), samples])[: len(samples)]
    return (late * 10 ** (gain_db / 20)).astype(np.float32)


def lose_packets(
    samples: Samples, share: float, rate_hz: int, *, rng: np.random.Generator
) -> Samples:
    """`samples` with about `share` of their 20 ms packets lost in bursts, and concealed."""
    packet = round(_PACKET_S * rate_hz)
    heard = samples.copy()
    begin = share * (1 - _BURSTINESS) / (1 - share)
    lost_run = 0
    for first in range(packet, len(samples) - packet, packet):
        chance = _BURSTINESS if lost_run else begin
        lost_run = lost_run + 1 if rng.random() < chance else 0
        if 0 < lost_run <= _CONCEALED_PACKETS:
            heard[first : first + packet] = heard[first - packet : first] * 0.6
        elif lost_run:
            heard[first : first + packet] = 0.0
    return heard


def clip(samples: Samples, peak_dbov: float) -> Samples:
    """`samples` with everything above `peak_dbov` cut off flat."""
    peak = 10 ** (peak_dbov / 20)
    return np.clip(samples, -peak, peak).astype(np.float32)
