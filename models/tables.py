"""Every table, in one place to import from; importing it fills `metadata`."""

from sqlmodel import SQLModel

from models.batch_tables import Batch, BatchItem
from models.call_tables import Agent, Call, EventRow, MeasureRow, TurnRow
from models.correction_tables import CorrectionRow
from models.opinion_tables import OpinionRow
from models.score_tables import (
    CallerStyleRow,
    CoachingRecord,
    EvidenceRow,
    FindingRow,
    KeptWordsRow,
    PhaseRow,
    RubricVersion,
    ScorecardRow,
)
from models.undertaking_tables import CommitmentRow, RefusalRow

__all__ = [
    "Agent",
    "Batch",
    "BatchItem",
    "Call",
    "CallerStyleRow",
    "CoachingRecord",
    "CommitmentRow",
    "CorrectionRow",
    "EventRow",
    "EvidenceRow",
    "FindingRow",
    "KeptWordsRow",
    "MeasureRow",
    "OpinionRow",
    "PhaseRow",
    "RefusalRow",
    "RubricVersion",
    "ScorecardRow",
    "TurnRow",
    "metadata",
]

metadata = SQLModel.metadata
