"""Which calls were hard for whoever took them: a matter of the caller, never of the agent."""

from typing import Literal

from scoring.findings import Evidence, Finding, ScoredCall

#: Whether a call was hard; unknown where what was heard does not tell.
Hardness = Literal["hard", "not_hard", "unknown"]

#: The criterion that looks for anger, insults and a raised voice of the caller before it judges.
PROVOKED = "calm_under_pressure"
#: Criteria that apply where the caller tells a problem or complains.
_PROBLEM_TOLD = frozenset({"empathy_shown", "apology_given", "caller_view_asked"})


def hardness(call: ScoredCall) -> Hardness:
    """Whether the caller was angry or insulting, or raised the voice over a problem.

    Read from what `calm_under_pressure` found, whatever it says of the agent: its evidence begins
    with what the caller did. A raised voice alone may be a bad line or a noisy street, so it counts
    only where a problem or complaint was told or may have been. ``unknown`` where that criterion
    could not judge, or is not in the rubric.
    """
    finding = _finding(call, PROVOKED)
    if finding is None or finding.verdict == "unsure":
        return "unknown"
    if finding.verdict == "not_applicable":
        return "not_hard"
    if any(_angry_words(evidence) for evidence in finding.evidence):
        return "hard"
    return "hard" if _told_a_problem(call) else "not_hard"


def hard_moment(call: ScoredCall) -> Evidence | None:
    """What of a hard call to listen to first: the caller's anger."""
    finding = _finding(call, PROVOKED)
    moments = () if finding is None else finding.evidence
    return next((evidence for evidence in moments if evidence.party == "customer"), None)


def _finding(call: ScoredCall, criterion: str) -> Finding | None:
    return next((f for f in call.findings if f.criterion == criterion), None)


def _angry_words(evidence: Evidence) -> bool:
    return evidence.party == "customer" and bool(evidence.quote) and evidence.measure is None


def _told_a_problem(call: ScoredCall) -> bool:
    return call.heard.metadata.complaint_opened_at is not None or any(
        finding.criterion in _PROBLEM_TOLD and finding.verdict != "not_applicable"
        for finding in call.findings
    )
