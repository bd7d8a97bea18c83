"""Tables of what was heard: agents, calls, turns, events, measures."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, Text
from sqlmodel import Field, SQLModel

from models.columns import JSON_DOCUMENT, UtcDateTime, utc_now

JsonObject = dict[str, Any]


class Agent(SQLModel, table=True):
    """A person who answers calls; name and team are the last ones seen beside a recording."""

    __tablename__ = "agent"

    agent_id: str = Field(primary_key=True)
    name: str | None = None
    team: str | None = Field(default=None, index=True)
    created_at: datetime = Field(
        default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False)
    )


class Call(SQLModel, table=True):
    """One call; `call_id` is its public name, `fingerprint` says what it was listened to with."""

    __tablename__ = "call"

    id: int | None = Field(default=None, primary_key=True)
    call_id: str = Field(unique=True)
    agent_id: str | None = Field(default=None, foreign_key="agent.agent_id", index=True)
    path: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str = Field(index=True)
    seconds: float = Field(sa_column=Column(Double, nullable=False))
    sample_rate_hz: int
    channels: int
    codec: str
    language: str
    country: str
    started_at: datetime | None = Field(
        default=None, sa_column=Column(UtcDateTime, nullable=True, index=True)
    )
    details: JsonObject = Field(sa_column=Column("metadata", JSON_DOCUMENT, nullable=False))
    roles: JsonObject = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))
    engines: list[JsonObject] = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))
    fingerprint: str
    created_at: datetime = Field(
        default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False)
    )
    analysed_at: datetime = Field(
        default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False, index=True)
    )


def part_of_call() -> Any:
    """Foreign key to the call that a row belongs to; the row goes when the call goes."""
    return Field(
        sa_column=Column(
            Integer, ForeignKey("call.id", ondelete="CASCADE"), nullable=False, index=True
        )
    )


class TurnRow(SQLModel, table=True):
    """One turn; `words` are objects of word, start, end, confidence."""

    __tablename__ = "turn"

    id: int | None = Field(default=None, primary_key=True)
    call_pk: int = part_of_call()
    position: int
    party: str
    start: float = Field(sa_column=Column(Double, nullable=False))
    end: float = Field(sa_column=Column(Double, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    confidence: float = Field(sa_column=Column(Double, nullable=False))
    words: list[JsonObject] = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))


class EventRow(SQLModel, table=True):
    """One event; attributes as the data contract names them."""

    __tablename__ = "event"

    id: int | None = Field(default=None, primary_key=True)
    call_pk: int = part_of_call()
    position: int
    kind: str = Field(index=True)
    party: str | None = None
    start: float = Field(sa_column=Column(Double, nullable=False))
    end: float = Field(sa_column=Column(Double, nullable=False))
    confidence: float = Field(sa_column=Column(Double, nullable=False))
    attributes: JsonObject = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))


class MeasureRow(SQLModel, table=True):
    """One measured number."""

    __tablename__ = "measure"
    __table_args__ = (Index("ix_measure_name_party", "name", "party"),)

    id: int | None = Field(default=None, primary_key=True)
    call_pk: int = part_of_call()
    position: int
    name: str
    party: str | None = None
    value: float = Field(sa_column=Column(Double, nullable=False))
    unit: str
    start: float = Field(sa_column=Column(Double, nullable=False))
    end: float = Field(sa_column=Column(Double, nullable=False))
