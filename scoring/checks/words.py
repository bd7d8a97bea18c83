"""Checks on what is said, and on what is not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from audio_features.timeline import Party, Span
from scoring.checks.evidence import count_evidence, match_evidence, shortened
from scoring.checks.expected_place import place_of_turn
from scoring.checks.missing_words import not_said
from scoring.checks.reliability import (
    legible,
    poorly_transcribed,
    role_confidence,
    role_problem,
    word_confidence,
    word_count,
)
from scoring.checks.result import CheckContext, CheckResult, unsure
from scoring.checks.schema import NeverSaysCheck, SaysCheck
from scoring.checks.shown import RATHER_SAID, also_shown, led_in, plainest
from scoring.checks.windows import find_all, window_span
from scoring.language.intents import IntentMatch

_OTHER: Mapping[Party, Party] = {"agent": "customer", "customer": "agent", "other": "customer"}


def check_says(check: SaysCheck, context: CheckContext) -> CheckResult:
    """Whether the party says it often enough; the proof is the quote, or where it is missing."""
    if problem := role_problem(context, check.party):
        return unsure(problem)
    if context.finder is None:
        return unsure("language_unknown", fields={"language": context.call.language})
    span = window_span(check.within, party=check.party, context=context)
    found = _by_itself(
        find_all(context, check.intents, party=check.party, within=span), check, context
    )
    matches = tuple(match for match in found if match.score >= check.min_score)
    if len(matches) >= check.at_least:
        return said(matches, context=context, shown=_shown(matches, check, context)).tagged(
            check.tag
        )
    together = _together(found)
    if check.at_least == 1 and together >= check.together_score:
        return replace(
            said(found, context=context),
            confidence=role_confidence(context, check.party) * together,
        ).tagged(check.tag)
    # What may have been meant but probably wasn't makes its absence less sure.
    unlikely = max((m.score for m in found if m.score < check.doubtful_score), default=0.0)
    missing = not_said(
        party=check.party,
        window=check.within,
        context=context,
        absence_confidence=min(check.absence_confidence, 1.0 - unlikely),
        near=tuple(m for m in found if check.doubtful_score <= m.score < check.min_score),
    ).tagged(check.tag)
    return _with_done_instead(missing, check, span, context)


def _with_done_instead(
    result: CheckResult, check: SaysCheck, span: Span, context: CheckContext
) -> CheckResult:
    """Where it is missing, with the last that was done instead: a solution nobody asked about."""
    if result.verdict != "not_met" or not check.missed_beside:
        return result
    done = find_all(
        context, check.missed_beside, party=check.party, within=span, min_score=RATHER_SAID
    )
    turns = [context.call.turns[match.turn_index] for match in done]
    new = [
        t
        for t in turns
        if not any(t.span.overlap_s(Span(e.start, e.end)) > 0 for e in result.evidence)
    ]
    if not new:
        return result
    return replace(result, evidence=(*result.evidence, place_of_turn(new[-1])))


def _shown(
    matches: tuple[IntentMatch, ...], check: SaysCheck, context: CheckContext
) -> tuple[IntentMatch, ...]:
    """The moments to show of `matches`, the plainest first, each with what leads up to it."""
    led = {match: led_in(match, check.lead_in_s, context) for match in matches}
    first = led.get(chosen := plainest(matches, check.intents, context), chosen)
    return also_shown(first, led.values(), most=check.most_shown or 1)


def _together(matches: tuple[IntentMatch, ...]) -> float:
    """How likely it is that at least one of `matches` is meant, taken as independent."""
    return 1.0 - math.prod(1.0 - match.score for match in matches)


def check_never_says(check: NeverSaysCheck, context: CheckContext) -> CheckResult:
    """Whether the party never says it; each time found is quoted."""
    if problem := role_problem(context, check.party):
        return unsure(problem)
    if context.finder is None:
        return unsure("language_unknown", fields={"language": context.call.language})
    span = window_span(check.within, party=check.party, context=context)
    found = _to_the_other(
        find_all(context, check.intents, party=check.party, within=span), check, context
    )
    matches = [match for match in found if match.score >= check.min_score]
    near = max(found, key=lambda match: match.score, default=None)
    role = role_confidence(context, check.party)
    if matches:
        times = len(matches)
        left = check.credit_after
        credit = left[times - 1] if times <= len(left) else 0.0
        turns = [context.call.turns[match.turn_index] for match in matches]
        strongest = max(matches, key=lambda match: match.score)
        return CheckResult(
            verdict="not_met",
            # Met is full credit alone: however mild, what was said costs something.
            credit=min(credit, 0.99),
            confidence=role * strongest.score * legible(turns, context.reliability),
            evidence=tuple(match_evidence(match) for match in matches),
            fields={"quote": shortened(strongest.quote), "count": times},
        ).tagged(check.tag)
    result = never_said(
        context,
        party=check.party,
        span=span,
        near=near,
        doubtful_score=check.doubtful_score,
        absence_confidence=check.absence_confidence,
        min_words=check.min_words,
    ).tagged(check.tag)
    protests = find_all(context, check.protested_by, party=_OTHER[check.party], within=span)
    if result.verdict == "met" and protests:
        return treatment_protested(protests)
    return _with_instead(result, check, span, context)


def treatment_protested(protests: Sequence[IntentMatch]) -> CheckResult:
    """Unsure: nothing was found in the words of the one, at which the other protests."""
    first = protests[0]
    return unsure(
        "treatment_protested",
        evidence=(match_evidence(first),),
        fields={"quote": shortened(first.quote)},
    )


def _to_the_other(
    found: tuple[IntentMatch, ...], check: NeverSaysCheck, context: CheckContext
) -> tuple[IntentMatch, ...]:
    """Without what is said beside words that are for somebody else."""
    if not check.unless_beside:
        return found
    aside = find_all(context, check.unless_beside, party=check.party, min_score=check.min_score)
    return tuple(
        match
        for match in found
        if not any(
            other.start - check.beside_s <= match.start <= other.end + check.beside_s
            for other in aside
        )
    )


def _with_instead(
    result: CheckResult, check: NeverSaysCheck, span: Span, context: CheckContext
) -> CheckResult:
    """That something is never said is heard nowhere; what is said instead can be played."""
    said_so = find_all(context, check.instead, party=check.party, within=span)
    if result.verdict != "met" or not said_so:
        return result
    return replace(result, evidence=(match_evidence(said_so[0]), *result.evidence))


def never_said(
    context: CheckContext,
    *,
    party: Party,
    span: Span,
    near: IntentMatch | None,
    doubtful_score: float,
    absence_confidence: float,
    min_words: int,
) -> CheckResult:
    """Met as nothing was found in `span`, as far as that proves it; `near` came nearest to it."""
    role = role_confidence(context, party)
    likeness = 0.0 if near is None else near.score
    if near is not None and likeness >= doubtful_score:
        return unsure(
            "nearly_said",
            evidence=(match_evidence(near),),
            confidence=role * likeness,
            fields={"quote": shortened(near.quote)},
        )
    turns = [turn for turn in context.turns_of(party) if turn.span.overlap_s(span) > 0]
    if word_count(turns) < min_words:
        return unsure("too_little_speech")
    sure = word_confidence(turns)
    proof = count_evidence("occurrences", 0, span=span, threshold="<= 0")
    if poorly_transcribed(turns, context.reliability):
        return unsure("poor_transcript", evidence=(proof,), confidence=sure)
    return CheckResult(
        verdict="met",
        credit=1.0,
        # The nearer something came to it, the less sure it is that it wasn't meant.
        confidence=role * sure * min(absence_confidence, 1.0 - likeness),
        evidence=(proof,),
        fields={"count": 0},
    )


def said(
    matches: tuple[IntentMatch, ...],
    *,
    context: CheckContext,
    shown: tuple[IntentMatch, ...] = (),
) -> CheckResult:
    """Met by these words; the likeliest are shown where `shown` says nothing else."""
    strongest = max(matches, key=lambda match: match.score)
    shown = shown or (strongest,)
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=role_confidence(context, strongest.party) * strongest.score,
        evidence=tuple(match_evidence(match) for match in shown),
        fields={"quote": shortened(shown[0].quote), "count": len(matches)},
    )


def _by_itself(
    found: tuple[IntentMatch, ...], check: SaysCheck, context: CheckContext
) -> tuple[IntentMatch, ...]:
    """Without what belongs to more: the consent asked for a hold, a "yes" that begins an answer.

    And without what answers nothing of the other party, where it should.
    """
    if check.most_turn_words is not None:
        turns, most = context.call.turns, check.most_turn_words
        found = tuple(one for one in found if word_count([turns[one.turn_index]]) <= most)
    if check.answering:
        other: Party = "customer" if check.party == "agent" else "agent"
        before = find_all(context, check.answering, party=other, min_score=check.min_score)
        found = tuple(
            match
            for match in found
            if any(one.start <= match.start <= one.end + check.answering_s for one in before)
        )
    if not check.unless_beside:
        return found
    others = find_all(
        context, check.unless_beside, party=check.party, min_score=check.doubtful_score
    )
    return tuple(
        match
        for match in found
        if not any(one.start <= match.start <= one.end + check.beside_s for one in others)
    )
