"""Keeping and finding calls. Every function takes a session; `database.writing` commits it.

Re-analysing a call replaces what was heard in it; scorecards are only ever added, and the one
added last is current. Whoever adds one holds the call's row until the transaction ends, and the
rubric's row is taken before it: writers of one call take turns, and none waits for the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall
from models.call_rows import call_columns, heard_calls, replace_parts
from models.call_tables import Agent, Call
from models.columns import utc_now
from models.score_rows import content_hash, insert_judgement, scored_calls
from models.score_tables import RubricVersion, ScorecardRow
from scoring.findings import RubricIdentity, ScoredCall

#: Calls read at a time: few queries, little memory. Our choice.
CHUNK_CALLS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHearing:
    """A call as it was last heard, and when that was kept: what a judgement of it rests on."""

    heard: HeardCall
    analysed_at: datetime


def save_scored_call(
    session: Session, *, scored: ScoredCall, rubric_yaml: str, fingerprint: str
) -> None:
    """Keep `scored`: a new call, or in place of what was heard in the call of the same id.

    `fingerprint` names the engines, options and data beside the recording that it was heard with.
    """
    heard = scored.heard
    rubric_pk = save_rubric(session, identity=scored.scorecard.rubric, yaml_text=rubric_yaml)
    _save_agent(session, heard.metadata)
    columns = {**call_columns(heard), "fingerprint": fingerprint, "analysed_at": utc_now()}
    statement = (
        _insert(session, Call)
        .values(call_id=heard.call_id, created_at=utc_now(), **columns)
        .on_conflict_do_update(index_elements=["call_id"], set_=columns)
        .returning(col(Call.id))
    )
    call_pk: int = session.execute(statement).scalar_one()
    replace_parts(session, call_pk=call_pk, heard=heard)
    _add_judgement(session, scored=scored, call_pk=call_pk, rubric_pk=rubric_pk)


def save_scorecard(session: Session, *, scored: ScoredCall, rubric_yaml: str) -> bool:
    """Add a judgement of a stored call; False where the current one already says the same.

    Raises
    ------
    LookupError
        The call is not stored.
    """
    rubric_pk = save_rubric(session, identity=scored.scorecard.rubric, yaml_text=rubric_yaml)
    call_pk = _locked_call_key(session, scored.heard.call_id)
    return _add_judgement(session, scored=scored, call_pk=call_pk, rubric_pk=rubric_pk)


def save_rubric(session: Session, *, identity: RubricIdentity, yaml_text: str) -> int:
    """Key of the stored rubric with the same hash, added where there is none."""
    values = {
        "rubric_id": identity.id,
        "version": identity.version,
        "sha256": identity.sha256,
        "yaml_text": yaml_text,
        "created_at": utc_now(),
    }
    rubric: Any = RubricVersion
    query = select(rubric.id).where(rubric.sha256 == identity.sha256)
    known: int | None = session.execute(query).scalar_one_or_none()
    if known is not None:
        return known
    session.execute(_insert(session, RubricVersion).values(**values).on_conflict_do_nothing())
    key: int = session.execute(query).scalar_one()
    return key


def find_call(session: Session, *, call_id: str) -> Call | None:
    """The row of the call with this id."""
    return session.execute(select(Call).where(col(Call.call_id) == call_id)).scalar_one_or_none()


def known_recording(session: Session, *, sha256: str, fingerprint: str) -> str | None:
    """Id of the call whose recording has these bytes and was heard this very way."""
    query = select(col(Call.call_id)).where(
        col(Call.sha256) == sha256, col(Call.fingerprint) == fingerprint
    )
    return session.execute(query).scalars().first()


def load_scored_call(session: Session, *, call_id: str) -> ScoredCall | None:
    """The call with its current scorecard; None where there is no such call or scorecard."""
    query = _scored_query().where(col(Call.call_id) == call_id)
    found = [(call, card) for call, card in session.execute(query)]
    return _scored(session, found)[0] if found else None


def load_scored_calls(
    session: Session, *, agent_id: str | None = None, since: datetime | None = None
) -> tuple[ScoredCall, ...]:
    """Calls with their current scorecards in order of time: of one agent, from a moment on."""
    query = _narrow(_scored_query(), agent_id=agent_id, since=since)
    return tuple(
        scored
        for chunk in session.execute(query).partitions(CHUNK_CALLS)
        for scored in _scored(session, [(call, card) for call, card in chunk])
    )


def newest_rubrics(session: Session, *, since: datetime | None = None) -> dict[str, str]:
    """For each rubric id the SHA-256 of the version that judged last, of calls from a moment on.

    The id that judged last of all is the last.
    """
    judged: Any = select(col(RubricVersion.rubric_id), col(RubricVersion.sha256))
    query = _narrow(
        judged.join(ScorecardRow, col(ScorecardRow.rubric_pk) == col(RubricVersion.id))
        .join(Call, col(ScorecardRow.call_pk) == col(Call.id))
        .where(col(ScorecardRow.is_current)),
        agent_id=None,
        since=since,
    )
    last = func.max(col(ScorecardRow.created_at)), func.max(col(ScorecardRow.id))
    oldest_first = (
        query.order_by(None)
        .group_by(col(RubricVersion.rubric_id), col(RubricVersion.sha256))
        .order_by(*last)
    )
    newest: dict[str, str] = {}
    for rubric_id, sha256 in session.execute(oldest_first):
        newest.pop(rubric_id, None)
        newest[rubric_id] = sha256
    return newest


def call_ids(
    session: Session, *, agent_id: str | None = None, since: datetime | None = None
) -> tuple[str, ...]:
    """Id of every stored call, of one agent, from a moment on, in order of time."""
    query = _narrow(select(col(Call.call_id)), agent_id=agent_id, since=since)
    return tuple(session.execute(query).scalars())


def judgements(session: Session, *, call_ids: Sequence[str]) -> tuple[ScoredCall, ...]:
    """Those of these calls that have a current scorecard, with it."""
    query = _scored_query().where(col(Call.call_id).in_(call_ids))
    return _scored(session, [(call, card) for call, card in session.execute(query)])


def rubric_text(session: Session, *, sha256: str) -> str | None:
    """The rubric with this hash as it was when it judged; None where there is none."""
    query = select(col(RubricVersion.yaml_text)).where(col(RubricVersion.sha256) == sha256)
    text: str | None = session.execute(query).scalar_one_or_none()
    return text


def stored_hearings(session: Session, *, call_ids: Sequence[str]) -> tuple[StoredHearing, ...]:
    """Those of these calls that are stored, in the order named."""
    rows = session.execute(select(Call).where(col(Call.call_id).in_(call_ids))).scalars()
    by_id = {call.call_id: call for call in rows}
    calls = [by_id[call_id] for call_id in call_ids if call_id in by_id]
    return tuple(
        StoredHearing(heard=heard, analysed_at=call.analysed_at)
        for call, heard in zip(calls, heard_calls(session, calls), strict=True)
    )


def lock_unchanged(
    session: Session, hearings: Sequence[StoredHearing]
) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of the calls that are still as in `hearings`, and of those heard anew meanwhile.

    Calls that are gone are in neither. The first stay as they are until the transaction ends.
    """
    known = {hearing.heard.call_id: hearing.analysed_at for hearing in hearings}
    query = select(col(Call.call_id), col(Call.analysed_at)).where(col(Call.call_id).in_(known))
    # In one order everywhere: two who lock several never wait for each other.
    found = session.execute(query.order_by(col(Call.id)).with_for_update()).all()
    unchanged = frozenset(call_id for call_id, moment in found if moment == known[call_id])
    return unchanged, frozenset(call_id for call_id, _ in found) - unchanged


def _scored_query() -> Select[Any]:
    query: Any = select(Call, ScorecardRow)
    joined: Select[Any] = query.join(
        ScorecardRow,
        (col(ScorecardRow.call_pk) == col(Call.id)) & col(ScorecardRow.is_current),
    )
    return joined


def _scored(session: Session, found: list[tuple[Call, ScorecardRow]]) -> tuple[ScoredCall, ...]:
    heard = heard_calls(session, [call for call, _ in found])
    return scored_calls(session, [card for _, card in found], heard)


def _narrow(query: Select[Any], *, agent_id: str | None, since: datetime | None) -> Select[Any]:
    """Calls of one agent, from a moment on, in order; undated ones count from first analysis."""
    moment = func.coalesce(col(Call.started_at), col(Call.created_at))
    if agent_id is not None:
        query = query.where(col(Call.agent_id) == agent_id)
    if since is not None:
        query = query.where(moment >= since)
    return query.order_by(moment, col(Call.call_id))


def _save_agent(session: Session, metadata: CallMetadata) -> None:
    """Remember the agent; a name or team that is not given does not erase one that was."""
    if metadata.agent_id is None:
        return
    values = {"name": metadata.agent_name, "team": metadata.team}
    given = {name: value for name, value in values.items() if value is not None}
    statement = _insert(session, Agent).values(
        agent_id=metadata.agent_id, created_at=utc_now(), **given
    )
    if given:
        statement = statement.on_conflict_do_update(index_elements=["agent_id"], set_=given)
    else:
        statement = statement.on_conflict_do_nothing()
    session.execute(statement)


def _insert(session: Session, table: type[Any]) -> Any:
    """INSERT that knows ON CONFLICT, in the words of the session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _locked_call_key(session: Session, call_id: str) -> int:
    """Key of the call, which nobody else changes until the transaction ends.

    SQLite has one writer at a time anyway.
    """
    query = select(col(Call.id)).where(col(Call.call_id) == call_id).with_for_update()
    key: int | None = session.execute(query).scalar_one_or_none()
    if key is None:
        raise LookupError(f"no stored call {call_id!r} to add a scorecard to")
    return key


def _add_judgement(session: Session, *, scored: ScoredCall, call_pk: int, rubric_pk: int) -> bool:
    """Add a scorecard to the locked call unless the current one already says the same."""
    content = content_hash(scored)
    card: Any = ScorecardRow
    query = select(card.id, card.rubric_pk, card.content_sha256).where(
        card.call_pk == call_pk, card.is_current
    )
    current = session.execute(query).one_or_none()
    if current is not None:
        if tuple(current[1:]) == (rubric_pk, content):
            return False
        session.execute(update(ScorecardRow).where(card.id == current[0]).values(is_current=False))
    insert_judgement(
        session, call_pk=call_pk, rubric_pk=rubric_pk, scored=scored, content_sha256=content
    )
    return True
