"""From the judged calls of a period to a report for each team."""

from collections.abc import Callable, Sequence

from scoring.across_calls.hard_calls import hardness
from scoring.across_calls.load import HardRun, hard_runs
from scoring.across_calls.options import AcrossCallsOptions
from scoring.across_calls.repeated_calls import RepeatedCall, repeated_calls
from scoring.bootstrap import pooled_interval
from scoring.catalogues.localization import PageLanguage, page_language
from scoring.catalogues.rubric_texts import rubric_texts
from scoring.coaching.tally import in_order, pool, started
from scoring.competencies import component_results, load_competencies, roll_up
from scoring.correlation import Correlation, correlate
from scoring.findings import ScoredCall
from scoring.indicators import INDICATORS, indicators
from scoring.language.text import strip_accents
from scoring.rubrics.schema import Rubric
from scoring.team.critical_calls import critical_calls
from scoring.team.report import (
    AgentSummary,
    FrameworkResult,
    HardCount,
    Quality,
    TeamReport,
    TeamsReport,
)
from scoring.team.this_week import WeekMaterial, this_week

#: Scored calls from which the percentage gets an interval (our choice).
INTERVAL_CALLS = 5


def build_teams_report(
    calls: Sequence[ScoredCall],
    *,
    rubric: Rubric,
    page_of: Callable[[str], str],
    everyone: Sequence[ScoredCall] | None = None,
    language: str = "es",
    options: AcrossCallsOptions | None = None,
    week: WeekMaterial | None = None,
) -> TeamsReport:
    """The report on every team among `calls`; those that name no agent belong to none.

    `page_of` names the coaching page of an agent id. `everyone` are all calls of the period, by
    whatever rubric, in which callers are followed and agents have their last team; None where
    there are no others. A pure function of its arguments: the same
    calls give the same report in any order.
    """
    page = page_language(language)
    chosen = options or AcrossCallsOptions()
    ordered = in_order(calls)
    whole = ordered if everyone is None else in_order(everyone)
    named = tuple(call for call in ordered if call.heard.metadata.agent_id)
    teams = _teams_of([call for call in whole if call.heard.metadata.agent_id])
    # Somebody may call again and reach another team or rubric: callers are followed everywhere.
    repeated = repeated_calls(whole, rubric, chosen)
    return TeamsReport(
        language=page,
        teams=tuple(
            _team(
                name,
                [call for call in named if teams[_agent(call)] == name],
                [item for item in repeated if item.agent_id and teams[item.agent_id] == name],
                rubric=rubric,
                page_of=page_of,
                language=page,
                options=chosen,
                week=week or WeekMaterial(),
            )
            for name in sorted(
                {teams[_agent(call)] for call in named}, key=lambda name: (name is None, name or "")
            )
        ),
    )


def _agent(call: ScoredCall) -> str:
    return call.heard.metadata.agent_id or ""


def _teams_of(calls: Sequence[ScoredCall]) -> dict[str, str | None]:
    """The team of each agent: the one named last, so that nobody is counted in two."""
    teams: dict[str, str | None] = {}
    for call in calls:
        teams[_agent(call)] = call.heard.metadata.team or teams.get(_agent(call))
    return teams


def _team(
    name: str | None,
    calls: Sequence[ScoredCall],
    repeated: Sequence[RepeatedCall],
    *,
    rubric: Rubric,
    page_of: Callable[[str], str],
    language: PageLanguage,
    options: AcrossCallsOptions,
    week: WeekMaterial,
) -> TeamReport:
    by_agent: dict[str, list[ScoredCall]] = {}
    for call in calls:
        by_agent.setdefault(_agent(call), []).append(call)
    agents = [
        _agent_summary(agent, own, rubric, page_of(agent), language)
        for agent, own in by_agent.items()
    ]
    load = _load(by_agent, options)
    texts = rubric_texts(rubric, language)
    times = [moment for call in calls if (moment := started(call)) is not None]
    return TeamReport(
        team_name=name,
        period_start=times[0] if times else None,
        period_end=times[-1] if times else None,
        this_week=this_week(
            calls, agents=agents, load=load, material=week, texts=texts, language=language
        ),
        quality=quality(calls),
        agents=tuple(sorted(agents, key=_alphabetical)),
        frameworks=tuple(
            FrameworkResult(
                id=framework.id,
                label=framework.label.text(language),
                competencies=roll_up(calls, framework, rubric, language=language),
            )
            for framework in load_competencies().frameworks
        ),
        indicators=indicators(calls),
        correlations=_correlations(calls),
        hard_calls=_hard_count(calls),
        load=load,
        repeated=tuple(repeated),
        critical=critical_calls(calls, texts),
    )


def quality(calls: Sequence[ScoredCall]) -> Quality:
    """Points pooled over `calls`; what else is known of them changes nothing here.

    Calls all alike have no interval: drawing from them again knows no doubt.
    """
    cards = [call.scorecard for call in calls if call.scorecard.score is not None]
    interval = pooled_interval([card.points for card in cards], [card.possible for card in cards])
    return Quality(
        pool=pool(calls),
        interval=None
        if interval is None or len(cards) < INTERVAL_CALLS or interval[0] == interval[1]
        else (round(100 * interval[0], 2), round(100 * interval[1], 2)),
    )


def _agent_summary(
    agent_id: str,
    calls: Sequence[ScoredCall],
    rubric: Rubric,
    page: str,
    language: PageLanguage,
) -> AgentSummary:
    return AgentSummary(
        agent_id=agent_id,
        agent_name=_name(calls),
        page=page,
        quality=quality(calls),
        components=component_results(calls, rubric, language=language),
        indicators=indicators(calls),
        correlations=_correlations(calls),
        hard_calls=_hard_count(calls),
    )


def _alphabetical(agent: AgentSummary) -> tuple[str, str]:
    """By name, accents and capitals aside: Íñigo stands before Luis."""
    return strip_accents(agent.agent_name or agent.agent_id).casefold(), agent.agent_id


def _name(calls: Sequence[ScoredCall]) -> str | None:
    names = [call.heard.metadata.agent_name for call in calls if call.heard.metadata.agent_name]
    return names[-1] if names else None


def _correlations(calls: Sequence[ScoredCall]) -> tuple[Correlation, ...]:
    return tuple(correlate(calls, name) for name in INDICATORS)


def _hard_count(calls: Sequence[ScoredCall]) -> HardCount:
    told = [hardness(call) for call in calls]
    return HardCount(hard=told.count("hard"), told=len(told) - told.count("unknown"))


def _load(
    by_agent: dict[str, list[ScoredCall]], options: AcrossCallsOptions
) -> tuple[HardRun, ...]:
    runs = [
        run
        for agent, calls in by_agent.items()
        for run in hard_runs(calls, agent_id=agent, agent_name=_name(calls), options=options)
    ]
    return tuple(sorted(runs, key=lambda run: (run.start, run.agent_id)))
