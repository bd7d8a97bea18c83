"""The counts of a benchmark as JSON: everything the table is made from."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flows.benchmark.accuracy import CallAccuracy, PooledAccuracy
from flows.benchmark.pooling import Cases, Detections, SpeakerErrors, WordErrors
from flows.benchmark.rings import RingCase, ringing_calls, silent_calls
from flows.benchmark.table import accuracy_columns
from flows.benchmark.verdicts import HEADLINE, VerdictCase, Verdicts
from scoring.reporting.json_file import JSON

SCHEMA = "escucha.bench.accuracy/1"


def accuracy_document(
    calls: Sequence[CallAccuracy],
    *,
    failures: Sequence[str],
    about: Mapping[str, JSON],
    measured_at: datetime,
) -> dict[str, JSON]:
    """All counts pooled by layout, and of each call; rates beside the counts they come from."""
    pooled = {name: _pooled(column) for name, column in accuracy_columns(calls).items()}
    return {
        "schema": SCHEMA,
        "measured_at": measured_at.isoformat(),
        **about,
        "failures": list(failures),
        "pooled": pooled,
        "calls": [_call(call) for call in calls],
        "verdicts": [_verdict(case) for call in calls for case in call.verdicts.cases],
    }


def _pooled(column: PooledAccuracy) -> dict[str, JSON]:
    verdicts = column.verdicts
    return {
        "calls": column.calls,
        "seconds": round(column.seconds, 3),
        "rings_exact": _cases(ringing_calls(column.rings)),
        "no_ring_made_up": _cases(silent_calls(column.rings)),
        "rings": [_rings(case) for case in column.rings],
        **_common(column),
        "verdicts": {
            **_verdict_counts(verdicts),
            "agreement_95_percent": (
                None if column.agreement_interval is None else list(column.agreement_interval)
            ),
            "groups": {name: _verdict_counts(verdicts.of(c)) for name, c in HEADLINE.items()},
            "criteria": {n: _verdict_counts(own) for n, own in verdicts.by_criterion().items()},
        },
    }


def _call(call: CallAccuracy) -> dict[str, JSON]:
    return {
        "call_id": call.call_id,
        "layout": call.layout,
        "seconds": call.seconds,
        "rings": _rings(call.rings),
        **_common(call),
        "verdicts": _verdict_counts(call.verdicts),
    }


def _common(counts: CallAccuracy | PooledAccuracy) -> dict[str, JSON]:
    return {
        "roles_right": _cases(counts.roles),
        "events": {kind: _detections(found) for kind, found in counts.events.items()},
        "words": _words(counts.words),
        "words_numbers_aside": _words(counts.words_numbers_aside),
        "words_by_party": _words(counts.words_by_party),
        "words_right_party": _cases(counts.words_right_party),
        "words_right_side": _cases(counts.words_right_side),
        "speakers": _speakers(counts.speakers),
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


def _verdict_counts(verdicts: Verdicts) -> dict[str, JSON]:
    return {
        "agreement": _cases(verdicts.agreement),
        "agreement_where_sure": _cases(verdicts.agreement_where_sure),
        "unsure": verdicts.unsure.right,
        "confidently_wrong": verdicts.confidently_wrong.right,
        "not_judged": verdicts.not_judged,
        "confusion": [
            {"want": want, "got": got, "n": n}
            for (want, got), n in sorted(verdicts.confusion.items())
        ],
    }


def _verdict(case: VerdictCase) -> JSON:
    return {
        "call_id": case.call_id,
        "criterion": case.criterion,
        "want": case.want,
        "got": case.got,
        "confidence": case.confidence,
        "reason": case.reason,
    }
