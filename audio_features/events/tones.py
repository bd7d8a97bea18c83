"""Ringback, busy, dial and fax tones on one channel, told apart by frequency and cadence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audio_features.events.ring_cadences import RingCadence, load_ring_cadences
from audio_features.events.tone_bursts import (
    RATE_HZ,
    BurstOptions,
    ToneBurst,
    find_bursts,
    to_telephone_rate,
)
from audio_features.hearing import Sound, SoundKind

_SIGNALLING_HZ = (330.0, 640.0)
_CNG_HZ = (1050.0, 1150.0)
_CED_HZ = (2050.0, 2150.0)
_BUSY_TONES_HZ = ((425.0,), (400.0,), (440.0,), (450.0,), (480.0, 620.0))
_DIAL_TONES_HZ = ((425.0,), (440.0,), (400.0,), (350.0, 440.0), (400.0, 450.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneOptions:
    """What tells one tone from the other. Networks keep within these (ITU-T E.180, E.182, T.30)."""

    bursts: BurstOptions = field(default_factory=BurstOptions)
    frequency_tolerance_hz: float = (
        9.0  # Hz off the nominal; tones from digital exchanges are exact
    )
    min_fall_db: float = 6.0  # dB, how much fainter it is between the bursts (noise 10 dB down: 10)
    lone_cut_min_s: float = 0.25  # s, shortest single cut burst that counts as a ring (ours)
    on_tolerance_s: float = 0.12  # s off the nominal length of a burst, plus
    on_tolerance_share: float = 0.08  # that part of it
    cycle_tolerance_s: float = 0.25  # s off the nominal cycle
    known_on_s: tuple[float, float] = (0.35, 2.4)  # s, burst of a ring of no known country
    known_cycle_s: tuple[float, float] = (2.4, 7.0)  # s, its cycle (E.180: 3 to 6 as a rule)
    lone_cut_within_s: float = 10.0  # s from the start where one cut burst alone is a ring (ours)
    join_gap_s: float = 0.3  # s, pause inside a double ring (GB: 0.2)
    busy_on_s: tuple[float, float] = (0.12, 0.8)  # s (E.180: 0.1 to 0.66)
    busy_off_s: tuple[float, float] = (0.12, 0.85)  # s
    busy_min_bursts: int = 3
    dial_min_s: float = 2.8  # s, longer than any ring burst
    cng_on_s: tuple[float, float] = (0.4, 0.6)  # s (T.30: 0.5 s ± 15 %)
    cng_cycle_s: tuple[float, float] = (2.9, 4.1)  # s (T.30: 3.5 s ± 15 %)
    ced_min_s: float = 1.5  # s (T.30: 2.6 to 4.0), less where the recording starts late


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
        *(_sound("busy", channel, run, 0.9) for run in busy),
        *(_sound("dial", channel, (burst,), 0.8) for burst in dial),
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
            and _same_tone(burst, last, options)
        ):
            runs[-1].append(burst)
        else:
            runs.append([burst])
    return [tuple(run) for run in runs if len(run) >= options.busy_min_bursts and _even(run)]


def _may_be_busy(burst: ToneBurst, options: ToneOptions) -> bool:
    return options.busy_on_s[0] <= burst.seconds <= options.busy_on_s[1] and any(
        _near(burst.frequencies_hz, tones, options) for tones in _BUSY_TONES_HZ
    )


def _even(run: Sequence[ToneBurst]) -> bool:
    steps = [b.start - a.start for a, b in pairwise(run)]
    return max(steps) <= 1.35 * min(steps)


def _is_dial(burst: ToneBurst, options: ToneOptions) -> bool:
    return burst.seconds >= options.dial_min_s and any(
        _near(burst.frequencies_hz, tones, options) for tones in _DIAL_TONES_HZ
    )


def ring_sounds(bursts: Sequence[ToneBurst], channel: int, options: ToneOptions) -> list[Sound]:
    """``ringback`` sounds from the bursts that are neither busy nor dial tone."""
    cadences = tuple(load_ring_cadences().values())
    longest = max(cadence.sounding_s for cadence in cadences)
    candidates = [
        burst
        for burst in _join_double_rings(bursts, cadences, options)
        if burst.seconds <= longest + _on_slack(longest, options)
        and burst.fall_before_db >= options.min_fall_db
        and any(_near(burst.frequencies_hz, c.frequencies_hz, options) for c in cadences)
    ]
    sounds: list[Sound] = []
    for chain in _chains(candidates, options):
        sounds.extend(_judge_chain(chain, cadences, channel, options))
    return sounds


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
            and _same_tone(burst, last, options)
            and any(_near(burst.frequencies_hz, tones, options) for tones in double)
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
                and _same_tone(burst, last, options)
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
            _sound("ringback", channel, (burst,), confidence),
            attributes={
                "frequency_hz": round(float(np.mean(burst.frequencies_hz)), 1),
                "frequencies_hz": "+".join(str(round(f)) for f in burst.frequencies_hz),
                "country": countries,
                "complete": burst.seconds >= whole - _on_slack(whole, options),
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
        c.cycle_s for c in cadences if _near(chain[at].frequencies_hz, c.frequencies_hz, options)
    ]
    return min((abs(step - cycle) for cycle in cycles), default=step)


def _fits(chain: Sequence[ToneBurst], cadence: RingCadence, options: ToneOptions) -> bool:
    """Whether `chain` is this country's ringing: whole bursts, but for a cut first and last one."""
    if not all(_near(b.frequencies_hz, cadence.frequencies_hz, options) for b in chain):
        return False
    slack = _on_slack(cadence.sounding_s, options)
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
        abs(b.seconds - whole) <= _on_slack(whole, options) for b in chain[1:-1]
    ) and chain[-1].seconds <= whole + _on_slack(whole, options)
    low, high = options.known_cycle_s
    return (
        options.known_on_s[0] <= whole <= options.known_on_s[1]
        and bursts_even
        and all(low <= step <= high for step in steps)
        and max(steps) - min(steps) <= options.cycle_tolerance_s
        # two bursts alone may be chance: then the last one must be whole, too
        and (len(chain) > 2 or abs(chain[1].seconds - whole) <= _on_slack(whole, options))
    )


def _begun_ring(burst: ToneBurst, cadences: Iterable[RingCadence], options: ToneOptions) -> bool:
    """Whether one cut burst alone is a ring: only near the start of the recording."""
    if burst.seconds < options.lone_cut_min_s or burst.start > options.lone_cut_within_s:
        return False
    return any(
        _near(burst.frequencies_hz, c.frequencies_hz, options) and burst.seconds < c.sounding_s
        for c in cadences
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
            _sound("fax", channel, (burst,), 0.9),
            attributes={"frequency_hz": burst.frequencies_hz[0], "signal": signal},
        )
        for signal, found in (("cng", sorted(calling, key=_start)), ("ced", answering))
        for burst in found
    ]


def _start(burst: ToneBurst) -> float:
    return burst.start


def _on_slack(seconds: float, options: ToneOptions) -> float:
    return options.on_tolerance_s + options.on_tolerance_share * seconds


def _near(heard_hz: Sequence[float], nominal_hz: Sequence[float], options: ToneOptions) -> bool:
    return len(heard_hz) == len(nominal_hz) and all(
        abs(a - b) <= options.frequency_tolerance_hz
        for a, b in zip(heard_hz, nominal_hz, strict=True)
    )


def _same_tone(a: ToneBurst, b: ToneBurst, options: ToneOptions) -> bool:
    return _near(a.frequencies_hz, b.frequencies_hz, options)


def _sound(kind: SoundKind, channel: int, bursts: Sequence[ToneBurst], confidence: float) -> Sound:
    return Sound(
        kind=kind,
        channel=channel,
        start=bursts[0].start,
        end=bursts[-1].end,
        confidence=confidence,
        attributes={"frequency_hz": round(float(np.mean(bursts[0].frequencies_hz)), 1)},
    )
