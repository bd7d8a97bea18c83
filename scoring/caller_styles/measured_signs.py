"""Numbers that tell how a caller speaks, taken from what was measured and from the turns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from audio_features.timeline import Event, Turn
from scoring.caller_styles.style_schema import MeasuredSignName, Thresholds
from scoring.checks.evidence import (
    count_evidence,
    event_evidence,
    measure_evidence,
    turn_evidence,
)
from scoring.checks.reliability import poorly_transcribed, whole_call_measure
from scoring.checks.result import CheckContext
from scoring.checks.turn_levels import rises, turn_levels
from scoring.findings import Evidence, MeasuredValue
from scoring.language.text import read_turn

#: Shorter turns (seconds) say little about a voice, as for calm under pressure.
_VOICE_TURN_S = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredNumber:
    """A number of the caller's, how sure it is (0 to 1), and moments where it is heard.

    `whole` is the number as evidence of the whole call, its threshold still to be filled in.
    """

    value: float
    whole: Evidence
    moments: tuple[Evidence, ...] = ()
    confidence: float = 1.0


def measured_number(
    name: MeasuredSignName, context: CheckContext, limits: Thresholds
) -> MeasuredNumber | None:
    """The number `name` of the caller; None where the call does not support one."""
    return _NUMBERS[name](context, limits)


def _stored(name: str) -> "_Number":
    def number(context: CheckContext, limits: Thresholds) -> MeasuredNumber | None:
        del limits
        found = whole_call_measure(context, name, "customer")
        if found is None:
            return None
        return MeasuredNumber(value=found.value, whole=measure_evidence(found))

    return number


def _raised_voice(context: CheckContext, limits: Thresholds) -> MeasuredNumber | None:
    """How far (dB) the loudest turn lies above the caller's own quieter ones."""
    levels = turn_levels(context, "customer", min_turn_s=_VOICE_TURN_S)
    if len(levels) < limits.min_voice_turns:
        return None
    loudest, rise = max(rises(levels), key=lambda entry: entry[1])
    measured = MeasuredValue(name="level_rise", value=round(rise, 1), unit="dB")
    words = turn_evidence(loudest)
    moment = Evidence(
        start=words.start, end=words.end, party="customer", quote=words.quote, measure=measured
    )
    return MeasuredNumber(value=rise, whole=moment)


def _interruptions(context: CheckContext, limits: Thresholds) -> MeasuredNumber | None:
    events = [
        event
        for event in context.call.events
        if event.kind == "interruption" and event.party == "customer"
    ]
    return _counted("interruption", events, context, limits)


def _silent_answers(context: CheckContext, limits: Thresholds) -> MeasuredNumber | None:
    """Silences of dead air between the agent's turn and the caller's."""
    ordered = sorted(context.call.turns, key=lambda turn: (turn.start, turn.end))
    events = [
        event
        for event in context.call.events
        if event.kind == "dead_air" and _before_answer(event, ordered)
    ]
    return _counted("dead_air", events, context, limits)


def _before_answer(silence: Event, ordered: Sequence[Turn]) -> bool:
    before = [turn for turn in ordered if turn.end <= silence.start + 0.5]
    after = [turn for turn in ordered if turn.start >= silence.end - 0.5]
    return bool(before and after and before[-1].party == "agent" and after[0].party == "customer")


def _counted(
    name: str, events: Sequence[Event], context: CheckContext, limits: Thresholds
) -> MeasuredNumber:
    return MeasuredNumber(
        value=float(len(events)),
        whole=count_evidence(name, float(len(events)), span=context.speech_span, threshold=None),
        moments=tuple(event_evidence(event) for event in events[: limits.most_moments]),
        confidence=fmean(event.confidence for event in events) if events else 1.0,
    )


def _words_per_turn(context: CheckContext, limits: Thresholds) -> MeasuredNumber | None:
    turns = _legible_turns(context)
    if len(turns) < limits.min_turns:
        return None
    return _whole_number("words_per_turn", fmean(_words(turn) for turn in turns), "", context)


def _questions(context: CheckContext, limits: Thresholds) -> MeasuredNumber | None:
    asked, _ = _sentences(context, limits)
    number = _whole_number("questions", float(len(asked)), "count", context)
    return MeasuredNumber(
        value=number.value, whole=number.whole, moments=tuple(asked[: limits.most_moments])
    )


def _question_share(context: CheckContext, limits: Thresholds) -> MeasuredNumber | None:
    asked, said = _sentences(context, limits)
    if said < limits.min_turns:
        return None
    return _whole_number("question_share", len(asked) / said, "ratio", context)


def _sentences(context: CheckContext, limits: Thresholds) -> tuple[list[Evidence], int]:
    """The caller's questions, and how many sentences they are among; short ones left out."""
    asked: list[Evidence] = []
    said = 0
    for index, turn in enumerate(_legible_turns(context)):
        for sentence in read_turn(turn, index=index).sentences:
            if sentence.last - sentence.first + 1 < limits.question_words:
                continue
            said += 1
            if sentence.question:
                asked.append(
                    Evidence(
                        start=sentence.start,
                        end=sentence.end,
                        party="customer",
                        quote=sentence.quote,
                    )
                )
    return asked, said


def _legible_turns(context: CheckContext) -> tuple[Turn, ...]:
    """The caller's turns; none where their words are too doubtful to be counted."""
    turns = context.turns_of("customer")
    return () if poorly_transcribed(turns, context.reliability) else turns


def _words(turn: Turn) -> int:
    return len(turn.words) or len(turn.text.split())


def _whole_number(name: str, value: float, unit: str, context: CheckContext) -> MeasuredNumber:
    span = context.speech_span
    measured = MeasuredValue(name=name, value=round(value, 2), unit=unit)
    whole = Evidence(start=span.start, end=span.end, party="customer", measure=measured)
    return MeasuredNumber(value=value, whole=whole)


_Number = Callable[[CheckContext, Thresholds], MeasuredNumber | None]

_NUMBERS: Mapping[MeasuredSignName, _Number] = {
    "raised_voice": _raised_voice,
    "interruptions": _interruptions,
    "questions": _questions,
    "question_share": _question_share,
    "words_per_turn": _words_per_turn,
    "silent_answers": _silent_answers,
    "talk_share": _stored("talk_share"),
    "response_latency_median": _stored("response_latency_median"),
}
