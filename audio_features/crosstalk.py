"""Speech of one channel that is only the other channel's voice leaking in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.signal import correlate

from audio_features.frame_power import frame_mean_squares
from audio_features.timeline import Span, merge_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosstalkOptions:
    """When a sound on one channel is the other's echo or bleed."""

    #: Frame length in seconds over which levels are compared.
    frame_s: float = 0.02
    #: A frame this many dB below the other channel's level at that time may be bleed. Ours.
    below_db: float = 15.0
    #: How much of a part, 0..1, must be that faint. Ours.
    bleed_share: float = 0.7
    #: Longest delay in seconds of an echo looked for (far-end echo over VoIP). Ours.
    max_delay_s: float = 0.3
    #: A span longer than this is judged in parts, in seconds. Ours.
    part_s: float = 0.5
    #: Correlation with the other channel, 0..1, of a part that is its copy. Two voices at once stay
    #: below 0.3 over half a second; a leak 20 dB down on a line with noise 40 dB down reaches 0.9.
    copy_correlation: float = 0.6
    #: A copy is at least this many dB fainter than what it copies. Ours.
    copy_below_db: float = 6.0
    #: Speech this many dB below the channel's own is somebody in the background. Ours: people vary
    #: by some 15 dB within a call.
    background_below_db: float = 25.0
    #: Faintness in dB below the channel's own usual speech level at which bleed may lie. Ours.
    own_below_db: float = 10.0
    #: What `copy_correlation` is for a part that is faint on both counts. Somebody's own reached
    #: 0.36 on 24 scripted calls.
    faint_correlation: float = 0.45
    #: Likeness with the other channel, 0..1, from which a part that is faint on both counts is
    #: bleed, too. Whoever is cut off, or gives way, is faint under a loud voice: on 10 scripted
    #: stereo calls the 7 such parts reached 0.35. Of 6 779 parts of echo 20 dB down, dry or out of
    #: a room (0.3 s, up to 6 dB more reverberant than direct), 99 % reached it.
    faint_likeness: float = 0.45
    #: Seconds on either side of such a part that are compared with it, step in seconds, bands and
    #: their range in Hz. Envelopes survive rooms and codecs, waveforms do not.
    likeness_context_s: float = 0.25
    likeness_step_s: float = 0.01
    likeness_bands: int = 12
    likeness_range_hz: tuple[float, float] = (200.0, 3500.0)


def remove_crosstalk(
    samples: Sequence[NDArray[np.floating]],
    speech: Sequence[Sequence[Span]],
    *,
    sample_rate_hz: int,
    options: CrosstalkOptions | None = None,
) -> tuple[tuple[Span, ...], ...]:
    """Speech of each of two channels without the other's bleed and without the background.

    A part is bleed where it repeats what the other channel carries at the same time (or up to
    `max_delay_s` before), fainter; the outline is enough where it is also much fainter than the
    channel's own voice, for no copy is left of an echo out of a room.

    Parameters
    ----------
    samples : two arrays [shape=(n,)]
        The two channels at the same rate.
    speech : two sequences of Span
        Where each channel was found to carry speech.
    """
    options = options or CrosstalkOptions()
    if len(samples) != 2 or len(speech) != 2:
        return tuple(merge_spans(spans) for spans in speech)
    levels = [_levels_db(one, round(options.frame_s * sample_rate_hz)) for one in samples]
    usual = [
        _usual_level_db(level, spans, options) for level, spans in zip(levels, speech, strict=True)
    ]
    return tuple(
        _own_speech(
            levels[channel],
            levels[1 - channel],
            speech[channel],
            usual[channel],
            (samples[channel], samples[1 - channel]),
            sample_rate_hz=sample_rate_hz,
            options=options,
        )
        for channel in (0, 1)
    )


def _own_speech(
    own: NDArray[np.float64],
    other: NDArray[np.float64],
    speech: Sequence[Span],
    usual_db: float,
    signals: tuple[NDArray[np.floating], NDArray[np.floating]],
    *,
    sample_rate_hz: int,
    options: CrosstalkOptions,
) -> tuple[Span, ...]:
    delay = round(options.max_delay_s / options.frame_s)
    loudest_lately = _running_max(other, delay)
    kept = [
        part
        for span in merge_spans(speech)
        for part in _parts(span, options.part_s)
        if not _is_background(part, own, usual_db, options)
        and not _is_leak(
            part,
            signals,
            faint=_is_faint(part, own, loudest_lately, usual_db, options),
            sample_rate_hz=sample_rate_hz,
            options=options,
        )
    ]
    return merge_spans(kept)


def _is_background(
    part: Span, own: NDArray[np.float64], usual_db: float, options: CrosstalkOptions
) -> bool:
    """Tell whether `part` is too faint to be the channel's own voice."""
    here = own[_frames(part, options)]
    return len(here) > 0 and _loudest_db(here) < usual_db - options.background_below_db


def _is_faint(
    part: Span,
    own: NDArray[np.float64],
    other: NDArray[np.float64],
    usual_db: float,
    options: CrosstalkOptions,
) -> bool:
    """Tell whether `part` is faint beside the other channel and beside its own usual voice."""
    frames = _frames(part, options)
    size = min(len(own[frames]), len(other[frames]))
    here, there = own[frames][:size], other[frames][:size]
    if size == 0:
        return False
    # Judge by the loud frames: the pads around speech are faint on any channel.
    loud = here >= np.percentile(here, 60)
    fainter = float(np.mean(here[loud] < there[loud] - options.below_db))
    faint_for_itself = _loudest_db(here) < usual_db - options.own_below_db
    return fainter >= options.bleed_share and faint_for_itself


def _is_leak(
    part: Span,
    signals: tuple[NDArray[np.floating], NDArray[np.floating]],
    *,
    faint: bool,
    sample_rate_hz: int,
    options: CrosstalkOptions,
) -> bool:
    """Tell whether `part` repeats the other channel; where it is `faint` its outline is enough."""
    if faint:
        likeness = _likeness(part, *signals, sample_rate_hz=sample_rate_hz, options=options)
        if likeness >= options.faint_likeness:
            return True
        options = replace(options, copy_correlation=options.faint_correlation)
    return is_copy(part, *signals, sample_rate_hz=sample_rate_hz, options=options)


def _likeness(
    part: Span,
    own: NDArray[np.floating],
    other: NDArray[np.floating],
    *,
    sample_rate_hz: int,
    options: CrosstalkOptions,
) -> float:
    """How alike the rise and fall of bands are, -1..1, at the delay at which they are most so."""
    step = round(options.likeness_step_s * sample_rate_hz)
    lags = round(options.max_delay_s / options.likeness_step_s)
    first = max(0, round((part.start - options.likeness_context_s) * sample_rate_hz))
    last = round((part.end + options.likeness_context_s) * sample_rate_hz)
    early = first - lags * step
    before = np.pad(other[max(0, early) : last], (max(0, -early), 0))
    here = _band_levels(own[first:last], step, sample_rate_hz, options)
    there = _band_levels(before, step, sample_rate_hz, options)
    size = min(len(here), len(there))
    if size < 2:
        return 0.0
    here = here[:size] - here[:size].mean(axis=0)
    windows = np.lib.stride_tricks.sliding_window_view(there, size, axis=0)
    windows = windows - windows.mean(axis=-1, keepdims=True)
    alike = np.einsum("lbt,tb->l", windows, here)
    scale = np.sqrt(np.square(windows).sum(axis=(1, 2)) * np.square(here).sum())
    return float(np.max(alike / np.maximum(scale, 1e-9)))


def _band_levels(
    samples: NDArray[np.floating], step: int, sample_rate_hz: int, options: CrosstalkOptions
) -> NDArray[np.float64]:
    """Log power by frame of `step` samples and band, shape (frames, bands)."""
    window = 3 * step
    if len(samples) < window:
        return np.zeros((0, options.likeness_bands))
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::step]
    power = np.abs(np.fft.rfft(frames * np.hanning(window), axis=1)) ** 2
    hz = np.fft.rfftfreq(window, 1.0 / sample_rate_hz)
    edges = np.searchsorted(
        hz, np.geomspace(*options.likeness_range_hz, options.likeness_bands + 1)
    )
    sums = [power[:, a : max(a + 1, b)].sum(axis=1) for a, b in pairwise(edges)]
    return np.asarray(np.log(np.stack(sums, axis=1) + 1e-9), dtype=np.float64)


def is_copy(
    part: Span,
    own: NDArray[np.floating],
    other: NDArray[np.floating],
    *,
    sample_rate_hz: int,
    options: CrosstalkOptions,
) -> bool:
    """Tell whether `part` of `own` is a fainter, perhaps delayed, copy of `other`.

    Loudness alone cannot tell where one party shouts: the leak is then as loud as a quiet voice.
    """
    first, last = (round(t * sample_rate_hz) for t in (part.start, part.end))
    here = np.asarray(own[first:last], dtype=np.float64)
    lag = round(options.max_delay_s * sample_rate_hz)
    there = np.asarray(other[max(0, first - lag) : last], dtype=np.float64)
    if len(here) == 0 or len(there) < len(here):
        return False
    energy_here = float(here @ here)
    running = np.concatenate(([0.0], np.cumsum(there**2)))
    energies = running[len(here) :] - running[: -len(here)]
    alike = np.abs(correlate(there, here, mode="valid", method="fft"))
    scale = np.sqrt(np.maximum(energies * energy_here, 1e-12))
    best = int(np.argmax(alike / scale))
    fainter_db = 10 * np.log10((energies[best] + 1e-12) / (energy_here + 1e-12))
    return bool(
        alike[best] / scale[best] >= options.copy_correlation
        and fainter_db >= options.copy_below_db
    )


def _frames(part: Span, options: CrosstalkOptions) -> slice:
    first = int(part.start / options.frame_s)
    return slice(first, max(first + 1, round(part.end / options.frame_s)))


def _loudest_db(levels: NDArray[np.float64]) -> float:
    return float(np.percentile(levels, 90))


def _usual_level_db(
    level: NDArray[np.float64], speech: Sequence[Span], options: CrosstalkOptions
) -> float:
    """Level of the channel's own voice: the loud part of its speech; minus infinity without any."""
    frames = [
        level[int(span.start / options.frame_s) : round(span.end / options.frame_s)]
        for span in speech
    ]
    heard = np.concatenate(frames) if frames else np.zeros(0)
    return float(np.percentile(heard, 95)) if heard.size else float("-inf")


def _levels_db(samples: NDArray[np.floating], frame: int) -> NDArray[np.float64]:
    return np.asarray(10.0 * np.log10(frame_mean_squares(samples, frame) + 1e-10))


def _running_max(values: NDArray[np.float64], back: int) -> NDArray[np.float64]:
    if len(values) == 0:
        return values
    padded = np.concatenate((np.full(back, -np.inf), values))
    views = np.lib.stride_tricks.sliding_window_view(padded, back + 1)
    return np.asarray(views.max(axis=1))


def _parts(span: Span, longest_s: float) -> list[Span]:
    count = max(1, int(np.ceil(span.seconds / longest_s)))
    edges = np.linspace(span.start, span.end, count + 1)
    return [Span(float(a), float(b)) for a, b in pairwise(edges)]
