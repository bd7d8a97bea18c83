"""Whether the first agent passed the caller on, and so had no farewell of their own to say."""

from scoring.checks.evidence import event_evidence
from scoring.checks.result import CheckContext, CheckResult
from scoring.checks.schema import PassedOnCheck


def check_passed_on(check: PassedOnCheck, context: CheckContext) -> CheckResult:
    """Met by the last transfer, where the agent says nothing more after it."""
    transfers = [event for event in context.call.events if event.kind == "transfer"]
    last = max(transfers, key=lambda event: event.start, default=None)
    if last is None or any(turn.start >= last.end for turn in context.turns_of("agent")):
        return CheckResult(verdict="not_met").tagged(check.tag)
    return CheckResult(
        verdict="met", credit=1.0, confidence=last.confidence, evidence=(event_evidence(last),)
    ).tagged(check.tag)
