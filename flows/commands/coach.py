"""`escucha coach`: coaching reports for agents."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from audio_features.errors import ConfigurationError
from flows.commands.arguments import Out, Since
from flows.commands.session import start
from flows.commands.terminal import (
    add_texts,
    chosen_settings,
    output,
    parse_since,
    say_warning,
    shown_progress,
    shown_score,
    writable_folder,
)

if TYPE_CHECKING:
    from flows.coach import CoachingRun


def coach(
    context: typer.Context,
    agent: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this agent; else all with calls.")
    ] = None,
    since: Since = None,
    out: Out = Path("escucha_reports/coaching"),
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language of the reports: es, en.")
    ] = None,
) -> None:
    """Write a coaching report for each agent."""
    settings = start(context)
    chosen_settings(settings, country=None, language=language)
    moment = parse_since(since)

    from flows import workplace
    from flows.coach import coach as coach_flow

    workplace.rubric(None)
    workplace.database()
    writable_folder(out)
    with shown_progress():
        run = coach_flow(agent, moment, str(out), language)
    for line in left_out(run):
        say_warning(line)
    if not run.agents and agent is not None:
        raise ConfigurationError(
            f"--agent {agent}: has no stored calls in this period; "
            "check the id in the data beside the recordings"
        )
    console = output()
    if not run.agents:
        console.print("No stored calls name an agent_id, so there is nobody to coach.")
        return
    table = Table("agent", "calls", "score", "priorities", "report")
    for report in run.agents:
        add_texts(
            table,
            report.name or report.agent_id,
            str(report.calls),
            shown_score(report.score),
            str(report.priorities),
            report.report,
        )
    console.print(table)


def left_out(run: "CoachingRun") -> Iterator[str]:
    """What to know of calls of the period that are in no report."""
    if run.by_other_rubrics:
        yield (
            f"{run.by_other_rubrics} calls were judged by another rubric than the latest and are "
            "left out; `escucha rescore` brings them along"
        )
    if run.without_agent:
        yield (
            f"{run.without_agent} calls name no agent_id and are left out; "
            "name it in the data beside the recordings"
        )
