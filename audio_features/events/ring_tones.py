"""Ringback among steady tones: bursts whose cadence is, or may be, a country's ringing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from audio_features.events.ring_cadences import RingCadence, load_ring_cadences
from audio_features.events.tone_bursts import ToneBurst
from audio_features.events.tone_matching import (
    ToneOptions,
    near,
    on_slack,
    same_tone,
    tone_sound,
)
from audio_features.hearing import Sound


def ring_sounds(bursts: Sequence[ToneBurst], channel: int, options: ToneOptions) -> list[Sound]:
    """``ringback`` sounds from the bursts that are neither busy nor dial tone."""
    cadences = tuple(load_ring_cadences().values())
    longest = max(cadence.sounding_s for cadence in cadences)
    candidates = [
        burst
        for burst in _join_double_rings(bursts, cadences, options)
        if burst.seconds <= longest + on_slack(longest, options)
        and burst.fall_before_db >= options.min_fall_db
        and any(near(burst.frequencies_hz, c.frequencies_hz, options) for c in cadences)
    ]
    sounds: list[Sound] = []
    for chain in _chains(candidates, options):
        sounds.extend(_judge_chain(chain, cadences, channel, options))
    return _without_strays(sounds)


def _without_strays(sounds: Sequence[Sound]) -> list[Sound]:
    """`sounds` less the cut bursts of no country's cadence, where a whole ring tells the cadence.

    A lone cut burst may be all that was recorded of the ringing; beside real rings it is a note of
    a voice (a cut burst that keeps the cadence is part of their chain already).
    """
    if not any(sound.attributes["country"] for sound in sounds):
        return list(sounds)
    return [sound for sound in sounds if sound.attributes["country"]]


def _join_double_rings(
    bursts: Sequence[ToneBurst], cadences: Iterable[RingCadence], options: ToneOptions
) -> list[ToneBurst]:
    """Bursts, those of one double ring made one."""
    double = [c.frequencies_hz for c in cadences if len(c.pattern_s) > 2]
    joined: list[ToneBurst] = []
    for burst in bursts:
        last = joined[-1] if joined else None
        if (
            last is not None
            and burst.start - last.end <= options.join_gap_s
            and same_tone(burst, last, options)
            and any(near(burst.frequencies_hz, tones, options) for tones in double)
        ):
            joined[-1] = replace(last, end=burst.end, fall_after_db=burst.fall_after_db)
        else:
            joined.append(burst)
    return joined


def _chains(bursts: Sequence[ToneBurst], options: ToneOptions) -> list[list[ToneBurst]]:
    """Bursts of one tone that follow each other within a ring cycle."""
    chains: list[list[ToneBurst]] = []
    for burst in bursts:
        for chain in reversed(chains):
            last = chain[-1]
            if (
                burst.start - last.start <= options.known_cycle_s[1]
                and last.fall_after_db >= options.min_fall_db
                and same_tone(burst, last, options)
            ):
                chain.append(burst)
                break
        else:
            chains.append([burst])
    return chains


def _judge_chain(
    chain: Sequence[ToneBurst],
    cadences: Sequence[RingCadence],
    channel: int,
    options: ToneOptions,
) -> list[Sound]:
    fitting = [c for c in cadences if _fits(chain, c, options)]
    if fitting:
        confidence = 0.95 if len(chain) > 1 else 0.7
    elif len(chain) > 1 and _regular(chain, options):
        confidence = 0.8
    elif len(chain) == 1 and _begun_ring(chain[0], cadences, options):
        confidence = 0.5
    elif len(chain) > 1:  # something in between does not belong: judge each part by itself
        widest = max(range(1, len(chain)), key=lambda i: _misfit(chain, i, cadences, options))
        parts = (chain[:widest], chain[widest:])
        return [s for part in parts for s in _judge_chain(part, cadences, channel, options)]
    else:
        return []
    countries = ",".join(c.country for c in fitting) or None
    whole = fitting[0].sounding_s if fitting else max(b.seconds for b in chain)
    return [
        replace(
            tone_sound("ringback", channel, (burst,), confidence),
            attributes={
                "frequency_hz": round(float(np.mean(burst.frequencies_hz)), 1),
                "frequencies_hz": "+".join(str(round(f)) for f in burst.frequencies_hz),
                "country": countries,
                "complete": burst.seconds >= whole - on_slack(whole, options),
            },
        )
        for burst in chain
    ]


def _misfit(
    chain: Sequence[ToneBurst], at: int, cadences: Sequence[RingCadence], options: ToneOptions
) -> float:
    """How far the step into burst `at` is from every country's cycle."""
    step = chain[at].start - chain[at - 1].start
    cycles = [
        c.cycle_s for c in cadences if near(chain[at].frequencies_hz, c.frequencies_hz, options)
    ]
    return min((abs(step - cycle) for cycle in cycles), default=step)


def _fits(chain: Sequence[ToneBurst], cadence: RingCadence, options: ToneOptions) -> bool:
    """Whether `chain` is this country's ringing: whole bursts, but for a cut first and last one."""
    if not all(near(b.frequencies_hz, cadence.frequencies_hz, options) for b in chain):
        return False
    slack = on_slack(cadence.sounding_s, options)
    for index, burst in enumerate(chain):
        if burst.seconds > cadence.sounding_s + slack:
            return False
        may_be_cut = (index == len(chain) - 1 and index > 0) or (index == 0 and burst.start < 0.1)
        if not may_be_cut and burst.seconds < cadence.sounding_s - slack:
            return False
    if len(chain) == 1 and chain[0].seconds < cadence.sounding_s - slack:
        return False
    return all(
        abs(_full_start(b, cadence) - _full_start(a, cadence) - cadence.cycle_s)
        <= options.cycle_tolerance_s
        for a, b in pairwise(chain)
    )


def _full_start(burst: ToneBurst, cadence: RingCadence) -> float:
    """When the burst began, before the recording where that cut it."""
    return burst.end - cadence.sounding_s if burst.start < 0.1 else burst.start


def _regular(chain: Sequence[ToneBurst], options: ToneOptions) -> bool:
    """Whether `chain` rings evenly in a cadence that no listed country has."""
    whole = chain[0].seconds
    steps = [b.start - a.start for a, b in pairwise(chain)]
    bursts_even = all(
        abs(b.seconds - whole) <= on_slack(whole, options) for b in chain[1:-1]
    ) and chain[-1].seconds <= whole + on_slack(whole, options)
    low, high = options.known_cycle_s
    return (
        options.known_on_s[0] <= whole <= options.known_on_s[1]
        and bursts_even
        and all(low <= step <= high for step in steps)
        and max(steps) - min(steps) <= options.cycle_tolerance_s
        # two bursts alone may be chance: then the last one must be whole, too
        and (len(chain) > 2 or abs(chain[1].seconds - whole) <= on_slack(whole, options))
    )


def _begun_ring(burst: ToneBurst, cadences: Iterable[RingCadence], options: ToneOptions) -> bool:
    """Whether one cut burst alone is a ring: only near the start of the recording."""
    if burst.seconds < options.lone_cut_min_s or burst.start > options.lone_cut_within_s:
        return False
    return any(
        near(burst.frequencies_hz, c.frequencies_hz, options) and burst.seconds < c.sounding_s
        for c in cadences
    )
