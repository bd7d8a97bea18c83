"""How loud each party speaks, how far that varies, and what noise is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyloudnorm

from audio_features.frame_power import frame_variances
from audio_features.heard_call import PartyTrack
from audio_features.measures.active_speech_level import SILENCE_DBOV, active_speech, power_dbov
from audio_features.measures.catalog import measure
from audio_features.recording import FloatArray
from audio_features.timeline import Measure, Span, merge_spans, subtract_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelOptions:
    """How level is measured. Our choices, unless a source is named."""

    #: Least speech (s) of a party for any statement on its level.
    min_speech_s: float = 1.0
    #: Length (s) of the loudest stretch, and of the pieces whose spread is taken.
    piece_s: float = 1.0
    #: Shortest window (s) of the curve, and most windows a party.
    curve_window_s: float = 1.0
    max_curve_windows: int = 600
    #: Least speech (s) in a window of the curve.
    min_window_speech_s: float = 0.2
    #: Distance (s) kept from speech, and frame (s) and percentile, where noise is measured.
    noise_margin_s: float = 0.2
    noise_frame_s: float = 0.05
    noise_percentile: float = 10.0
    #: Least speech (s) in each third of a party's speech for a drift.
    min_third_s: float = 4.0


def level_measures(track: PartyTrack, options: LevelOptions | None = None) -> tuple[Measure, ...]:
    """Level, spread, loudness, curve, drift and noise of one party; empty without speech."""
    options = options or LevelOptions()
    speech = speech_samples(track)
    active = active_speech(speech, sample_rate_hz=track.sample_rate_hz)
    if active is None or len(speech) < options.min_speech_s * track.sample_rate_hz:
        return ()
    call = Span(0.0, len(track.samples) / track.sample_rate_hz)
    floor_dbov = noise_floor_dbov(track, options)
    values = {
        "active_level": active.level_dbov,
        "level_spread": _spread_db(speech, track.sample_rate_hz, options),
        "loudness": _loudness_lufs(speech, track.sample_rate_hz),
        "noise_floor": floor_dbov,
        "signal_to_noise": active.level_dbov - floor_dbov,
        "level_drift": _drift_db(speech, track.sample_rate_hz, options),
    }
    whole = [
        measure(name, value=value, party=track.party, span=call)
        for name, value in values.items()
        if value is not None
    ]
    return (*whole, _loudest(track, options), *_curve(track, options))


def relative_level_measures(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Agent's and customer's level, and that of their loudest second, against the other's.

    From both parties' `measures`; the second is the span of its own measure.
    """
    levels = {m.party: m for m in measures if m.name == "active_level"}
    loudest = {m.party: m for m in measures if m.name == "loudest_second"}
    agent, customer = levels.get("agent"), levels.get("customer")
    if agent is None or customer is None:
        return ()
    found = []
    for own, other in ((agent, customer), (customer, agent)):
        span, value = Span(own.start, own.end), own.value - other.value
        found.append(measure("relative_level", value=value, party=own.party, span=span))
        if (peak := loudest.get(own.party)) is not None:
            span, value = Span(peak.start, peak.end), peak.value - other.value
            found.append(measure("peak_over_other", value=value, party=own.party, span=span))
    return tuple(found)


def speech_samples(track: PartyTrack) -> FloatArray:
    """The party's stretches of speech joined, shape (n,)."""
    pieces = [_cut(track, span) for span in merge_spans(track.speech)]
    return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.float32)


def noise_floor_dbov(track: PartyTrack, options: LevelOptions | None = None) -> float:
    """Level of what is left while the party is quiet, or in the softest moments of all."""
    options = options or LevelOptions()
    call = Span(0.0, len(track.samples) / track.sample_rate_hz)
    near_speech = [
        Span(max(0.0, s.start - options.noise_margin_s), s.end + options.noise_margin_s)
        for s in track.speech
    ]
    size = max(1, round(options.noise_frame_s * track.sample_rate_hz))
    quiet = [frame_variances(_cut(track, s), size) for s in subtract_spans([call], near_speech)]
    powers = np.concatenate([*quiet, np.zeros(0)])
    if len(powers) * options.noise_frame_s < 1.0:
        powers = frame_variances(track.samples, size)
    floor = float(np.percentile(powers, options.noise_percentile)) if len(powers) else 0.0
    return max(SILENCE_DBOV, float(10 * np.log10(max(floor, 1e-30))))


def _cut(track: PartyTrack, span: Span) -> FloatArray:
    first, last = (round(t * track.sample_rate_hz) for t in (span.start, span.end))
    piece: FloatArray = track.samples[max(0, first) : last]
    return piece


def _spread_db(speech: FloatArray, rate_hz: int, options: LevelOptions) -> float | None:
    """90th less 10th percentile of the levels of pieces of speech; None for too few of them."""
    powers = frame_variances(speech, round(options.piece_s * rate_hz))
    if len(powers) < 3:
        return None
    levels = 10 * np.log10(np.maximum(powers, 10 ** (SILENCE_DBOV / 10)))
    return float(np.subtract(*np.percentile(levels, [90, 10])))


def _loudness_lufs(speech: FloatArray, rate_hz: int) -> float | None:
    loudness = float(pyloudnorm.Meter(rate_hz).integrated_loudness(speech.astype(np.float64)))
    return loudness if np.isfinite(loudness) else None


def _drift_db(speech: FloatArray, rate_hz: int, options: LevelOptions) -> float | None:
    third = len(speech) // 3
    if third < options.min_third_s * rate_hz:
        return None
    early = active_speech(speech[:third], sample_rate_hz=rate_hz)
    late = active_speech(speech[-third:], sample_rate_hz=rate_hz)
    return late.level_dbov - early.level_dbov if early and late else None


def _loudest(track: PartyTrack, options: LevelOptions) -> Measure:
    """The loudest stretch of `piece_s`, found in steps of a tenth of it; only speech counts."""
    rate_hz = track.sample_rate_hz
    step = max(1, round(options.piece_s * rate_hz / 10))
    spoken = np.zeros((-(-len(track.samples) // step) + 10) * step, dtype=np.float32)
    for span in merge_spans(track.speech):
        piece = _cut(track, span)
        first = max(0, round(span.start * rate_hz))
        spoken[first : first + len(piece)] = piece
    steps = spoken.reshape(-1, step)
    energy = np.einsum("ij,ij->i", steps, steps, dtype=np.float64)
    sums = np.convolve(energy, np.ones(10), mode="valid")
    start_s = float(np.argmax(sums)) * step / rate_hz
    level_dbov = 10 * np.log10(max(float(sums.max()) / (10 * step), 10 ** (SILENCE_DBOV / 10)))
    end_s = min(start_s + options.piece_s, len(track.samples) / rate_hz)
    span = Span(min(start_s, end_s), end_s)
    return measure("loudest_second", value=float(level_dbov), party=track.party, span=span)


def _curve(track: PartyTrack, options: LevelOptions) -> list[Measure]:
    """Level of the party's speech in each window of the call where there is some."""
    total_s = len(track.samples) / track.sample_rate_hz
    window_s = max(options.curve_window_s, total_s / options.max_curve_windows)
    pieces: dict[int, list[FloatArray]] = {}
    for span in merge_spans(track.speech):
        for index in range(int(span.start / window_s), int(span.end / window_s) + 1):
            start = max(span.start, index * window_s)
            end = min(span.end, (index + 1) * window_s)
            if start < end:
                pieces.setdefault(index, []).append(_cut(track, Span(start, end)))
    curve = []
    for index, parts in sorted(pieces.items()):
        samples = np.concatenate(parts)
        if len(samples) >= options.min_window_speech_s * track.sample_rate_hz:
            span = Span(index * window_s, min((index + 1) * window_s, total_s))
            value = power_dbov(samples)
            curve.append(measure("level", value=value, party=track.party, span=span))
    return curve
