"""Whether personal data stay between those whom they concern."""

from dataclasses import replace

from scoring.checks.evidence import match_evidence, shortened
from scoring.checks.reliability import (
    legible,
    poorly_transcribed,
    role_confidence,
    role_problem,
    word_confidence,
)
from scoring.checks.result import CheckContext, CheckResult, unsure
from scoring.checks.schema_conduct import DiscreetCheck
from scoring.checks.shown import also_shown, plainest
from scoring.checks.windows import find_all
from scoring.checks.words import never_said
from scoring.language.intents import IntentMatch
from scoring.language.text import normalise

#: Shorter words carry no data, digits apart; our choice.
_LEAST_LETTERS = 4
#: Moments shown of how it was made sure who is calling; our choice.
_MOST_CHECKS_SHOWN = 3


def check_discreet(check: DiscreetCheck, context: CheckContext) -> CheckResult:
    """Not met by data read out unasked; in part by facts told before anyone was verified."""
    if problem := role_problem(context, "agent"):
        return unsure(problem)
    if context.finder is None:
        return unsure("language_unknown", fields={"language": context.call.language})
    found = find_all(context, check.read_out, party="agent", min_score=check.doubtful_score)
    unasked = tuple(match for match in found if not _echo(match, check, context))
    sure = tuple(match for match in unasked if match.score >= check.min_score)
    if sure:
        return _fault(sure, "unasked", 0.0, context)
    if facts := _unverified(check, context):
        return _told_unverified(facts, check, context)
    if unasked:
        return _nearly(unasked, context)
    return _nothing_told(check, context)


def _nothing_told(check: DiscreetCheck, context: CheckContext) -> CheckResult:
    """Met, with how it was made sure who is calling: that nothing was told is heard nowhere."""
    discreet = never_said(
        context,
        party="agent",
        span=context.speech_span,
        near=None,
        doubtful_score=check.doubtful_score,
        absence_confidence=check.absence_confidence,
        min_words=check.min_words,
    ).tagged(check.tag)
    checks = find_all(context, check.verified_by, party="agent", min_score=check.min_score)
    if not checks:
        return discreet
    first = plainest(checks, check.verified_by, context)
    asked = also_shown(first, checks, most=_MOST_CHECKS_SHOWN)
    shown = tuple(match_evidence(match) for match in asked)
    return replace(discreet, evidence=(*shown, *discreet.evidence))


def _nearly(matches: tuple[IntentMatch, ...], context: CheckContext) -> CheckResult:
    nearest = max(matches, key=lambda match: match.score)
    return unsure(
        "nearly_said",
        evidence=(match_evidence(nearest),),
        confidence=role_confidence(context, nearest.party) * nearest.score,
        fields={"quote": shortened(nearest.quote), "count": 0},
    )


def _told_unverified(
    facts: tuple[IntentMatch, ...], check: DiscreetCheck, context: CheckContext
) -> CheckResult:
    """A fault, unless something before may have been a check of who is calling, or is illegible."""
    first = min(match.start for match in facts)
    checks = find_all(context, check.verified_by, party=None, min_score=check.doubtful_score)
    if perhaps := tuple(match for match in checks if match.start < first):
        return _nearly(perhaps, context)
    before = [turn for turn in context.call.turns if turn.start <= first]
    if poorly_transcribed(before, context.reliability):
        evidence = tuple(match_evidence(match) for match in facts)
        return unsure("poor_transcript", evidence=evidence, confidence=word_confidence(before))
    return _fault(facts, "unverified", check.unverified_credit, context)


def _echo(match: IntentMatch, check: DiscreetCheck, context: CheckContext) -> bool:
    """Whether the caller had said most of it before."""
    said = {
        word
        for turn in context.turns_of("customer")
        if turn.start < match.start
        for word in normalise(turn.text).split()
    }
    data = [word for word in normalise(match.quote).split() if _tells(word)]
    return bool(data) and sum(word in said for word in data) >= check.echoed_share * len(data)


def _tells(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS or any(letter.isdigit() for letter in word)


def _unverified(check: DiscreetCheck, context: CheckContext) -> tuple[IntentMatch, ...]:
    """Facts of an account before anything tells whom they are told to."""
    verified = find_all(context, check.verified_by, party=None, min_score=check.min_score)
    facts = find_all(context, check.facts, party="agent", min_score=check.min_score)
    first = verified[0].start if verified else float("inf")
    return tuple(
        match for match in facts if match.start < first and not _echo(match, check, context)
    )


def _fault(
    matches: tuple[IntentMatch, ...], tag: str, credit: float, context: CheckContext
) -> CheckResult:
    clearest = max(matches, key=lambda match: match.score)
    turns = [context.call.turns[match.turn_index] for match in matches]
    sure = clearest.score * legible(turns, context.reliability)
    return CheckResult(
        verdict="not_met",
        credit=credit,
        confidence=role_confidence(context, "agent") * sure,
        evidence=tuple(match_evidence(match) for match in matches),
        fields={"quote": shortened(clearest.quote), "count": len(matches)},
        tag=tag,
    )
