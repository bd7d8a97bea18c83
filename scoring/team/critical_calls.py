"""Calls with critical failures, and which of them nobody has listened to yet."""

from collections.abc import Collection, Sequence

from scoring.catalogues.rubric_texts import RubricTexts
from scoring.coaching.report import CallMoment
from scoring.coaching.tally import started
from scoring.findings import ScoredCall
from scoring.team.report import CriticalCall


def critical_calls(
    calls: Sequence[ScoredCall],
    texts: RubricTexts,
    *,
    looked_at: Collection[tuple[str, str]] = frozenset(),
) -> tuple[CriticalCall, ...]:
    """Those among `calls` (in order of time), the latest first.

    Failures among `looked_at`, call ids with criteria, are left out, and calls that have no other.
    """
    return tuple(
        _critical_call(call, failed, texts)
        for call in reversed(calls)
        if (
            failed := tuple(
                one
                for one in call.scorecard.critical_failures
                if (call.heard.call_id, one) not in looked_at
            )
        )
    )


def _critical_call(call: ScoredCall, failed: Sequence[str], texts: RubricTexts) -> CriticalCall:
    heard = [
        evidence
        for finding in call.findings
        if finding.criterion in failed
        for evidence in finding.evidence
    ]
    first = min(heard, key=lambda evidence: evidence.start, default=None)
    day = started(call)
    return CriticalCall(
        moment=CallMoment(
            call_id=call.heard.call_id,
            start=0.0 if first is None else first.start,
            end=call.heard.recording.seconds if first is None else first.end,
            day=None if day is None else day.date(),
            whole=first is None,
        ),
        agent_id=call.heard.metadata.agent_id or "",
        agent_name=call.heard.metadata.agent_name,
        failures=tuple(texts.criterion(one).label for one in failed),
    )
