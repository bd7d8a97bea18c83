"""Speech of one channel that is only the other channel's voice leaking in."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audio_features.timeline import Span, merge_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosstalkOptions:
    """When a sound on one channel is the other's echo or bleed."""

    #: Frame length in seconds over which levels are compared.
    frame_s: float = 0.02
    #: A frame this many dB below the other channel's level at that time may be bleed. Real
    #: simultaneous speech is rarely further apart than that on two legs of one call. Ours.
    below_db: float = 15.0
    #: How much of the speech, 0..1, must be faint or silent for it to be bleed as a whole. Ours.
    bleed_share: float = 0.7
    #: Longest delay in seconds of an echo looked for (far-end echo over VoIP). Ours.
    max_delay_s: float = 0.3
    #: A span longer than this is judged in parts, in seconds. Ours.
    part_s: float = 1.0
    #: Faintness in dB below the channel's own usual speech level at which bleed may lie. Ours.
    own_below_db: float = 10.0


def remove_crosstalk(
    samples: Sequence[NDArray[np.floating]],
    speech: Sequence[Sequence[Span]],
    *,
    sample_rate_hz: int,
    options: CrosstalkOptions | None = None,
) -> tuple[tuple[Span, ...], ...]:
    """Speech of each of two channels without the spans that are only the other's bleed.

    A part is bleed where the other channel speaks at the same time (or up to `max_delay_s`
    before), much louder, and this channel is much fainter than its own voice. Where a channel
    holds nothing else, its level alone against the other's decides.

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
            levels[channel], levels[1 - channel], speech[channel], usual[channel], options=options
        )
        for channel in (0, 1)
    )


def _own_speech(
    own: NDArray[np.float64],
    other: NDArray[np.float64],
    speech: Sequence[Span],
    usual_db: float,
    *,
    options: CrosstalkOptions,
) -> tuple[Span, ...]:
    delay = round(options.max_delay_s / options.frame_s)
    loudest_lately = _running_max(other, delay)
    kept = [
        part
        for span in merge_spans(speech)
        for part in _parts(span, options.part_s)
        if not _is_bleed(part, own, loudest_lately, usual_db, options)
    ]
    return merge_spans(kept)


def _is_bleed(
    part: Span,
    own: NDArray[np.float64],
    other: NDArray[np.float64],
    usual_db: float,
    options: CrosstalkOptions,
) -> bool:
    first = int(part.start / options.frame_s)
    last = max(first + 1, round(part.end / options.frame_s))
    here, there = own[first:last], other[first:last]
    size = min(len(here), len(there))
    if size == 0:
        return False
    here, there = here[:size], there[:size]
    # Judge by the loud frames: the pads around speech are faint on any channel.
    loud = here >= np.percentile(here, 60)
    fainter = float(np.mean(here[loud] < there[loud] - options.below_db))
    faint_for_itself = float(np.percentile(here, 90)) < usual_db - options.own_below_db
    only_bleed_here = not np.isfinite(usual_db)
    return fainter >= options.bleed_share and (faint_for_itself or only_bleed_here)


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
    count = -(-len(samples) // frame)
    padded = np.zeros(count * frame)
    padded[: len(samples)] = samples
    power = np.mean(padded.reshape(count, frame) ** 2, axis=1) if count else np.zeros(0)
    return np.asarray(10.0 * np.log10(power + 1e-10))


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
