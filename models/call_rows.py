"""A heard call as rows, and back. Plain tuples on the way in: ten thousand calls load at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Text, cast, delete, insert, select
from sqlmodel import Session, col

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import Event, Measure, Turn, Word
from models.call_tables import Call, EventRow, JsonObject, MeasureRow, TurnRow

#: Several times as quick as calling `Word`: most of what is loaded is words.
_WORDS = TypeAdapter(tuple[Word, ...])

_PART_TABLES: tuple[Any, ...] = (TurnRow, EventRow, MeasureRow)


def call_columns(heard: HeardCall) -> dict[str, Any]:
    """Every column of a call's row that says what was heard."""
    return {
        "agent_id": heard.metadata.agent_id,
        **asdict(heard.recording),
        "language": heard.language,
        "country": heard.country,
        "started_at": heard.metadata.started_at,
        "metadata": _details(heard.metadata),
        "roles": asdict(heard.roles),
        "engines": [
            {**asdict(engine), "options": dict(engine.options)} for engine in heard.engines
        ],
    }


def replace_parts(session: Session, *, call_pk: int, heard: HeardCall) -> None:
    """Put turns, events and measures of `heard` in place of those the call had."""
    for table in _PART_TABLES:
        session.execute(delete(table.__table__).where(table.call_pk == call_pk))
    turns = [
        {
            "party": turn.party,
            "start": turn.start,
            "end": turn.end,
            "text": turn.text,
            "confidence": turn.confidence,
            "words": _WORDS.dump_python(turn.words),
        }
        for turn in heard.turns
    ]
    events = [
        {
            "kind": event.kind,
            "party": event.party,
            "start": event.start,
            "end": event.end,
            "confidence": event.confidence,
            "attributes": dict(event.attributes),
        }
        for event in heard.events
    ]
    measures = [asdict(measure) for measure in heard.measures]
    for table, rows in zip(_PART_TABLES, (turns, events, measures), strict=True):
        if rows:
            numbered = [
                {"call_pk": call_pk, "position": position, **row}
                for position, row in enumerate(rows)
            ]
            session.execute(insert(table.__table__), numbered)


def heard_calls(session: Session, calls: Sequence[Call]) -> tuple[HeardCall, ...]:
    """The heard calls that `calls` stand for, in their order, with four queries in all."""
    keys = [call.id for call in calls if call.id is not None]
    turns = _by_call(
        session,
        TurnRow,
        keys,
        ("party", "start", "end", "text", "confidence"),
        # As text: read into words at once, not into objects of JSON first.
        cast(col(TurnRow.words), Text),
    )
    events = _by_call(
        session, EventRow, keys, ("kind", "party", "start", "end", "confidence", "attributes")
    )
    measures = _by_call(
        session, MeasureRow, keys, ("name", "party", "value", "unit", "start", "end")
    )
    return tuple(
        _heard_call(call, turns[call.id], events[call.id], measures[call.id])
        for call in calls
        if call.id is not None
    )


def _by_call(
    session: Session, table: Any, keys: Sequence[int], columns: Iterable[str], *more: Any
) -> defaultdict[int, list[tuple[Any, ...]]]:
    grouped: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    query = (
        select(table.call_pk, *(getattr(table, name) for name in columns), *more)
        .where(col(table.call_pk).in_(keys))
        .order_by(table.call_pk, table.position)
    )
    for row in session.execute(query):
        grouped[row[0]].append(tuple(row[1:]))
    return grouped


def _heard_call(
    call: Call,
    turns: list[tuple[Any, ...]],
    events: list[tuple[Any, ...]],
    measures: list[tuple[Any, ...]],
) -> HeardCall:
    return HeardCall(
        call_id=call.call_id,
        recording=Recording(
            path=call.path,
            sha256=call.sha256,
            seconds=call.seconds,
            sample_rate_hz=call.sample_rate_hz,
            channels=call.channels,
            codec=call.codec,
        ),
        metadata=CallMetadata.model_validate(call.details),
        language=call.language,
        country=call.country,
        roles=Roles(agent=_role(call.roles["agent"]), customer=_role(call.roles["customer"])),
        turns=tuple(
            Turn(
                party=party,
                start=start,
                end=end,
                text=text,
                confidence=confidence,
                words=_WORDS.validate_json(words),
            )
            for party, start, end, text, confidence, words in turns
        ),
        events=tuple(
            Event(
                kind=kind,
                party=party,
                start=start,
                end=end,
                confidence=confidence,
                attributes=attributes,
            )
            for kind, party, start, end, confidence, attributes in events
        ),
        measures=tuple(
            Measure(name=name, party=party, value=value, unit=unit, start=start, end=end)
            for name, party, value, unit, start, end in measures
        ),
        engines=tuple(EngineInfo(**engine) for engine in call.engines),
    )


def _role(stored: JsonObject | None) -> Role | None:
    return None if stored is None else Role(**stored)


def _details(metadata: CallMetadata) -> JsonObject:
    """All fields that say something, and every unknown one."""
    known = type(metadata).model_fields
    dumped = metadata.model_dump(mode="json")
    return {name: value for name, value in dumped.items() if value is not None or name not in known}
