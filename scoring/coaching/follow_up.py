"""What became of the last goals, what to say thank you for, and what to do next."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import format_number, format_percent
from scoring.coaching.report import (
    CallMoment,
    CoachingReport,
    FollowUp,
    Goal,
    Outcome,
    Pool,
    Priority,
    Recognition,
    Strength,
)
from scoring.coaching.tally import Tally
from scoring.findings import ScoredCall

#: A rise of the score below this many points is not worth a sentence (our choice).
_NOTABLE_RISE = 2
#: A call is praised from this score on (our choice).
_PRAISED_SCORE = 75.0
#: Share of calls (0–1) by which a strength must lead the team's to be named as ahead (our choice).
_NOTABLE_LEAD = 0.1


def follow_up_goals(
    previous: CoachingReport | None, own: Mapping[str, Tally], catalogue: Catalogue
) -> tuple[FollowUp, ...]:
    """Every goal of the last report, counted on this period's calls."""
    goals = () if previous is None else tuple(item.goal for item in previous.priorities)
    return tuple(_follow_up(goal, own, catalogue) for goal in goals)


def _follow_up(goal: Goal, own: Mapping[str, Tally], catalogue: Catalogue) -> FollowUp:
    entry = own.get(goal.criterion, Tally(criterion=goal.criterion))
    judged = len(entry.judged)
    sentences = [catalogue.text("follow_up.was", met=goal.met, judged=goal.judged)]
    if judged:
        sentences.append(catalogue.count("follow_up.now", judged, met=entry.met))
    else:
        sentences.append(catalogue.text("follow_up.no_data_text"))
    return FollowUp(
        before=goal,
        met=entry.met,
        judged=judged,
        outcome=_outcome(goal, entry.met, judged),
        text=" ".join(sentences),
    )


def _outcome(goal: Goal, met: int, judged: int) -> Outcome:
    """Whole numbers only, so that nine of ten is nine of ten."""
    if judged == 0:
        return "no_data"
    if 10 * met >= goal.target_of_ten * judged:
        return "reached"
    return "closer" if met * goal.judged > goal.met * judged else "not_yet"


def recognise(
    calls: Sequence[ScoredCall],
    *,
    follow_ups: Sequence[FollowUp],
    strengths: Sequence[Strength],
    before: float | None,
    now: float | None,
    best_moment: Callable[[ScoredCall], CallMoment | None],
    catalogue: Catalogue,
) -> tuple[Recognition, ...]:
    """What deserves thanks: goals reached, a better score, a lead on the team, the best call.

    `best_moment` chooses what to hear of a call.
    """
    language = catalogue.language
    found = [
        Recognition(
            text=catalogue.text(
                "recognition.goal", label=item.before.label, met=item.met, judged=item.judged
            )
        )
        for item in follow_ups
        if item.outcome == "reached"
    ]
    if before is not None and now is not None and round(now) - round(before) >= _NOTABLE_RISE:
        text = catalogue.text(
            "recognition.improved",
            before=format_number(before, language, decimals=0),
            now=format_number(now, language, decimals=0),
        )
        found.append(Recognition(text=text))
    found += [
        Recognition(text=_ahead(strength, catalogue), moment=strength.moment)
        for strength in strengths[:1]
        if _lead(strength) >= _NOTABLE_LEAD
    ]
    scored = [call for call in calls if call.scorecard.score is not None]
    best = max(scored, key=lambda call: call.scorecard.score or 0.0, default=None)
    if best is not None and (best.scorecard.score or 0.0) >= _PRAISED_SCORE:
        found.append(_best_call(best, best_moment(best), catalogue))
    return tuple(found)


def _lead(strength: Strength) -> float:
    result = strength.result
    if not result.team_judged or not result.judged:
        return 0.0
    return result.met / result.judged - result.team_met / result.team_judged


def _ahead(strength: Strength, catalogue: Catalogue) -> str:
    result = strength.result
    return catalogue.text(
        "recognition.ahead",
        label=result.label,
        share=format_percent(100 * result.met / result.judged, catalogue.language),
        team=format_percent(100 * result.team_met / result.team_judged, catalogue.language),
    )


def _best_call(call: ScoredCall, moment: CallMoment | None, catalogue: Catalogue) -> Recognition:
    day = call.heard.metadata.started_at
    score = format_number(call.scorecard.score or 0.0, catalogue.language, decimals=0)
    whole = CallMoment(
        call_id=call.heard.call_id,
        start=0.0,
        end=call.heard.recording.seconds,
        day=None if day is None else day.date(),
        whole=True,
    )
    return Recognition(
        text=catalogue.text("recognition.best_call", score=score), moment=moment or whole
    )


def next_steps(
    priorities: Sequence[Priority], agent: Pool, catalogue: Catalogue
) -> tuple[str, ...]:
    """Few concrete things to do, in order."""
    if agent.calls == 0:
        return (catalogue.text("next_steps.wait"),)
    steps = [*_this_week(priorities, catalogue)] or [catalogue.text("next_steps.keep")]
    return (*steps, catalogue.text("next_steps.agree"))


def _this_week(priorities: Sequence[Priority], catalogue: Catalogue) -> Iterator[str]:
    """One exercise a week, in the order of the priorities: three at a time are none."""
    if not priorities:
        return
    first, *others = priorities
    if first.moments:
        yield catalogue.count("next_steps.listen", len(first.moments), label=first.result.label)
    yield catalogue.text(f"next_steps.exercise.{first.practice}")
    labels = [item.result.label for item in others]
    if len(labels) == 1:
        yield catalogue.text("next_steps.later.one", second=labels[0])
    elif labels:
        yield catalogue.text("next_steps.later.two", second=labels[0], third=labels[1])
    yield catalogue.text("next_steps.goals")
