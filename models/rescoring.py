"""What judging stored calls again reads, and adding what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from audio_features.call_metadata import CallMetadata
from models import store
from models.call_tables import Call
from models.judgements import add_judgements, new_card
from models.score_rows import judgements_of
from models.score_tables import KeptWordsRow, RubricVersion, ScorecardRow
from scoring.findings import Judgement, KeptWords, RubricIdentity

#: What of a call is read before a word of it.
_COLUMNS: tuple[Any, ...] = (
    *(col(one) for one in (Call.call_id, Call.analysed_at, Call.language, Call.country)),
    col(Call.details).label("details"),
    col(ScorecardRow.id).label("card"),
    *(
        col(one)
        for one in (
            ScorecardRow.judged_with,
            ScorecardRow.points,
            ScorecardRow.possible,
            ScorecardRow.score,
            RubricVersion.rubric_id,
            RubricVersion.version,
            RubricVersion.sha256,
        )
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentCard:
    """The current scorecard of a call: by which rubric and program, and what it adds up to."""

    key: int
    rubric: RubricIdentity
    judged_with: str | None
    points: float
    possible: float
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCall:
    """What is known of a call before a word of it is read; `analysed_at` is when it was heard."""

    call_id: str
    analysed_at: datetime
    language: str
    country: str
    metadata: CallMetadata
    card: CurrentCard | None


def stored_calls(session: Session, *, call_ids: Sequence[str]) -> tuple[StoredCall, ...]:
    """Those of these calls that are stored, in the order named."""
    current = (col(ScorecardRow.call_pk) == col(Call.id)) & col(ScorecardRow.is_current)
    query = (
        select(*_COLUMNS)
        .select_from(Call)
        .join(ScorecardRow, current, isouter=True)
        .join(RubricVersion, col(ScorecardRow.rubric_pk) == col(RubricVersion.id), isouter=True)
        .where(col(Call.call_id).in_(call_ids))
    )
    found = {row.call_id: _stored_call(row) for row in session.execute(query)}
    return tuple(found[call_id] for call_id in call_ids if call_id in found)


def judgements_by_card(session: Session, keys: Sequence[int]) -> dict[int, Judgement]:
    """The judgements with these scorecards."""
    query = select(ScorecardRow).where(col(ScorecardRow.id).in_(keys))
    cards = list(session.execute(query).scalars())
    found = judgements_of(session, cards)
    return {card.id: one for card, one in zip(cards, found, strict=True) if card.id is not None}


def kept_words(
    session: Session, *, call_ids: Sequence[str], judged_with: str
) -> dict[str, KeptWords]:
    """What this very program found in the words of these calls, as far as it was kept."""
    row: Any = KeptWordsRow
    query = (
        select(col(Call.call_id), row.intents_sha256, row.content)
        .join(Call, col(Call.id) == row.call_pk)
        .where(col(Call.call_id).in_(call_ids), row.judged_with == judged_with)
    )
    return {
        call_id: KeptWords(intents_sha256=intents_sha256, content=content)
        for call_id, intents_sha256, content in session.execute(query)
    }


def lock_unchanged(
    session: Session, heard_at: Mapping[str, datetime]
) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of the calls that are still as they were `heard_at`, and of those heard anew meanwhile.

    Calls that are gone are in neither. The first stay as they are until the transaction ends.
    """
    query = select(col(Call.call_id), col(Call.analysed_at)).where(col(Call.call_id).in_(heard_at))
    # In one order everywhere: two who lock several never wait for each other.
    found = session.execute(query.order_by(col(Call.id)).with_for_update()).all()
    unchanged = frozenset(call_id for call_id, moment in found if moment == heard_at[call_id])
    return unchanged, frozenset(call_id for call_id, _ in found) - unchanged


def save_judgements(
    session: Session,
    judged: Mapping[str, Judgement],
    *,
    rubric_yaml: Mapping[RubricIdentity, str],
    judged_with: str | None = None,
) -> int:
    """Add judgements of stored calls, by id, and tell how many say what no current one does.

    Raises
    ------
    LookupError
        A call is not stored.
    """
    # In one order everywhere, and before any call: two who add never wait for each other.
    by = {one.scorecard.rubric for one in judged.values()}
    rubrics = {
        rubric: store.save_rubric(session, identity=rubric, yaml_text=rubric_yaml[rubric])
        for rubric in sorted(by, key=lambda rubric: rubric.sha256)
    }
    keys = _locked_call_keys(session, list(judged))
    cards = [
        new_card(one, call_pk=keys[call_id], rubric_pk=rubrics[one.scorecard.rubric])
        for call_id, one in judged.items()
    ]
    return add_judgements(session, cards, judged_with=judged_with)


def _locked_call_keys(session: Session, call_ids: Sequence[str]) -> dict[str, int]:
    """Keys of the calls, which nobody else changes until the transaction ends.

    SQLite has one writer at a time anyway.
    """
    query = select(col(Call.call_id), col(Call.id)).where(col(Call.call_id).in_(call_ids))
    keys = {
        call_id: key
        for call_id, key in session.execute(query.order_by(col(Call.id)).with_for_update())
        if key is not None
    }
    for call_id in call_ids:
        if call_id not in keys:
            raise LookupError(f"no stored call {call_id!r} to add a scorecard to")
    return keys


def _stored_call(row: Any) -> StoredCall:
    current = None
    if row.card is not None:
        current = CurrentCard(
            key=row.card,
            rubric=RubricIdentity(id=row.rubric_id, version=row.version, sha256=row.sha256),
            judged_with=row.judged_with,
            points=row.points,
            possible=row.possible,
            score=row.score,
        )
    return StoredCall(
        call_id=row.call_id,
        analysed_at=row.analysed_at,
        language=row.language,
        country=row.country,
        metadata=CallMetadata.model_validate(row.details),
        card=current,
    )
