"""Table of what a second judge said of findings."""

from sqlalchemy import Column, Double, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel

from models.call_tables import JsonObject
from models.columns import JSON_DOCUMENT


class OpinionRow(SQLModel, table=True):
    """A language model's opinion of one criterion on one call, with what our own check said.

    `evidence` are objects of start, end, party, quote, measure.
    """

    __tablename__ = "opinion"

    id: int | None = Field(default=None, primary_key=True)
    finding_pk: int = Field(
        sa_column=Column(
            Integer, ForeignKey("finding.id", ondelete="CASCADE"), nullable=False, unique=True
        )
    )
    verdict: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    evidence: list[JsonObject] = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))
    model: str
    prompt_version: str
    question_sha256: str
    own_verdict: str
    own_confidence: float = Field(sa_column=Column(Double, nullable=False))
    own_reason: str = Field(sa_column=Column(Text, nullable=False))
