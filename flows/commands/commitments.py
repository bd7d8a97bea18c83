"""`escucha commitments`: what agents undertook, for whoever sees to it that it is done."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from audio_features.errors import ConfigurationError
from flows.commands.known_agents import refuse_unknown_agent
from flows.commands.session import start
from flows.commands.terminal import add_texts, output, parse_since

if TYPE_CHECKING:
    from scoring.undertakings import AgentCommitment


def commitments(
    context: typer.Context,
    agent: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what this agent undertook.")
    ] = None,
    due_after: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Only what is due from this day on, in this machine's time."
        ),
    ] = None,
    due_before: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Only what was due before this day, in this machine's time."
        ),
    ] = None,
) -> None:
    """List what agents undertook on stored calls, the soonest due first.

    Nobody tells Escucha what was done: what was kept in time is among them.
    """
    start(context)
    after = parse_since(due_after, given_by="--due-after")
    before = parse_since(due_before, given_by="--due-before")

    _refuse_empty_stretch(after, before)

    from flows import workplace
    from models import store
    from models.database import reading
    from models.follow_ups import agent_commitments

    with reading(workplace.database()) as session:
        if not store.has_calls(session):
            output().print("No call is stored yet; run `escucha analyze` first.", markup=False)
            return
        if agent is not None:
            refuse_unknown_agent(agent, store.agents(session))
        found = agent_commitments(session, agent_id=agent, due_after=after, due_before=before)
    if not found:
        output().print("No commitments of agents are stored that fit.")
        return
    table = Table("due", "agent", "undertook", "said about when", "call")
    for one in found:
        add_texts(table, *_row(one))
    output().print(table)


def _refuse_empty_stretch(after: datetime | None, before: datetime | None) -> None:
    if after is not None and before is not None and after >= before:
        raise ConfigurationError(
            f"--due-after {after:%Y-%m-%d %H:%M}: is not before --due-before "
            f"{before:%Y-%m-%d %H:%M}, so that nothing can be due between them; give an earlier one"
        )


def _row(one: "AgentCommitment") -> tuple[str, ...]:
    deadline = one.commitment.deadline
    return (
        _shown(deadline.due_by if deadline else None, one.started_at),
        one.agent_id or "–",
        one.commitment.what,
        deadline.words if deadline else "–",
        one.call_id,
    )


def _shown(moment: datetime | None, started_at: datetime | None) -> str:
    """In the time zone of the call, as its page has it; of this machine where it had none."""
    if moment is None:
        return "–"
    zone = None if started_at is None else started_at.tzinfo
    return moment.astimezone(zone).isoformat(sep=" ", timespec="minutes")
