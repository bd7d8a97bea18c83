"""The parts of ``escucha.call/1``, each as JSON; numbers rounded to what can be measured."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import Role
from audio_features.hearing import EngineInfo
from audio_features.timeline import Event, Measure, Turn
from scoring.findings import (
    CallerStyle,
    Evidence,
    Finding,
    MeasuredValue,
    MomentOfTruth,
    Note,
    Opinion,
    Scorecard,
)
from scoring.reporting.json_file import JSON

#: Decimals kept: times to the millisecond, shares and levels to what can be measured.
_TIME_DECIMALS = 3
_VALUE_DECIMALS = 4
_SCORE_DECIMALS = 2


def rounded_time(seconds: float) -> float:
    """Seconds to the millisecond."""
    return round(seconds, _TIME_DECIMALS)


def _value(number: float) -> float:
    return round(number, _VALUE_DECIMALS)


def _score(percent: float | None) -> float | None:
    return None if percent is None else round(percent, _SCORE_DECIMALS)


def metadata_row(metadata: CallMetadata) -> dict[str, JSON]:
    """What is known beside the sound; declared fields that are not known are left out."""
    dumped: dict[str, JSON] = metadata.model_dump(mode="json")
    known = type(metadata).model_fields
    return {key: value for key, value in dumped.items() if value is not None or key not in known}


def role_row(role: Role | None) -> dict[str, JSON] | None:
    """One party, null where it is never heard."""
    if role is None:
        return None
    return {
        "channel": role.channel,
        "speaker": role.speaker,
        "confidence": _value(role.confidence),
        "why": role.why,
    }


def turn_row(turn: Turn) -> dict[str, JSON]:
    """One turn with its words."""
    return {
        "party": turn.party,
        "start": rounded_time(turn.start),
        "end": rounded_time(turn.end),
        "text": turn.text,
        "confidence": _value(turn.confidence),
        "words": [
            {
                "word": word.word,
                "start": rounded_time(word.start),
                "end": rounded_time(word.end),
                "confidence": _value(word.confidence),
            }
            for word in turn.words
        ],
    }


def event_row(event: Event) -> dict[str, JSON]:
    """One event, attributes rounded."""
    return {
        "kind": event.kind,
        "party": event.party,
        "start": rounded_time(event.start),
        "end": rounded_time(event.end),
        "confidence": _value(event.confidence),
        "attributes": {
            name: _value(value) if isinstance(value, float) else value
            for name, value in event.attributes.items()
        },
    }


def measure_row(measure: Measure) -> dict[str, JSON]:
    """One measure."""
    return {
        "name": measure.name,
        "party": measure.party,
        "value": _value(measure.value),
        "unit": measure.unit,
        "start": rounded_time(measure.start),
        "end": rounded_time(measure.end),
    }


def finding_row(finding: Finding) -> dict[str, JSON]:
    """One finding with its evidence, and with the opinion of a language model if there is one."""
    row: dict[str, JSON] = {
        "criterion": finding.criterion,
        "verdict": finding.verdict,
        "points": _value(finding.points),
        "possible": _value(finding.possible),
        "confidence": _value(finding.confidence),
        "reason": finding.reason,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }
    if finding.opinion is not None:
        row["opinion"] = _opinion(finding.opinion)
    return row


def _opinion(opinion: Opinion) -> dict[str, JSON]:
    return {
        "verdict": opinion.verdict,
        "reason": opinion.reason,
        "evidence": [_evidence(evidence) for evidence in opinion.evidence],
        "model": opinion.model,
        "prompt_version": opinion.prompt_version,
        "question_sha256": opinion.question_sha256,
        "own_verdict": opinion.own_verdict,
        "own_confidence": _value(opinion.own_confidence),
        "own_reason": opinion.own_reason,
    }


def note_row(note: Note) -> dict[str, JSON]:
    """One note on how the call was judged."""
    return {"kind": note.kind, "criteria": list(note.criteria), "detail": note.detail}


def _evidence(evidence: Evidence) -> dict[str, JSON]:
    entry: dict[str, JSON] = {
        "start": rounded_time(evidence.start),
        "end": rounded_time(evidence.end),
        "party": evidence.party,
    }
    if evidence.quote is not None:
        entry["quote"] = evidence.quote
    if evidence.measure is not None:
        entry["measure"] = _measured(evidence.measure)
    return entry


def _measured(measured: MeasuredValue) -> dict[str, JSON]:
    """The value with its threshold, which is left out where there is none."""
    row: dict[str, JSON] = {**asdict(measured), "value": _value(measured.value)}
    if measured.threshold is None:
        del row["threshold"]
    return row


def scorecard_row(card: Scorecard) -> dict[str, JSON]:
    """Points, percentages and the rubric they come from."""
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


def style_row(style: CallerStyle) -> dict[str, JSON]:
    """One caller style with its evidence and how its advice was kept."""
    return {
        "style": style.style,
        "confidence": _value(style.confidence),
        "evidence": [_evidence(evidence) for evidence in style.evidence],
        "advice": [
            {
                "advice": advice.advice,
                "kind": advice.kind,
                "state": advice.state,
                "criteria": list(advice.criteria),
            }
            for advice in style.advice
        ],
    }


def moment_row(moment: MomentOfTruth) -> dict[str, JSON]:
    """One stretch of the service cycle with its mark."""
    return {
        "phase": moment.phase,
        "start": rounded_time(moment.start),
        "end": rounded_time(moment.end),
        "mark": moment.mark,
        "criteria": list(moment.criteria),
    }


def engine_rows(engines: Sequence[EngineInfo]) -> dict[str, JSON]:
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
