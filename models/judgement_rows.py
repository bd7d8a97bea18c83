"""Judgements of many calls added at once: a few statements for all of them, not for each."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import insert, select
from sqlmodel import Session, SQLModel, col

from models.caller_style_rows import style_rows
from models.columns import utc_now
from models.opinion_rows import notes_column, opinion_rows, opinions_content
from models.score_tables import FindingRow, ScorecardRow
from models.undertaking_rows import commitment_rows, complaint_columns, refusal_rows
from scoring.findings import CallerStyle, Finding, Judgement, MeasuredValue, Phase, Scorecard
from scoring.undertakings import Commitment, Complaint, Refusal

_CONTENT = TypeAdapter(
    tuple[
        Scorecard,
        tuple[Finding, ...],
        tuple[Phase, ...],
        tuple[Commitment, ...],
        tuple[Refusal, ...],
        Complaint | None,
        tuple[CallerStyle, ...],
    ]
)

#: Opinions are added where there are any: judgements of before there were keep their hash.
_OPINIONS: Any = {1: {"__all__": {"opinion"}}}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A judgement to add to a call, by the stored rubric `rubric_pk`."""

    call_pk: int
    rubric_pk: int
    judgement: Judgement
    content_sha256: str


def content_hash(judgement: Judgement) -> str:
    """SHA-256 of all that the judgement says: two with one hash say the same.

    Notes are no part of it: that a second judge could not be reached is no other judgement.
    """
    content = _CONTENT.dump_json(
        (
            judgement.scorecard,
            judgement.findings,
            judgement.phases,
            judgement.commitments,
            judgement.refusals,
            judgement.complaint,
            judgement.caller_styles,
        ),
        exclude=_OPINIONS,
    )
    return hashlib.sha256(content + opinions_content(judgement.findings)).hexdigest()


def insert_judgements(
    session: Session, cards: Sequence[NewCard], *, judged_with: str | None
) -> None:
    """Add the scorecards as the current ones of their calls, which have none, with all parts."""
    if not cards:
        return
    _insert(session, "scorecard", [_card_columns(card, judged_with) for card in cards])
    keys = _card_keys(session, cards)
    keyed = [(keys[card.call_pk], card.judgement) for card in cards]
    for table, rows_of in (
        ("phase", _phase_rows),
        ("finding", _finding_rows),
        ("commitment", commitment_rows),
        ("refusal", refusal_rows),
        ("caller_style", style_rows),
    ):
        _insert(
            session,
            table,
            [
                {"scorecard_pk": key, "position": position, **row}
                for key, judgement in keyed
                for position, row in enumerate(rows_of(judgement))
            ],
        )
    findings = _finding_keys(session, keyed)
    _insert(session, "evidence", list(_evidence_rows(findings)))
    _insert(session, "opinion", opinion_rows(findings))


def measure_columns(measure: MeasuredValue) -> Row:
    """The number of a piece of evidence as JSON."""
    return {
        "name": measure.name,
        "value": measure.value,
        "unit": measure.unit,
        "threshold": measure.threshold,
    }


def _insert(session: Session, table: str, rows: Sequence[Row]) -> None:
    """Insert without the mapper between."""
    if rows:
        session.connection().execute(insert(SQLModel.metadata.tables[table]), rows)


def _card_columns(card: NewCard, judged_with: str | None) -> Row:
    total = card.judgement.scorecard
    nothing = {"complaint_kind": None, "complaint_confidence": None, "complaint_evidence": None}
    return {
        "call_pk": card.call_pk,
        "rubric_pk": card.rubric_pk,
        "points": total.points,
        "possible": total.possible,
        "score": total.score,
        "band": total.band,
        "passed": total.passed,
        "critical_failures": list(total.critical_failures),
        "sections": [
            {"id": section.id, "points": section.points, "possible": section.possible}
            for section in total.sections
        ],
        "content_sha256": card.content_sha256,
        "notes": notes_column(card.judgement.notes),
        "judged_with": judged_with,
        "is_current": True,
        "created_at": utc_now(),
        **nothing,
        **complaint_columns(card.judgement.complaint),
    }


def _card_keys(session: Session, cards: Sequence[NewCard]) -> dict[int, int]:
    """Key of the current scorecard by that of its call: asked for at once, not row by row."""
    table: Any = ScorecardRow
    query = select(table.call_pk, table.id).where(
        table.call_pk.in_([card.call_pk for card in cards]), table.is_current
    )
    return {row.call_pk: row.id for row in session.execute(query)}


def _phase_rows(judgement: Judgement) -> list[Row]:
    return [{"name": one.name, "start": one.start, "end": one.end} for one in judgement.phases]


def _finding_rows(judgement: Judgement) -> list[Row]:
    return [
        {
            "criterion": finding.criterion,
            "verdict": finding.verdict,
            "points": finding.points,
            "possible": finding.possible,
            "confidence": finding.confidence,
            "reason": finding.reason,
            "credit": finding.credit,
        }
        for finding in judgement.findings
    ]


def _finding_keys(
    session: Session, keyed: Sequence[tuple[int, Judgement]]
) -> list[tuple[int, Finding]]:
    """Each finding of these scorecards with its key: stored by now, and asked for at once."""
    query = select(col(FindingRow.scorecard_pk), col(FindingRow.criterion), col(FindingRow.id))
    found = session.execute(query.where(col(FindingRow.scorecard_pk).in_([k for k, _ in keyed])))
    keys = {(card, criterion): key for card, criterion, key in found if key is not None}
    return [
        (keys[card, finding.criterion], finding)
        for card, judgement in keyed
        for finding in judgement.findings
    ]


def _evidence_rows(findings: Sequence[tuple[int, Finding]]) -> Iterator[Row]:
    """What findings, which have these keys, rest on."""
    for key, finding in findings:
        for position, piece in enumerate(finding.evidence):
            yield {
                "finding_pk": key,
                "position": position,
                "start": piece.start,
                "end": piece.end,
                "party": piece.party,
                "quote": piece.quote,
                "measure": None if piece.measure is None else measure_columns(piece.measure),
            }
