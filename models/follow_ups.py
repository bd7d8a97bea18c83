"""What agents have undertaken, for whoever sees to it that it is done."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from audio_features.call_metadata import CallMetadata
from models.call_tables import Call
from models.score_tables import ScorecardRow
from models.undertaking_rows import commitment_of
from models.undertaking_tables import CommitmentRow
from scoring.undertakings import AgentCommitment


def agent_commitments(
    session: Session,
    *,
    agent_id: str | None = None,
    due_after: datetime | None = None,
    due_before: datetime | None = None,
) -> tuple[AgentCommitment, ...]:
    """What agents undertook, by when it is due, undated ones last.

    The moments of their deadlines are in UTC. As the calls are judged now: earlier scorecards don't
    count. `due_after` and `due_before`
    (aware) keep those whose last moment lies between them, which undated ones never do: what is
    still open is due after now, what is overdue before. Nobody tells Escucha what was done, so
    what was kept in time is among them.
    """
    due = col(CommitmentRow.due_by)
    query: Any = select(CommitmentRow, Call.call_id, Call.agent_id, Call.details)  # type: ignore[call-overload]
    query = (
        query.join(ScorecardRow, col(CommitmentRow.scorecard_pk) == col(ScorecardRow.id))
        .join(Call, col(ScorecardRow.call_pk) == col(Call.id))
        .where(col(ScorecardRow.is_current), col(CommitmentRow.party) == "agent")
        .order_by(due.is_(None), due, col(Call.call_id), col(CommitmentRow.position))
    )
    if agent_id is not None:
        query = query.where(col(Call.agent_id) == agent_id)
    if due_after is not None:
        query = query.where(due >= due_after)
    if due_before is not None:
        query = query.where(due <= due_before)
    return tuple(
        AgentCommitment(
            call_id=call_id,
            agent_id=agent,
            started_at=CallMetadata.model_validate(details).started_at,
            commitment=commitment_of(row),
        )
        for row, call_id, agent, details in session.execute(query)
    )
