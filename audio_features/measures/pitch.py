"""Pitch of a party's voice: its middle, how far it moves, whether it rises during the call."""

from dataclasses import dataclass
from itertools import pairwise

import librosa
import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from audio_features.heard_call import PartyTrack
from audio_features.measures.catalog import measure
from audio_features.recording import FloatArray
from audio_features.timeline import Measure, Span, merge_spans

Pitches = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PitchOptions:
    """How pitch is measured; our choices, unless a source is named."""

    #: Lowest and highest pitch (Hz) of a grown-up's speaking voice (Baken & Orlikoff 2000).
    low_hz: float = 60.0
    high_hz: float = 400.0
    #: Frame (s): three periods of the lowest pitch, as YIN asks for; and hop (s).
    frame_s: float = 0.064
    hop_s: float = 0.016
    #: Only harmonics below this (Hz) are looked at: at 8 kHz a period is so few samples long that
    #: higher ones no longer line up after it, and the pitch slips down an octave.
    low_pass_hz: float = 1000.0
    #: Most speech (s) looked at, in pieces spread over the call: pitch costs the most of all
    #: measures, and its median does not move after a minute of speech.
    max_speech_s: float = 60.0
    piece_s: float = 2.0
    #: A frame counts as voiced when it repeats itself this well (0..1) one period later, and lies
    #: at most this far (dB) below the party's loud frames.
    min_periodicity: float = 0.75
    voiced_range_db: float = 20.0
    #: Neighbouring frames of one voice differ at most this much (semitones), or it is a slip.
    max_step_st: float = 2.0
    #: Least voiced time (s) for a median or a spread, and in each third for a drift.
    min_voiced_s: float = 1.0


def pitch_measures(track: PartyTrack, options: PitchOptions | None = None) -> tuple[Measure, ...]:
    """Median, spread and drift of one party's pitch; empty where too little of it is voiced."""
    options = options or PitchOptions()
    pieces = _spread_pieces(track.speech, options)
    found = [_voiced_pitches(track, piece, options) for piece in pieces]
    pitches = np.concatenate([*found, np.zeros(0)])
    if len(pitches) * options.hop_s < options.min_voiced_s:
        return ()
    call = Span(0.0, len(track.samples) / track.sample_rate_hz)
    median_hz = float(np.median(pitches))
    semitones = 12 * np.log2(pitches / median_hz)
    spread_st = float(np.subtract(*np.percentile(semitones, [84, 16]))) / 2
    drift_st = _drift_st(pitches, options)
    measures = [
        measure("pitch_median", value=median_hz, party=track.party, span=call),
        measure("pitch_spread", value=spread_st, party=track.party, span=call),
    ]
    if drift_st is not None:
        measures.append(measure("pitch_drift", value=drift_st, party=track.party, span=call))
    return tuple(measures)


def _spread_pieces(speech: tuple[Span, ...], options: PitchOptions) -> list[Span]:
    """Pieces of speech, evenly spread over all of it, `max_speech_s` in sum at most."""
    pieces = []
    for span in merge_spans(speech):
        count = max(1, round(span.seconds / options.piece_s))
        edges = np.linspace(span.start, span.end, count + 1)
        pieces += [Span(float(a), float(b)) for a, b in pairwise(edges)]
    pieces = [piece for piece in pieces if piece.seconds >= 2 * options.frame_s]
    total_s = sum(piece.seconds for piece in pieces)
    if total_s <= options.max_speech_s:
        return pieces
    # Keep the pieces at whose end the share of the sum steps over the next whole number.
    kept_share = np.cumsum([piece.seconds for piece in pieces]) * (
        options.max_speech_s / (total_s * options.piece_s)
    )
    steps = np.diff(np.floor(kept_share), prepend=0.0) > 0
    return [piece for piece, keep in zip(pieces, steps, strict=True) if keep]


def _voiced_pitches(track: PartyTrack, piece: Span, options: PitchOptions) -> Pitches:
    """Pitch (Hz) of each voiced frame of `piece`."""
    rate_hz = track.sample_rate_hz
    samples = track.samples[round(piece.start * rate_hz) : round(piece.end * rate_hz)]
    size, hop = round(options.frame_s * rate_hz), round(options.hop_s * rate_hz)
    if len(samples) < 2 * size:
        return np.zeros(0)
    low_pass = butter(4, options.low_pass_hz, "lowpass", fs=rate_hz, output="sos")
    samples = np.asarray(sosfilt(low_pass, samples), dtype=np.float32)
    pitches = librosa.yin(
        samples,
        fmin=options.low_hz,
        fmax=options.high_hz,
        sr=rate_hz,
        frame_length=size,
        hop_length=hop,
        center=False,
    )
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop][: len(pitches)]
    pitches = pitches[: len(frames)]
    voiced = _is_voiced(frames, rate_hz / pitches, options)
    return np.asarray(_without_slips(pitches, voiced, options.max_step_st), dtype=np.float64)


def _is_voiced(
    frames: FloatArray, periods: NDArray[np.floating], options: PitchOptions
) -> NDArray[np.bool_]:
    """Which frames repeat themselves after their period and are loud enough to be voice."""
    centred = frames - frames.mean(axis=1, keepdims=True)
    lags = np.clip(np.round(periods).astype(int), 1, frames.shape[1] - 2)
    index = np.arange(frames.shape[1])
    kept = index[np.newaxis] < frames.shape[1] - lags[:, np.newaxis]
    later = np.take_along_axis(
        centred, np.minimum(index[np.newaxis] + lags[:, np.newaxis], index[-1]), axis=1
    )
    now, later = centred * kept, later * kept
    scale = np.sqrt(np.square(now).sum(axis=1) * np.square(later).sum(axis=1))
    periodicity = (now * later).sum(axis=1) / np.maximum(scale, 1e-12)
    power_db = 10 * np.log10(np.square(centred).mean(axis=1) + 1e-12)
    loud = power_db > np.percentile(power_db, 90) - options.voiced_range_db
    return np.asarray((periodicity >= options.min_periodicity) & loud, dtype=np.bool_)


def _without_slips(
    pitches: NDArray[np.floating], voiced: NDArray[np.bool_], max_step_st: float
) -> NDArray[np.floating]:
    """Voiced frames that have a voiced neighbour on either side at nearly the same pitch."""
    semitones = 12 * np.log2(pitches)
    close = np.abs(np.diff(semitones)) <= max_step_st
    pairs = voiced[:-1] & voiced[1:] & close
    steady = np.zeros(len(pitches), dtype=bool)
    steady[1:-1] = pairs[:-1] & pairs[1:]
    return pitches[steady]


def _drift_st(pitches: Pitches, options: PitchOptions) -> float | None:
    """Median of the last third over that of the first, in semitones."""
    third = len(pitches) // 3
    if third * options.hop_s < options.min_voiced_s:
        return None
    return float(12 * np.log2(np.median(pitches[-third:]) / np.median(pitches[:third])))
