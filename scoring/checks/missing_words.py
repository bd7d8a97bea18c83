"""Words that nobody says where they are expected: how far that is proved, and where to listen."""

from collections.abc import Sequence

from audio_features.timeline import Party, Span, Turn
from scoring.checks.evidence import match_evidence, shortened
from scoring.checks.expected_place import (
    expected_place,
    place_of_answer,
    place_of_turn,
    quoted_turn,
    substantial,
)
from scoring.checks.reliability import (
    poorly_transcribed,
    role_confidence,
    word_confidence,
    word_count,
)
from scoring.checks.result import CheckContext, CheckResult, unsure
from scoring.checks.schema_parts import Window
from scoring.checks.shown import RATHER_SAID
from scoring.checks.windows import find_all, window_span
from scoring.findings import NOT_SAID_BY_HERE, NOT_SAID_HERE, Evidence
from scoring.language.intents import IntentMatch


def not_said(
    *,
    party: Party,
    window: Window,
    context: CheckContext,
    absence_confidence: float,
    near: tuple[IntentMatch, ...] = (),
) -> CheckResult:
    """Not met because it is nowhere in `window`, if what was said there is legible; else unsure.

    Where something `near` to it was said, a person decides whether it was meant.
    """
    span = window_span(window, party=party, context=context)
    turns = [turn for turn in context.turns_of(party) if turn.span.overlap_s(span) > 0]
    evidence = missing_place(party=party, window=window, context=context)
    if not turns or word_count(context.turns_of(party)) < context.reliability.min_words:
        return unsure("too_little_speech", evidence=evidence)
    if near:
        nearest = max(near, key=lambda match: match.score)
        return unsure(
            "nearly_said",
            evidence=(match_evidence(nearest),),
            confidence=role_confidence(context, party) * nearest.score,
            fields={"quote": shortened(nearest.quote), "count": 0},
        )
    sure = word_confidence(turns)
    if poorly_transcribed(turns, context.reliability):
        return unsure("poor_transcript", evidence=evidence, confidence=sure)
    return CheckResult(
        verdict="not_met",
        confidence=role_confidence(context, party) * sure * absence_confidence,
        evidence=evidence,
        fields={"quote": shortened(quoted_turn(turns, window=window).text), "count": 0},
    )


def missing_place(*, party: Party, window: Window, context: CheckContext) -> tuple[Evidence, ...]:
    """Where in `window` the words of `party` were expected, after what called for them."""
    span = window_span(window, party=party, context=context)
    mine = context.turns_of(party)
    within = [turn for turn in mine if turn.span.overlap_s(span) > 0]
    inside = expected_place(within, window=window)
    called_for = _called_for(party, window, context)
    if called_for is None:
        return inside
    seconds = context.call.recording.seconds
    own = context.called_for is not None and context.called_for.party == party
    if own and not window.after and any(one.start >= called_for.end for one in inside):
        return inside  # what somebody's own words call for, such as a recap, may come later
    if not any(turn.end > called_for.end for turn in within):
        if inside and any(turn.end > called_for.end for turn in mine):
            return inside  # answered, but not where the words are expected
        within = list(mine)
    answer = place_of_answer(called_for, within, seconds=seconds)
    if answer is None:
        return inside
    return (answer, *_still_possible(window, context, within, after=answer))


def _still_possible(
    window: Window, context: CheckContext, within: Sequence[Turn], *, after: Evidence
) -> tuple[Evidence, ...]:
    """Where the words could still have come, later than `after`: the next reply, and the last.

    The last is where what they should have come before is first done.
    """
    if not window.before:
        return ()
    later = [turn for turn in substantial(within) if turn.start >= after.end]
    acting = find_all(context, window.before, party=window.before_party, min_score=RATHER_SAID)
    acted = [context.call.turns[match.turn_index] for match in acting if match.start >= after.end]
    places = dict.fromkeys(acted[:1], NOT_SAID_BY_HERE) | dict.fromkeys(later[:1], NOT_SAID_HERE)
    ordered = sorted(places.items(), key=lambda place: place[0].start)
    return tuple(place_of_turn(turn, name=name) for turn, name in ordered)


def _called_for(party: Party, window: Window, context: CheckContext) -> Span | None:
    """What calls for words in `window`, as far as the call shows it."""
    if context.called_for is not None:
        return Span(context.called_for.start, context.called_for.end)
    if window.after:
        found = find_all(context, window.after, party=window.after_party)
        surest = max(found, key=lambda match: match.score, default=None)
        return None if surest is None else Span(surest.start, surest.end)
    if window.before and party == "agent":
        return _account(context)
    return None


def _account(context: CheckContext) -> Span | None:
    """The caller's turn that tells what the call is about: what comes before acting on it."""
    told = min((p.start for p in context.phases if p.name == "listening"), default=None)
    turns = [] if told is None else [t for t in context.turns_of("customer") if t.end > told]
    return turns[0].span if turns else None
