"""Keeping and finding calls. Every function takes a session; `database.writing` commits it.

Re-analysing a call replaces what was heard in it; scorecards are only ever added, and the one
added last is current.
"""

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, text, update
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


def save_scored_call(
    session: Session, *, scored: ScoredCall, rubric_yaml: str, fingerprint: str
) -> None:
    """Keep `scored`: a new call, or in place of what was heard in the call of the same id.

    `fingerprint` names the engines, options and data beside the recording that it was heard with.
    """
    heard = scored.heard
    _lock_call(session, heard.call_id)
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
    save_scorecard(session, scored=scored, rubric_yaml=rubric_yaml, call_pk=call_pk)


def save_scorecard(
    session: Session, *, scored: ScoredCall, rubric_yaml: str, call_pk: int | None = None
) -> bool:
    """Add a judgement of a stored call; False where the current one already says the same.

    Raises
    ------
    LookupError
        The call is not stored.
    """
    if call_pk is None:
        call_pk = _call_key(session, scored.heard.call_id)
    rubric_pk = save_rubric(session, identity=scored.scorecard.rubric, yaml_text=rubric_yaml)
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


def load_heard_call(session: Session, *, call_id: str) -> HeardCall | None:
    """The call as it was last heard; None where there is no such call."""
    call = find_call(session, call_id=call_id)
    return None if call is None else heard_calls(session, [call])[0]


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


def newest_rubric(session: Session, *, since: datetime | None = None) -> str | None:
    """SHA-256 of the rubric that judged last, of calls from a moment on; None without calls."""
    judged: Any = select(col(RubricVersion.sha256))
    query = _narrow(
        judged.join(ScorecardRow, col(ScorecardRow.rubric_pk) == col(RubricVersion.id))
        .join(Call, col(ScorecardRow.call_pk) == col(Call.id))
        .where(col(ScorecardRow.is_current)),
        agent_id=None,
        since=since,
    )
    newest_first = query.order_by(None).order_by(
        col(ScorecardRow.created_at).desc(), col(ScorecardRow.id).desc()
    )
    return session.execute(newest_first.limit(1)).scalars().first()


def iter_heard_calls(session: Session, *, since: datetime | None = None) -> Iterator[HeardCall]:
    """Every stored call from a moment on, in order of time, a chunk at a time in memory."""
    keys = session.execute(_narrow(select(col(Call.id)), agent_id=None, since=since)).scalars()
    remaining = list(keys)
    for first in range(0, len(remaining), CHUNK_CALLS):
        chunk = remaining[first : first + CHUNK_CALLS]
        rows = session.execute(select(Call).where(col(Call.id).in_(chunk))).scalars()
        by_key = {call.id: call for call in rows}
        yield from heard_calls(session, [by_key[key] for key in chunk if key in by_key])
        session.expunge_all()


def count_calls(session: Session, *, since: datetime | None = None) -> int:
    """How many calls are stored, from a moment on."""
    keys = _narrow(select(col(Call.id)), agent_id=None, since=since).subquery()
    counted: int = session.execute(select(func.count()).select_from(keys)).scalar_one()
    return counted


def list_agents(session: Session) -> tuple[Agent, ...]:
    """Every agent that has a call, by id."""
    has_call = select(col(Call.id)).where(col(Call.agent_id) == col(Agent.agent_id)).exists()
    query = select(Agent).where(has_call).order_by(col(Agent.agent_id))
    return tuple(session.execute(query).scalars())


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


def _lock_call(session: Session, call_id: str) -> None:
    """Two processes that analyse one call take turns; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = zlib.crc32(call_id.encode())
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _call_key(session: Session, call_id: str) -> int:
    query = select(col(Call.id)).where(col(Call.call_id) == call_id)
    key: int | None = session.execute(query).scalar_one_or_none()
    if key is None:
        raise LookupError(f"no stored call {call_id!r} to add a scorecard to")
    return key
