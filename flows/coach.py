"""Coaching reports: stored calls of a period as HTML and JSON, for each agent and their teams."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from sqlmodel import Session

from audio_features.written_words import normalise
from flows import workplace
from flows.own_reports import call_page_href
from flows.progress import watcher
from flows.team_pages import write_team_report
from models import coaching_records, store
from models.columns import utc_now
from models.corrections import list_corrections
from models.database import reading, writing
from models.follow_ups import agent_commitments
from scoring.coaching.build import build_coaching_report
from scoring.coaching.report import CoachingReport
from scoring.findings import ScoredCall
from scoring.reporting.coaching_document import from_document, to_document
from scoring.reporting.coaching_page import render_coaching_page
from scoring.reporting.file_names import safe_file_name
from scoring.reporting.json_file import JSON, write_json, write_text
from scoring.team.this_week import WeekMaterial


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachedAgent:
    """One report that was written."""

    agent_id: str
    name: str | None
    calls: int
    score: float | None
    priorities: int
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingRun:
    """The reports of one run, and how many calls of the period are in none of them.

    `team` is the page on the team; None where only one agent was asked for, or there is nobody.
    `by_other_rubrics` were judged by an older version of their rubric. `elsewhere` counts, for
    agents whose calls several rubrics judge, those of rubrics that the report is not about.
    `several_names` are those of agents whose calls bear more than one: two people may share an id.
    `judged_by` are the rubrics of the reports that are not those of the settings, by id and
    version: who tried another one out may not know that it still counts.
    """

    agents: tuple[CoachedAgent, ...]
    team: str | None
    without_agent: tuple[str, ...]
    by_other_rubrics: int
    elsewhere: Mapping[str, Mapping[str, int]]
    several_names: Mapping[str, tuple[str, ...]]
    judged_by: tuple[str, ...]


@flow(name="coach", persist_result=False)
def coach(
    agent_id: str | None, since: datetime | None, out_dir: str, language: str | None
) -> CoachingRun:
    """Write the reports of one agent, or of all that have calls and of their teams."""
    return coach_agents(agent_id, since, out_dir, language)


@task(task_run_name="coach", cache_policy=NO_CACHE, persist_result=False)
def coach_agents(
    agent_id: str | None, since: datetime | None, out_dir: str, language: str | None
) -> CoachingRun:
    """Read all calls of the period once, and write a report for each agent among them.

    Points under different rubrics do not add up: only calls judged by the newest are taken. Of a
    set of rubrics it is the newest version of each, and each agent's report is about the rubric
    that judges most of the agent's calls.
    """
    with reading(workplace.database()) as session:
        stored = store.load_scored_calls(session, since=since)
        newest = store.newest_rubrics(session, since=since)
        week = _week_material(session)
    in_use = _in_use(newest)
    calls = [c for c in stored if c.scorecard.rubric.sha256 in in_use]
    by_agent: dict[str, list[ScoredCall]] = {}
    for call in calls:
        if call.heard.metadata.agent_id:
            by_agent.setdefault(call.heard.metadata.agent_id, []).append(call)
    chosen = sorted(by_agent) if agent_id is None else [a for a in by_agent if a == agent_id]
    watcher().planned(len(chosen))
    reports = []
    elsewhere: dict[str, Mapping[str, int]] = {}
    for agent in chosen:
        counted = Counter(call.scorecard.rubric.id for call in by_agent[agent])
        rubric_id = _most_used(counted)
        if len(counted) > 1:
            elsewhere[agent] = {name: n for name, n in counted.items() if name != rubric_id}
        mine, everyone = (_judged_by(rubric_id, listed) for listed in (by_agent[agent], calls))
        reports.append(_coach(agent, mine, everyone, since, Path(out_dir), language))
    whole = reports and agent_id is None
    return CoachingRun(
        agents=tuple(reports),
        team=_team_page(calls, stored, week, Path(out_dir), language) if whole else None,
        without_agent=tuple(
            call.heard.call_id for call in calls if not call.heard.metadata.agent_id
        ),
        by_other_rubrics=len(stored) - len(calls),
        elsewhere=elsewhere,
        several_names={
            agent: names for agent in chosen if len(names := _names(by_agent[agent])) > 1
        },
        judged_by=_not_in_settings(calls),
    )


def _not_in_settings(calls: Sequence[ScoredCall]) -> tuple[str, ...]:
    ours = {rubric.identity.sha256 for rubric in workplace.rubrics(None).rubrics}
    judged = {call.scorecard.rubric for call in calls}
    return tuple(sorted(f"{one.id} {one.version}" for one in judged if one.sha256 not in ours))


def _names(calls: Sequence[ScoredCall]) -> tuple[str, ...]:
    """What the agent of `calls` is called in their data, once for each way that is another name."""
    named = (call.heard.metadata.agent_name for call in calls)
    return tuple(sorted({normalise(name): name for name in named if name}.values()))


def _in_use(newest: Mapping[str, str]) -> frozenset[str]:
    """Hashes of the rubrics to coach by: those of the set, else the one that judged last."""
    ids = [rubric.id for rubric in workplace.rubrics(None).rubrics]
    several = [newest[name] for name in ids if len(ids) > 1 and name in newest]
    return frozenset(several or list(newest.values())[-1:])


def _judged_by(rubric_id: str, calls: Sequence[ScoredCall]) -> tuple[ScoredCall, ...]:
    return tuple(call for call in calls if call.scorecard.rubric.id == rubric_id)


def _coach(
    agent_id: str,
    calls: tuple[ScoredCall, ...],
    everyone: tuple[ScoredCall, ...],
    since: datetime | None,
    out_dir: Path,
    language: str | None,
) -> CoachedAgent:
    watcher().started(agent_id)
    rubrics = workplace.rubrics(None)
    with writing(workplace.database()) as session:
        report = build_coaching_report(
            calls,
            agent_id=agent_id,
            team=_team(calls, everyone),
            rubric=rubrics.with_id(calls[0].scorecard.rubric.id) or rubrics.default,
            previous=_previous(session, agent_id, since),
            language=language or _commonest_language(calls),
        )
        document = dict(to_document(report))
        _keep(session, report, document)
    name = safe_file_name(agent_id)
    page = render_coaching_page(
        report, call_href=lambda call_id: call_page_href(out_dir, call_id), language=report.language
    )
    write_text(out_dir / f"{name}.html", page)
    write_json(out_dir / f"{name}.json", document)
    return CoachedAgent(
        agent_id=agent_id,
        name=report.agent_name,
        calls=report.agent.calls,
        score=report.agent.score,
        priorities=len(report.priorities),
        report=str(out_dir / f"{name}.html"),
    )


def _team_page(
    calls: Sequence[ScoredCall],
    stored: Sequence[ScoredCall],
    week: WeekMaterial,
    out_dir: Path,
    language: str | None,
) -> str:
    """Write the report on the teams, once the pages of their agents are there to be linked.

    Where several rubrics judge, it is about the one that judges most calls, as an agent's is; but
    who had to call again is looked for in all that are stored.
    """
    rubric_id = _most_used(Counter(call.scorecard.rubric.id for call in calls))
    page = write_team_report(
        _judged_by(rubric_id, calls),
        everyone=stored,
        out_dir=out_dir,
        language=language or _commonest_language(calls),
        call_href=lambda call_id: call_page_href(out_dir, call_id),
        week=week,
    )
    return str(page)


def _week_material(session: Session) -> WeekMaterial:
    """What is promised, on calls of any period, and of which verdicts people have spoken."""
    return WeekMaterial(
        commitments=agent_commitments(session),
        looked_at=frozenset((one.call_id, one.criterion) for one in list_corrections(session)),
        now=utc_now(),
    )


def _most_used(rubrics: Mapping[str, int]) -> str:
    return min(rubrics, key=lambda name: (-rubrics[name], name))


def _team(
    calls: tuple[ScoredCall, ...], everyone: tuple[ScoredCall, ...]
) -> tuple[ScoredCall, ...]:
    """Calls of the agent's team; where no team is known, everybody's."""
    teams = {call.heard.metadata.team for call in calls} - {None}
    if not teams:
        return everyone
    return tuple(call for call in everyone if call.heard.metadata.team in teams)


def _previous(session: Session, agent_id: str, since: datetime | None) -> CoachingReport | None:
    """Return the last report on a period before this one; its goals are followed up."""
    if since is None:
        return None
    record = coaching_records.latest_coaching(session, agent_id=agent_id, before=since)
    return None if record is None else from_document(record.document)


def _keep(session: Session, report: CoachingReport, document: dict[str, JSON]) -> None:
    last = coaching_records.latest_coaching(session, agent_id=report.agent_id)
    if last is not None and last.document == document:
        return
    coaching_records.save_coaching(
        session,
        agent_id=report.agent_id,
        document=document,
        period_start=report.period_start,
        period_end=report.period_end,
    )


def _commonest_language(calls: Sequence[ScoredCall]) -> str:
    spoken = [call.heard.language for call in calls]
    return max(sorted(set(spoken)), key=spoken.count)
