"""From one agent's judged calls to a coaching report: strengths first, few priorities, goals."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scoring.catalogues.catalogue import load_catalogue
from scoring.catalogues.localization import PageLanguage, page_language
from scoring.catalogues.rubric_texts import RubricTexts, rubric_texts
from scoring.coaching.choice import is_own_merit
from scoring.coaching.desk import CoachingDesk
from scoring.coaching.follow_up import follow_up_goals, next_steps, recognise
from scoring.coaching.measures import compare
from scoring.coaching.options import CoachingOptions
from scoring.coaching.priorities import name_priorities
from scoring.coaching.remarks import remarks_after_hard_calls
from scoring.coaching.report import (
    CallMoment,
    CallToReview,
    CoachingReport,
    Priority,
    SectionResult,
    Strength,
)
from scoring.coaching.strengths import name_strengths
from scoring.coaching.styles import hard_calls
from scoring.coaching.tally import in_order, pool, started, tally, weekly, worth_drawing
from scoring.competencies import component_results
from scoring.findings import ScoredCall
from scoring.rubrics.schema import Rubric


def build_coaching_report(
    calls: Sequence[ScoredCall],
    *,
    agent_id: str,
    team: Sequence[ScoredCall],
    rubric: Rubric,
    previous: CoachingReport | None = None,
    language: str = "es",
    options: CoachingOptions | None = None,
) -> CoachingReport:
    """The report on the `calls` of `agent_id` in one period.

    `team` are calls of the same period to compare with; the agent's own among them are left out.
    `previous` is the agent's last report, whose goals are followed up. A pure function of its
    arguments: the same calls give the same report in any order.
    """
    page: PageLanguage = page_language(language)
    chosen = options or CoachingOptions()
    mine = in_order(calls)
    others = tuple(call for call in team if call.heard.metadata.agent_id != agent_id)
    catalogue = load_catalogue(page, "coaching")
    texts = rubric_texts(rubric, page)
    desk = _desk(mine, others, texts, page, chosen)
    agent_pool = pool(mine)
    priorities = name_priorities(desk)
    strengths = name_strengths(desk, priorities)
    follow_ups = follow_up_goals(previous, desk.own, catalogue)
    times = [moment for call in mine if (moment := started(call)) is not None]
    before = None if previous is None else previous.agent.score
    return CoachingReport(
        agent_id=agent_id,
        agent_name=_last(call.heard.metadata.agent_name for call in mine),
        team_name=_last(call.heard.metadata.team for call in mine),
        language=page,
        period_start=times[0] if times else None,
        period_end=times[-1] if times else None,
        seconds=round(sum(call.heard.recording.seconds for call in mine), 1),
        small_sample=0 < agent_pool.calls < chosen.small_sample_calls,
        agent=agent_pool,
        team=pool(others),
        previous_score=before,
        sections=_sections(mine, others, texts),
        strengths=strengths,
        priorities=priorities,
        comparisons=compare(mine, others, catalogue, chosen),
        trend=worth_drawing(weekly(mine), chosen),
        follow_ups=follow_ups,
        recognition=recognise(
            mine,
            follow_ups=follow_ups,
            strengths=strengths,
            before=before,
            now=agent_pool.score,
            best_moment=lambda call: _best_moment(call, strengths, priorities, desk),
            catalogue=catalogue,
        ),
        next_steps=next_steps(priorities, agent_pool, catalogue),
        to_review=_to_review(mine, desk),
        competencies=component_results(mine, rubric, language=page),
        after_hard_calls=remarks_after_hard_calls(mine, catalogue),
        hard_calls=hard_calls(
            mine, page, chosen, worked_on=[item.result.criterion for item in priorities]
        ),
    )


def _desk(
    mine: Sequence[ScoredCall],
    others: Sequence[ScoredCall],
    texts: RubricTexts,
    language: PageLanguage,
    options: CoachingOptions,
) -> CoachingDesk:
    return CoachingDesk(
        own=tally(mine),
        team=tally(others),
        texts=texts,
        catalogue=load_catalogue(language, "coaching"),
        measures=load_catalogue(language),
        options=options,
    )


def _best_moment(
    call: ScoredCall,
    strengths: Sequence[Strength],
    priorities: Sequence[Priority],
    desk: CoachingDesk,
) -> CallMoment | None:
    """What the agent said best on `call`: words of the weightiest criterion that was met.

    Nothing of a priority, and with what the words show: alone they might be taken for another.
    """
    shown = [item.moment for item in strengths if item.moment]
    shown += [moment for item in priorities for moment in (*item.moments, item.example) if moment]
    worked_on = {item.result.criterion for item in priorities}
    amiss = [
        evidence
        for finding in call.findings
        if finding.criterion in worked_on and finding.verdict == "not_met"
        for evidence in finding.evidence
    ]
    met = [
        finding
        for finding in call.findings
        if finding.verdict == "met"
        and finding.criterion not in worked_on
        and is_own_merit(finding.criterion, desk.options)
        and not finding.by_opinion  # a machine's word for it is no praise
    ]
    spoken = [
        replace(moment, note=desk.catalogue.text("recognition.shows", label=label))
        for finding in sorted(met, key=lambda finding: -finding.possible)
        if (moment := desk.moment(call, finding)) is not None
        and moment.quote
        and moment.said_by == "agent"
        and not any(moment.start <= e.end and e.start <= moment.end for e in amiss)
        for label in [desk.texts.criterion(finding.criterion).label]
    ]
    fresh = [moment for moment in spoken if not any(_same(moment, one) for one in shown)]
    # Whatever the agent: the first words of a call are much the same, and tell little.
    early = desk.options.opening_share * call.heard.recording.seconds
    later = [
        moment
        for moment in fresh
        if moment.start >= early and len(moment.quote.split()) >= desk.options.praised_words
    ]
    return next(iter(later or fresh or spoken), None)


def _same(one: CallMoment, other: CallMoment) -> bool:
    """Whether both show some of the same words."""
    return one.call_id == other.call_id and one.start <= other.end and other.start <= one.end


def _sections(
    mine: Sequence[ScoredCall], others: Sequence[ScoredCall], texts: RubricTexts
) -> tuple[SectionResult, ...]:
    results = [
        SectionResult(id=key, label=label, agent=pool(mine, key), team=pool(others, key))
        for key, label in texts.sections.items()
    ]
    return tuple(result for result in results if result.agent.possible > 0)


def _to_review(mine: Sequence[ScoredCall], desk: CoachingDesk) -> tuple[CallToReview, ...]:
    """Calls without a score, then those with most that a person should look at; latest first."""
    listed, scored = [], {call.heard.call_id: call.scorecard.score is not None for call in mine}
    for call in reversed(mine):
        # What could not be told at all is named before what was told with little certainty.
        open_ones = [finding for finding in call.findings if finding.verdict == "unsure"]
        open_ones += [finding for finding in call.findings if finding.worth_a_look]
        if not open_ones:
            continue
        moments = (desk.moment(call, finding) for finding in open_ones)
        day = call.heard.metadata.started_at
        listed.append(
            CallToReview(
                call_id=call.heard.call_id,
                day=None if day is None else day.date(),
                labels=tuple(
                    desk.texts.criterion(finding.criterion).label for finding in open_ones
                ),
                moment=next((moment for moment in moments if moment is not None), None),
            )
        )
    listed.sort(key=lambda entry: (scored[entry.call_id], -len(entry.labels)))
    return tuple(listed[: desk.options.most_to_review])


def _last(values: Iterable[str | None]) -> str | None:
    given = [value for value in values if value]
    return given[-1] if given else None
