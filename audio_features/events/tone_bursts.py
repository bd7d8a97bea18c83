"""Stretches of steady pure tone: the raw material of ringing, busy, dial and fax signals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.signal import resample_poly

#: Everything a telephone network signals lies below 4 kHz.
RATE_HZ = 8_000
_WINDOW = 512  # samples, 64 ms: resolves 0.2 s busy bursts
_HOP = 160  # samples, 20 ms
_FRAMES_AT_ONCE = 12_000  # two minutes: bounds memory on long calls


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstOptions:
    """When a stretch counts as a steady tone. Starting values ours, held by the tests."""

    total_low_hz: float = 120.0  # Hz, below lies mains hum
    total_high_hz: float = 3600.0  # Hz, upper edge of the telephone band
    min_share: float = 0.6  # part of the energy inside the signalling band (10 dB SNR gives 0.9)
    min_level_dbov: float = -62.0  # dBov, fainter is line noise
    edge_db: float = 6.0  # dB below the burst's level is its border (half amplitude)
    bridge_s: float = 0.05  # s, dropouts of lost packets inside a burst
    min_burst_s: float = 0.1  # s, shorter can't be told from a click
    line_width_hz: float = 9.0  # Hz either side that a line's energy may spread
    min_line_share: float = 0.72  # part of the band's energy in one or two lines (voices: less)
    second_line_db: float = 9.0  # dB, how much weaker the second tone of a pair may be
    max_level_spread_db: float = 2.2  # dB, standard deviation inside; plucked notes die away


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneBurst:
    """One steady tone: one or two frequencies (Hz, rising), level in dBov (sine at full scale -3).

    `start` and `end` in seconds. `fall_before_db` and `fall_after_db` say how much fainter the
    second before and after is, other tones left in; infinite at the ends of the recording.
    """

    start: float
    end: float
    frequencies_hz: tuple[float, ...]
    level_dbov: float
    fall_before_db: float
    fall_after_db: float

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.end - self.start


def to_telephone_rate(samples: NDArray[np.float32], sample_rate_hz: int) -> NDArray[np.float32]:
    """`samples` (shape (n,)) at 8 kHz."""
    if sample_rate_hz == RATE_HZ:
        return samples
    ratio = Fraction(RATE_HZ, sample_rate_hz)
    converted: NDArray[np.float32] = resample_poly(
        samples, ratio.numerator, ratio.denominator
    ).astype(np.float32)
    return converted


def find_bursts(
    samples: NDArray[np.float32],
    bands_hz: Sequence[tuple[float, float]],
    *,
    options: BurstOptions,
) -> tuple[tuple[ToneBurst, ...], ...]:
    """Steady tones in `samples` (shape (n,), 8 kHz), for each band (lowest, highest Hz)."""
    bands, total = band_energies(samples, bands_hz, options=options)
    return tuple(
        _band_bursts(samples, band, total, band_hz, options)
        for band, band_hz in zip(bands, bands_hz, strict=True)
    )


def _band_bursts(
    samples: NDArray[np.float32],
    band: NDArray[np.float64],
    total: NDArray[np.float64],
    band_hz: tuple[float, float],
    options: BurstOptions,
) -> tuple[ToneBurst, ...]:
    level = 10 * np.log10(np.maximum(band, 1e-12))
    tonal = (band >= options.min_share * total) & (level >= options.min_level_dbov)
    bursts = []
    seconds = len(samples) / RATE_HZ
    for first, end in _runs(_bridge(tonal, round(options.bridge_s * RATE_HZ / _HOP))):
        span = _refine(level, first, end, options, seconds)
        if span is None:
            continue
        burst = _measure(samples, span, band_hz, options)
        if burst is not None:
            bursts.append(burst)
    return tuple(bursts)


def band_energies(
    samples: NDArray[np.float32],
    bands_hz: Sequence[tuple[float, float]],
    *,
    options: BurstOptions,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean square in each band, shape (bands, frames), and in all of the telephone band, (frames,).

    Frames are 20 ms apart and centred on their time.
    """
    half = _WINDOW // 2
    padded = np.pad(samples, (half, half + _HOP))
    count = len(samples) // _HOP + 1
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP][:count]
    window = np.hanning(_WINDOW).astype(np.float32)
    bins = np.fft.rfftfreq(_WINDOW, 1 / RATE_HZ)
    wanted = [*bands_hz, (options.total_low_hz, options.total_high_hz)]
    pick = np.array([(bins >= low) & (bins <= high) for low, high in wanted], dtype=np.float32)
    scale = 2.0 / (_WINDOW * float(np.sum(window**2)))
    energies = np.empty((len(wanted), len(frames)))
    for at in range(0, len(frames), _FRAMES_AT_ONCE):
        spectrum = rfft(frames[at : at + _FRAMES_AT_ONCE] * window, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        energies[:, at : at + len(power)] = (pick @ power.T) * scale
    return energies[:-1], energies[-1]


def _bridge(mask: NDArray[np.bool_], frames: int) -> NDArray[np.bool_]:
    bridged = mask.copy()
    for first, end in _runs(~mask):
        if first > 0 and end < len(mask) and end - first <= frames:
            bridged[first:end] = True
    return bridged


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _refine(
    level: NDArray[np.float64], first: int, end: int, options: BurstOptions, seconds: float
) -> tuple[float, float] | None:
    """Borders of a burst in seconds, where its level crosses half amplitude."""
    typical = float(np.median(level[first:end]))
    near = _WINDOW // _HOP
    low, high = max(0, first - near), min(len(level), end + near)
    loud = np.flatnonzero(level[low:high] >= typical - options.edge_db)
    if not len(loud):
        return None
    start = (low + int(loud[0])) * _HOP / RATE_HZ
    stop = min(seconds, (low + int(loud[-1])) * _HOP / RATE_HZ)
    if stop - start < options.min_burst_s:
        return None
    inner = level[low + int(loud[0]) + 2 : low + int(loud[-1]) - 1]
    if len(inner) > 3 and float(np.std(inner)) > options.max_level_spread_db:
        return None
    return start, stop


def _measure(
    samples: NDArray[np.float32],
    span: tuple[float, float],
    band_hz: tuple[float, float],
    options: BurstOptions,
) -> ToneBurst | None:
    """The burst's lines, or None when its energy is spread as in voices and chords."""
    piece = samples[int(span[0] * RATE_HZ) : int(span[1] * RATE_HZ)]
    size = max(8192, 1 << (len(piece) - 1).bit_length() + 1)
    power = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), size)) ** 2
    bins = np.fft.rfftfreq(size, 1 / RATE_HZ)
    reach = max(options.line_width_hz, 2 * RATE_HZ / len(piece))
    inside = (bins >= band_hz[0] - reach) & (bins <= band_hz[1] + reach)
    power, bins = power[inside], bins[inside]
    first, first_energy, rest = _strongest(power, bins, reach)
    second, second_energy, _ = _strongest(rest, bins, reach)
    lines, energy = [first], first_energy
    if second_energy >= first_energy * 10 ** (-options.second_line_db / 10):
        lines.append(second)
        energy += second_energy
    if energy < options.min_line_share * float(power.sum()):
        return None
    level = _level_dbov(piece)
    first_sample, end_sample = int(span[0] * RATE_HZ), int(span[1] * RATE_HZ)
    margin, second_long = int(0.06 * RATE_HZ), RATE_HZ
    before = samples[max(0, first_sample - second_long) : max(0, first_sample - margin)]
    after = samples[end_sample + margin : end_sample + second_long]
    return ToneBurst(
        start=round(span[0], 3),
        end=round(span[1], 3),
        frequencies_hz=tuple(sorted(round(line, 1) for line in lines)),
        level_dbov=round(level, 1),
        fall_before_db=level - _level_dbov(before),
        fall_after_db=level - _level_dbov(after),
    )


def _level_dbov(samples: NDArray[np.float32]) -> float:
    """Mean level; minus infinity where there is nothing to measure."""
    if not len(samples):
        return -math.inf
    return 10 * math.log10(max(float(np.mean(np.square(samples))), 1e-12))


def _strongest(
    power: NDArray[np.floating], bins: NDArray[np.floating], reach: float
) -> tuple[float, float, NDArray[np.floating]]:
    """Frequency and energy of the strongest line, and the spectrum without it."""
    peak = int(np.argmax(power))
    line = np.abs(bins - bins[peak]) <= reach
    return float(bins[peak]), float(power[line].sum()), np.where(line, 0.0, power)
