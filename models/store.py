"""Keeping and finding calls. Every function takes a session; `database.writing` commits it.

Re-analysing a call replaces what was heard in it; scorecards are only ever added, and the one
added last is current. Whoever adds one holds the call's row until the transaction ends, and the
rubric's row is taken before it: writers of one call take turns, and none waits for the other.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall
from models.call_rows import call_columns, heard_calls, replace_parts
from models.call_tables import Agent, Call
from models.columns import utc_now
from models.judgements import add_judgements, forget_words, new_card
from models.score_rows import judgements_of
from models.score_tables import RubricVersion, ScorecardRow
from scoring.findings import RubricIdentity, ScoredCall

#: Calls read at a time: few queries, little memory. Our choice.
CHUNK_CALLS = 200


def save_scored_call(
    session: Session,
    *,
    scored: ScoredCall,
    rubric_yaml: str,
    fingerprint: str,
    judged_with: str | None = None,
) -> None:
    """Keep `scored`: a new call, or in place of what was heard in the call of the same id.

    `fingerprint` names the engines, options and data beside the recording that it was heard with,
    `judged_with` the program that judged, so that it may take over from this judgement later.
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
    forget_words(session, [call_pk])
    card = new_card(scored, call_pk=call_pk, rubric_pk=rubric_pk)
    add_judgements(session, [card], judged_with=judged_with)


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


def call_with_recording(session: Session, *, sha256: str) -> Call | None:
    """The call that was stored first of those whose recording has these bytes."""
    query = select(Call).where(col(Call.sha256) == sha256).order_by(col(Call.id))
    return session.execute(query).scalars().first()


def known_recording(session: Session, *, sha256: str, fingerprint: str) -> str | None:
    """Id of the call whose recording has these bytes and was heard this very way."""
    query = select(col(Call.call_id)).where(
        col(Call.sha256) == sha256, col(Call.fingerprint) == fingerprint
    )
    return session.execute(query).scalars().first()


def remembered_metadata(
    session: Session, *, sha256: str, path: str
) -> tuple[str, CallMetadata] | None:
    """Id and data of the call whose recording has these bytes and lay at `path`, if any."""
    query: Any = select(col(Call.call_id), col(Call.details)).where(
        col(Call.sha256) == sha256, col(Call.path) == path
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], CallMetadata.model_validate(found[1]))


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


def agents(session: Session) -> dict[str, str | None]:
    """Every agent of whom a call is stored, in order of ids, with the name where one is known."""
    query = (
        select(col(Agent.agent_id), col(Agent.name))
        .where(col(Agent.agent_id).in_(select(col(Call.agent_id))))
        .order_by(col(Agent.agent_id))
    )
    return {row.agent_id: row.name for row in session.execute(query)}


def has_calls(session: Session) -> bool:
    """Whether any call is stored."""
    return session.execute(select(col(Call.id)).limit(1)).first() is not None


def rubric_text(session: Session, *, sha256: str) -> str | None:
    """The rubric with this hash as it was when it judged; None where there is none."""
    query = select(col(RubricVersion.yaml_text)).where(col(RubricVersion.sha256) == sha256)
    text: str | None = session.execute(query).scalar_one_or_none()
    return text


def rubric_versions(session: Session, *, rubric_id: str, version: str) -> dict[str, str]:
    """Text by hash of all that judged under this id and version: one, unless it was changed."""
    judged = select(col(ScorecardRow.rubric_pk))
    query = select(col(RubricVersion.sha256), col(RubricVersion.yaml_text)).where(
        col(RubricVersion.rubric_id) == rubric_id,
        col(RubricVersion.version) == version,
        col(RubricVersion.id).in_(judged),
    )
    return {row.sha256: row.yaml_text for row in session.execute(query)}


def stored_hearings(session: Session, *, call_ids: Sequence[str]) -> tuple[HeardCall, ...]:
    """Those of these calls that are stored, as they were heard, in the order named."""
    rows = session.execute(select(Call).where(col(Call.call_id).in_(call_ids))).scalars()
    by_id = {call.call_id: call for call in rows}
    return heard_calls(session, [by_id[call_id] for call_id in call_ids if call_id in by_id])


def _scored_query() -> Select[Any]:
    query: Any = select(Call, ScorecardRow)
    joined: Select[Any] = query.join(
        ScorecardRow,
        (col(ScorecardRow.call_pk) == col(Call.id)) & col(ScorecardRow.is_current),
    )
    return joined


def _scored(session: Session, found: list[tuple[Call, ScorecardRow]]) -> tuple[ScoredCall, ...]:
    heard = heard_calls(session, [call for call, _ in found])
    judged = judgements_of(session, [card for _, card in found])
    return tuple(one.of_call(call) for one, call in zip(judged, heard, strict=True))


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
