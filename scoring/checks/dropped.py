"""Whether the call was lost while the caller waited."""

from dataclasses import replace

from audio_features.timeline import Event, Turn
from scoring.checks.evidence import match_evidence, silence_after_evidence, turn_evidence
from scoring.checks.reliability import role_problem
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema import NotDroppedCheck
from scoring.checks.windows import find_all
from scoring.findings import Evidence

#: Someone is heard again after the wait, so the call went on.
WENT_ON_CONFIDENCE = 0.95
#: Nobody but the caller is heard again, and the call ends.
LEFT_ALONE_CONFIDENCE = 0.85
#: Share of the confidence left where the line stays open for some seconds: ringing, a busy tone.
TAIL_CONFIDENCE = 0.7
#: Borders of waits and turns are this exact (s): who speaks so near the end ended it. Ours.
EDGE_S = 0.5
#: Of a wait that the call is lost in, so many seconds are played before what comes after; our
#: choice: enough to hear that one is waiting.
LEAD_S = 2.0


def check_not_dropped(check: NotDroppedCheck, context: CheckContext) -> CheckResult:
    """The call goes on, or is taken leave of, after its last hold or transfer.

    A warm transfer that leaves this recording ends it too: that is no loss, so a transfer that
    telephony reports as made, with nothing after it, is ``unsure`` rather than failed.
    """
    waits = [event for event in context.call.events if event.kind in ("hold", "transfer")]
    if not waits:
        return not_applicable(confidence=check.absence_confidence)
    last = max(waits, key=lambda event: event.end)
    after = [turn for turn in context.call.turns if turn.start >= last.end - EDGE_S]
    fields = {"seconds": last.span.seconds}
    where = silence_after_evidence(
        last, end=context.call.recording.seconds, threshold=f"> {check.within_s:g}"
    )
    served = [turn for turn in after if turn.party != "customer"]
    answered = served or _answered(check, context, after)
    if answered:
        return CheckResult(
            verdict="met",
            credit=1.0,
            confidence=(WENT_ON_CONFIDENCE if served else TAIL_CONFIDENCE) * last.confidence,
            evidence=(where, turn_evidence(answered[0])),
            fields=fields,
        ).tagged(check.tag)
    farewells = find_all(context, check.farewell, party=None)
    # What the caller says alone afterwards decides where there is any, not the thanks before.
    since = last.end - EDGE_S if after else last.start - check.within_s
    late = [match for match in farewells if match.start >= since]
    if late:
        return CheckResult(
            verdict="met",
            credit=1.0,
            confidence=late[-1].score,
            evidence=(where, match_evidence(late[-1])),
            fields=fields,
        ).tagged(check.tag)
    lost = _to_the_end(where, last, context)
    if problem := role_problem(context, "agent"):
        # Who is left alone on the line may be the agent.
        return unsure(problem, evidence=(lost,))
    if after:
        return _left_alone(check, last, after, (lost, turn_evidence(after[0])))
    return _nobody_again(check, last, context, lost)


def _to_the_end(where: Evidence, last: Event, context: CheckContext) -> Evidence:
    """From the end of the wait to that of the recording: there is nobody to be heard."""
    end = max(last.end, context.call.recording.seconds)
    return replace(where, start=max(last.start, last.end - LEAD_S), end=end)


def _answered(check: NotDroppedCheck, context: CheckContext, after: list[Turn]) -> list[Turn]:
    """`after`, where it is more than anybody says alone: on one channel voices may be mixed up."""
    agent = context.call.roles.agent
    own_channels = agent is not None and agent.channel is not None
    words = sum(len(turn.text.split()) for turn in after)
    return [] if own_channels or words <= check.most_alone_words else after


def _nobody_again(
    check: NotDroppedCheck, last: Event, context: CheckContext, where: Evidence
) -> CheckResult:
    """Not met where the recording ends with the wait; unsure where it may have gone on."""
    left_s = context.call.recording.seconds - last.end
    if left_s > check.silent_tail_s:
        # Sound goes on but nobody is understood: not proof that the caller was lost.
        return unsure("poor_transcript", evidence=(where,))
    transfer = last.kind == "transfer" or last.attributes.get("during_transfer") is True
    if transfer and context.call.metadata.transfers:
        return unsure("handed_over", evidence=(where,))
    return CheckResult(
        verdict="not_met",
        confidence=last.confidence * (1.0 if left_s <= check.within_s else TAIL_CONFIDENCE),
        evidence=(where,),
        fields={"seconds": last.span.seconds},
    ).tagged(check.tag)


def _left_alone(
    check: NotDroppedCheck, last: Event, said: list[Turn], evidence: tuple[Evidence, ...]
) -> CheckResult:
    """Not met: the caller speaks into an empty line after the wait, and nobody answers.

    Less sure with a single word or two, which may be said to somebody in the room.
    """
    words = sum(len(turn.text.split()) for turn in said)
    sure = LEFT_ALONE_CONFIDENCE if words >= check.alone_words else TAIL_CONFIDENCE
    return CheckResult(
        verdict="not_met",
        confidence=sure * last.confidence,
        evidence=evidence,
        fields={"seconds": last.span.seconds},
        tag="alone",
    ).tagged(check.tag)
