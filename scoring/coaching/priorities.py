"""The priorities of a report: moments of their own, an exercise, and one goal to count."""

from collections.abc import Sequence
from dataclasses import replace

from scoring.catalogues.directed_tips import directed_tip
from scoring.coaching.choice import answerable_losses, goal_of_ten, rank_priorities
from scoring.coaching.desk import CoachingDesk
from scoring.coaching.report import CallMoment, Goal, Practice, Priority
from scoring.coaching.tally import JudgedFinding, Tally

#: Kinds of exercise, each a group of the catalogue; what is in none is rehearsed.
_PRACTICES: tuple[Practice, ...] = ("on_calls", "rehearse")


def name_priorities(desk: CoachingDesk) -> tuple[Priority, ...]:
    """What to work on, in order; one moment of a call is shown under one priority only."""
    named: list[Priority] = []
    chosen = _chosen(desk)
    for entry in chosen:
        named.append(_priority(entry, named, desk))
    shown = [moment for item in named for moment in item.moments]
    for number, entry in enumerate(chosen):
        example = desk.good_moment(entry, avoid=shown)
        if example is not None:
            named[number] = replace(named[number], example=example)
            shown.append(example)
    return tuple(named)


def _chosen(desk: CoachingDesk) -> list[Tally]:
    """The first in rank, those after the others that reproach nothing but the same moments again.

    One sentence may be disrespect, arguing and belittling at once: it is one thing to work on. A
    critical criterion keeps its rank all the same.
    """
    most = desk.options.most_priorities
    own: list[Tally] = []
    again: list[Tally] = []
    charged: list[CallMoment] = []
    for entry in rank_priorities(desk.own, desk.texts, desk.options):
        if len(own) == most:
            break
        moments = _moments(answerable_losses(entry), desk, avoid=charged)
        known = moments and all(any(map(moment.shares, charged)) for moment in moments)
        if known and not desk.texts.criterion(entry.criterion).critical:
            again.append(entry)
        else:
            own.append(entry)
            charged += moments
    return [*own, *again][:most]


def _priority(entry: Tally, before: Sequence[Priority], desk: CoachingDesk) -> Priority:
    texts = desk.texts.criterion(entry.criterion)
    practice, exercise = _exercise(entry.criterion, desk)
    told = [moment for item in before for moment in item.moments]
    moments = _moments(answerable_losses(entry), desk, avoid=told)
    fresh = [moment for moment in moments if _shown_in(moment, before) is None]
    shown = (_shown_in(moment, before) for moment in moments)
    return Priority(
        result=desk.result(entry),
        critical=texts.critical,
        trend=entry.trend(desk.options),
        why=texts.why,
        tip=directed_tip(texts, [judged.finding for judged in entry.judged]),
        exercise=exercise,
        practice=practice,
        goal=_goal(entry, desk),
        moments=tuple(fresh[: desk.options.moments]),
        heard_with=None if fresh else next((number for number in shown if number), None),
        example=None,
    )


def _exercise(criterion: str, desk: CoachingDesk) -> tuple[Practice, str]:
    """How the exercise is done, which is where the catalogue lists it, and what it says."""
    for practice in _PRACTICES:
        key = f"exercise.{practice}.{criterion}"
        if key in desk.catalogue:
            return practice, desk.catalogue.text(key)
    return "rehearse", desk.catalogue.text("exercise.rehearse.any")


def _goal(entry: Tally, desk: CoachingDesk) -> Goal:
    texts = desk.texts.criterion(entry.criterion)
    target = goal_of_ten(entry, texts, desk.options)
    key = "goal.ten" if target == 10 else "goal.some"
    return Goal(
        criterion=entry.criterion,
        label=texts.label,
        target_of_ten=target,
        met=entry.met,
        judged=len(entry.judged),
        text=desk.catalogue.text(key, label=texts.label, target=target),
    )


def _moments(
    lost: Sequence[JudgedFinding], desk: CoachingDesk, *, avoid: Sequence[CallMoment]
) -> list[CallMoment]:
    """All moments, the latest first, and before them those with words or a number to show.

    Where a finding has others to show than `avoid`, it is one of them.
    """
    found = [desk.moment(judged.call, judged.finding, avoid=avoid) for judged in reversed(lost)]
    moments = [moment for moment in found if moment is not None]
    return sorted(moments, key=lambda moment: not (moment.quote or moment.measured))


def _shown_in(moment: CallMoment, priorities: Sequence[Priority]) -> int | None:
    """The number of the first priority that shows this moment, or some of it, already.

    A call as a whole is no moment: two criteria may each be about all of it.
    """
    for number, priority in enumerate(priorities, start=1):
        if any(map(moment.shares, priority.moments)):
            return number
    return None
