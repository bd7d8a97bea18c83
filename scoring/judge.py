"""One call judged by one rubric: a pure function of both."""

from dataclasses import replace

from audio_features.heard_call import HeardCall
from audio_features.languages import primary_language
from scoring.call_context import call_context, words_to_keep
from scoring.caller_styles.inference import find_caller_styles
from scoring.checks.direction import call_direction
from scoring.checks.registry import run_check
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.commitments.finding import find_commitments
from scoring.complaint_kind import find_complaint
from scoring.findings import Finding, Judgement, KeptWords, ScoredCall
from scoring.reasons import reason_text
from scoring.refusals import find_refusals
from scoring.rubrics.schema import Criterion, Rubric
from scoring.scorecard import add_up, points_for

#: Of what called for something that was not done, so many moments are shown; our choice.
_MOST_CAUSES_SHOWN = 3
#: Tag of the reasons of a criterion on complaints where it is undecided whether there was one.
_COMPLAINT_UNDECIDED = "complaint_undecided"


def judge_call(heard: HeardCall, rubric: Rubric, *, words: KeptWords | None = None) -> ScoredCall:
    """Judge every criterion of `rubric` on `heard`.

    Uses nothing but its arguments, so stored calls can be scored again without their audio.
    `words` are what was kept of an earlier judgement of `heard` by this version of the program:
    with them it is quicker, and says the same.
    """
    context = call_context(heard, rubric, words=words)
    judgement = judge_in_context(context, rubric)
    return replace(judgement, words=words_to_keep(context, words)).of_call(heard)


def judge_in_context(context: CheckContext, rubric: Rubric) -> Judgement:
    """Judge every criterion of `rubric` on the call of `context`, which is one of that rubric."""
    findings = tuple(judge_criterion(criterion, context, rubric) for criterion in rubric.criteria)
    return Judgement(
        phases=context.phases,
        findings=findings,
        scorecard=add_up(findings, rubric),
        commitments=find_commitments(context),
        refusals=find_refusals(context, rubric, findings),
        complaint=find_complaint(context),
        caller_styles=find_caller_styles(context, findings),
    )


def judge_criterion(criterion: Criterion, context: CheckContext, rubric: Rubric) -> Finding:
    """The verdict on one criterion, with its points and its reason."""
    result = _result(criterion, context, rubric)
    failed = result.verdict == "not_met"
    result = _gated(result, rubric.least_confidence(criterion, failed=failed))
    result = _as_undecided_complaint(criterion, context, result)
    points, possible = points_for(rubric, criterion, verdict=result.verdict, credit=result.credit)
    return Finding(
        criterion=criterion.id,
        verdict=result.verdict,
        points=points,
        possible=possible,
        confidence=round(min(1.0, max(0.0, result.confidence)), 4),
        reason=reason_text(criterion, result, language=rubric.language_for(context.call.language)),
        # Two parts of a check may point to the same words.
        evidence=tuple(dict.fromkeys(result.evidence)),
        credit=result.credit,
    )


def _as_undecided_complaint(
    criterion: Criterion, context: CheckContext, result: CheckResult
) -> CheckResult:
    """The same verdict, worded so that it does not settle what the call's complaint leaves open."""
    if f"{result.verdict}.{_COMPLAINT_UNDECIDED}" not in criterion.reasons or result.tag:
        return result
    undecided = find_complaint(context).kind == "unsure"
    return result.tagged(_COMPLAINT_UNDECIDED) if undecided else result


def _result(criterion: Criterion, context: CheckContext, rubric: Rubric) -> CheckResult:
    outside = _outside(criterion, context)
    if outside is not None:
        return not_applicable(outside)
    if criterion.applies_when is None:
        return run_check(criterion.check, context)
    # Too weak a sign that nothing called for it must not take the criterion out of the score.
    condition = run_check(criterion.applies_when, context)
    condition = _gated(condition, rubric.least_confidence(criterion))
    # What is shown to call for it, so that what it calls for is not expected before.
    said = next((one for one in condition.evidence[:1] if one.quote and not one.measure), None)
    result = run_check(criterion.check, replace(context, called_for=said))
    return _on_condition(criterion, condition, result)


def _on_condition(criterion: Criterion, condition: CheckResult, result: CheckResult) -> CheckResult:
    """The result, as far as what it depends on happened on the call."""
    if criterion.counts_unasked and result.verdict == "met":
        return result
    if condition.verdict in ("not_met", "not_applicable"):
        return not_applicable(condition.tag, confidence=condition.confidence)
    if condition.verdict == "unsure" and result.verdict in ("met", "not_met"):
        # Not done is no fault, and done no merit, where it may not have been called for.
        return unsure(
            "condition_unsure",
            evidence=(*condition.evidence[:1], *result.evidence),
            confidence=condition.confidence,
            fields=result.fields,
        )
    if result.verdict not in ("met", "not_met"):
        return result
    # Neither is surer than that it was called for at all.
    result = replace(result, confidence=min(result.confidence, condition.confidence))
    if result.verdict == "met":
        return result
    causes = condition.evidence[:_MOST_CAUSES_SHOWN]
    return replace(result, evidence=(*causes, *result.evidence))


def _outside(criterion: Criterion, context: CheckContext) -> str | None:
    """What takes the call out of the criterion's reach: its language, country or direction."""
    call = context.call
    if criterion.languages and primary_language(call.language) not in criterion.languages:
        return "language"
    if call.country in criterion.except_countries:
        return "country"
    if not criterion.directions:
        return None
    direction = call_direction(context)
    if direction is None or direction in criterion.directions:
        return None
    return "only_outbound" if direction == "inbound" else "only_inbound"


def _gated(result: CheckResult, least: float) -> CheckResult:
    """Verdicts less sure than `least` are unsure, with what they rest on kept to be heard."""
    if result.verdict in ("met", "not_met") and result.confidence < least:
        return unsure(
            "low_confidence",
            evidence=result.evidence,
            confidence=result.confidence,
            fields=result.fields,
        )
    return result
