"""The moments of truth of a call: how each stretch of the service cycle went for the caller.

A stretch is marked by the verdicts whose moments lie in it. Nothing is judged anew, and a stretch
in which nothing was judged has no mark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.findings import (
    NOT_SAID_BY_HERE,
    NOT_SAID_HERE,
    Evidence,
    Finding,
    MomentMark,
    MomentOfTruth,
    Phase,
    ScoredCall,
    is_whole_call,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentOptions:
    """When a stretch went badly enough to be critical; both our own choice.

    One failed critical criterion always does. Failures are counted against what was judged there,
    so that a long stretch in which much went well is not called critical for a few slips.
    """

    #: So many criteria not met in one stretch …
    critical_failures: int = 3
    #: … that are at least this share (0 to 1) of those judged there.
    critical_share: float = 1 / 2


DEFAULT_OPTIONS = MomentOptions()

#: Criteria of taking leave: what they miss is never missed while the call is being opened.
OF_THE_FAREWELL = frozenset(
    {"commitments_recapped", "further_help_offered", "courteous_farewell", "follow_up_agreed"}
)


def moments_of_truth(
    scored: ScoredCall, *, options: MomentOptions = DEFAULT_OPTIONS
) -> tuple[MomentOfTruth, ...]:
    """Every phase of `scored` in which something was judged, in order of time, with its mark.

    ``critical``: a critical criterion was not met there, or several were not, as `options` says.
    ``bad``: something else was not met. ``good``: all that was judged there was met. Criteria that
    are advisory give no points and no mark.
    """
    judged = _judged_by_phase(scored)
    return tuple(
        _moment(phase, findings, scored.scorecard.critical_failures, options)
        for phase, findings in zip(scored.phases, judged, strict=True)
        if findings
    )


def _judged_by_phase(scored: ScoredCall) -> list[list[Finding]]:
    judged: list[list[Finding]] = [[] for _ in scored.phases]
    for finding in scored.findings:
        if finding.verdict in ("met", "not_met") and finding.possible > 0:
            for index in _places(finding, scored):
                judged[index].append(finding)
    return judged


def _places(finding: Finding, scored: ScoredCall) -> list[int]:
    """Indices of the phases in which the moments of `finding` lie.

    The caller's words often are what called for something, not how it was answered: they count
    only where there is no other moment. What is true of the whole call lies in no phase. Words that
    nobody said are missed once, in the last of the places where they were expected.
    """
    seconds = scored.heard.recording.seconds
    moments = [piece for piece in finding.evidence if not is_whole_call(piece, seconds)]
    own = [piece for piece in moments if piece.party != "customer"]
    absent = [piece for piece in moments if _nothing_said(piece)]
    if absent and finding.verdict == "not_met":
        own = [max(absent, key=lambda piece: piece.start)]
    found = {_place(piece, scored.phases) for piece in own or moments}
    places = {index for index in found if index is not None}
    if finding.verdict == "not_met" and finding.criterion in OF_THE_FAREWELL:
        places = _after_the_opening(places, scored.phases)
    return sorted(places)


def _nothing_said(piece: Evidence) -> bool:
    """Whether `piece` is where words were expected, and not something that was heard."""
    return piece.measure is not None and piece.measure.name in (NOT_SAID_HERE, NOT_SAID_BY_HERE)


def _after_the_opening(places: set[int], phases: Sequence[Phase]) -> set[int]:
    """`places` with the end of the call instead of its opening; none where all is opening."""
    last = len(phases) - 1
    moved = {last if phases[index].name == "opening" else index for index in places}
    return {index for index in moved if phases[index].name != "opening"}


def _place(moment: Evidence, phases: Sequence[Phase]) -> int | None:
    """The phase that most of `moment` lies in; what comes before the first belongs to it."""
    if not phases:
        return None
    if moment.end <= phases[0].start:
        return 0  # ringing is where the opening begins
    shares = [min(moment.end, phase.end) - max(moment.start, phase.start) for phase in phases]
    most = max(shares)
    if most > 0:
        return shares.index(most)
    inside = (i for i, phase in enumerate(phases) if phase.start <= moment.start <= phase.end)
    return next(inside, None)


def _moment(
    phase: Phase, findings: Sequence[Finding], critical: Iterable[str], options: MomentOptions
) -> MomentOfTruth:
    failed = tuple(f.criterion for f in findings if f.verdict == "not_met")
    share = len(failed) / len(findings)
    many = len(failed) >= options.critical_failures and share >= options.critical_share
    mark: MomentMark = "good"
    if many or set(failed) & set(critical):
        mark = "critical"
    elif failed:
        mark = "bad"
    return MomentOfTruth(
        phase=phase.name,
        start=phase.start,
        end=phase.end,
        mark=mark,
        criteria=failed or tuple(f.criterion for f in findings),
    )
