"""One call judged by one rubric: a pure function of both."""

from collections.abc import Sequence
from dataclasses import replace

from audio_features.heard_call import HeardCall
from audio_features.languages import primary_language
from scoring.caller_styles.inference import find_caller_styles
from scoring.checks.registry import run_check
from scoring.checks.reliability import role_problem
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.commitments import find_commitments
from scoring.complaint_kind import find_complaint
from scoring.findings import Finding, ScoredCall
from scoring.language.intent_library import LANGUAGES, load_intents
from scoring.language.intents import IntentFinder
from scoring.language.names import find_names
from scoring.phases import find_phases
from scoring.reasons import reason_text
from scoring.refusals import find_refusals
from scoring.rubric_schema import Criterion, Rubric
from scoring.scorecard import add_up, points_for

#: What agents say who place the call themselves, and in how many first turns; our choice.
_PLACES_CALL = "places_call"
_OPENING_TURNS = 2


def judge_call(heard: HeardCall, rubric: Rubric) -> ScoredCall:
    """Judge every criterion of `rubric` on `heard`.

    Uses nothing but its arguments, so stored calls can be scored again without their audio.
    """
    return _judged(heard, call_context(heard, rubric), rubric)


def judge_call_by_each(heard: HeardCall, rubrics: Sequence[Rubric]) -> tuple[ScoredCall, ...]:
    """What `judge_call` says of `heard` by each of `rubrics`, its words read no more than needed.

    How they are read depends on the intents that a rubric adds, and on nothing else of it.
    """
    known: list[tuple[Rubric, CheckContext]] = []
    scored = []
    for rubric in rubrics:
        alike = (context for other, context in known if other.intents == rubric.intents)
        context = next(alike, None) or call_context(heard, rubric)
        known.append((rubric, context))
        scored.append(_judged(heard, replace(context, reliability=rubric.reliability), rubric))
    return tuple(scored)


def _judged(heard: HeardCall, context: CheckContext, rubric: Rubric) -> ScoredCall:
    findings = tuple(judge_criterion(criterion, context, rubric) for criterion in rubric.criteria)
    return ScoredCall(
        heard=heard,
        phases=context.phases,
        findings=findings,
        scorecard=add_up(findings, rubric),
        commitments=find_commitments(context),
        refusals=find_refusals(context, rubric, findings),
        complaint=find_complaint(context),
        caller_styles=find_caller_styles(context, findings),
    )


def call_context(heard: HeardCall, rubric: Rubric) -> CheckContext:
    """What checks need to know of a call; its words stay shut where the language is unknown."""
    language = primary_language(heard.language)
    finder, names = None, None
    if language in LANGUAGES:
        added = {
            intent: extra
            for key, intents in rubric.intents.items()
            if key == language
            for intent, extra in intents.items()
        }
        finder = IntentFinder(
            turns=heard.turns,
            language=language,
            metadata=heard.metadata,
            library=load_intents(language, extra=added or None),
        )
        names = find_names(
            turns=heard.turns, language=language, metadata=heard.metadata, finder=finder
        )
    return CheckContext(
        call=heard,
        reliability=rubric.reliability,
        finder=finder,
        names=names,
        phases=find_phases(heard, finder),
    )


def judge_criterion(criterion: Criterion, context: CheckContext, rubric: Rubric) -> Finding:
    """The verdict on one criterion, with its points and its reason."""
    result = _gated(criterion, _result(criterion, context, rubric), rubric)
    points, possible = points_for(rubric, criterion, verdict=result.verdict, credit=result.credit)
    return Finding(
        criterion=criterion.id,
        verdict=result.verdict,
        points=points,
        possible=possible,
        confidence=round(min(1.0, max(0.0, result.confidence)), 4),
        reason=reason_text(criterion, result, language=rubric.language_for(context.call.language)),
        evidence=result.evidence,
    )


def _result(criterion: Criterion, context: CheckContext, rubric: Rubric) -> CheckResult:
    outside = _outside(criterion, context)
    if outside is not None:
        return not_applicable(outside)
    if criterion.applies_when is None:
        return run_check(criterion.check, context)
    # Too weak a sign that nothing called for it must not take the criterion out of the score.
    condition = _gated(criterion, run_check(criterion.applies_when, context), rubric)
    # What is shown to call for it, so that what it calls for is not expected before.
    said = next((one for one in condition.evidence[:1] if one.quote and not one.measure), None)
    result = run_check(criterion.check, replace(context, called_for=said))
    return _on_condition(criterion, condition, result)


def _on_condition(criterion: Criterion, condition: CheckResult, result: CheckResult) -> CheckResult:
    """The result, as far as what it depends on happened on the call."""
    unasked = criterion.counts_unasked and result.verdict == "met"
    if unasked and condition.verdict != "met":
        return result
    if condition.verdict in ("not_met", "not_applicable"):
        return replace(not_applicable(), confidence=condition.confidence)
    if condition.verdict == "unsure" and result.verdict in ("met", "not_met"):
        # Not done is no fault, and done no merit, where it may not have been called for.
        return unsure(
            "condition_unsure",
            evidence=(*condition.evidence[:1], *result.evidence),
            confidence=condition.confidence,
            fields=result.fields,
        )
    if result.verdict != "not_met":
        return result
    return replace(
        result,
        confidence=min(result.confidence, condition.confidence),
        evidence=(*condition.evidence[:1], *result.evidence),
    )


def _outside(criterion: Criterion, context: CheckContext) -> str | None:
    """What takes the call out of the criterion's reach: its language, country or direction."""
    call = context.call
    if criterion.languages and primary_language(call.language) not in criterion.languages:
        return "language"
    if call.country in criterion.except_countries:
        return "country"
    if not criterion.directions:
        return None
    direction = call.metadata.direction or _heard_direction(context)
    return None if direction is None or direction in criterion.directions else "direction"


def _heard_direction(context: CheckContext) -> str | None:
    """``outbound`` where the agent opens by saying why they call; else it cannot be told."""
    if context.finder is None or role_problem(context, "agent"):
        return None
    opening = context.turns_of("agent")[:_OPENING_TURNS]
    calls = context.finder.find(_PLACES_CALL, party="agent")
    placed = any(turn.start <= match.start < turn.end for match in calls for turn in opening)
    return "outbound" if placed else None


def _gated(criterion: Criterion, result: CheckResult, rubric: Rubric) -> CheckResult:
    """Verdicts that are not sure enough are unsure, with what they rest on kept to be heard."""
    least = rubric.least_confidence(criterion)
    if result.verdict in ("met", "not_met") and result.confidence < least:
        return unsure(
            "low_confidence",
            evidence=result.evidence,
            confidence=result.confidence,
            fields=result.fields,
        )
    return result
