"""Whether anger is met with calm."""

from dataclasses import dataclass

from audio_features.timeline import Turn
from scoring.checks.evidence import match_evidence, shortened, turn_evidence
from scoring.checks.measures import NEAR_BOUND_CONFIDENCE
from scoring.checks.reliability import role_confidence, role_problem, word_count
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema import CalmCheck
from scoring.checks.turn_levels import rises, turn_levels
from scoring.checks.windows import find_all
from scoring.checks.words import treatment_protested
from scoring.findings import Evidence, MeasuredValue
from scoring.language.intents import IntentMatch

#: Fewer words than this are a sign of listening, and no answer; our choice.
ANSWER_WORDS = 4
#: Likelihood from which the customer may have insisted once more: nothing hangs on it but which
#: answer is shown. As for what is to be said.
PRESSED_SCORE = 0.35


@dataclass(frozen=True, slots=True)
class _Provocation:
    """When the customer shouts or is angry in words, and the moments that show it.

    `noticed` are the agent's own words where nothing else tells of it: they prove the anger, so
    they do not prove a reproach as well.
    """

    moments: tuple[float, ...]
    evidence: tuple[Evidence, ...]
    noticed: tuple[IntentMatch, ...]


def check_calm(check: CalmCheck, context: CheckContext) -> CheckResult:
    """Whether the agent stays calm once the customer is angry; else not applicable."""
    if problem := role_problem(context, "agent") or role_problem(context, "customer"):
        return unsure(problem)
    provoked = _provocation(check, context)
    if not provoked.moments:
        return not_applicable(confidence=check.absence_confidence)
    retorts = tuple(
        match
        for match in find_all(context, check.retorts, party="agent", min_score=check.min_score)
        if match.start >= provoked.moments[0]
        and not any(match.start < one.end and one.start < match.end for one in provoked.noticed)
    )
    if retorts:
        return _retorted(retorts, provoked, context, tag="words")
    owned = tuple(
        match
        for match in find_all(context, check.owned_by, party="agent", min_score=check.min_score)
        if match.start >= provoked.moments[0]
    )
    if owned:
        return _retorted(owned, provoked, context, tag="owned")
    result = _answered(check, context, provoked)
    protests = find_all(context, check.protested_by, party="customer", min_score=check.min_score)
    return treatment_protested(protests) if result.verdict == "met" and protests else result


def _retorted(
    retorts: tuple[IntentMatch, ...], provoked: _Provocation, context: CheckContext, *, tag: str
) -> CheckResult:
    worst = max(retorts, key=lambda match: match.score)
    return CheckResult(
        verdict="not_met",
        confidence=_roles(context) * worst.score,
        evidence=(*provoked.evidence, *(match_evidence(match) for match in retorts)),
        fields={"quote": shortened(worst.quote)},
        tag=tag,
    )


def _answered(check: CalmCheck, context: CheckContext, provoked: _Provocation) -> CheckResult:
    """Judge the voice in which the agent answered."""
    turns = turn_levels(context, "agent", min_turn_s=check.min_turn_s)
    if len(turns) < check.min_turns:
        return unsure("too_little_speech", evidence=provoked.evidence)
    answers = [
        (turn, rise)
        for turn, rise in rises(turns)
        if any(m <= turn.start <= m + check.answer_window_s for m in provoked.moments)
    ]
    highest = max((rise for _, rise in answers), default=0.0)
    loud = tuple(_evidence(turn, rise, check) for turn, rise in answers if rise >= check.rise_db)
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
        evidence=(*evidence, *_calm_answers(check, context, provoked)),
        fields={"value": highest},
    ).tagged(check.tag)


def _provocation(check: CalmCheck, context: CheckContext) -> _Provocation:
    angry = find_all(context, check.provocations, party="customer", min_score=check.min_score)
    noticed = find_all(context, check.noticed_by, party="agent", min_score=check.min_score)
    words = sorted((*angry, *noticed), key=lambda match: match.start)
    # The customer shouted before the agent's turn began that says so.
    told = [m.start for m in angry] + [context.call.turns[m.turn_index].start for m in noticed]
    turns = turn_levels(context, "customer", min_turn_s=check.min_turn_s)
    shouts: list[tuple[Turn, float]] = []
    if len(turns) >= check.min_turns:
        shouts = [(turn, rise) for turn, rise in rises(turns) if rise >= check.rise_db]
    return _Provocation(
        moments=tuple(sorted(told + [turn.start for turn, _ in shouts])),
        evidence=(
            *(match_evidence(match) for match in words[:1]),
            *(_evidence(turn, rise, check) for turn, rise in shouts[:1]),
        ),
        noticed=() if angry or shouts else noticed,
    )


def _calm_answers(
    check: CalmCheck, context: CheckContext, provoked: _Provocation
) -> tuple[Evidence, ...]:
    """What the agent answers the first provocation, and the last that is sure, and that may be."""
    pressed = find_all(context, check.provocations, party="customer", min_score=PRESSED_SCORE)
    first, last = provoked.moments[0], provoked.moments[-1]
    answers = []
    for moment in (first, last, max(last, *(match.start for match in pressed), first)):
        within = (
            turn
            for turn in context.turns_of("agent")
            if moment < turn.start <= moment + check.answer_window_s
            and word_count([turn]) >= ANSWER_WORDS
        )
        answers.append(next(within, None))
    return tuple(dict.fromkeys(turn_evidence(turn) for turn in answers if turn is not None))


def _roles(context: CheckContext) -> float:
    return min(role_confidence(context, "agent"), role_confidence(context, "customer"))


def _evidence(turn: Turn, rise: float, check: CalmCheck) -> Evidence:
    measured = MeasuredValue(
        name="level_rise", value=round(rise, 1), unit="dB", threshold=f"< {check.rise_db:g}"
    )
    return Evidence(
        start=turn.start,
        end=turn.end,
        party=turn.party,
        quote=shortened(turn.text) or None,
        measure=measured,
    )
