"""`escucha rescore`: judge stored calls again."""

from typing import TYPE_CHECKING

import typer

from flows.commands.arguments import Rubric, Since
from flows.commands.session import start
from flows.commands.terminal import counted, output, parse_since, shown_progress, shown_score

if TYPE_CHECKING:
    from flows.rescore import RescoreSummary


def rescore(context: typer.Context, rubric: Rubric = None, since: Since = None) -> None:
    """Score stored calls again, without their audio; earlier scorecards are kept."""
    start(context)
    moment = parse_since(since)

    from flows import workplace
    from flows.changed_rubrics import refuse_changed
    from flows.rescore import rescore as rescore_flow

    chosen = None if rubric is None else str(rubric)
    refuse_changed(workplace.rubrics(chosen), workplace.database())
    with shown_progress():
        summary = rescore_flow(chosen, moment)
    console = output()
    if summary.calls == 0:
        none = "No stored calls to score" if since is None else f"No stored calls since {since}"
        console.print(f"{none}; run `escucha analyze` first.", markup=False, soft_wrap=True)
        return
    console.print(
        f"{counted(summary.calls, 'call')} judged by {summary.rubric}: "
        f"{counted(summary.changed, 'new scorecard')}, pooled score {_scores(summary)}",
        markup=False,
        soft_wrap=True,
    )


def _scores(summary: "RescoreSummary") -> str:
    """One score, or one of each rubric: their points do not add up."""
    if len(summary.pooled) == 1:
        return shown_score(next(iter(summary.pooled.values())).score)
    return ", ".join(
        f"{shown_score(pooled.score)} by {name} ({counted(pooled.calls, 'call')})"
        for name, pooled in summary.pooled.items()
    )
