"""The priorities of a report: moments of their own, an exercise, and one goal to count."""

from collections.abc import Sequence

from scoring.catalogues.directed_tips import directed_tip
from scoring.coaching_choice import answerable_losses, choose_priorities, goal_of_ten
from scoring.coaching_desk import CoachingDesk
from scoring.coaching_report import CallMoment, Goal, Practice, Priority
from scoring.coaching_tally import JudgedFinding, Tally

#: Kinds of exercise, each a group of the catalogue; what is in none is rehearsed.
_PRACTICES: tuple[Practice, ...] = ("on_calls", "rehearse")


def name_priorities(desk: CoachingDesk) -> tuple[Priority, ...]:
    """What to work on, in order; one moment of a call is shown under one priority only."""
    named: list[Priority] = []
    for entry in choose_priorities(desk.own, desk.texts, desk.options):
        named.append(_priority(entry, named, desk))
    return tuple(named)


def _priority(entry: Tally, before: Sequence[Priority], desk: CoachingDesk) -> Priority:
    texts = desk.texts.criterion(entry.criterion)
    practice, exercise = _exercise(entry.criterion, desk)
    moments = _moments(answerable_losses(entry), desk)
    fresh = [moment for moment in moments if _shown_in(moment, before) is None]
    shown = (_shown_in(moment, before) for moment in moments)
    return Priority(
        result=desk.result(entry),
        critical=texts.critical,
        trend=entry.trend(desk.options),
        why=texts.why,
        tip=directed_tip(texts, [judged.finding for judged in entry.judged], desk.measures),
        exercise=exercise,
        practice=practice,
        goal=_goal(entry, desk),
        moments=tuple(fresh[: desk.options.moments]),
        heard_with=None if fresh else next((number for number in shown if number), None),
        example=desk.good_moment(entry),
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


def _moments(lost: Sequence[JudgedFinding], desk: CoachingDesk) -> list[CallMoment]:
    """All moments, the latest first, and before them those with words or a number to show."""
    found = [desk.moment(judged.call, judged.finding) for judged in reversed(lost)]
    moments = [moment for moment in found if moment is not None]
    return sorted(moments, key=lambda moment: not (moment.quote or moment.measured))


def _shown_in(moment: CallMoment, priorities: Sequence[Priority]) -> int | None:
    """The number of the first priority that shows this moment, or some of it, already.

    A call as a whole is no moment: two criteria may each be about all of it.
    """
    for number, priority in enumerate(priorities, start=1):
        if any(_same(moment, shown) for shown in priority.moments):
            return number
    return None


def _same(one: CallMoment, other: CallMoment) -> bool:
    return (
        one.call_id == other.call_id
        and not (one.whole or other.whole)
        and one.start <= other.end
        and other.start <= one.end
    )
