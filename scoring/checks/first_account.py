"""Whether the caller was let tell the whole story before anyone worked on it."""

from audio_features.languages import primary_language
from audio_features.timeline import Event, Span, Turn
from audio_features.turns import is_unfinished
from scoring.checks.direction import call_direction
from scoring.checks.evidence import event_evidence, match_evidence, shortened, turn_evidence
from scoring.checks.reliability import (
    legible,
    poorly_transcribed,
    role_confidence,
    role_problem,
    word_confidence,
    word_count,
)
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema_conduct import FirstAccountCheck
from scoring.checks.windows import find_all
from scoring.findings import Evidence
from scoring.language.intents import IntentMatch

#: Words at the end of an account that tell whether it was left in mid-sentence.
_LAST_WORDS = 3


def check_first_account(check: FirstAccountCheck, context: CheckContext) -> CheckResult:
    """Not met by an interruption, a protest or a solution before the account is told."""
    if problem := role_problem(context, "agent") or role_problem(context, "customer"):
        return unsure(problem)
    if context.finder is None:
        return unsure("language_unknown", fields={"language": context.call.language})
    account = _account(check, context)
    if not account:
        return not_applicable(confidence=check.absence_confidence)
    return _judge(account, check, context)


def _judge(account: list[Turn], check: FirstAccountCheck, context: CheckContext) -> CheckResult:
    span = Span(account[0].start, max(turn.end for turn in account))
    cuts = _cuts(span, check, context)
    if cuts and any(event.confidence >= check.doubtful_below for event in cuts):
        surest = max(event.confidence for event in cuts)
        surest *= legible(account, context.reliability)
        return _not_finished("interrupted", surest, account, _shown(cuts), context)
    broken_off = _broken_off(account, check, context)
    if broken_off and check.broken_off_confidence is not None:
        sure = check.broken_off_confidence * legible(broken_off[:1], context.reliability)
        shown = tuple(turn_evidence(turn) for turn in broken_off)
        return _not_finished("interrupted", sure, account, shown, context)
    early = _hasty(span, check, context)
    if early is not None:
        shown = (match_evidence(early),)
        tag = "protested" if early.party == "customer" else "early"
        sure = early.score * legible([context.call.turns[early.turn_index]], context.reliability)
        return _not_finished(tag, sure, account, shown, context)
    told = tuple(turn_evidence(turn) for turn in account)
    if cuts:
        return unsure("doubtful_events", evidence=(*_shown(cuts), *told))
    soon = Span(span.start, span.end + check.protest_s)
    around = [turn for turn in context.call.turns if turn.span.overlap_s(soon) > 0]
    if poorly_transcribed(around, context.reliability):
        return unsure("poor_transcript", evidence=told, confidence=word_confidence(around))
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=_roles(context) * check.absence_confidence,
        evidence=(*told, *_most_told(account, check, context)),
        fields={"quote": shortened(account[-1].text), "seconds": span.seconds},
    ).tagged(check.tag)


def _account(check: FirstAccountCheck, context: CheckContext) -> list[Turn]:
    """The caller's turns, from the first that says what it is about until the agent takes over."""
    turns = sorted(context.call.turns, key=lambda turn: turn.start)
    called_up = bool(check.outbound_told_by) and call_direction(context) == "outbound"
    told_by = check.outbound_told_by if called_up else check.told_by
    found = find_all(context, told_by, party="customer", min_score=check.min_score)
    mine = [turn for turn in turns if turn.party == "customer" and not called_up]
    long = [turn.start for turn in mine if word_count([turn]) >= check.min_words]
    if not found and not long:
        return []
    start = found[0].start if found else long[0]
    account: list[Turn] = []
    for turn in turns:
        if turn.end <= start:
            continue
        if turn.party == "customer":
            account.append(turn)
        elif account and word_count([turn]) >= check.floor_words and turn.start > start:
            break
    return account


def _most_told(
    account: list[Turn], check: FirstAccountCheck, context: CheckContext
) -> tuple[Evidence, ...]:
    """Where the caller tells more at a time before anything is solved: "and what happened?"."""
    end = max(turn.end for turn in account)
    solving = find_all(context, check.solving, party="agent", min_score=check.min_score)
    solved = min((match.start for match in solving if match.start >= end), default=end)
    later = [t for t in context.turns_of("customer") if end < t.start and t.end <= solved]
    most = max(later, key=lambda turn: turn.span.seconds, default=None)
    if most is None or most.span.seconds <= max(turn.span.seconds for turn in account):
        return ()
    return (turn_evidence(most),)


def _cuts(span: Span, check: FirstAccountCheck, context: CheckContext) -> list[Event]:
    """The agent's interruptions of the account, and of what is added before anything is solved."""
    added = Span(span.end, span.end + check.told_on_s)
    solving = find_all(
        context, check.solving, party="agent", within=added, min_score=check.min_score
    )
    solved = min((match.start for match in solving), default=added.end)
    end = max(span.end + check.after_s, solved)
    return [
        event
        for event in context.call.events
        if event.kind == "interruption"
        and event.party == "agent"
        and span.start <= event.start <= end
    ]


def _broken_off(
    account: list[Turn], check: FirstAccountCheck, context: CheckContext
) -> tuple[Turn, ...]:
    """The turn left in mid-sentence when the agent takes the floor, and the agent's, if it was.

    On one channel who speaks over whom is often missed; that a sentence ends in "and he" is not.
    """
    told = account[-1]
    words = told.text.split()
    after = [turn for turn in context.turns_of("agent") if turn.start > told.start]
    answer = next((turn for turn in after if word_count([turn]) >= check.floor_words), None)
    if answer is None or len(words) < check.min_words:
        return ()
    ending = " ".join(words[-_LAST_WORDS:])
    if not is_unfinished(ending, language=primary_language(context.call.language)):
        return ()
    if answer.start - told.end > check.broken_off_gap_s or _goes_on(answer, context):
        return ()
    return (told, answer)


def _goes_on(answer: Turn, context: CheckContext) -> bool:
    """Whether the caller tells on right behind `answer`, and more than that: it gave leave to."""
    after = (turn for turn in context.turns_of("customer") if turn.start >= answer.end)
    following = next(after, None)
    return following is not None and word_count([following]) > word_count([answer])


def _hasty(span: Span, check: FirstAccountCheck, context: CheckContext) -> IntentMatch | None:
    """What the agent solves while it is told, or how the caller protests soon after."""
    solving = find_all(context, check.solving, party="agent", min_score=check.min_score)
    # Before the account nothing can be solved; in very few words nothing is.
    early = [
        match
        for match in solving
        if match.start >= span.start
        and match.end < span.end
        and word_count([context.call.turns[match.turn_index]]) >= check.floor_words
    ]
    # Whoever asks to be let finish has begun, whether or not what they said is known for a matter.
    after = Span(min(span.start, context.speech_span.start), span.end + check.protest_s)
    protests = find_all(
        context, check.protests, party="customer", within=after, min_score=check.min_score
    )
    return max([*early, *protests], key=lambda match: match.score, default=None)


def _not_finished(
    tag: str,
    confidence: float,
    account: list[Turn],
    shown: tuple[Evidence, ...],
    context: CheckContext,
) -> CheckResult:
    return CheckResult(
        verdict="not_met",
        confidence=_roles(context) * confidence,
        evidence=(*shown, turn_evidence(account[0])),
        fields={"quote": shown[0].quote or shortened(account[-1].text)},
        tag=tag,
    )


def _shown(events: list[Event]) -> tuple[Evidence, ...]:
    return tuple(event_evidence(event) for event in events)


def _roles(context: CheckContext) -> float:
    return min(role_confidence(context, "agent"), role_confidence(context, "customer"))
