"""Which strengths to name: what sets the agent apart first, none that the report contradicts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.coaching.choice import lead_steps, rank_strengths
from scoring.coaching.desk import CoachingDesk
from scoring.coaching.report import CallMoment, Priority, Strength
from scoring.coaching.tally import Tally
from scoring.competencies import ATTRIBUTES, load_competencies
from scoring.findings import NOT_SAID_BY_HERE, NOT_SAID_HERE, Evidence


def name_strengths(desk: CoachingDesk, priorities: Sequence[Priority]) -> tuple[Strength, ...]:
    """The strengths of the report, the one to keep first: it sets the agent apart from the team.

    Where several do, or none, it is one with words of the agent, and one such is listed if there
    is any. Left out is what is itself to be worked on, and what words shown under a priority
    contradict.
    """
    worked_on = {item.result.criterion for item in priorities}
    shown = [moment for item in priorities for moment in item.moments]
    ranked = [
        _Candidate(
            strength=Strength(result=desk.result(entry), moment=desk.good_moment(entry)),
            apart=lead_steps(entry, desk.others(entry), desk.options) > 0,
        )
        for entry in rank_strengths(desk.own, desk.team, desk.texts, desk.options)
        if entry.criterion not in worked_on and not _contradicted(entry, shown, desk)
    ]
    keep = min(ranked, key=_told_first, default=None)
    to_hear = next((item for item in ranked if item.quoted), None)
    # What must be listed, then the best of the rest.
    wanted = dict.fromkeys(item for item in (keep, to_hear, *ranked) if item is not None)
    listed = sorted([*wanted][: desk.options.most_strengths], key=_told_first)
    return tuple(item.strength for item in listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A strength, and whether it sets the agent apart from the team."""

    strength: Strength
    apart: bool

    @property
    def quoted(self) -> bool:
        """Whether there are words of the agent to hear."""
        moment = self.strength.moment
        return moment is not None and bool(moment.quote) and moment.said_by == "agent"


def _told_first(item: _Candidate) -> tuple[bool, bool]:
    return not item.apart, not item.quoted


def _contradicted(entry: Tally, shown: Sequence[CallMoment], desk: CoachingDesk) -> bool:
    """Whether a moment `shown` holds words of the agent that failed a criterion akin to this one.

    "Treats callers with respect" beside a quoted "it is nothing" would not be believed, although
    neither belittling nor arguing is what that criterion looks for.
    """
    return any(
        call_id == moment.call_id and _overlap(evidence, moment)
        for call_id, evidence in _words_that_failed(entry.criterion, desk)
        for moment in shown
    )


def _words_that_failed(criterion: str, desk: CoachingDesk) -> Iterator[tuple[str, Evidence]]:
    for other in desk.own.values():
        if not _akin(criterion, other.criterion, desk):
            continue
        for judged in other.judged:
            if judged.lost:
                for evidence in judged.finding.evidence:
                    if _is_fault(evidence):
                        yield judged.call.heard.call_id, evidence


def _akin(one: str, other: str, desk: CoachingDesk) -> bool:
    """Whether both are the same, matters of tone, or speak for one attribute of the service.

    A section holds too much: forms of address and belittling are both of language.
    """
    if one == other or {one, other} <= desk.options.tone:
        return True
    attributes = load_competencies().framework(ATTRIBUTES)
    return attributes is not None and any(
        {one, other} <= set(competency.criteria) for competency in attributes.competencies
    )


def _is_fault(evidence: Evidence) -> bool:
    """Whether the agent's words are what was wrong, not the place where others were missing."""
    missing = evidence.measure is not None and evidence.measure.name in (
        NOT_SAID_HERE,
        NOT_SAID_BY_HERE,
    )
    return evidence.party == "agent" and bool(evidence.quote) and not missing


def _overlap(evidence: Evidence, moment: CallMoment) -> bool:
    return evidence.start <= moment.end and moment.start <= evidence.end
