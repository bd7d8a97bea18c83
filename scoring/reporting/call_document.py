"""`CALL_ID.json`: a scored call as the public document ``escucha.call/1``, and back."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from audio_features.call_metadata import CallMetadata
from audio_features.errors import EscuchaError
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import AttributeValue, Event, Measure, Turn
from scoring.findings import Evidence, Finding, Phase, Scorecard, ScoredCall
from scoring.reporting.json_file import JSON, write_json

__all__ = [
    "CallDocumentError",
    "Provenance",
    "from_document",
    "provenance_of",
    "to_document",
    "write_json",
]

SCHEMA = "escucha.call/1"

#: Decimals kept: times to the millisecond, shares and levels to what can be measured.
_TIME_DECIMALS = 3
_VALUE_DECIMALS = 4
_SCORE_DECIMALS = 2


class CallDocumentError(EscuchaError):
    """A document is not an ``escucha.call/1``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which version of the program made a document, and when (time zone included)."""

    escucha: str
    processed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _EngineEntry:
    name: str
    version: str
    options: Mapping[str, AttributeValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProvenanceEntry:
    engines: Mapping[str, _EngineEntry]
    escucha: str
    processed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _CallDocument:
    """The document's shape, for validation."""

    schema: Literal["escucha.call/1"]
    call_id: str
    language: str
    country: str
    recording: Recording
    metadata: CallMetadata
    roles: Roles
    turns: tuple[Turn, ...]
    events: tuple[Event, ...]
    measures: tuple[Measure, ...]
    phases: tuple[Phase, ...]
    findings: tuple[Finding, ...]
    scorecard: Scorecard
    provenance: _ProvenanceEntry


_ADAPTER = TypeAdapter(_CallDocument)


def to_document(scored: ScoredCall, *, provenance: Provenance) -> dict[str, JSON]:
    """`scored` as ``escucha.call/1``, keys in the published order.

    Times are rounded to the millisecond, other numbers to four decimals, percentages to two.
    """
    heard = scored.heard
    return {
        "schema": SCHEMA,
        "call_id": heard.call_id,
        "language": heard.language,
        "country": heard.country,
        "recording": {**asdict(heard.recording), "seconds": _time(heard.recording.seconds)},
        "metadata": _metadata(heard.metadata),
        "roles": {"agent": _role(heard.roles.agent), "customer": _role(heard.roles.customer)},
        "turns": [_turn(turn) for turn in heard.turns],
        "events": [_event(event) for event in heard.events],
        "measures": [_measure(measure) for measure in heard.measures],
        "phases": [
            {"name": phase.name, "start": _time(phase.start), "end": _time(phase.end)}
            for phase in scored.phases
        ],
        "findings": [_finding(finding) for finding in scored.findings],
        "scorecard": _scorecard(scored.scorecard),
        "provenance": {
            "engines": _engines(heard.engines),
            "escucha": provenance.escucha,
            "processed_at": provenance.processed_at.isoformat(),
        },
    }


def from_document(document: Mapping[str, JSON]) -> ScoredCall:
    """The scored call in `document`; unknown keys are passed over.

    Raises
    ------
    CallDocumentError
        It is no ``escucha.call/1``: the message names every field that is wrong.
    """
    parsed = _parse(document)
    engines = tuple(
        EngineInfo(
            task=re.sub(r"#\d+$", "", key),
            name=engine.name,
            version=engine.version,
            options=dict(engine.options),
        )
        for key, engine in parsed.provenance.engines.items()
    )
    heard = HeardCall(
        call_id=parsed.call_id,
        recording=parsed.recording,
        metadata=parsed.metadata,
        language=parsed.language,
        country=parsed.country,
        roles=parsed.roles,
        turns=parsed.turns,
        events=parsed.events,
        measures=parsed.measures,
        engines=engines,
    )
    return ScoredCall(
        heard=heard, phases=parsed.phases, findings=parsed.findings, scorecard=parsed.scorecard
    )


def provenance_of(document: Mapping[str, JSON]) -> Provenance:
    """Which program version made `document`, and when."""
    parsed = _parse(document).provenance
    return Provenance(escucha=parsed.escucha, processed_at=parsed.processed_at)


def _parse(document: Mapping[str, JSON]) -> _CallDocument:
    try:
        return _ADAPTER.validate_python(document)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'document'}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)
        )
        raise CallDocumentError(
            f"not a document of schema {SCHEMA}: {wrong}. Make it again with `escucha analyze`."
        ) from error


def _time(seconds: float) -> float:
    return round(seconds, _TIME_DECIMALS)


def _value(number: float) -> float:
    return round(number, _VALUE_DECIMALS)


def _score(percent: float | None) -> float | None:
    return None if percent is None else round(percent, _SCORE_DECIMALS)


def _metadata(metadata: CallMetadata) -> dict[str, JSON]:
    dumped: dict[str, JSON] = metadata.model_dump(mode="json")
    known = type(metadata).model_fields
    return {key: value for key, value in dumped.items() if value is not None or key not in known}


def _role(role: Role | None) -> dict[str, JSON] | None:
    if role is None:
        return None
    return {
        "channel": role.channel,
        "speaker": role.speaker,
        "confidence": _value(role.confidence),
        "why": role.why,
    }


def _turn(turn: Turn) -> dict[str, JSON]:
    return {
        "party": turn.party,
        "start": _time(turn.start),
        "end": _time(turn.end),
        "text": turn.text,
        "confidence": _value(turn.confidence),
        "words": [
            {
                "word": word.word,
                "start": _time(word.start),
                "end": _time(word.end),
                "confidence": _value(word.confidence),
            }
            for word in turn.words
        ],
    }


def _event(event: Event) -> dict[str, JSON]:
    return {
        "kind": event.kind,
        "party": event.party,
        "start": _time(event.start),
        "end": _time(event.end),
        "confidence": _value(event.confidence),
        "attributes": {
            name: _value(value) if isinstance(value, float) else value
            for name, value in event.attributes.items()
        },
    }


def _measure(measure: Measure) -> dict[str, JSON]:
    return {
        "name": measure.name,
        "party": measure.party,
        "value": _value(measure.value),
        "unit": measure.unit,
        "start": _time(measure.start),
        "end": _time(measure.end),
    }


def _finding(finding: Finding) -> dict[str, JSON]:
    return {
        "criterion": finding.criterion,
        "verdict": finding.verdict,
        "points": _value(finding.points),
        "possible": _value(finding.possible),
        "confidence": _value(finding.confidence),
        "reason": finding.reason,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, JSON]:
    entry: dict[str, JSON] = {
        "start": _time(evidence.start),
        "end": _time(evidence.end),
        "party": evidence.party,
    }
    if evidence.quote is not None:
        entry["quote"] = evidence.quote
    if evidence.measure is not None:
        entry["measure"] = {**asdict(evidence.measure), "value": _value(evidence.measure.value)}
    return entry


def _scorecard(card: Scorecard) -> dict[str, JSON]:
    return {
        "score": _score(card.score),
        "points": _value(card.points),
        "possible": _value(card.possible),
        "critical_failures": list(card.critical_failures),
        "sections": [
            {
                "id": section.id,
                "points": _value(section.points),
                "possible": _value(section.possible),
                "score": _score(section.score),
            }
            for section in card.sections
        ],
        "rubric": asdict(card.rubric),
        "band": card.band,
        "passed": card.passed,
    }


def _engines(engines: Sequence[EngineInfo]) -> dict[str, JSON]:
    """Engines by task; further engines of one task are numbered ``task#2``, ``task#3``."""
    seen: Counter[str] = Counter()
    entries: dict[str, JSON] = {}
    for engine in engines:
        seen[engine.task] += 1
        number = seen[engine.task]
        key = engine.task if number == 1 else f"{engine.task}#{number}"
        entries[key] = {
            "name": engine.name,
            "version": engine.version,
            "options": dict(engine.options),
        }
    return entries
