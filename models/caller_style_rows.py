"""The caller styles of a judgement as rows, and back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlmodel import Session

from models.score_tables import CallerStyleRow
from scoring.findings import AdviceResult, CallerStyle, Evidence, Judgement

_EVIDENCE = TypeAdapter(tuple[Evidence, ...])
_ADVICE = TypeAdapter(tuple[AdviceResult, ...])


def style_rows(judgement: Judgement) -> list[dict[str, Any]]:
    """The styles of a judgement as rows, in their order."""
    return [
        {
            "style": style.style,
            "confidence": style.confidence,
            "evidence": _EVIDENCE.dump_python(style.evidence, mode="json"),
            "advice": _ADVICE.dump_python(style.advice, mode="json"),
        }
        for style in judgement.caller_styles
    ]


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
