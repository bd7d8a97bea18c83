"""`corrections.json`: everything the report says, with the counts it is made from."""

from flows.benchmark.bootstrap import Interval
from flows.corrections.people import Agreement, AnalystPair
from flows.corrections.report import CorrectionsReport, CriterionReview, Disagreement
from flows.corrections.suggestions import Suggestion
from scoring.reporting.json_file import JSON

SCHEMA = "escucha.corrections/1"


def report_document(report: CorrectionsReport) -> dict[str, JSON]:
    """The report as JSON; `machine` is what it said when people looked, `now` what it says."""
    examined = report.thresholds
    rubric = examined.rubric
    return {
        "schema": SCHEMA,
        "made_at": report.made_at.isoformat(),
        "since": None if report.since is None else report.since.isoformat(),
        "of": "reviewed findings only",
        "findings": report.findings,
        "calls": report.calls,
        "analysts": list(report.analysts),
        "overall": _review(report.overall),
        "criteria": {review.criterion: _review(review) for review in report.criteria},
        "analyst_pairs": [_pair(pair) for pair in report.pairs],
        "disagreements": [_disagreement(one) for one in report.disagreements],
        "thresholds": {
            "rubric": {"id": rubric.id, "version": rubric.version, "sha256": rubric.sha256},
            "min_findings": examined.min_findings,
            "suggested": [_suggestion(one) for one in examined.suggested],
            "too_few": dict(examined.too_few),
            "no_better": list(examined.no_better),
        },
    }


def _review(review: CriterionReview) -> dict[str, JSON]:
    return {
        "machine_and_people": _agreement(review.machine, sides=("people", "machine")),
        # Of whichever two judged a finding: who of them is which side is by name, so no kappa.
        "among_people": _counted(review.people),
        "contested": review.contested,
    }


def _counted(agreement: Agreement) -> dict[str, JSON]:
    counted = agreement.verdicts.agreement
    return {
        "n": counted.total,
        "calls": agreement.calls,
        "right": counted.right,
        "agreement": counted.rate,
        "agreement_interval_95": _interval(agreement.agreement_interval),
    }


def _agreement(agreement: Agreement, *, sides: tuple[str, str]) -> dict[str, JSON]:
    verdicts = agreement.verdicts
    one, other = sides
    return {
        **_counted(agreement),
        "kappa": verdicts.kappa,
        "kappa_interval_95": _interval(agreement.kappa_interval),
        "confusion": [
            {one: want, other: got, "n": n} for (want, got), n in sorted(verdicts.confusion.items())
        ],
    }


def _pair(pair: AnalystPair) -> dict[str, JSON]:
    # Sides by place in `analysts`: a name could be any word, "n" among them.
    return {
        "analysts": list(pair.analysts),
        **_agreement(pair.agreement, sides=("first", "second")),
    }


def _disagreement(one: Disagreement) -> dict[str, JSON]:
    finding = one.finding
    return {
        "call_id": finding.call_id,
        "criterion": finding.criterion,
        "people": finding.people,
        "machine": finding.last.machine_verdict,
        "machine_confidence": finding.last.machine_confidence,
        "now": one.now,
        "reason": one.reason,
        "start": one.start,
        "end": one.end,
        "corrections": [
            {
                "analyst": said.analyst,
                "verdict": said.verdict,
                "comment": said.comment,
                "made_at": said.made_at.isoformat(),
            }
            for said in finding.corrections
        ],
    }


def _suggestion(one: Suggestion) -> dict[str, JSON]:
    return {
        "criterion": one.criterion,
        "path": one.path,
        "now": one.threshold.value,
        "value": one.value,
        "n": one.before.total,
        "agreement_now": one.before.rate,
        "agreement_then": one.after.rate,
        "gain_interval_95": list(one.gain),
        "yaml": one.yaml,
    }


def _interval(low_high: Interval | None) -> JSON:
    return None if low_high is None else list(low_high)
