"""Whether the agent can be heard well: the one check on level."""

from audio_features.timeline import Measure
from scoring.checks.evidence import measure_evidence, range_text
from scoring.checks.measures import NEAR_BOUND_CONFIDENCE
from scoring.checks.reliability import (
    role_confidence,
    role_problem,
    speech_seconds,
    whole_call_measure,
)
from scoring.checks.result import CheckContext, CheckResult, FieldValue, unsure
from scoring.checks.schema import VolumeCheck
from scoring.checks.schema_parts import Bounds


def check_volume(check: VolumeCheck, context: CheckContext) -> CheckResult:
    """Whether the agent's level is right; the line's own gain is never held against the agent."""
    if problem := role_problem(context, check.party):
        return unsure(problem)
    level = whole_call_measure(context, "active_level", check.party)
    if level is None:
        return unsure("not_measured")
    spoken = speech_seconds(context, check.party)
    if spoken < check.min_speech_s:
        return unsure("too_little_speech", fields={"seconds": spoken})
    relative = whole_call_measure(context, "relative_level", check.party)
    absolute = range_text(check.absolute_dbov.at_least, check.absolute_dbov.at_most)
    evidence = [measure_evidence(level, threshold=absolute)]
    fields: dict[str, FieldValue] = {"value": level.value, "threshold": absolute}
    if relative is not None:
        against = range_text(check.relative_db.at_least, check.relative_db.at_most)
        evidence.append(measure_evidence(relative, threshold=against))
        fields |= {"relative": relative.value, "relative_threshold": against}
    verdict, tag, confidence = _volume_verdict(check, level, relative)
    if verdict == "unsure":
        return unsure(tag or "borderline", evidence=tuple(evidence), fields=fields)
    return CheckResult(
        verdict="met" if verdict == "met" else "not_met",
        credit=1.0 if verdict == "met" else 0.0,
        confidence=confidence * role_confidence(context, check.party),
        evidence=tuple(evidence),
        fields=fields,
        tag=tag,
    ).tagged(check.tag)


def _volume_verdict(
    check: VolumeCheck, level: Measure, relative: Measure | None
) -> tuple[str, str | None, float]:
    """Verdict, tag and confidence from where the level lies against norm and other party."""
    beyond = _side(level.value, check.absolute_dbov)
    apart = 0.0 if relative is None else _side(relative.value, check.relative_db)
    if beyond == 0:
        if apart == 0 or _side(level.value, check.comfortable_dbov) * apart <= 0:
            return "met", None, 1.0
        # Near the edge of the norm, and far from the other party in that direction: who is to say.
        return "unsure", "borderline", 0.0
    if relative is None:
        # One voice alone cannot tell a quiet line from a quiet speaker.
        return "unsure", "line_or_voice", 0.0
    if apart * beyond <= 0:
        # The other voice is as far from the norm: that is the line, not whoever speaks.
        return "met", "line", NEAR_BOUND_CONFIDENCE
    if abs(beyond) < check.absolute_dbov.margin or abs(apart) < check.relative_db.margin:
        return "unsure", "borderline", 0.0
    return "not_met", "too_low" if beyond < 0 else "too_high", 1.0


def _side(value: float, bounds: Bounds) -> float:
    """How far `value` is outside: negative below, positive above, 0 inside."""
    if bounds.at_least is not None and value < bounds.at_least:
        return value - bounds.at_least
    if bounds.at_most is not None and value > bounds.at_most:
        return value - bounds.at_most
    return 0.0
