"""Whether anger is met with calm."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from audio_features.timeline import Measure, Party
from scoring.checks.evidence import match_evidence, shortened
from scoring.checks.measures import NEAR_BOUND_CONFIDENCE
from scoring.checks.reliability import role_confidence, role_problem
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema import CalmCheck
from scoring.checks.words import find_all
from scoring.findings import Evidence, MeasuredValue
from scoring.language.intents import IntentMatch

LEVEL_WINDOWS = "level"


@dataclass(frozen=True, slots=True)
class _Provocation:
    """When the customer shouts or insults, and the moments that show it."""

    moments: tuple[float, ...]
    evidence: tuple[Evidence, ...]


def check_calm(check: CalmCheck, context: CheckContext) -> CheckResult:
    """Whether the agent stays calm once the customer shouts or insults; else not applicable."""
    if problem := role_problem(context, "agent") or role_problem(context, "customer"):
        return unsure(problem)
    provoked = _provocation(check, context)
    if not provoked.moments:
        return not_applicable()
    retorts = tuple(
        match
        for match in find_all(context, check.retorts, party="agent", min_score=check.min_score)
        if match.start >= provoked.moments[0]
    )
    if retorts:
        return _retorted(retorts, provoked, context)
    return _answered(check, context, provoked)


def _retorted(
    retorts: tuple[IntentMatch, ...], provoked: _Provocation, context: CheckContext
) -> CheckResult:
    worst = max(retorts, key=lambda match: match.score)
    return CheckResult(
        verdict="not_met",
        confidence=_roles(context) * worst.score,
        evidence=(*provoked.evidence, *(match_evidence(match) for match in retorts)),
        fields={"quote": shortened(worst.quote)},
        tag="words",
    )


def _answered(check: CalmCheck, context: CheckContext, provoked: _Provocation) -> CheckResult:
    """Judge the voice in which the agent answered."""
    windows = _windows(context, "agent")
    if len(windows) < check.min_windows:
        return unsure("too_little_speech", evidence=provoked.evidence)
    answers = [
        (window, rise)
        for window, rise in _rises(windows)
        if any(m <= window.start <= m + check.answer_window_s for m in provoked.moments)
    ]
    highest = max((rise for _, rise in answers), default=0.0)
    loud = tuple(_rise(w, rise, check) for w, rise in answers if rise >= check.rise_db)
    evidence = (*provoked.evidence, *loud)
    if check.rise_db - check.margin_db < highest < check.rise_db + check.margin_db:
        return unsure("borderline", evidence=evidence, fields={"value": highest})
    if loud:
        return CheckResult(
            verdict="not_met",
            confidence=_roles(context) * NEAR_BOUND_CONFIDENCE,
            evidence=evidence,
            fields={"value": highest},
            tag="voice",
        )
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=_roles(context) * check.absence_confidence,
        evidence=evidence,
        fields={"value": highest},
    ).tagged(check.tag)


def _provocation(check: CalmCheck, context: CheckContext) -> _Provocation:
    insults = find_all(context, check.insults, party="customer", min_score=check.min_score)
    windows = _windows(context, "customer")
    shouts: list[tuple[Measure, float]] = []
    if len(windows) >= check.min_windows:
        shouts = [(w, rise) for w, rise in _rises(windows) if rise >= check.rise_db]
    return _Provocation(
        moments=tuple(sorted([m.start for m in insults] + [w.start for w, _ in shouts])),
        evidence=(
            *(match_evidence(match) for match in insults[:1]),
            *(_rise(window, rise, check) for window, rise in shouts[:1]),
        ),
    )


def _roles(context: CheckContext) -> float:
    return min(role_confidence(context, "agent"), role_confidence(context, "customer"))


def _windows(context: CheckContext, party: Party) -> list[Measure]:
    listed = [m for m in context.call.measures if m.name == LEVEL_WINDOWS and m.party == party]
    return sorted(listed, key=lambda measure: measure.start)


def _rises(windows: Sequence[Measure]) -> list[tuple[Measure, float]]:
    """Each window with how far it lies above the party's own usual level, in dB."""
    usual = median(window.value for window in windows)
    return [(window, window.value - usual) for window in windows]


def _rise(window: Measure, rise: float, check: CalmCheck) -> Evidence:
    measured = MeasuredValue(
        name="level_rise", value=round(rise, 1), unit="dB", threshold=f"< {check.rise_db:g}"
    )
    return Evidence(start=window.start, end=window.end, party=window.party, measure=measured)
