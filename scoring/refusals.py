"""Each "no" of the agent: what came with it, and how the caller took it.

What a refusal is, and how near its reason and its alternative stand, is what the rubric's own
criteria say of it, so that rows and verdicts never contradict each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from audio_features.timeline import Span
from scoring.checks.accompanied import AccompaniedMoment, accompanied_moments
from scoring.checks.evidence import shortened
from scoring.checks.reliability import role_confidence, role_problem
from scoring.checks.result import CheckContext
from scoring.checks.schema import CalmCheck
from scoring.checks.schema_conduct import AccompaniedCheck
from scoring.checks.schema_parts import BaseCheck
from scoring.checks.windows import find_all
from scoring.findings import Finding
from scoring.language.intents import IntentMatch
from scoring.rubrics.schema import Rubric
from scoring.undertakings import Quotation, Refusal, RefusalAnswer

REASONED, ALTERNATIVES, CALM = "denial_reasoned", "alternatives_offered", "denial_held_calmly"
#: The criteria whose checks and verdicts say what the refusals of a call are.
DECIDED_BY = frozenset({REASONED, ALTERNATIVES, CALM})

C = TypeVar("C", bound=BaseCheck)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalOptions:
    """Where the caller's answer to a refusal is looked for; our own choice."""

    #: Seconds after the refusal in which the caller takes it or not.
    answer_s: float = 45.0
    #: Likelihood from which an answer counts.
    min_score: float = 0.5
    #: Thanks alone prove nothing: "thanks for nothing", "no, thanks, then I'll cancel".
    accepted: tuple[str, ...] = ("refusal_accepted",)
    #: What shows that a refusal is not taken, where the rubric doesn't say it.
    pushed_back: tuple[str, ...] = ("refusal_not_accepted", "anger")


DEFAULT_OPTIONS = RefusalOptions()


def find_refusals(
    context: CheckContext,
    rubric: Rubric,
    findings: Sequence[Finding],
    *,
    options: RefusalOptions = DEFAULT_OPTIONS,
) -> tuple[Refusal, ...]:
    """The refusals of the call in order of time, as the criteria on refusals see them.

    Nothing where the rubric has no criterion on reasoned refusals, where agent and customer cannot
    be told apart, and in a language the product does not know.
    """
    check = _check(rubric, REASONED, AccompaniedCheck)
    if check is None or context.finder is None or role_problem(context, "agent") is not None:
        return ()
    moments = accompanied_moments(check, context)
    offered = _check(rubric, ALTERNATIVES, AccompaniedCheck)
    others = () if offered is None else accompanied_moments(offered, context)
    ends = [moment.said[0].start for moment in moments[1:]] + [float("inf")] * bool(moments)
    return tuple(
        _refusal(
            moment, _beside(moment, others), until=end, context=context, rubric=rubric,
            findings=findings, options=options,
        )
        for moment, end in zip(moments, ends, strict=True)
    )  # fmt: skip


def _check(rubric: Rubric, criterion: str, kind: type[C]) -> C | None:
    """The check of the criterion, where the rubric has it and judges it that way."""
    for one in rubric.criteria:
        if one.id == criterion and isinstance(one.check, kind):
            return one.check
    return None


def _beside(moment: AccompaniedMoment, others: Sequence[AccompaniedMoment]) -> IntentMatch | None:
    """The alternative to the same refusal."""
    mine = {(match.turn_index, match.start) for match in moment.said}
    offers = [
        other.company
        for other in others
        if other.company is not None
        and any((match.turn_index, match.start) in mine for match in other.said)
    ]
    return offers[0] if offers else None


def _refusal(
    moment: AccompaniedMoment,
    alternative: IntentMatch | None,
    *,
    until: float,
    context: CheckContext,
    rubric: Rubric,
    findings: Sequence[Finding],
    options: RefusalOptions,
) -> Refusal:
    clearest = moment.strongest
    end = moment.said[-1].end
    within = Span(end, max(end, min(until, end + options.answer_s)))
    answer, words = _answer(within, context, rubric, options)
    held = None
    if answer == "pushed_back" and words is not None:
        held = _held_calmly(findings, after=words.start, until=until)
    return Refusal(
        evidence=_quotation(clearest),
        confidence=round(clearest.score * role_confidence(context, "agent"), 4),
        reason=None if moment.company is None else _quotation(moment.company),
        alternative=None if alternative is None else _quotation(alternative),
        answer=answer,
        answer_evidence=None if words is None else _quotation(words),
        held_calmly=held,
    )


def _answer(
    within: Span, context: CheckContext, rubric: Rubric, options: RefusalOptions
) -> tuple[RefusalAnswer, IntentMatch | None]:
    """How the caller took it: whoever protests and then gives in did push back."""
    if role_problem(context, "customer") is not None:
        return "unclear", None
    calm = _check(rubric, CALM, CalmCheck)
    protests = options.pushed_back if calm is None else calm.provocations
    taken, refused = (
        find_all(context, intents, party="customer", within=within, min_score=options.min_score)
        for intents in (options.accepted, protests)
    )
    # Words of giving in weigh more than a likeness to protest: "well, what can one do".
    given_in = [match for match in taken if match.how == "words"]
    protested = [
        match
        for match in refused
        if match.how == "words" or not any(_overlap(match, other) for other in given_in)
    ]
    if protested:
        return "pushed_back", protested[0]
    return ("accepted", taken[0]) if taken else ("unclear", None)


def _overlap(some: IntentMatch, other: IntentMatch) -> bool:
    return some.start < other.end and other.start < some.end


def _held_calmly(findings: Sequence[Finding], *, after: float, until: float) -> bool | None:
    """What the criterion on calm found between the protest and the next refusal."""
    finding = next((one for one in findings if one.criterion == CALM), None)
    if finding is None or finding.verdict not in ("met", "not_met"):
        return None
    lapses = [
        one
        for one in finding.evidence
        if finding.verdict == "not_met" and one.party == "agent" and after <= one.start <= until
    ]
    return not lapses


def _quotation(match: IntentMatch) -> Quotation:
    return Quotation(
        start=match.start, end=match.end, party=match.party, quote=shortened(match.quote)
    )
