"""Criteria to practise as a team: what costs most points and is missed by several people."""

from collections.abc import Sequence

from scoring.coaching.choice import priority_rank
from scoring.coaching.desk import CoachingDesk
from scoring.coaching.report import CallMoment, Pool
from scoring.coaching.tally import Tally
from scoring.team.report import TeamExercise
from scoring.team.week_options import WeekOptions


def team_exercises(desk: CoachingDesk, options: WeekOptions) -> tuple[TeamExercise, ...]:
    """What costs the team most points of what people can do something about."""
    weak = [entry for entry in desk.own.values() if _to_practise(entry, desk, options)]
    weak.sort(key=lambda entry: (-_lost(entry), entry.criterion))
    chosen: list[TeamExercise] = []
    for entry in weak[: options.most_criteria]:
        shown = [moment for one in chosen if (moment := one.example or one.missed_at)]
        chosen.append(_exercise(entry, desk, shown))
    return tuple(chosen)


def _to_practise(entry: Tally, desk: CoachingDesk, options: WeekOptions) -> bool:
    return (
        len(entry.judged) >= options.fewest_judged
        and len(_agents(entry, lost=True)) >= options.fewest_agents
        and entry.lost_share >= options.lost_share
        and priority_rank(entry, desk.texts, desk.options) > 0
    )


def _lost(entry: Tally) -> float:
    return sum(judged.finding.possible - judged.finding.points for judged in entry.judged)


def _agents(entry: Tally, *, lost: bool = False) -> set[str | None]:
    """Agents on whose calls the criterion was judged, or was missed."""
    return {
        judged.call.heard.metadata.agent_id for judged in entry.judged if judged.lost or not lost
    }


def _exercise(entry: Tally, desk: CoachingDesk, shown: Sequence[CallMoment]) -> TeamExercise:
    texts = desk.texts.criterion(entry.criterion)
    example = desk.good_moment(entry, avoid=shown)
    missed = (
        desk.moment(judged.call, judged.finding, avoid=shown)
        for judged in reversed(entry.judged)
        if judged.lost
    )
    return TeamExercise(
        criterion=entry.criterion,
        label=texts.label,
        tip=texts.tip,
        missed=entry.losses,
        judged=len(entry.judged),
        agents=len(_agents(entry, lost=True)),
        agents_judged=len(_agents(entry)),
        pool=Pool(
            points=round(sum(judged.finding.points for judged in entry.judged), 4),
            possible=round(sum(judged.finding.possible for judged in entry.judged), 4),
            calls=len(entry.judged),
        ),
        example=example,
        missed_at=None if example else next((one for one in missed if one is not None), None),
    )
