"""The caller styles of a judgement as rows, and back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import insert, select
from sqlmodel import Session, SQLModel

from models.score_tables import CallerStyleRow
from scoring.findings import AdviceResult, CallerStyle, Evidence

_EVIDENCE = TypeAdapter(tuple[Evidence, ...])
_ADVICE = TypeAdapter(tuple[AdviceResult, ...])
_TABLE = SQLModel.metadata.tables["caller_style"]


def insert_styles(
    session: Session, *, scorecard_pk: int | None, styles: Sequence[CallerStyle]
) -> None:
    """Add the styles of one scorecard, in their order."""
    rows = [
        {
            "scorecard_pk": scorecard_pk,
            "position": position,
            "style": style.style,
            "confidence": style.confidence,
            "evidence": _EVIDENCE.dump_python(style.evidence, mode="json"),
            "advice": _ADVICE.dump_python(style.advice, mode="json"),
        }
        for position, style in enumerate(styles)
    ]
    if rows:
        session.execute(insert(_TABLE), rows)


def styles_by_card(session: Session, keys: Sequence[int]) -> Mapping[int, tuple[CallerStyle, ...]]:
    """The styles of these scorecards, in the order they were added."""
    table: Any = CallerStyleRow
    query = (
        select(table.scorecard_pk, table.style, table.confidence, table.evidence, table.advice)
        .where(table.scorecard_pk.in_(keys))
        .order_by(table.scorecard_pk, table.position)
    )
    grouped: defaultdict[int, list[CallerStyle]] = defaultdict(list)
    for key, style, confidence, evidence, advice in session.execute(query):
        grouped[key].append(
            CallerStyle(
                style=style,
                confidence=confidence,
                evidence=_EVIDENCE.validate_python(evidence),
                advice=_ADVICE.validate_python(advice),
            )
        )
    return {key: tuple(styles) for key, styles in grouped.items()}
