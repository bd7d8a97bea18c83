"""Call progress tones: ringback and busy of several countries."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_calls.builder.levels import gain_to_level


@dataclass(frozen=True, slots=True)
class RingCadence:
    """Ringback of one country: tone frequencies in Hz, seconds on and off."""

    frequencies_hz: tuple[float, ...]
    on_s: float
    off_s: float


#: ITU-T E.180 supplement 2 and national plans; where sources disagree, the commoner value.
RINGBACK: dict[str, RingCadence] = {
    "ES": RingCadence((425.0,), 1.5, 3.0),
    "MX": RingCadence((425.0,), 1.0, 4.0),
    "US": RingCadence((440.0, 480.0), 2.0, 4.0),
    "CA": RingCadence((440.0, 480.0), 2.0, 4.0),
    "AR": RingCadence((425.0,), 1.0, 4.5),
    "CO": RingCadence((425.0,), 1.0, 4.5),
    "CL": RingCadence((400.0,), 1.0, 3.0),
    "VE": RingCadence((425.0,), 1.0, 4.0),
}

#: Busy: frequencies in Hz, and equal seconds on and off.
BUSY: dict[str, tuple[tuple[float, ...], float]] = {
    "ES": ((425.0,), 0.2),
    "MX": ((425.0,), 0.25),
    "US": ((480.0, 620.0), 0.5),
    "CA": ((480.0, 620.0), 0.5),
    "AR": ((425.0,), 0.3),
    "CO": ((425.0,), 0.25),
    "CL": ((400.0,), 0.5),
    "VE": ((425.0,), 0.5),
}

_RAMP_S = 0.005


def tone(
    frequencies_hz: tuple[float, ...], seconds: float, rate_hz: int, *, level_dbov: float
) -> NDArray[np.float32]:
    """Sum of equal sines, shape (n,), RMS at `level_dbov`, with 5 ms ramps."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    wave = np.sum([np.sin(2 * np.pi * f * time_s) for f in frequencies_hz], axis=0)
    ramp = min(round(_RAMP_S * rate_hz), len(wave) // 2)
    samples = np.asarray(wave * gain_to_level(wave, level_dbov), dtype=np.float32)
    if ramp:
        samples[:ramp] *= np.linspace(0, 1, ramp, dtype=np.float32)
        samples[-ramp:] *= np.linspace(1, 0, ramp, dtype=np.float32)
    return samples


def ring_bursts(
    country: str, *, rings: int, answer: str = "in_gap", answer_fraction: float = 0.4
) -> tuple[tuple[tuple[float, float], ...], float]:
    """Spans of `rings` bursts from 0 s, and the second of the answer.

    ``in_burst``: the answer cuts the last burst short after `answer_fraction` of it;
    ``in_gap``: it comes after that share of the silence that follows the last burst.
    """
    cadence = RINGBACK[country]
    period_s = cadence.on_s + cadence.off_s
    spans = [(k * period_s, k * period_s + cadence.on_s) for k in range(rings)]
    last_start, last_end = spans[-1]
    if answer == "in_burst":
        answer_s = last_start + answer_fraction * cadence.on_s
        spans[-1] = (last_start, answer_s)
    else:
        answer_s = last_end + answer_fraction * cadence.off_s
    return tuple(spans), answer_s


def bursts_within(country: str, seconds: float) -> tuple[tuple[float, float], ...]:
    """Spans of the bursts heard in `seconds` of ringing from 0 s."""
    cadence = RINGBACK[country]
    period_s = cadence.on_s + cadence.off_s
    starts = np.arange(0.0, seconds, period_s)
    return tuple((float(s), float(min(s + cadence.on_s, seconds))) for s in starts)


def busy_tone(
    country: str, seconds: float, rate_hz: int, *, level_dbov: float = -24.0
) -> NDArray[np.float32]:
    """Busy tone of `country`, shape (n,)."""
    frequencies_hz, beat_s = BUSY[country]
    samples = np.zeros(round(seconds * rate_hz), dtype=np.float32)
    for start_s in np.arange(0.0, seconds, 2 * beat_s):
        burst = tone(frequencies_hz, min(beat_s, seconds - start_s), rate_hz, level_dbov=level_dbov)
        first = round(start_s * rate_hz)
        burst = burst[: len(samples) - first]
        samples[first : first + len(burst)] = burst
    return samples
