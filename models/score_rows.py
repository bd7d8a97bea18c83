"""Judgements out of their rows."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.caller_style_rows import styles_by_card
from models.opinion_rows import notes_of, opinions_by_finding
from models.score_tables import EvidenceRow, FindingRow, PhaseRow, RubricVersion, ScorecardRow
from models.undertaking_rows import commitments_of, complaint_of, refusals_of
from scoring.findings import (
    Evidence,
    Finding,
    Judgement,
    MeasuredValue,
    Phase,
    RubricIdentity,
    Scorecard,
    SectionScore,
)


def judgements_of(session: Session, cards: Sequence[ScorecardRow]) -> tuple[Judgement, ...]:
    """The judgements that `cards` stand for, in their order."""
    keys = [card.id for card in cards if card.id is not None]
    rubrics = _rubrics(session, {card.rubric_pk for card in cards})
    phases = _phases(session, keys)
    findings = _findings(session, keys)
    commitments, refusals = commitments_of(session, keys), refusals_of(session, keys)
    styles = styles_by_card(session, keys)
    return tuple(
        Judgement(
            phases=tuple(phases[card.id]),
            findings=tuple(findings[card.id]),
            scorecard=_scorecard(card, rubrics[card.rubric_pk]),
            commitments=commitments[card.id],
            refusals=refusals[card.id],
            complaint=complaint_of(card),
            caller_styles=styles.get(card.id, ()),
            notes=notes_of(card),
        )
        for card in cards
        if card.id is not None
    )


def _scorecard(card: ScorecardRow, rubric: RubricIdentity) -> Scorecard:
    return Scorecard(
        points=card.points,
        possible=card.possible,
        score=card.score,
        critical_failures=tuple(card.critical_failures),
        sections=tuple(SectionScore(**section) for section in card.sections),
        rubric=rubric,
        band=card.band,
        passed=card.passed,
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
            table.credit,
        )
        .where(table.scorecard_pk.in_(keys))
        .order_by(table.scorecard_pk, table.position)
    )
    grouped: defaultdict[int, list[Finding]] = defaultdict(list)
    for (
        key,
        finding,
        criterion,
        verdict,
        points,
        possible,
        confidence,
        reason,
        credit,
    ) in session.execute(query):
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
                credit=credit,
            )
        )  # fmt: skip
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
