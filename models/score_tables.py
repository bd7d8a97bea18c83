"""Tables of what it means: rubric versions, scorecards with their findings, coaching."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.call_tables import JsonObject, part_of_call
from models.columns import JSON_DOCUMENT, JSON_OR_NULL, UtcDateTime, utc_now


class RubricVersion(SQLModel, table=True):
    """A rubric as it was when it judged, word for word."""

    __tablename__ = "rubric_version"

    id: int | None = Field(default=None, primary_key=True)
    rubric_id: str
    version: str
    sha256: str = Field(unique=True)
    yaml_text: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(
        default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False)
    )


class ScorecardRow(SQLModel, table=True):
    """One judgement of one call. Earlier ones stay; exactly one of a call is current."""

    __tablename__ = "scorecard"
    __table_args__ = (
        Index(
            "ix_scorecard_one_current",
            "call_pk",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    call_pk: int = part_of_call()
    rubric_pk: int = Field(foreign_key="rubric_version.id", index=True)
    points: float = Field(sa_column=Column(Double, nullable=False))
    possible: float = Field(sa_column=Column(Double, nullable=False))
    score: float | None = Field(default=None, sa_column=Column(Double, nullable=True))
    band: str | None = None
    passed: bool | None = None
    critical_failures: list[str] = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))
    sections: list[JsonObject] = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))
    complaint_kind: str | None = Field(default=None, index=True)
    complaint_confidence: float | None = Field(
        default=None, sa_column=Column(Double, nullable=True)
    )
    complaint_evidence: list[JsonObject] | None = Field(
        default=None, sa_column=Column(JSON_OR_NULL, nullable=True)
    )
    notes: list[JsonObject] | None = Field(
        default=None, sa_column=Column(JSON_OR_NULL, nullable=True)
    )
    content_sha256: str
    #: Fingerprint of the program that judged; None where it was not kept.
    judged_with: str | None = None
    is_current: bool
    created_at: datetime = Field(
        default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False, index=True)
    )


def part_of_scorecard() -> Any:
    """Foreign key to the scorecard that a row belongs to."""
    return Field(
        sa_column=Column(
            Integer, ForeignKey("scorecard.id", ondelete="CASCADE"), nullable=False, index=True
        )
    )


class PhaseRow(SQLModel, table=True):
    """One phase of the service cycle, as this judgement saw it."""

    __tablename__ = "phase"

    id: int | None = Field(default=None, primary_key=True)
    scorecard_pk: int = part_of_scorecard()
    position: int
    name: str
    start: float = Field(sa_column=Column(Double, nullable=False))
    end: float = Field(sa_column=Column(Double, nullable=False))


class FindingRow(SQLModel, table=True):
    """The verdict on one criterion."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("scorecard_pk", "criterion"),
        Index("ix_finding_criterion_verdict", "criterion", "verdict"),
    )

    id: int | None = Field(default=None, primary_key=True)
    scorecard_pk: int = part_of_scorecard()
    position: int
    criterion: str
    verdict: str
    points: float = Field(sa_column=Column(Double, nullable=False))
    possible: float = Field(sa_column=Column(Double, nullable=False))
    confidence: float = Field(sa_column=Column(Double, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    #: Share of the points earned, whatever they are; None where it was not kept.
    credit: float | None = Field(default=None, sa_column=Column(Double, nullable=True))


class EvidenceRow(SQLModel, table=True):
    """A moment that a finding rests on; `measure` holds name, value, unit, threshold."""

    __tablename__ = "evidence"

    id: int | None = Field(default=None, primary_key=True)
    finding_pk: int = Field(
        sa_column=Column(
            Integer, ForeignKey("finding.id", ondelete="CASCADE"), nullable=False, index=True
        )
    )
    position: int
    start: float = Field(sa_column=Column(Double, nullable=False))
    end: float = Field(sa_column=Column(Double, nullable=False))
    party: str | None = None
    quote: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    measure: JsonObject | None = Field(default=None, sa_column=Column(JSON_OR_NULL, nullable=True))


class CallerStyleRow(SQLModel, table=True):
    """A way in which the caller spoke, as this judgement saw it.

    `evidence` are objects of start, end, party, quote, measure; `advice` of advice, kind, state,
    criteria.
    """

    __tablename__ = "caller_style"
    __table_args__ = (UniqueConstraint("scorecard_pk", "style"),)

    id: int | None = Field(default=None, primary_key=True)
    scorecard_pk: int = part_of_scorecard()
    position: int
    style: str = Field(index=True)
    confidence: float = Field(sa_column=Column(Double, nullable=False))
    evidence: list[JsonObject] = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))
    advice: list[JsonObject] = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))


class KeptWordsRow(SQLModel, table=True):
    """What was found in the words of a call, so that judging it again reads nothing.

    `judged_with` is the program that found it, `intents_sha256` tells the intents it looked for;
    `content` is JSON that `scoring.kept_words` alone understands.
    """

    __tablename__ = "kept_words"

    call_pk: int = Field(
        sa_column=Column(Integer, ForeignKey("call.id", ondelete="CASCADE"), primary_key=True)
    )
    judged_with: str
    intents_sha256: str
    content: str = Field(sa_column=Column(Text, nullable=False))


class CoachingRecord(SQLModel, table=True):
    """A coaching report as it was given, so that the next one can follow it up."""

    __tablename__ = "coaching_record"
    __table_args__ = (Index("ix_coaching_agent_created", "agent_id", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    agent_id: str = Field(foreign_key="agent.agent_id")
    period_start: datetime | None = Field(
        default=None, sa_column=Column(UtcDateTime, nullable=True)
    )
    period_end: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    document: JsonObject = Field(sa_column=Column(JSON_DOCUMENT, nullable=False))
    created_at: datetime = Field(
        default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False)
    )
