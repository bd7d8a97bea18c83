"""Sound that goes on and on and is neither speech nor tone: music that no detector knew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audio_features.engines.base import FloatArray
from audio_features.frame_power import frame_mean_squares
from audio_features.hearing import Sound
from audio_features.span_index import SpanIndex
from audio_features.timeline import Span, merge_spans, subtract_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class SustainedOptions:
    """When a sound is sustained. Ours, set on synthesised signals and on tuning calls."""

    #: Length in seconds of the frames whose level is taken.
    frame_s: float = 0.1
    #: The line's noise is the level that this share of the frames outside speech stays below.
    noise_share: float = 0.2
    #: dB above the line's noise from which a frame is loud: traffic and babble vary by less.
    above_noise_db: float = 12.0
    #: dBov below which nothing counts, whatever the noise.
    least_dbov: float = -50.0
    #: Pause in seconds between notes.
    pause_s: float = 1.0
    #: Shortest sustained sound in seconds, and the share of it that is loud.
    least_s: float = 5.0
    loud_share: float = 0.6
    #: What is claimed: that it plays is sure, what plays is not.
    confidence: float = 0.5


def sustained_sounds(
    samples: FloatArray,
    *,
    sample_rate_hz: int,
    channel: int,
    known: Sequence[Span],
    options: SustainedOptions | None = None,
) -> tuple[Sound, ...]:
    """Stretches of `samples` (shape (n,), full scale 1.0) that sound on outside `known` spans.

    `known` is speech, tones and music found otherwise, in seconds. The kind claimed is ``music``,
    with the attribute ``how`` = "sustained".
    """
    options = options or SustainedOptions()
    frame = round(options.frame_s * sample_rate_hz)
    count = len(samples) // frame
    if count == 0:
        return ()
    power = frame_mean_squares(samples[: count * frame], frame)
    level_dbov = 10.0 * np.log10(power + 1e-12)
    taken = merge_spans(known)
    free = np.ones(count, dtype=bool)
    for span in taken:
        free[int(span.start / options.frame_s) : int(span.end / options.frame_s) + 1] = False
    if not free.any():
        return ()
    noise_dbov = float(np.quantile(level_dbov[free], options.noise_share))
    least_dbov = max(options.least_dbov, noise_dbov + options.above_noise_db)
    loud = merge_spans(
        Span(i * options.frame_s, (i + 1) * options.frame_s)
        for i in np.flatnonzero(free & (level_dbov >= least_dbov)).tolist()
    )
    notes = SpanIndex(loud)
    return tuple(
        Sound(
            kind="music",
            channel=channel,
            start=span.start,
            end=span.end,
            confidence=options.confidence,
            attributes={"how": "sustained"},
        )
        for joined in merge_spans(loud, max_gap_s=options.pause_s)
        for span in subtract_spans([joined], taken)
        if span.seconds >= options.least_s
        and sum(note.overlap_s(span) for note in notes.spans_sharing(span))
        >= options.loud_share * span.seconds
    )
