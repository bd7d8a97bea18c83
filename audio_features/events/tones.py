"""Ringback, busy, dial and fax tones on one channel, told apart by frequency and cadence."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audio_features.events.ring_tones import ring_sounds
from audio_features.events.tone_bursts import RATE_HZ, ToneBurst, find_bursts, to_telephone_rate
from audio_features.events.tone_matching import ToneOptions, near, same_tone, tone_sound
from audio_features.hearing import Sound

_SIGNALLING_HZ = (330.0, 640.0)
_CNG_HZ = (1050.0, 1150.0)
_CED_HZ = (2050.0, 2150.0)
_BUSY_TONES_HZ = ((425.0,), (400.0,), (440.0,), (450.0,), (480.0, 620.0))
_DIAL_TONES_HZ = ((425.0,), (440.0,), (400.0,), (350.0, 440.0), (400.0, 450.0))


def find_tones(
    samples: NDArray[np.float32],
    *,
    sample_rate_hz: int,
    channel: int,
    options: ToneOptions | None = None,
) -> tuple[Sound, ...]:
    """Tones in `samples` (shape (n,)) as sounds of `channel`, sorted by start.

    One ``ringback`` sound a ring, begun ones included, with attributes ``frequency_hz`` (mean of
    the lines), ``frequencies_hz`` (``"440+480"``), ``country`` (comma-separated codes of the
    countries whose cadence fits, or None) and ``complete``. A run of busy tone, a dial tone and a
    fax signal are one sound each.
    """
    if samples.ndim != 1:
        raise ValueError(f"one channel expected, got shape {samples.shape}: pass one row")
    chosen = options or ToneOptions()
    at_8k = to_telephone_rate(samples, sample_rate_hz)
    if len(at_8k) < RATE_HZ // 10:
        return ()
    bursts, cng, ced = find_bursts(at_8k, (_SIGNALLING_HZ, _CNG_HZ, _CED_HZ), options=chosen.bursts)
    busy = busy_runs(bursts, chosen)
    taken = {burst for run in busy for burst in run}
    dial = [b for b in bursts if _is_dial(b, chosen)]
    free = [b for b in bursts if b not in taken and b not in dial]
    sounds = [
        *(tone_sound("busy", channel, run, 0.9) for run in busy),
        *(tone_sound("dial", channel, (burst,), 0.8) for burst in dial),
        *ring_sounds(free, channel, chosen),
        *_fax_sounds(cng, ced, channel, chosen),
    ]
    return tuple(sorted(sounds, key=lambda sound: sound.start))


def busy_runs(bursts: Sequence[ToneBurst], options: ToneOptions) -> list[tuple[ToneBurst, ...]]:
    """Runs of short, even bursts with equally short pauses: busy and congestion tone."""
    runs: list[list[ToneBurst]] = []
    for burst in bursts:
        if not _may_be_busy(burst, options):
            continue
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and options.busy_off_s[0] <= burst.start - last.end <= options.busy_off_s[1]
            and same_tone(burst, last, options)
        ):
            runs[-1].append(burst)
        else:
            runs.append([burst])
    return [tuple(run) for run in runs if len(run) >= options.busy_min_bursts and _even(run)]


def _may_be_busy(burst: ToneBurst, options: ToneOptions) -> bool:
    return options.busy_on_s[0] <= burst.seconds <= options.busy_on_s[1] and any(
        near(burst.frequencies_hz, tones, options) for tones in _BUSY_TONES_HZ
    )


def _even(run: Sequence[ToneBurst]) -> bool:
    steps = [b.start - a.start for a, b in pairwise(run)]
    return max(steps) <= 1.35 * min(steps)


def _is_dial(burst: ToneBurst, options: ToneOptions) -> bool:
    return burst.seconds >= options.dial_min_s and any(
        near(burst.frequencies_hz, tones, options) for tones in _DIAL_TONES_HZ
    )


def _fax_sounds(
    cng: Sequence[ToneBurst], ced: Sequence[ToneBurst], channel: int, options: ToneOptions
) -> list[Sound]:
    calls = [b for b in cng if options.cng_on_s[0] <= b.seconds <= options.cng_on_s[1]]
    low, high = options.cng_cycle_s
    calling = {b for a, c in pairwise(calls) if low <= c.start - a.start <= high for b in (a, c)}
    answering = [burst for burst in ced if burst.seconds >= options.ced_min_s]
    return [
        replace(
            tone_sound("fax", channel, (burst,), 0.9),
            attributes={"frequency_hz": burst.frequencies_hz[0], "signal": signal},
        )
        for signal, found in (("cng", sorted(calling, key=_start)), ("ced", answering))
        for burst in found
    ]


def _start(burst: ToneBurst) -> float:
    return burst.start
