"""What waits for a supervisor this week, out of a team's calls: a short list that ranks nobody."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from scoring.across_calls.call_times import whole_call
from scoring.across_calls.load import HardRun
from scoring.catalogues.catalogue import load_catalogue
from scoring.catalogues.localization import PageLanguage
from scoring.catalogues.rubric_texts import RubricTexts
from scoring.coaching.desk import CoachingDesk
from scoring.coaching.options import CoachingOptions
from scoring.coaching.report import CallMoment
from scoring.coaching.tally import tally
from scoring.findings import Finding, ScoredCall
from scoring.team.critical_calls import critical_calls
from scoring.team.due_commitments import due_commitments, nearest
from scoring.team.exercises import team_exercises
from scoring.team.report import (
    AgentSummary,
    CallToDecide,
    CareFor,
    ThisWeek,
    ToDecide,
)
from scoring.team.week_options import WeekOptions
from scoring.undertakings import AgentCommitment


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekMaterial:
    """What the list needs besides judged calls.

    `looked_at` are the call ids and criteria of which people have said their own verdict; `now` is
    aware, None where nothing is to be said of what is due.
    """

    commitments: tuple[AgentCommitment, ...] = ()
    looked_at: frozenset[tuple[str, str]] = frozenset()
    now: datetime | None = None


def this_week(
    calls: Sequence[ScoredCall],
    *,
    agents: Sequence[AgentSummary],
    load: Sequence[HardRun],
    material: WeekMaterial,
    texts: RubricTexts,
    language: PageLanguage,
    options: WeekOptions | None = None,
) -> ThisWeek:
    """The list of one team, whose `calls`, in order of time, are those of `agents`."""
    chosen = options or WeekOptions()
    names = {agent.agent_id: agent.agent_name for agent in agents}
    desk = _desk(calls, texts, language)
    to_hear = critical_calls(calls, texts, looked_at=material.looked_at)
    now = material.now
    due = due_commitments(material.commitments, names=names, now=now, options=chosen) if now else ()
    named = nearest(due, now=now, options=chosen) if now else ()
    waiting = partial(_waiting, calls, material)
    return ThisWeek(
        as_of=now,
        to_hear=to_hear[: chosen.most_calls],
        to_hear_more=len(to_hear[chosen.most_calls :]),
        undecided=_to_decide(waiting(_is_undecided), names, desk, chosen),
        doubtful=_to_decide(waiting(_is_doubtful), names, desk, chosen),
        exercises=team_exercises(desk, chosen),
        due=named,
        due_more=len(due) - len(named),
        care=_care(load, agents),
    )


def _desk(calls: Sequence[ScoredCall], texts: RubricTexts, language: PageLanguage) -> CoachingDesk:
    # The page speaks of agents, to somebody else: not in the words of a coaching report.
    words = load_catalogue(language)
    return CoachingDesk(
        own=tally(calls),
        team={},
        texts=texts,
        catalogue=words,
        measures=words,
        options=CoachingOptions(),
    )


def _is_undecided(finding: Finding) -> bool:
    return finding.verdict == "unsure"


def _is_doubtful(finding: Finding) -> bool:
    return finding.worth_a_look


def _waiting(
    calls: Sequence[ScoredCall], material: WeekMaterial, waits: Callable[[Finding], bool]
) -> list[tuple[ScoredCall, tuple[Finding, ...]]]:
    """The latest calls first, each with its findings that wait and that nobody has looked at."""
    found = [
        (
            call,
            tuple(
                finding
                for finding in call.findings
                if waits(finding)
                and (call.heard.call_id, finding.criterion) not in material.looked_at
            ),
        )
        for call in reversed(calls)
    ]
    return [(call, findings) for call, findings in found if findings]


def _to_decide(
    waiting: Sequence[tuple[ScoredCall, tuple[Finding, ...]]],
    names: Mapping[str, str | None],
    desk: CoachingDesk,
    options: WeekOptions,
) -> ToDecide | None:
    if not waiting:
        return None
    counted = Counter(finding.criterion for _, found in waiting for finding in found)
    often, often_calls = min(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    most = sorted(waiting, key=lambda entry: -len(entry[1]))[: options.most_to_decide]
    return ToDecide(
        findings=counted.total(),
        calls=len(waiting),
        most=tuple(_call_to_decide(call, found, names, desk) for call, found in most),
        often=desk.texts.criterion(often).label if often_calls > 1 else None,
        often_calls=often_calls if often_calls > 1 else 0,
    )


def _call_to_decide(
    call: ScoredCall,
    found: Sequence[Finding],
    names: Mapping[str, str | None],
    desk: CoachingDesk,
) -> CallToDecide:
    moments = (desk.moment(call, finding) for finding in found)
    shown = (moment for moment in moments if moment is not None and not moment.whole)
    agent = call.heard.metadata.agent_id or ""
    return CallToDecide(
        moment=_wordless(next(shown, whole_call(call))),
        agent_id=agent,
        agent_name=names.get(agent),
        labels=tuple(desk.texts.criterion(finding.criterion).label for finding in found),
    )


def _wordless(moment: CallMoment) -> CallMoment:
    """Where to listen, without the words: they are of one of several verdicts only."""
    return CallMoment(
        call_id=moment.call_id,
        start=moment.start,
        end=moment.end,
        day=moment.day,
        whole=moment.whole,
    )


def _care(load: Sequence[HardRun], agents: Sequence[AgentSummary]) -> tuple[CareFor, ...]:
    """Those who bore runs of hard calls, in the order in which `agents` come."""
    runs: dict[str, list[HardRun]] = {}
    for run in load:
        runs.setdefault(run.agent_id, []).append(run)
    return tuple(
        CareFor(
            agent_id=agent.agent_id,
            agent_name=agent.agent_name,
            page=agent.page,
            runs=len(own),
            hard_calls=sum(len(run.hard_calls) for run in own),
            of_hard_calls=agent.hard_calls.hard,
            moment=own[-1].hard_calls[0],
        )
        for agent in agents
        if (own := runs.get(agent.agent_id))
    )
