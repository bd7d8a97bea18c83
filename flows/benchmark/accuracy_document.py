"""The counts of a benchmark as JSON: everything the tables are made from."""

from collections.abc import Mapping

from flows.benchmark.accuracy import AccuracyCounts, AccuracyRun, CallAccuracy
from flows.benchmark.calibration import ConfidenceBin, reliability
from flows.benchmark.columns import accuracy_columns, condition_columns
from flows.benchmark.evidence import EvidenceCase, EvidencePlaces
from flows.benchmark.figures import Figure
from flows.benchmark.pooling import Cases, Detections, SpeakerErrors, WordErrors
from flows.benchmark.rings import RingCase, ringing_calls, silent_calls
from flows.benchmark.verdicts import HEADLINE, VerdictCase, Verdicts
from flows.benchmark.voices import VoiceCase
from scoring.reporting.call_document_rows import engine_rows
from scoring.reporting.json_file import JSON

#: 2: ``figures`` beside the counts, engines by name, voices and conditions.
SCHEMA = "escucha.bench.accuracy/2"


def accuracy_document(run: AccuracyRun) -> dict[str, JSON]:
    """All counts pooled by layout, and of each call; rates beside the counts they come from."""
    columns = accuracy_columns(run.calls)
    rubric = run.rubric
    return {
        "schema": SCHEMA,
        "measured_at": run.measured_at.isoformat(),
        "folder": run.folder,
        "escucha": run.escucha,
        "engines": engine_rows(run.engines),
        "engines_sha256": run.engines_sha256,
        "rubric": {"id": rubric.id, "version": rubric.version, "sha256": rubric.sha256},
        "ear_alone": run.ear_alone,
        "failures": list(run.failures),
        "figures": {name: figures_document(own.figures) for name, own in columns.items()},
        "figures_by_condition": {
            name: figures_document(own.figures)
            for name, own in condition_columns(run.calls).items()
        },
        "pooled": {name: _pooled(column.counts) for name, column in columns.items()},
        "calls": [_call(call) for call in run.calls],
        "verdicts": [verdict_row(c) for call in run.calls for c in call.counts.verdicts.cases],
        "evidence": [_evidence_row(c) for call in run.calls for c in call.counts.evidence.cases],
    }


def figures_document(figures: Mapping[str, Figure]) -> JSON:
    """Every figure by id, with its cases and its interval."""
    return {id_: _figure(figure) for id_, figure in figures.items()}


def _figure(figure: Figure) -> JSON:
    return {
        "name": figure.name,
        "unit": figure.unit,
        "value": figure.value,
        "cases": figure.cases,
        "interval_95": None if figure.interval is None else list(figure.interval),
    }


def _pooled(counts: AccuracyCounts) -> dict[str, JSON]:
    verdicts = counts.verdicts
    return {
        "calls": counts.calls,
        "seconds": round(counts.seconds, 3),
        "rings_exact": _cases(ringing_calls(counts.rings)),
        "no_ring_made_up": _cases(silent_calls(counts.rings)),
        **_common(counts),
        "verdicts": {
            **verdicts_document(verdicts),
            "groups": {name: _verdict_counts(verdicts.of(c)) for name, c in HEADLINE.items()},
        },
        "evidence": {
            **_evidence(counts.evidence),
            "criteria": {n: _evidence(own) for n, own in counts.evidence.by_criterion().items()},
        },
    }


def verdicts_document(verdicts: Verdicts) -> dict[str, JSON]:
    """Counts in all, by confidence and by criterion."""
    return {
        **_verdict_counts(verdicts),
        "confidence_bins": [_bin(own) for own in reliability(verdicts)],
        "criteria": {n: _verdict_counts(own) for n, own in verdicts.by_criterion().items()},
    }


def _call(call: CallAccuracy) -> dict[str, JSON]:
    return {
        "call_id": call.call_id,
        "sha256": call.sha256,
        "layout": call.layout,
        "condition": call.condition,
        "seconds": call.counts.seconds,
        **_common(call.counts),
        "verdicts": _verdict_counts(call.counts.verdicts),
        "evidence": _evidence(call.counts.evidence),
    }


def _common(counts: AccuracyCounts) -> dict[str, JSON]:
    return {
        "agent_speech_s": round(counts.agent_speech_s, 3),
        "rings": [_rings(case) for case in counts.rings],
        "roles_right": _cases(counts.roles),
        "events": {kind: _detections(found) for kind, found in counts.events.items()},
        "words": _words(counts.words),
        "words_numbers_aside": _words(counts.words_numbers_aside),
        "words_by_party": _words(counts.words_by_party),
        "words_right_party": _cases(counts.words_right_party),
        "words_right_side": _cases(counts.words_right_side),
        "speakers": _speakers(counts.speakers),
        "levels_dbov": [_voice(case) for case in counts.levels],
        "paces_wpm": [_voice(case) for case in counts.paces],
    }


def _cases(counted: Cases) -> JSON:
    return {"right": counted.right, "total": counted.total, "rate": counted.rate}


def _detections(counted: Detections) -> JSON:
    return {
        "found": counted.found,
        "made_up": counted.made_up,
        "missed": counted.missed,
        "precision": counted.precision,
        "recall": counted.recall,
        "f1": counted.f1,
        "median_border_error_s": counted.median_border_error_s,
        "border_errors_s": [round(error_s, 3) for error_s in counted.border_errors_s],
    }


def _words(counted: WordErrors) -> JSON:
    return {
        "right": counted.right,
        "substituted": counted.substituted,
        "deleted": counted.deleted,
        "inserted": counted.inserted,
        "rate": counted.rate,
    }


def _speakers(counted: SpeakerErrors) -> JSON:
    return {
        "true_s": round(counted.true_s, 3),
        "missed_s": round(counted.missed_s, 3),
        "made_up_s": round(counted.made_up_s, 3),
        "confused_s": round(counted.confused_s, 3),
        "rate": counted.rate,
    }


def _rings(case: RingCase) -> JSON:
    return {"call_id": case.call_id, "want": case.want, "got": case.got}


def _voice(case: VoiceCase) -> JSON:
    return {"call_id": case.call_id, "party": case.party, "want": case.want, "got": case.got}


def _bin(own: ConfidenceBin) -> JSON:
    return {
        "low": own.low,
        "high": own.high,
        "right": own.right,
        "n": own.total,
        "share_right": own.share_right,
        "mean_confidence": own.mean_confidence,
    }


def _verdict_counts(verdicts: Verdicts) -> dict[str, JSON]:
    return {
        "agreement": _cases(verdicts.agreement),
        "agreement_where_sure": _cases(verdicts.agreement_where_sure),
        "kappa": verdicts.kappa,
        "unsure": verdicts.unsure.right,
        "confidently_wrong": verdicts.confidently_wrong.right,
        "not_judged": verdicts.not_judged,
        "confusion": [
            {"want": want, "got": got, "n": n}
            for (want, got), n in sorted(verdicts.confusion.items())
        ],
    }


def _evidence(evidence: EvidencePlaces) -> dict[str, JSON]:
    return {
        "near": _cases(evidence.near),
        "begins_near": _cases(evidence.begins_near),
        "median_s": _rounded(evidence.median_s),
        "farthest_s": _rounded(evidence.farthest_s),
    }


def _evidence_row(case: EvidenceCase) -> JSON:
    return {
        "call_id": case.call_id,
        "criterion": case.criterion,
        "verdict": case.verdict,
        "want": [[round(span.start, 3), round(span.end, 3)] for span in case.want],
        "got": [[round(span.start, 3), round(span.end, 3)] for span in case.got],
        "distance_s": _rounded(case.distance_s),
        "start_distance_s": _rounded(case.start_distance_s),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def verdict_row(case: VerdictCase) -> JSON:
    """One verdict beside the right one."""
    return {
        "call_id": case.call_id,
        "criterion": case.criterion,
        "want": case.want,
        "got": case.got,
        "confidence": case.confidence,
        "reason": case.reason,
    }
