"""Commitments, refusals and the kind of complaint as rows, and back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.score_tables import ScorecardRow
from models.undertaking_tables import CommitmentRow, RefusalRow
from scoring.findings import Judgement
from scoring.undertakings import Commitment, Complaint, Deadline, Quotation, Refusal


def complaint_columns(complaint: Complaint | None) -> dict[str, Any]:
    """The columns of a scorecard that say which kind of complaint the call was."""
    if complaint is None:
        return {}
    return {
        "complaint_kind": complaint.kind,
        "complaint_confidence": complaint.confidence,
        "complaint_evidence": [asdict(words) for words in complaint.evidence],
    }


def complaint_of(card: ScorecardRow) -> Complaint | None:
    """The kind of complaint on a scorecard; None on those made before it was looked for."""
    kind: Any = card.complaint_kind
    if kind is None or card.complaint_confidence is None:
        return None
    evidence = tuple(Quotation(**words) for words in card.complaint_evidence or ())
    return Complaint(kind=kind, confidence=card.complaint_confidence, evidence=evidence)


def commitment_rows(judgement: Judgement) -> list[dict[str, Any]]:
    """What was undertaken as rows, in order."""
    return [_commitment_columns(one) for one in judgement.commitments]


def refusal_rows(judgement: Judgement) -> list[dict[str, Any]]:
    """What was refused as rows, in order."""
    return [_refusal_columns(one) for one in judgement.refusals]


def commitments_of(
    session: Session, keys: Sequence[int]
) -> defaultdict[int, tuple[Commitment, ...]]:
    """The commitments of each of these scorecards, in order."""
    table: Any = CommitmentRow
    query = (
        select(CommitmentRow)
        .where(table.scorecard_pk.in_(keys))
        .order_by(table.scorecard_pk, table.position)
    )
    grouped: defaultdict[int, tuple[Commitment, ...]] = defaultdict(tuple)
    for row in session.execute(query).scalars():
        grouped[row.scorecard_pk] += (commitment_of(row),)
    return grouped


def commitment_of(row: CommitmentRow) -> Commitment:
    """One commitment as it was heard."""
    party: Any = row.party
    deadline = None
    if row.deadline is not None:
        deadline = Deadline(
            words=row.deadline, vague=row.vague, due_from=row.due_from, due_by=row.due_by
        )
    return Commitment(
        party=party,
        what=row.what,
        deadline=deadline,
        evidence=Quotation(start=row.start, end=row.end, party=party, quote=row.quote),
        confidence=row.confidence,
    )


def refusals_of(session: Session, keys: Sequence[int]) -> defaultdict[int, tuple[Refusal, ...]]:
    """The refusals of each of these scorecards, in order."""
    table: Any = RefusalRow
    query = (
        select(RefusalRow)
        .where(table.scorecard_pk.in_(keys))
        .order_by(table.scorecard_pk, table.position)
    )
    grouped: defaultdict[int, tuple[Refusal, ...]] = defaultdict(tuple)
    for row in session.execute(query).scalars():
        answer: Any = row.answer
        refusal = Refusal(
            evidence=Quotation(start=row.start, end=row.end, party="agent", quote=row.quote),
            confidence=row.confidence,
            reason=_quotation(row.reason),
            alternative=_quotation(row.alternative),
            answer=answer,
            answer_evidence=_quotation(row.answer_evidence),
            held_calmly=row.held_calmly,
        )
        grouped[row.scorecard_pk] += (refusal,)
    return grouped


def _quotation(words: Mapping[str, Any] | None) -> Quotation | None:
    return None if words is None else Quotation(**words)


def _words(words: Quotation | None) -> dict[str, Any] | None:
    return None if words is None else asdict(words)


def _commitment_columns(one: Commitment) -> dict[str, Any]:
    deadline = one.deadline
    return {
        "party": one.party,
        "what": one.what,
        "deadline": None if deadline is None else deadline.words,
        "vague": deadline is not None and deadline.vague,
        "due_from": None if deadline is None else deadline.due_from,
        "due_by": None if deadline is None else deadline.due_by,
        "start": one.evidence.start,
        "end": one.evidence.end,
        "quote": one.evidence.quote,
        "confidence": one.confidence,
    }


def _refusal_columns(one: Refusal) -> dict[str, Any]:
    return {
        "start": one.evidence.start,
        "end": one.evidence.end,
        "quote": one.evidence.quote,
        "confidence": one.confidence,
        "reason": _words(one.reason),
        "alternative": _words(one.alternative),
        "answer": one.answer,
        "answer_evidence": _words(one.answer_evidence),
        "held_calmly": one.held_calmly,
    }
