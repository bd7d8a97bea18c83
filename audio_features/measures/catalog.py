"""Every measure by name: unit, meaning, source, and the range a believable value lies in.

Data only. The rubric, the reports and the store refer to measures by these names.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from audio_features.timeline import Measure, Party, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDefinition:
    """What a measure is. Values outside `low` to `high` are not believable, whoever speaks."""

    name: str
    unit: str
    meaning: str
    source: str
    low: float
    high: float


_P56 = "ITU-T P.56 method B (margin 15.9 dB, hangover 0.2 s, time constant 0.03 s)"
_DEFINITIONS = "definitions of this project"
_DAY_S = 86_400.0

_ALL = (
    # before the answer
    MeasureDefinition(
        name="rings", unit="count", low=0, high=100, source="telephony data, else ringback heard",
        meaning="ringback bursts begun before the answer",
    ),
    MeasureDefinition(
        name="answer_delay", unit="s", low=0, high=3600,
        source="telephony data, else ringback heard",
        meaning="from the start of ringing to the answer",
    ),
    # voice: level, dBov against a full-scale square wave (a full-scale sine is -3.01 dBov)
    MeasureDefinition(
        name="active_level", unit="dBov", low=-96, high=0, source=_P56,
        meaning="level of the party's speech, pauses left out",
    ),
    MeasureDefinition(
        name="level_spread", unit="dB", low=0, high=60, source="90th less 10th percentile",
        meaning="how far the level of the party's seconds of speech varies",
    ),
    MeasureDefinition(
        name="loudest_second", unit="dBov", low=-96, high=0, source=_DEFINITIONS,
        meaning="level of the party's loudest second",
    ),
    MeasureDefinition(
        name="loudness", unit="LUFS", low=-96, high=5, source="ITU-R BS.1770-4, gated",
        meaning="loudness of the party's speech as heard",
    ),
    MeasureDefinition(
        name="level", unit="dBov", low=-96, high=0, source=_DEFINITIONS,
        meaning="level of the party's speech in one window of the call",
    ),
    MeasureDefinition(
        name="noise_floor", unit="dBov", low=-96, high=0,
        source="10th percentile of 50 ms levels outside speech",
        meaning="level of the line and the room while the party is quiet",
    ),
    MeasureDefinition(
        name="signal_to_noise", unit="dB", low=-20, high=96, source=_DEFINITIONS,
        meaning="active level less noise floor",
    ),
    MeasureDefinition(
        name="relative_level", unit="dB", low=-60, high=60, source=_DEFINITIONS,
        meaning="the party's active level less the other party's",
    ),
    MeasureDefinition(
        name="peak_over_other", unit="dB", low=-60, high=80, source="our own, no norm is known",
        meaning="the party's loudest second less the other party's active level",
    ),
    MeasureDefinition(
        name="level_drift", unit="dB", low=-40, high=40, source=_DEFINITIONS,
        meaning="active level of the last third of the party's speech less that of the first third",
    ),
    # voice: pace
    MeasureDefinition(
        name="speech_rate", unit="wpm", low=20, high=400,
        source="Spanish: 150 to 200 usual (Centro Virtual Cervantes)",
        meaning="words a minute over the party's turns, own pauses included",
    ),
    MeasureDefinition(
        name="articulation_rate", unit="syll/s", low=1, high=12,
        source="Coupé et al. 2019; Spanish 4.6 to 7.7 (Gósy)",
        meaning="syllables a second of speech, pauses left out",
    ),
    # voice: pitch
    MeasureDefinition(
        name="pitch_median", unit="Hz", low=50, high=600, source="YIN, de Cheveigné 2002",
        meaning="middle of the party's voice pitch",
    ),
    MeasureDefinition(
        name="pitch_spread", unit="st", low=0, high=24,
        source="half of the 16th to 84th percentile range; flat below about 1.5",
        meaning="how far the pitch moves around the party's own median",
    ),
    MeasureDefinition(
        name="pitch_drift", unit="st", low=-24, high=24, source=_DEFINITIONS,
        meaning="median pitch of the last third of the party's speech over that of the first third",
    ),
    # conversation
    MeasureDefinition(
        name="talk_share", unit="ratio", low=0, high=1, source=_DEFINITIONS,
        meaning="the party's part of all time spoken by agent and customer",
    ),
    MeasureDefinition(
        name="speech_time", unit="s", low=0, high=_DAY_S, source=_DEFINITIONS,
        meaning="time the party speaks",
    ),
    MeasureDefinition(
        name="response_latency_median", unit="s", low=-10, high=60,
        source="Stivers et al. 2009: 0.1 to 0.2 usual",
        meaning="middle of the gaps from the other's turn to the party's; negative for overlap",
    ),
    MeasureDefinition(
        name="longest_monologue", unit="s", low=0, high=_DAY_S, source=_DEFINITIONS,
        meaning="the party's longest turn",
    ),
    MeasureDefinition(
        name="interruption_count", unit="count", low=0, high=10_000, source=_DEFINITIONS,
        meaning="how often the party cut the other off",
    ),
    MeasureDefinition(
        name="interruption_time", unit="s", low=0, high=_DAY_S, source=_DEFINITIONS,
        meaning="time the party spoke over the other in interruptions",
    ),
    # waiting
    MeasureDefinition(
        name="hold_count", unit="count", low=0, high=1000, source=_DEFINITIONS,
        meaning="how often the caller was parked",
    ),
    MeasureDefinition(
        name="hold_time", unit="s", low=0, high=_DAY_S, source=_DEFINITIONS,
        meaning="time the caller was parked in all",
    ),
    MeasureDefinition(
        name="longest_hold", unit="s", low=0, high=_DAY_S, source=_DEFINITIONS,
        meaning="the longest time parked",
    ),
    MeasureDefinition(
        name="dead_air_time", unit="s", low=0, high=_DAY_S, source=_DEFINITIONS,
        meaning="time in silences that nobody explained and that are no hold",
    ),
    MeasureDefinition(
        name="longest_dead_air", unit="s", low=0, high=_DAY_S,
        source="3 s mild, 5 s clear, 10 s severe (Amazon, MiiTel, Google, call-ai-metrics)",
        meaning="the longest such silence",
    ),
    MeasureDefinition(
        name="sigh_count", unit="count", low=0, high=1000,
        source="people agree at κ 0.71 only (Truong 2014)",
        meaning="audible sighs of the party",
    ),
    # how far the transcript may be trusted
    MeasureDefinition(
        name="asr_confidence", unit="ratio", low=0, high=1, source="speech recognition",
        meaning="mean probability that the recogniser gives the party's words",
    ),
    MeasureDefinition(
        name="word_count", unit="count", low=0, high=1_000_000, source="speech recognition",
        meaning="words the party said",
    ),
)  # fmt: skip

MEASURES: Mapping[str, MeasureDefinition] = {definition.name: definition for definition in _ALL}


def measure(name: str, *, value: float, party: Party | None, span: Span) -> Measure:
    """A measure in its catalogued unit.

    Raises ValueError where `name` is not in the catalogue or `value` is not a finite number: both
    are mistakes of the program, never of a user.
    """
    definition = MEASURES.get(name)
    if definition is None:
        raise ValueError(f"{name!r} is not a measure; known are {', '.join(sorted(MEASURES))}")
    if not math.isfinite(value):
        raise ValueError(f"{name} cannot be {value}; leave the measure out instead")
    return Measure(
        name=name,
        party=party,
        value=float(value),
        unit=definition.unit,
        start=span.start,
        end=span.end,
    )
