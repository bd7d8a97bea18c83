"""Words end where the voice does: borders that face a pause move to where sound begins or ends.

A recogniser places words by what it heard around them: the first word after a pause comes out up to
a quarter of a second early, the last one before it a little short or long. Turns, silences and
overlaps are measured from these borders. Measured on 26 scripted calls: diarization errors fall
from 9.0 to 3.9 % on two channels and from 12.1 to 7.9 % on one; with one level for all words of a
channel, not each word's own, to 4.9 and 9.2 %.
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
    #: dB under the loudest frame of a word at which the word still sounds
    below_word_db: float = 40.0
    #: dB above the noise around it from which a frame is no noise
    over_noise_db: float = 4.0
    #: s on either side in which noise is taken
    reach_s: float = 10.0
    #: percentile of the frame levels there that is the noise
    noise_percentile: float = 10.0
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
    levels = _levels_dbov(samples, sample_rate_hz, options)
    noise = _noise_dbov(levels, options)
    length_s = len(levels) * options.frame_s
    settled: list[Word] = []
    for index, said in enumerate(words):
        before = settled[-1].end if settled else 0.0
        after = words[index + 1].start if index + 1 < len(words) else length_s
        onset, offset = _sounding(said, levels, noise, options)
        start, end = said.start, said.end
        if start - before >= options.pause_s:
            start = max(before, onset)
        if after - end >= options.pause_s:
            end = min(after, offset)
        fits = end - start >= options.shortest_s
        settled.append(replace(said, start=round(start, 3), end=round(end, 3)) if fits else said)
    return tuple(settled)


def _levels_dbov(samples: FloatArray, rate_hz: int, options: WordEdgeOptions) -> FloatArray:
    size = round(options.frame_s * rate_hz)
    return np.asarray(10.0 * np.log10(np.maximum(frame_variances(samples, size), 1e-9)))


def _noise_dbov(levels: FloatArray, options: WordEdgeOptions) -> FloatArray:
    """Noise around each frame, taken once for every `reach_s`."""
    block = round(options.reach_s / options.frame_s)
    noise = np.empty(len(levels))
    for first in range(0, len(levels), block):
        near = levels[max(0, first - block) : first + 2 * block]
        noise[first : first + block] = np.percentile(near, options.noise_percentile)
    return np.maximum(noise, options.least_noise_dbov)


def _sounding(
    word: Word, levels: FloatArray, noise: FloatArray, options: WordEdgeOptions
) -> tuple[float, float]:
    """Where the sound that `word` is made of begins and ends, in seconds; as it is if silent.

    What sounds is louder than the noise and not much softer than the word itself: the two parties
    of a shared channel are seldom equally loud.
    """
    first, last = round(word.start / options.frame_s), round(word.end / options.frame_s)
    reach = round(options.outwards_s / options.frame_s)
    earliest = max(0, first - reach)
    near = slice(earliest, last + reach)
    inside = levels[first:last]
    if len(inside) == 0:
        return word.start, word.end
    floor = np.maximum(noise[near] + options.over_noise_db, inside.max() - options.below_word_db)
    voiced = levels[near] >= floor
    heard = np.flatnonzero(voiced[first - earliest : last - earliest])
    if len(heard) == 0:
        return word.start, word.end
    gap = round(options.stop_s / options.frame_s)
    begin = _reach_out(voiced, first - earliest + int(heard[0]), step=-1, gap=gap)
    end = _reach_out(voiced, first - earliest + int(heard[-1]), step=1, gap=gap)
    return (earliest + begin) * options.frame_s, (earliest + end + 1) * options.frame_s


def _reach_out(voiced: Mask, frame: int, *, step: int, gap: int) -> int:
    """The farthest frame from `frame` on, going by `step`, with no silence over `gap` between."""
    farthest = frame
    for other in range(frame + step, len(voiced) if step > 0 else -1, step):
        if voiced[other]:
            farthest = other
        elif abs(other - farthest) > gap:
            break
    return farthest
