"""Coaching reports as they were given."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from models.call_tables import JsonObject
from models.score_tables import CoachingRecord


def save_coaching(
    session: Session,
    *,
    agent_id: str,
    document: JsonObject,
    period_start: datetime | None,
    period_end: datetime | None,
) -> None:
    """Keep a report; earlier ones of the agent stay."""
    session.add(
        CoachingRecord(
            agent_id=agent_id,
            document=document,
            period_start=period_start,
            period_end=period_end,
        )
    )


def latest_coaching(
    session: Session, *, agent_id: str, before: datetime | None = None
) -> CoachingRecord | None:
    """The report made last for the agent, or the one on the last period that ended by `before`."""
    query = select(CoachingRecord).where(col(CoachingRecord.agent_id) == agent_id)
    if before is not None:
        # The latest period: a report on an earlier one may have been made again since.
        ended = col(CoachingRecord.period_end)
        query = query.where(ended <= before).order_by(ended.desc())
    query = query.order_by(col(CoachingRecord.created_at).desc(), col(CoachingRecord.id).desc())
    return session.execute(query.limit(1)).scalars().first()
