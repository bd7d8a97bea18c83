"""Tables of the nightly batch: what it met and how each recording went."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime, utc_now


class Batch(SQLModel, table=True):
    """One run over a source; `status` is running, finished or interrupted."""

    __tablename__ = "batch"

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(sa_column=Column(Text, nullable=False))
    status: str = Field(index=True)
    started_at: datetime = Field(
        default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False)
    )
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class BatchItem(SQLModel, table=True):
    """One recording of one batch; `status` is done, failed or skipped."""

    __tablename__ = "batch_item"

    id: int | None = Field(default=None, primary_key=True)
    batch_pk: int = Field(
        sa_column=Column(
            Integer, ForeignKey("batch.id", ondelete="CASCADE"), nullable=False, index=True
        )
    )
    path: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str | None = Field(default=None, index=True)
    call_id: str | None = None
    status: str
    error: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    created_at: datetime = Field(
        default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False)
    )
