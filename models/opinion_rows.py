"""Opinions of a second judge as rows, and back; what it said of a call before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlmodel import Session, col

from models.call_tables import Call
from models.opinion_tables import OpinionRow
from models.score_tables import FindingRow, ScorecardRow
from scoring.findings import Evidence, Finding, Note, Opinion

_SAID = TypeAdapter(tuple[tuple[str, Opinion], ...])
_EVIDENCE = TypeAdapter(tuple[Evidence, ...])
_NOTES = TypeAdapter(tuple[Note, ...])


def opinions_content(findings: Iterable[Finding]) -> bytes:
    """What opinions say, for the hash of a judgement; empty where there are none."""
    said = tuple((one.criterion, one.opinion) for one in findings if one.opinion is not None)
    return _SAID.dump_json(said) if said else b""


def notes_column(notes: Sequence[Note]) -> list[dict[str, Any]] | None:
    """The notes of a judgement, None where there are none."""
    return [asdict(note) for note in notes] or None


def notes_of(card: ScorecardRow) -> tuple[Note, ...]:
    """The notes of a stored judgement."""
    return _NOTES.validate_python(card.notes or ())


def opinion_rows(findings: Sequence[tuple[int, Finding]]) -> list[dict[str, Any]]:
    """Rows of the opinions on `findings`, which have these keys."""
    return [
        {"finding_pk": key, **asdict(finding.opinion)}
        for key, finding in findings
        if finding.opinion is not None
    ]


def opinions_by_finding(session: Session, scorecards: Sequence[int]) -> dict[int, Opinion]:
    """Opinions on the findings of these scorecards, by the key of the finding."""
    table: Any = OpinionRow
    query = (
        select(table)
        .join(FindingRow, table.finding_pk == col(FindingRow.id))
        .where(col(FindingRow.scorecard_pk).in_(scorecards))
    )
    return {row.finding_pk: _opinion(row) for row in session.execute(query).scalars()}


def opinions_of_calls(
    session: Session, *, call_ids: Sequence[str], model: str
) -> dict[str, tuple[Opinion, ...]]:
    """All that `model` ever said of each of these calls, the newest last."""
    table: Any = OpinionRow
    query = (
        select(col(Call.call_id), table)
        .join(ScorecardRow, col(ScorecardRow.call_pk) == col(Call.id))
        .join(FindingRow, col(FindingRow.scorecard_pk) == col(ScorecardRow.id))
        .join(table, table.finding_pk == col(FindingRow.id))
        .where(col(Call.call_id).in_(call_ids), table.model == model)
        .order_by(table.id)
    )
    grouped: defaultdict[str, list[Opinion]] = defaultdict(list)
    for call_id, row in session.execute(query):
        grouped[call_id].append(_opinion(row))
    return {call_id: tuple(said) for call_id, said in grouped.items()}


def _opinion(row: Any) -> Opinion:
    return Opinion(
        verdict=row.verdict,
        reason=row.reason,
        evidence=_EVIDENCE.validate_python(row.evidence),
        model=row.model,
        prompt_version=row.prompt_version,
        question_sha256=row.question_sha256,
        own_verdict=row.own_verdict,
        own_confidence=row.own_confidence,
        own_reason=row.own_reason,
    )
