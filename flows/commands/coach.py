"""`escucha coach`: coaching reports for agents."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from audio_features.errors import ConfigurationError
from flows.commands.arguments import Out, Since
from flows.commands.known_agents import refuse_unknown_agent
from flows.commands.session import start
from flows.commands.terminal import (
    add_texts,
    chosen_settings,
    counted,
    output,
    parse_since,
    say_warning,
    say_where,
    shown_progress,
    shown_score,
    writable_folder,
)

if TYPE_CHECKING:
    from flows.coach import CoachingRun


#: Calls without an agent that a warning names. Our choice.
_MOST_NAMED = 5

#: An empty database is most often not the one that was meant.
_NO_CALLS = (
    "no stored calls, so there is nobody to coach: run `escucha analyze` first or, if you have, "
    "set ESCUCHA_DATA_DIR or ESCUCHA_DATABASE_URL as you did there"
)


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
    """Write a coaching report for each agent, and one for their teams."""
    settings = start(context)
    chosen_settings(settings, country=None, language=language)
    moment = parse_since(since)

    from flows import workplace
    from flows.coach import coach as coach_flow
    from models import store
    from models.database import reading

    workplace.rubrics(None)
    with reading(workplace.database()) as session:
        if not store.has_calls(session):
            raise ConfigurationError(_NO_CALLS)
        if agent is not None:
            refuse_unknown_agent(agent, store.agents(session))
    writable_folder(out)
    with shown_progress():
        run = coach_flow(agent, moment, str(out), language)
    for line in left_out(run):
        say_warning(line)
    if not run.agents and agent is not None:
        period = "" if since is None else f" since {since}"
        raise ConfigurationError(
            f"--agent {agent}: has no stored calls{period} that the latest rubric judged; leave "
            "--since out, or run `escucha rescore`"
        )
    if not run.agents:
        _say_nobody(run, since)
        return
    _show(run, out)


def _say_nobody(run: "CoachingRun", since: str | None) -> None:
    """Say why there is no report."""
    console = output()
    if run.without_agent or run.by_other_rubrics:
        console.print("No stored calls name an agent_id, so there is nobody to coach.")
        return
    period = "" if since is None else f" since {since}"
    console.print(f"No stored calls{period}, so there is nobody to coach.", markup=False)


def _show(run: "CoachingRun", out: Path) -> None:
    """The table of reports, and where they are."""
    table = Table()
    table.add_column("agent", overflow="fold")
    for name in ("calls", "score", "priorities"):
        table.add_column(name, justify="right")
    table.add_column("report", overflow="fold")
    for report in run.agents:
        add_texts(
            table,
            report.name or report.agent_id,
            str(report.calls),
            shown_score(report.score),
            str(report.priorities),
            Path(report.report).name,
        )
    console = output()
    console.print(table)
    if run.team is not None:
        console.print(f"For the supervisor: {run.team}", markup=False, soft_wrap=True)
    say_where([report.report for report in run.agents], out)


def left_out(run: "CoachingRun") -> Iterator[str]:
    """What to know of calls of the period that are in no report, and of what judged the others."""
    if run.judged_by:
        yield (
            f"the calls were last judged by {', '.join(run.judged_by)}, which is not the rubric of "
            "the settings; `escucha rescore` judges them by that one"
        )
    if run.by_other_rubrics:
        calls = counted(run.by_other_rubrics, "call was", "calls were")
        yield (
            f"{calls} judged by another rubric than the latest and left out; `escucha rescore` "
            "brings them along"
        )
    for agent, elsewhere in run.elsewhere.items():
        named = ", ".join(f"{calls} by {name}" for name, calls in sorted(elsewhere.items()))
        yield (
            f"{agent}: calls that other rubrics judge do not add up with the rest and are not in "
            f"the report: {named}"
        )
    for agent, names in run.several_names.items():
        yield (
            f"{agent}: its calls name {' and '.join(names)}; if these are two people, give each an "
            "agent_id of their own in the data beside the recordings and analyse again"
        )
    if run.without_agent:
        yield (
            f"no agent_id is known of {_some(run.without_agent)}, left out: name it in the data "
            "beside the recordings and analyse again"
        )


def _some(call_ids: Sequence[str]) -> str:
    """The first of these calls by name, the rest by number."""
    named = ", ".join(call_ids[:_MOST_NAMED])
    return f"{named} and {len(call_ids) - _MOST_NAMED} more" if call_ids[_MOST_NAMED:] else named
