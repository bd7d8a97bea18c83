"""Bookkeeping of the nightly batch."""

from typing import Literal

from sqlalchemy import select, update
from sqlmodel import Session, col

from models.batch_tables import Batch, BatchItem
from models.columns import utc_now

ItemStatus = Literal["done", "failed", "skipped"]
BatchStatus = Literal["running", "finished", "interrupted"]


def start_batch(session: Session, *, source: str) -> int:
    """Open a batch over `source`; return its number."""
    batch = Batch(source=source, status="running")
    session.add(batch)
    session.flush()
    if batch.id is None:
        raise LookupError("the database gave the new batch no number")
    return batch.id


def record_item(
    session: Session,
    *,
    batch: int,
    path: str,
    status: ItemStatus,
    sha256: str | None = None,
    call_id: str | None = None,
    error: str | None = None,
) -> None:
    """Write down how one recording went."""
    session.add(
        BatchItem(
            batch_pk=batch, path=path, sha256=sha256, call_id=call_id, status=status, error=error
        )
    )


def finish_batch(session: Session, *, batch: int, status: BatchStatus) -> None:
    """Close a batch."""
    session.execute(
        update(Batch).where(col(Batch.id) == batch).values(status=status, finished_at=utc_now())
    )


def batch_items(session: Session, *, batch: int) -> tuple[BatchItem, ...]:
    """Every recording of one batch, in the order they went."""
    query = select(BatchItem).where(col(BatchItem.batch_pk) == batch).order_by(col(BatchItem.id))
    return tuple(session.execute(query).scalars())
