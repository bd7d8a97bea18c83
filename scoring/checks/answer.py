"""How soon the phone was answered."""

from statistics import fmean, median

from audio_features.timeline import Event, Measure, Span
from scoring.checks.evidence import count_evidence, measure_evidence
from scoring.checks.reliability import whole_call_measure
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema import AnswerCheck
from scoring.findings import Evidence

#: How sure a number from the telephone system is; our choice, it can still be a wrong export.
TELEPHONY_CONFIDENCE = 0.99
#: … where what is heard says otherwise and the verdict hangs on it; our choice.
DISPUTED_CONFIDENCE = 0.7
#: A first burst this much shorter than the others was cut by the start of the recording.
CUT_BURST_SHARE = 0.8
#: A burst that starts within so many seconds of the recording may have begun before it.
START_TOLERANCE_S = 0.1


def check_answer(check: AnswerCheck, context: CheckContext) -> CheckResult:
    """Rings before the answer, from telephony where there is any, else as heard."""
    call = context.call
    if call.metadata.direction == "outbound":
        return not_applicable("outbound")
    measure = whole_call_measure(context, "rings", None)
    heard = _heard_before_answer(context)
    threshold = f"<= {check.at_most_rings}"
    if measure is None:
        return _unknown(context, heard)
    rings = round(measure.value)
    fields = {"rings": rings, "limit": check.at_most_rings, "heard": len(heard)}
    evidence = _evidence(measure, heard, rings=rings, threshold=threshold)
    met = rings <= check.at_most_rings
    if _from_telephony(context):
        disputed = bool(heard) and (len(heard) <= check.at_most_rings) != met
        confidence = DISPUTED_CONFIDENCE if disputed else TELEPHONY_CONFIDENCE
    else:
        confidence = fmean(event.confidence for event in heard) if heard else 0.0
        if not heard:
            return unsure("no_ring_data", evidence=evidence, fields=fields)
        if not any(event.kind == "answer" for event in call.events) and not call.turns:
            return unsure("not_answered", evidence=evidence, fields=fields)
        if met and _cut_at_start(heard, context):
            # More rings may have gone before: the count heard is only the least there were.
            return unsure("rings_cut", evidence=evidence, fields=fields, confidence=confidence)
    return CheckResult(
        verdict="met" if met else "not_met",
        credit=1.0 if met else 0.0,
        confidence=confidence,
        evidence=evidence,
        fields=fields,
        tag="one" if met and rings == 1 else None,
    ).tagged(check.tag)


def _heard_before_answer(context: CheckContext) -> list[Event]:
    """Rings of the caller's own wait: not those of a later transfer."""
    answers = [event.start for event in context.call.events if event.kind == "answer"]
    answered = min(answers + [turn.start for turn in context.call.turns], default=float("inf"))
    rings = [
        event
        for event in context.call.events
        if event.kind == "ring"
        and event.attributes.get("answer_ring") is not False
        and event.start <= answered
    ]
    return sorted(rings, key=lambda event: event.start)


def _unknown(context: CheckContext, heard: list[Event]) -> CheckResult:
    delay = whole_call_measure(context, "answer_delay", None)
    if delay is None:
        return unsure("no_ring_data")
    evidence = (measure_evidence(delay),)
    cause = "rings_cut" if heard else "no_cadence"
    return unsure(cause, evidence=evidence, fields={"seconds": delay.value, "heard": len(heard)})


def _evidence(
    measure: Measure, heard: list[Event], *, rings: int, threshold: str
) -> tuple[Evidence, ...]:
    """The number judged by and, where it says otherwise, the number heard."""
    judged = measure_evidence(measure, threshold=threshold)
    if not heard or len(heard) == rings:
        return (judged,)
    span = Span(heard[0].start, max(event.end for event in heard))
    return (judged, count_evidence("rings_heard", len(heard), span=span, threshold=threshold))


def _from_telephony(context: CheckContext) -> bool:
    """Whether the number of rings is telephony's: seconds of ringing alone may not give one."""
    metadata = context.call.metadata
    told = {e.attributes.get("source") for e in context.call.events if e.kind == "answer"}
    if metadata.rings is not None:
        return True
    return metadata.ring_seconds is not None and "audio" not in told


def _cut_at_start(heard: list[Event], context: CheckContext) -> bool:
    if any(
        event.attributes.get("starts_mid_ring") is True
        for event in context.call.events
        if event.kind == "answer"
    ):
        return True
    first, others = heard[0], heard[1:]
    if first.start > START_TOLERANCE_S or not others:
        return False
    usual = median(event.span.seconds for event in others)
    return first.span.seconds < CUT_BURST_SHARE * usual
