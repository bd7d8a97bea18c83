"""Checks on the voice that one measure alone cannot answer: volume, and calm under pressure."""

from collections.abc import Sequence
from statistics import median

from audio_features.timeline import Measure, Party
from scoring.checks.evidence import match_evidence, measure_evidence, range_text, shortened
from scoring.checks.measures import NEAR_BOUND_CONFIDENCE
from scoring.checks.reliability import (
    role_confidence,
    role_problem,
    speech_seconds,
    whole_call_measure,
)
from scoring.checks.result import CheckContext, CheckResult, FieldValue, not_applicable, unsure
from scoring.checks.schema import Bounds, CalmCheck, VolumeCheck
from scoring.checks.words import find_all
from scoring.findings import Evidence

LEVEL_WINDOWS = "level"


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
    )


def _volume_verdict(
    check: VolumeCheck, level: Measure, relative: Measure | None
) -> tuple[str, str | None, float]:
    """Verdict, tag and confidence from where the level lies against norm and other party."""
    beyond = _side(level.value, check.absolute_dbov)
    apart = 0.0 if relative is None else _side(relative.value, check.relative_db)
    tag = "too_low" if beyond < 0 else "too_high"
    if beyond == 0:
        if apart == 0 or _side(level.value, check.comfortable_dbov) * apart <= 0:
            return "met", None, 1.0
        # Near the edge of the norm, and far from the other party in that direction: who is to say.
        return "unsure", "borderline", 0.0
    if relative is None:
        # One voice alone cannot tell a quiet line from a quiet speaker.
        return "unsure", "line_or_voice", 0.0
    if abs(beyond) < check.absolute_dbov.margin:
        return ("unsure", "borderline", 0.0) if apart * beyond > 0 else ("met", None, 0.8)
    if apart * beyond > 0:
        if abs(apart) < check.relative_db.margin:
            return "unsure", "borderline", 0.0
        return "not_met", tag, 1.0
    return "met", "line", NEAR_BOUND_CONFIDENCE


def _side(value: float, bounds: Bounds) -> float:
    """How far `value` is outside: negative below, positive above, 0 inside."""
    if bounds.at_least is not None and value < bounds.at_least:
        return value - bounds.at_least
    if bounds.at_most is not None and value > bounds.at_most:
        return value - bounds.at_most
    return 0.0


def check_calm(check: CalmCheck, context: CheckContext) -> CheckResult:
    """Whether the agent stays calm once the customer shouts or insults; else not applicable."""
    for party in ("agent", "customer"):
        if problem := role_problem(context, party):
            return unsure(problem)
    insults = find_all(context, check.insults, party="customer", min_score=check.min_score)
    shouting = _raised(check, context, "customer", by_db=check.rise_db)
    moments = sorted([m.start for m in insults] + [w.start for w in shouting])
    if not moments:
        return not_applicable()
    threshold = f"< {check.rise_db:g}"
    provoked: list[Evidence] = [match_evidence(m) for m in insults[:1]]
    provoked += [measure_evidence(w, threshold=threshold) for w in shouting[:1]]
    confidence = min(role_confidence(context, "agent"), role_confidence(context, "customer"))
    retorts = [
        match
        for match in find_all(context, check.retorts, party="agent", min_score=check.min_score)
        if match.start >= moments[0]
    ]
    if retorts:
        return CheckResult(
            verdict="not_met",
            confidence=confidence * max(match.score for match in retorts),
            evidence=(*provoked, *(match_evidence(match) for match in retorts)),
            fields={"quote": shortened(retorts[0].quote)},
            tag="words",
        )
    loud = _answers(_raised(check, context, "agent", by_db=check.rise_db), moments, check)
    if loud:
        answered = tuple(measure_evidence(window, threshold=threshold) for window in loud)
        near = _answers(
            _raised(check, context, "agent", by_db=check.rise_db + check.margin_db), moments, check
        )
        if not near:
            return unsure("borderline", evidence=(*provoked, *answered))
        return CheckResult(
            verdict="not_met",
            confidence=confidence * NEAR_BOUND_CONFIDENCE,
            evidence=(*provoked, *answered),
            fields={"value": max(window.value for window in loud)},
            tag="voice",
        )
    if len(_windows(context, "agent")) < check.min_windows:
        return unsure("too_little_speech", evidence=tuple(provoked))
    return CheckResult(
        verdict="met", credit=1.0, confidence=confidence * 0.85, evidence=tuple(provoked)
    ).tagged(check.tag)


def _windows(context: CheckContext, party: Party) -> list[Measure]:
    listed = [m for m in context.call.measures if m.name == LEVEL_WINDOWS and m.party == party]
    return sorted(listed, key=lambda measure: measure.start)


def _raised(
    check: CalmCheck, context: CheckContext, party: Party, *, by_db: float
) -> list[Measure]:
    """Windows that are `by_db` above the party's own usual level, as rises in dB."""
    windows = _windows(context, party)
    if len(windows) < check.min_windows:
        return []
    usual = median(window.value for window in windows)
    return [window for window in windows if window.value - usual >= by_db]


def _answers(
    windows: Sequence[Measure], moments: Sequence[float], check: CalmCheck
) -> list[Measure]:
    return [
        window
        for window in windows
        if any(moment <= window.start <= moment + check.answer_window_s for moment in moments)
    ]
