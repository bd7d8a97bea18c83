"""What tells one signalling tone from the other: tolerances, and how likeness is judged."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from audio_features.events.tone_bursts import BurstOptions, ToneBurst
from audio_features.hearing import Sound, SoundKind


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


def on_slack(seconds: float, options: ToneOptions) -> float:
    """Seconds that a burst of nominally `seconds` may be off."""
    return options.on_tolerance_s + options.on_tolerance_share * seconds


def near(heard_hz: Sequence[float], nominal_hz: Sequence[float], options: ToneOptions) -> bool:
    """Whether `heard_hz` are the frequencies `nominal_hz`, each within tolerance."""
    return len(heard_hz) == len(nominal_hz) and all(
        abs(a - b) <= options.frequency_tolerance_hz
        for a, b in zip(heard_hz, nominal_hz, strict=True)
    )


def same_tone(a: ToneBurst, b: ToneBurst, options: ToneOptions) -> bool:
    """Whether both bursts have the same frequencies."""
    return near(a.frequencies_hz, b.frequencies_hz, options)


def tone_sound(
    kind: SoundKind, channel: int, bursts: Sequence[ToneBurst], confidence: float
) -> Sound:
    """One sound from the first to the last of `bursts`, with the first one's frequency."""
    return Sound(
        kind=kind,
        channel=channel,
        start=bursts[0].start,
        end=bursts[-1].end,
        confidence=confidence,
        attributes={"frequency_hz": round(float(np.mean(bursts[0].frequencies_hz)), 1)},
    )
