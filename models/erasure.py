"""Deleting all that is stored of one call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, func, or_, select
from sqlmodel import Session, col

from models.batch_tables import BatchItem
from models.call_tables import Call, EventRow, MeasureRow, TurnRow
from models.correction_tables import CorrectionRow
from models.score_tables import CoachingRecord, KeptWordsRow, ScorecardRow

#: Coaching reports read at a time. Our choice.
_CHUNK_REPORTS = 100

#: What is counted of a call that is erased.
ErasedKind = Literal[
    "turns", "events", "measures", "scorecards", "kept words", "corrections", "batch items",
    "coaching reports",
]  # fmt: skip

_PARTS: tuple[tuple[ErasedKind, Any], ...] = (
    ("turns", TurnRow),
    ("events", EventRow),
    ("measures", MeasureRow),
    ("scorecards", ScorecardRow),
    ("kept words", KeptWordsRow),
    ("corrections", CorrectionRow),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedCall:
    """What was stored of a call and is gone: rows by kind; `coached` are the agents it is cited to.

    What was found in its words went with it, and a deleted scorecard took its phases, findings,
    evidence, opinions, commitments and refusals.
    """

    call_id: str
    path: str
    sha256: str
    agent_id: str | None
    rows: Mapping[ErasedKind, int]
    coached: tuple[str, ...]


def erase_call(session: Session, *, call_id: str) -> ErasedCall | None:
    """Delete the call from every table, with the coaching reports that cite it; None if unknown.

    Agents and rubrics stay: they tell nothing of the call.
    """
    query = select(Call).where(col(Call.call_id) == call_id).with_for_update()
    call = session.execute(query).scalar_one_or_none()
    if call is None:
        return None
    rows: dict[ErasedKind, int] = {name: _count(session, table, call.id) for name, table in _PARTS}
    rows["batch items"] = _erase_batch_items(session, call)
    coached = _erase_coaching(session, call_id)
    rows["coaching reports"] = len(coached)
    erased = ErasedCall(
        call_id=call_id,
        path=call.path,
        sha256=call.sha256,
        agent_id=call.agent_id,
        rows=rows,
        coached=tuple(sorted(set(coached))),
    )
    # Its parts go with it: every foreign key to a call, scorecard or finding cascades.
    session.execute(delete(Call).where(col(Call.id) == call.id))
    return erased


def cites(document: object, call_id: str) -> bool:
    """Whether a coaching document names the call anywhere."""
    if isinstance(document, Mapping):
        named = document.get("call_id") == call_id
        return named or any(cites(value, call_id) for value in document.values())
    return isinstance(document, list) and any(cites(value, call_id) for value in document)


def _count(session: Session, table: Any, call_pk: int | None) -> int:
    query = select(func.count()).select_from(table).where(table.call_pk == call_pk)
    counted: int = session.execute(query).scalar_one()
    return counted


def _erase_batch_items(session: Session, call: Call) -> int:
    """Items of the call, and those of its recording from before it had an id."""
    same_recording = or_(col(BatchItem.sha256) == call.sha256, col(BatchItem.path) == call.path)
    of_call = or_(
        col(BatchItem.call_id) == call.call_id,
        col(BatchItem.call_id).is_(None) & same_recording,
    )
    erased: Any = session.execute(delete(BatchItem).where(of_call))
    count: int = erased.rowcount
    return count


def _erase_coaching(session: Session, call_id: str) -> list[str]:
    """Delete the reports that cite the call; the agent of each."""
    query = select(
        col(CoachingRecord.id), col(CoachingRecord.agent_id), col(CoachingRecord.document)
    )
    found = [
        (key, agent_id)
        for chunk in session.execute(query).partitions(_CHUNK_REPORTS)
        for key, agent_id, document in chunk
        if cites(document, call_id)
    ]
    keys = [key for key, _ in found]
    session.execute(delete(CoachingRecord).where(col(CoachingRecord.id).in_(keys)))
    return [agent_id for _, agent_id in found]
