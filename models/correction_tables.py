"""Table of what people say of verdicts: another one, or the same, which confirms it."""

from datetime import datetime

from sqlalchemy import Column, Double, ForeignKey, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.call_tables import part_of_call
from models.columns import UtcDateTime, utc_now


class CorrectionRow(SQLModel, table=True):
    """One analyst's verdict on one criterion of one call, beside the machine's at that moment.

    It belongs to call and criterion, not to a finding: what a person heard holds whatever is
    judged anew later. Earlier ones of an analyst stay; the one of the latest `made_at` counts.
    """

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("call_pk", "criterion", "analyst", "made_at"),)

    id: int | None = Field(default=None, primary_key=True)
    call_pk: int = part_of_call()
    criterion: str = Field(index=True)
    verdict: str
    machine_verdict: str
    machine_confidence: float = Field(sa_column=Column(Double, nullable=False))
    rubric_pk: int = Field(
        sa_column=Column(Integer, ForeignKey("rubric_version.id"), nullable=False, index=True)
    )
    comment: str = Field(sa_column=Column(Text, nullable=False))
    analyst: str
    start: float | None = Field(default=None, sa_column=Column(Double, nullable=True))
    end: float | None = Field(default=None, sa_column=Column(Double, nullable=True))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    created_at: datetime = Field(
        default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False)
    )
