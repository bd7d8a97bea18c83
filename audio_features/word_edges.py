"""Words end where the voice does: borders that face a pause move to where sound begins or ends.

A recogniser places words by what it heard around them: the first word after a pause comes out up to
a quarter of a second early, the last one before it a little short or long. Turns, silences and
overlaps are measured from these borders. Measured on 26 scripted calls: diarization errors fall
from 9.0 to 4.9 % on two channels and from 12.1 to 9.2 % on one; reaching out 0.1 s instead of 0.2
gives 5.0 and 9.9 %, 0.06 s 5.5 and 10.9 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audio_features.frame_power import frame_variances
from audio_features.recording import FloatArray
from audio_features.timeline import Word

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEdgeOptions:
    """What counts as voice, and how far a border may move; ours unless a source is named."""

    frame_s: float = 0.01
    #: s, a pause this long or longer frees the borders of the words on either side
    pause_s: float = 0.05
    #: dB under the level of the words around it at which the voice still sounds
    below_speech_db: float = 32.0
    #: dB above the noise around it from which a frame is no noise
    over_noise_db: float = 6.0
    #: s on either side in which noise and speech level are taken
    reach_s: float = 10.0
    #: percentile of the frame levels there that is the noise, and of those in words the speech
    noise_percentile: float = 10.0
    speech_percentile: float = 90.0
    #: dBov, the least that is taken for noise: A-law's idle code lies at -72
    least_noise_dbov: float = -70.0
    #: s, farthest that a border moves away from its word
    outwards_s: float = 0.2
    #: s, a shorter gap (the stop of a "p") does not end the voice; shorter than `pause_s`
    stop_s: float = 0.04
    #: s, a word is never made shorter than this
    shortest_s: float = 0.06


def settle_edges(
    words: Sequence[Word],
    samples: FloatArray,
    *,
    sample_rate_hz: int,
    options: WordEdgeOptions | None = None,
) -> tuple[Word, ...]:
    """`words` (in order of time) of `samples`, shape (n,), with borders at pauses put right."""
    options = options or WordEdgeOptions()
    if not words:
        return ()
    voiced = _voiced(words, samples, sample_rate_hz, options)
    settled: list[Word] = []
    for index, said in enumerate(words):
        before = settled[-1].end if settled else 0.0
        after = words[index + 1].start if index + 1 < len(words) else len(voiced) * options.frame_s
        start, end = said.start, said.end
        if start - before >= options.pause_s:
            start = max(before, _onset(voiced, start, end, options))
        if after - end >= options.pause_s:
            end = min(after, _offset(voiced, start, end, options))
        fits = end - start >= options.shortest_s
        settled.append(replace(said, start=round(start, 3), end=round(end, 3)) if fits else said)
    return tuple(settled)


def _voiced(
    words: Sequence[Word], samples: FloatArray, rate_hz: int, options: WordEdgeOptions
) -> Mask:
    """Frames that are louder than the noise and not much softer than the words around them."""
    size = round(options.frame_s * rate_hz)
    levels = 10.0 * np.log10(np.maximum(frame_variances(samples, size), 1e-9))
    spoken = np.zeros(len(levels), dtype=bool)
    for word in words:
        spoken[round(word.start / options.frame_s) : round(word.end / options.frame_s)] = True
    block = round(options.reach_s / options.frame_s)
    floors = np.empty(len(levels))
    for first in range(0, len(levels), block):
        near = slice(max(0, first - block), first + 2 * block)
        noise = np.percentile(levels[near], options.noise_percentile)
        floor = max(noise, options.least_noise_dbov) + options.over_noise_db
        if spoken[near].any():
            speech = np.percentile(levels[near][spoken[near]], options.speech_percentile)
            floor = max(floor, speech - options.below_speech_db)
        floors[first : first + block] = floor
    return np.asarray(levels >= floors)


def _onset(voiced: Mask, start_s: float, end_s: float, options: WordEdgeOptions) -> float:
    """Where the sound begins that the word from `start_s` to `end_s` is made of."""
    first, last = round(start_s / options.frame_s), round(end_s / options.frame_s)
    inside = np.flatnonzero(voiced[first:last])
    if len(inside) == 0:
        return start_s
    begin = first + int(inside[0])
    gap = round(options.stop_s / options.frame_s)
    farthest = max(0, first - round(options.outwards_s / options.frame_s))
    for frame in range(begin - 1, farthest - 1, -1):
        if voiced[frame]:
            begin = frame
        elif begin - frame > gap:
            break
    return begin * options.frame_s


def _offset(voiced: Mask, start_s: float, end_s: float, options: WordEdgeOptions) -> float:
    """Where that sound ends: the onset of it played backwards."""
    length_s = len(voiced) * options.frame_s
    return length_s - _onset(voiced[::-1], length_s - end_s, length_s - start_s, options)
