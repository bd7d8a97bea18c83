"""A judgement as rows, and back."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import insert, select
from sqlmodel import Session, SQLModel, col

from audio_features.heard_call import HeardCall
from models.caller_style_rows import insert_styles, styles_by_card
from models.opinion_rows import (
    insert_opinions,
    notes_column,
    notes_of,
    opinions_by_finding,
    opinions_content,
)
from models.score_tables import EvidenceRow, FindingRow, PhaseRow, RubricVersion, ScorecardRow
from models.undertaking_rows import (
    commitments_of,
    complaint_columns,
    complaint_of,
    insert_undertakings,
    refusals_of,
)
from scoring.findings import (
    CallerStyle,
    Evidence,
    Finding,
    MeasuredValue,
    Phase,
    RubricIdentity,
    Scorecard,
    ScoredCall,
    SectionScore,
)
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

#: Tables to insert into in bulk, without the mapper between.
_PHASES, _FINDINGS, _EVIDENCE = (
    SQLModel.metadata.tables[name] for name in ("phase", "finding", "evidence")
)


def content_hash(scored: ScoredCall) -> str:
    """SHA-256 of all that the judgement says: two with one hash say the same.

    Notes are no part of it: that a second judge could not be reached is no other judgement.
    """
    content = _CONTENT.dump_json(
        (
            scored.scorecard,
            scored.findings,
            scored.phases,
            scored.commitments,
            scored.refusals,
            scored.complaint,
            scored.caller_styles,
        ),
        exclude=_OPINIONS,
    )
    return hashlib.sha256(content + opinions_content(scored.findings)).hexdigest()


def insert_judgement(
    session: Session, *, call_pk: int, rubric_pk: int, scored: ScoredCall, content_sha256: str
) -> ScorecardRow:
    """Add the scorecard as the current one with its phases, findings and styles."""
    card = scored.scorecard
    row = ScorecardRow(
        call_pk=call_pk,
        rubric_pk=rubric_pk,
        points=card.points,
        possible=card.possible,
        score=card.score,
        band=card.band,
        passed=card.passed,
        critical_failures=list(card.critical_failures),
        sections=[asdict(section) for section in card.sections],
        notes=notes_column(scored.notes),
        content_sha256=content_sha256,
        is_current=True,
        **complaint_columns(scored.complaint),
    )
    session.add(row)
    session.flush()
    phases = [
        {"scorecard_pk": row.id, "position": position, **asdict(phase)}
        for position, phase in enumerate(scored.phases)
    ]
    if phases:
        session.execute(insert(_PHASES), phases)
    _insert_findings(session, scorecard_pk=row.id, findings=scored.findings)
    insert_undertakings(
        session,
        scorecard_pk=row.id,
        commitments=scored.commitments,
        refusals=scored.refusals,
    )
    insert_styles(session, scorecard_pk=row.id, styles=scored.caller_styles)
    return row


def _insert_findings(
    session: Session, *, scorecard_pk: int | None, findings: Sequence[Finding]
) -> None:
    if not findings:
        return
    rows = [
        {
            "scorecard_pk": scorecard_pk,
            "position": position,
            "criterion": finding.criterion,
            "verdict": finding.verdict,
            "points": finding.points,
            "possible": finding.possible,
            "confidence": finding.confidence,
            "reason": finding.reason,
        }
        for position, finding in enumerate(findings)
    ]
    statement = insert(_FINDINGS).returning(_FINDINGS.c.id, sort_by_parameter_order=True)
    keys = session.scalars(statement, rows).all()
    evidence = [
        {
            "finding_pk": key,
            "position": position,
            "start": piece.start,
            "end": piece.end,
            "party": piece.party,
            "quote": piece.quote,
            "measure": None if piece.measure is None else asdict(piece.measure),
        }
        for key, finding in zip(keys, findings, strict=True)
        for position, piece in enumerate(finding.evidence)
    ]
    if evidence:
        session.execute(insert(_EVIDENCE), evidence)
    insert_opinions(session, keys, findings)


def scored_calls(
    session: Session, cards: Sequence[ScorecardRow], heard: Sequence[HeardCall]
) -> tuple[ScoredCall, ...]:
    """The scored calls of `cards`, the call of each at the same place in `heard`."""
    keys = [card.id for card in cards if card.id is not None]
    rubrics = _rubrics(session, {card.rubric_pk for card in cards})
    phases = _phases(session, keys)
    findings = _findings(session, keys)
    commitments, refusals = commitments_of(session, keys), refusals_of(session, keys)
    styles = styles_by_card(session, keys)
    return tuple(
        ScoredCall(
            heard=call,
            phases=tuple(phases[card.id]),
            findings=tuple(findings[card.id]),
            scorecard=Scorecard(
                points=card.points,
                possible=card.possible,
                score=card.score,
                critical_failures=tuple(card.critical_failures),
                sections=tuple(SectionScore(**section) for section in card.sections),
                rubric=rubrics[card.rubric_pk],
                band=card.band,
                passed=card.passed,
            ),
            commitments=commitments[card.id],
            refusals=refusals[card.id],
            complaint=complaint_of(card),
            caller_styles=styles.get(card.id, ()),
            notes=notes_of(card),
        )
        for card, call in zip(cards, heard, strict=True)
        if card.id is not None
    )


def _rubrics(session: Session, keys: set[int]) -> dict[int, RubricIdentity]:
    query = select(
        col(RubricVersion.id),
        col(RubricVersion.rubric_id),
        col(RubricVersion.version),
        col(RubricVersion.sha256),
    ).where(col(RubricVersion.id).in_(keys))
    return {
        key: RubricIdentity(id=rubric_id, version=version, sha256=sha256)
        for key, rubric_id, version, sha256 in session.execute(query)
        if key is not None
    }


def _phases(session: Session, keys: Sequence[int]) -> defaultdict[int, list[Phase]]:
    table: Any = PhaseRow
    query = (
        select(table.scorecard_pk, table.name, table.start, table.end)
        .where(table.scorecard_pk.in_(keys))
        .order_by(table.scorecard_pk, table.position)
    )
    grouped: defaultdict[int, list[Phase]] = defaultdict(list)
    for key, name, start, end in session.execute(query):
        grouped[key].append(Phase(name=name, start=start, end=end))
    return grouped


def _findings(session: Session, keys: Sequence[int]) -> defaultdict[int, list[Finding]]:
    evidence, opinions = _evidence(session, keys), opinions_by_finding(session, keys)
    table: Any = FindingRow
    query = (
        select(
            table.scorecard_pk,
            table.id,
            table.criterion,
            table.verdict,
            table.points,
            table.possible,
            table.confidence,
            table.reason,
        )
        .where(table.scorecard_pk.in_(keys))
        .order_by(table.scorecard_pk, table.position)
    )
    grouped: defaultdict[int, list[Finding]] = defaultdict(list)
    for key, finding, criterion, verdict, points, possible, confidence, reason in session.execute(
        query
    ):
        grouped[key].append(
            Finding(
                criterion=criterion,
                verdict=verdict,
                points=points,
                possible=possible,
                confidence=confidence,
                reason=reason,
                evidence=tuple(evidence[finding]),
                opinion=opinions.get(finding),
            )
        )
    return grouped


def _evidence(session: Session, keys: Sequence[int]) -> defaultdict[int, list[Evidence]]:
    table: Any = EvidenceRow
    query = (
        select(table.finding_pk, table.start, table.end, table.party, table.quote, table.measure)
        .join(FindingRow, table.finding_pk == col(FindingRow.id))
        .where(col(FindingRow.scorecard_pk).in_(keys))
        .order_by(table.finding_pk, table.position)
    )
    grouped: defaultdict[int, list[Evidence]] = defaultdict(list)
    for key, start, end, party, quote, measure in session.execute(query):
        grouped[key].append(
            Evidence(
                start=start,
                end=end,
                party=party,
                quote=quote,
                measure=None if measure is None else MeasuredValue(**measure),
            )
        )
    return grouped
