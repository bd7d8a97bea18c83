"""Moves word borders that face a pause to where the sound really begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sample_calls.builder.levels import rms_dbov
from sample_calls.builder.word_times import WordTime

_FRAME_S = 0.01


@dataclass(frozen=True, slots=True)
class EdgeOptions:
    """How far borders may move and what counts as sound."""

    below_speech_db: float = 32.0  # dB under the words' RMS; our choice: keeps a final "s"
    outwards_s: float = 0.12  # s; the voice's first phoneme begins in the padding before it
    shortest_s: float = 0.03  # s; a word is never made shorter than this


def snap_to_sound(
    words: Sequence[WordTime],
    samples: NDArray[np.float32],
    rate_hz: int,
    *,
    options: EdgeOptions = EdgeOptions(),
) -> tuple[WordTime, ...]:
    """`words` of `samples`, shape (n,), with silent rims cut off and clipped onsets taken in."""
    if not words:
        return ()
    active = np.concatenate([samples[int(w.start * rate_hz) : int(w.end * rate_hz)] for w in words])
    loud = _loud_frames(samples, rate_hz, rms_dbov(active) - options.below_speech_db)
    snapped: list[WordTime] = []
    for index, word in enumerate(words):
        free_from = snapped[-1].end if snapped else 0.0
        free_to = words[index + 1].start if index + 1 < len(words) else len(samples) / rate_hz
        start = _border(loud, word.start, word.end, max(free_from, word.start - options.outwards_s))
        end = (
            -_border(
                loud[::-1],
                len(loud) * _FRAME_S - word.end,
                len(loud) * _FRAME_S - word.start,
                len(loud) * _FRAME_S - min(free_to, word.end + options.outwards_s),
            )
            + len(loud) * _FRAME_S
        )
        fits = end - start >= options.shortest_s and start >= free_from - 1e-9
        moved = replace(word, start=round(start, 4), end=round(end, 4))
        snapped.append(moved if fits else word)
    return tuple(snapped)


def _loud_frames(
    samples: NDArray[np.float32], rate_hz: int, threshold_dbov: float
) -> NDArray[np.bool_]:
    frame = round(_FRAME_S * rate_hz)
    count = -(-len(samples) // frame)
    padded = np.pad(samples, (0, count * frame - len(samples))).reshape(count, frame)
    power = np.mean(np.square(padded, dtype=np.float64), axis=1)
    return np.asarray(power > 10 ** (threshold_dbov / 10))


def _border(loud: NDArray[np.bool_], edge_s: float, inner_s: float, outer_s: float) -> float:
    """Where sound begins near `edge_s`: inwards up to `inner_s`, or outwards to `outer_s`."""
    edge = min(max(0, round(edge_s / _FRAME_S)), len(loud) - 1)
    if not loud[edge]:
        inner = min(round(inner_s / _FRAME_S), len(loud))
        ahead = np.flatnonzero(loud[edge:inner])
        return edge_s if len(ahead) == 0 else (edge + int(ahead[0])) * _FRAME_S
    first = edge
    while first > 0 and loud[first - 1] and (first - 1) * _FRAME_S >= outer_s:
        first -= 1
    return edge_s if first == edge else first * _FRAME_S
