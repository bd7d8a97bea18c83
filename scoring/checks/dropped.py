"""Whether the call was lost while the caller waited."""

from scoring.checks.evidence import match_evidence, silence_after_evidence, turn_evidence
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema import NotDroppedCheck
from scoring.checks.words import find_all

#: Someone is heard again after the wait, so the call went on.
WENT_ON_CONFIDENCE = 0.95
#: Share of the confidence left where the line stays open for some seconds: ringing, a busy tone.
TAIL_CONFIDENCE = 0.7


def check_not_dropped(check: NotDroppedCheck, context: CheckContext) -> CheckResult:
    """The call goes on, or is taken leave of, after its last hold or transfer.

    A warm transfer that leaves this recording ends it too: that is no loss, so a transfer that
    telephony reports as made, with nothing after it, is ``unsure`` rather than failed.
    """
    waits = [event for event in context.call.events if event.kind in ("hold", "transfer")]
    if not waits:
        return not_applicable(confidence=check.absence_confidence)
    last = max(waits, key=lambda event: event.end)
    after = [turn for turn in context.call.turns if turn.start >= last.end - 0.2]
    fields = {"seconds": last.span.seconds}
    where = silence_after_evidence(
        last, end=context.call.recording.seconds, threshold=f"> {check.within_s:g}"
    )
    if after:
        return CheckResult(
            verdict="met",
            credit=1.0,
            confidence=WENT_ON_CONFIDENCE * last.confidence,
            evidence=(where, turn_evidence(after[0])),
            fields=fields,
        ).tagged(check.tag)
    farewells = find_all(context, check.farewell, party=None)
    late = [match for match in farewells if match.start >= last.start - check.within_s]
    if late:
        return CheckResult(
            verdict="met",
            credit=1.0,
            confidence=late[-1].score,
            evidence=(where, match_evidence(late[-1])),
            fields=fields,
        ).tagged(check.tag)
    left_s = context.call.recording.seconds - last.end
    if left_s > check.silent_tail_s:
        # Sound goes on but nobody is understood: not proof that the caller was lost.
        return unsure("poor_transcript", evidence=(where,))
    if last.kind == "transfer" or last.attributes.get("during_transfer") is True:
        reported = context.call.metadata.transfers
        if reported:
            return unsure("handed_over", evidence=(where,))
    sure = last.confidence * (1.0 if left_s <= check.within_s else TAIL_CONFIDENCE)
    return CheckResult(verdict="not_met", confidence=sure, evidence=(where,), fields=fields).tagged(
        check.tag
    )
