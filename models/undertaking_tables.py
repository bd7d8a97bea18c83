"""Tables of what was undertaken and refused on a call, as one judgement heard it."""

from datetime import datetime

from sqlalchemy import Column, Double, Index, Text
from sqlmodel import Field, SQLModel

from models.call_tables import JsonObject
from models.columns import JSON_OR_NULL, UtcDateTime
from models.score_tables import part_of_scorecard


class CommitmentRow(SQLModel, table=True):
    """What agent or customer undertook; the words of the deadline, and the range they mean.

    `deadline` is null where nothing was said about when, `due_from` and `due_by` where it could
    not be dated; a `vague` deadline is none that anyone could be held to.
    """

    __tablename__ = "commitment"
    __table_args__ = (Index("ix_commitment_party_due_by", "party", "due_by"),)

    id: int | None = Field(default=None, primary_key=True)
    scorecard_pk: int = part_of_scorecard()
    position: int
    party: str
    what: str = Field(sa_column=Column(Text, nullable=False))
    deadline: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    vague: bool
    due_from: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    due_by: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    start: float = Field(sa_column=Column(Double, nullable=False))
    end: float = Field(sa_column=Column(Double, nullable=False))
    quote: str = Field(sa_column=Column(Text, nullable=False))
    confidence: float = Field(sa_column=Column(Double, nullable=False))


class RefusalRow(SQLModel, table=True):
    """A "no" of the agent; reason, alternative and the caller's answer as quotations."""

    __tablename__ = "refusal"

    id: int | None = Field(default=None, primary_key=True)
    scorecard_pk: int = part_of_scorecard()
    position: int
    start: float = Field(sa_column=Column(Double, nullable=False))
    end: float = Field(sa_column=Column(Double, nullable=False))
    quote: str = Field(sa_column=Column(Text, nullable=False))
    confidence: float = Field(sa_column=Column(Double, nullable=False))
    reason: JsonObject | None = Field(default=None, sa_column=Column(JSON_OR_NULL, nullable=True))
    alternative: JsonObject | None = Field(
        default=None, sa_column=Column(JSON_OR_NULL, nullable=True)
    )
    answer: str
    answer_evidence: JsonObject | None = Field(
        default=None, sa_column=Column(JSON_OR_NULL, nullable=True)
    )
    held_calmly: bool | None = None
