"""`CALL_ID.json`: a scored call as the public document ``escucha.call/1``, and back."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from audio_features.call_metadata import CallMetadata
from audio_features.errors import EscuchaError
from audio_features.heard_call import HeardCall, Roles
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import AttributeValue, Event, Measure, Turn
from scoring.findings import CallerStyle, Finding, Note, Phase, Scorecard, ScoredCall
from scoring.moments_of_truth import moments_of_truth
from scoring.reporting.call_document_rows import (
    engine_rows,
    event_row,
    finding_row,
    measure_row,
    metadata_row,
    moment_row,
    note_row,
    role_row,
    rounded_time,
    scorecard_row,
    style_row,
    turn_row,
)
from scoring.reporting.json_file import JSON, write_json
from scoring.reporting.undertaking_rows import commitment_row, complaint_row, refusal_row
from scoring.undertakings import Commitment, Complaint, Refusal

__all__ = [
    "CallDocumentError",
    "Provenance",
    "from_document",
    "provenance_of",
    "to_document",
    "write_json",
]

SCHEMA = "escucha.call/1"


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
    # Documents written before these were looked for don't have them.
    commitments: tuple[Commitment, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    complaint: Complaint | None = None
    caller_styles: tuple[CallerStyle, ...] = ()
    notes: tuple[Note, ...] = ()


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
        "recording": {**asdict(heard.recording), "seconds": rounded_time(heard.recording.seconds)},
        "metadata": metadata_row(heard.metadata),
        "roles": {"agent": role_row(heard.roles.agent), "customer": role_row(heard.roles.customer)},
        "turns": [turn_row(turn) for turn in heard.turns],
        "events": [event_row(event) for event in heard.events],
        "measures": [measure_row(measure) for measure in heard.measures],
        "phases": [
            {"name": phase.name, "start": rounded_time(phase.start), "end": rounded_time(phase.end)}
            for phase in scored.phases
        ],
        "findings": [finding_row(finding) for finding in scored.findings],
        "scorecard": scorecard_row(scored.scorecard),
        "commitments": [commitment_row(one) for one in scored.commitments],
        "refusals": [refusal_row(one) for one in scored.refusals],
        "complaint": complaint_row(scored.complaint),
        # Follow from phases and findings: written for readers, never read back.
        "moments_of_truth": [moment_row(moment) for moment in moments_of_truth(scored)],
        "caller_styles": [style_row(style) for style in scored.caller_styles],
        "notes": [note_row(note) for note in scored.notes],
        "provenance": {
            "engines": engine_rows(heard.engines),
            "escucha": provenance.escucha,
            "processed_at": provenance.processed_at.isoformat(),
        },
    }


def from_document(document: Mapping[str, JSON]) -> ScoredCall:
    """The scored call in `document`; unknown keys are passed over.

    What documents of older versions lack is empty.

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
        heard=heard,
        phases=parsed.phases,
        findings=parsed.findings,
        scorecard=parsed.scorecard,
        commitments=parsed.commitments,
        refusals=parsed.refusals,
        complaint=parsed.complaint,
        caller_styles=parsed.caller_styles,
        notes=parsed.notes,
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
