"""Checks that hold a measure against a range."""

from audio_features.languages import primary_language
from audio_features.timeline import Measure
from scoring.checks.evidence import measure_evidence, range_text
from scoring.checks.reliability import (
    role_confidence,
    role_problem,
    speech_seconds,
    whole_call_measure,
)
from scoring.checks.result import CheckContext, CheckResult, FieldValue, not_applicable, unsure
from scoring.checks.schema import MeasureCheck
from scoring.checks.schema_parts import Bounds

#: Confidence of a verdict on the bound itself; it grows to 1 within a margin's width beyond.
NEAR_BOUND_CONFIDENCE = 0.7


def check_measure(check: MeasureCheck, context: CheckContext) -> CheckResult:
    """Whether a measure of the whole call lies in its range."""
    if problem := role_problem(context, check.party):
        return unsure(problem)
    bounds = _bounds(check, context.call.language)
    if bounds is None:
        return unsure("no_threshold_for_language", fields={"language": context.call.language})
    measure = whole_call_measure(context, check.name, check.party)
    if measure is None:
        return not_applicable() if check.if_missing == "not_applicable" else unsure("not_measured")
    if check.party is not None and check.min_speech_s > 0:
        spoken = speech_seconds(context, check.party)
        if spoken < check.min_speech_s:
            return unsure("too_little_speech", fields={"seconds": spoken})
    return judge_range(
        measure, bounds, role_confidence=role_confidence(context, check.party)
    ).tagged(check.tag)


def judge_range(measure: Measure, bounds: Bounds, *, role_confidence: float) -> CheckResult:
    """`measure` against `bounds`; too near a bound is ``unsure``."""
    threshold = range_text(bounds.at_least, bounds.at_most)
    evidence = (measure_evidence(measure, threshold=threshold),)
    fields: dict[str, FieldValue] = {
        "value": measure.value,
        "unit": measure.unit,
        "threshold": threshold,
    }
    below = -float("inf") if bounds.at_least is None else bounds.at_least - measure.value
    above = -float("inf") if bounds.at_most is None else measure.value - bounds.at_most
    beyond = max(below, above)
    if abs(beyond) < bounds.margin:
        return unsure("borderline", evidence=evidence, fields=fields)
    confidence = role_confidence * _distance_confidence(abs(beyond), bounds.margin)
    if beyond <= 0:
        return CheckResult(
            verdict="met", credit=1.0, confidence=confidence, evidence=evidence, fields=fields
        )
    return CheckResult(
        verdict="not_met",
        confidence=confidence,
        evidence=evidence,
        fields=fields,
        tag="too_low" if below > above else "too_high",
    )


def _bounds(check: MeasureCheck, language: str) -> Bounds | None:
    if check.by_language:
        primary = primary_language(language)
        if primary in check.by_language:
            return check.by_language[primary]
    if check.at_least is None and check.at_most is None:
        return None
    return Bounds(at_least=check.at_least, at_most=check.at_most, margin=check.margin)


def _distance_confidence(distance: float, margin: float) -> float:
    """Grows from the bound to 1 at twice the margin; 1 where no margin is known."""
    if margin <= 0:
        return 1.0
    return min(1.0, NEAR_BOUND_CONFIDENCE + (1 - NEAR_BOUND_CONFIDENCE) * (distance / margin - 1))
