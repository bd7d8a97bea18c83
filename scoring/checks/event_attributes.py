"""Checks on how something was done: what was said around a hold or transfer."""

from collections.abc import Sequence

from audio_features.timeline import AttributeValue, Event, Party, Span, Turn
from scoring.checks.events import fits
from scoring.checks.evidence import event_evidence, match_evidence, turn_evidence
from scoring.checks.expected_place import place_after, place_before, turns_before
from scoring.checks.reliability import (
    poorly_transcribed,
    role_confidence,
    role_problem,
    word_confidence,
)
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema import EventAttributeCheck
from scoring.checks.windows import find_all
from scoring.findings import Evidence
from scoring.language.intents import IntentMatch

#: Seconds before an event in which it is announced, after it in which the return is heard, and by
#: which words may reach into it: those within which `audio_features` looks for set phrases.
SAID_BEFORE_S, SAID_AFTER_S, EDGE_S = 20.0, 15.0, 1.0
#: What is left of the confidence in an event's attributes where its sources disagree; our choice.
DISAGREE_SHARE = 0.65


def check_event_attribute(check: EventAttributeCheck, context: CheckContext) -> CheckResult:
    """Credit is the share of attributes that are true, pooled over events that can be told."""
    events = [
        event
        for event in context.call.events
        if event.kind == check.event
        and event.span.seconds >= check.min_seconds
        and fits(event, check.where)
        and not (check.except_where and fits(event, check.except_where))
    ]
    if not events:
        return _no_event(check, context)
    if problem := role_problem(context, "agent"):
        # The attributes are what the agent said: the wrong voice says nothing of them.
        return unsure(problem, evidence=tuple(event_evidence(event) for event in events))
    role = role_confidence(context, "agent")
    found = [
        (event, [_told(event, name, check, context) for name in check.attributes])
        for event in events
    ]
    meant = min(sure for _, listed in found for _, sure in listed)
    told = [(event, [value for value, _ in listed]) for event, listed in found]
    values = [value for _, listed in told for value in listed]
    known = [value is True for value in values if value is not None]
    failed = [
        event for event, listed in told if any(v is not None and v is not True for v in listed)
    ]
    fields = {"events": len(events), "fulfilled": len(events) - len(failed)}
    evidence = (
        _missing_evidence(failed, check, context)
        if failed
        else _attribute_evidence(events, check, context)
    )
    if failed:
        beside = [turn for event in failed for turn in _beside(event, check, context)]
        legible = word_confidence(beside) if beside else 1.0
        if beside and poorly_transcribed(beside, context.reliability):
            return unsure("poor_transcript", evidence=evidence, confidence=legible, fields=fields)
        # No surer than the event itself or than the words in which it was looked for.
        sure = min(legible, max(map(_attributes_sure, failed)))
        return CheckResult(
            verdict="not_met",
            credit=sum(known) / len(known),
            confidence=role * sure * check.absence_confidence,
            evidence=evidence,
            fields={**fields, "seconds": failed[0].span.seconds},
            tag=_partly(told, check) if any(known) else None,
        ).tagged(check.tag)
    fields_all = {**fields, "seconds": events[0].span.seconds}
    if len(known) < len(values):
        return unsure("not_told", evidence=evidence, fields=fields_all)
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=role * min(meant, *map(_attributes_sure, events)),
        evidence=evidence,
        fields=fields_all,
    ).tagged(check.tag)


def _told(
    event: Event, name: str, check: EventAttributeCheck, context: CheckContext
) -> tuple[AttributeValue, float]:
    """Attribute `name` of `event`, and how sure: by its set phrases, or by what the words mean."""
    value = event.attributes.get(name)
    if value is True:
        return value, 1.0
    said = _said(check.also_said.get(name, ()), event, check, context)
    if said:
        return True, max(match.score for match in said)
    if agreed := _agreed(check.also_agreed.get(name, ()), event, check, context):
        return True, agreed
    return value, 1.0


def _agreed(
    intents: tuple[str, ...], event: Event, check: EventAttributeCheck, context: CheckContext
) -> float:
    """How sure it is that the caller agreed to what the agent meant by any of `intents`."""
    asked = _said(intents, event, check, context)
    if not asked:
        return 0.0
    answer = Span(asked[0].start, event.start + 2 * EDGE_S)
    if find_all(
        context, check.disagreement, party="customer", within=answer, min_score=check.veto_score
    ):
        return 0.0
    agreed = find_all(
        context, check.agreement, party="customer", within=answer, min_score=check.said_score
    )
    return max((match.score for match in agreed), default=0.0)


def _said(
    intents: tuple[str, ...], event: Event, check: EventAttributeCheck, context: CheckContext
) -> tuple[IntentMatch, ...]:
    """Where whoever serves the caller says any of `intents` on the side of `event` that counts."""
    parties: tuple[Party, ...] = ("agent",)
    if check.words == "after":
        within = Span(max(0.0, event.end - EDGE_S), event.end + SAID_AFTER_S)
        parties = ("agent", "other") if check.event == "transfer" else parties
    else:
        within = Span(max(0.0, event.start - SAID_BEFORE_S), event.start + EDGE_S)
    return tuple(
        match
        for party in parties
        for match in find_all(
            context, intents, party=party, within=within, min_score=check.said_score
        )
    )


def _partly(
    told: Sequence[tuple[Event, Sequence[AttributeValue]]], check: EventAttributeCheck
) -> str:
    """Which wording fits where part was done: on one event, what is missing can be named."""
    missing = [
        name
        for _, listed in told
        for name, value in zip(check.attributes, listed, strict=True)
        if value is not None and value is not True
    ]
    return f"without_{missing[0]}" if len(told) == len(missing) == 1 else "some"


def _no_event(check: EventAttributeCheck, context: CheckContext) -> CheckResult:
    """Not applicable, unless the agent announces an event that was not heard."""
    metadata = context.call.metadata
    if {"hold": metadata.holds, "transfer": metadata.transfers}.get(check.event) is not None:
        return not_applicable()  # telephony keeps count, and knows of none
    announced = find_all(
        context, check.announced_by, party="agent", min_score=check.announced_score
    )
    if announced:
        return unsure("event_not_heard", evidence=(match_evidence(announced[-1]),))
    return not_applicable(confidence=check.absence_confidence)


def _attribute_evidence(
    events: Sequence[Event], check: EventAttributeCheck, context: CheckContext
) -> tuple[Evidence, ...]:
    """Each event, and the words beside it in which the attribute was found."""
    shown: list[Evidence] = []
    for event in events:
        if check.words == "after":
            shown.append(event_evidence(event))
            shown.extend(turn_evidence(turn) for turn in _beside(event, check, context))
        else:
            said = turns_before(event, context.call.turns) or _beside(event, check, context)
            shown.extend(turn_evidence(turn) for turn in said)
            shown.append(event_evidence(event))
    return tuple(shown)


def _missing_evidence(
    events: Sequence[Event], check: EventAttributeCheck, context: CheckContext
) -> tuple[Evidence, ...]:
    """The seconds beside each event in which the words were expected, and the event."""
    agent = context.turns_of("agent")
    length = context.call.recording.seconds
    shown: list[Evidence] = []
    for event in events:
        after = check.words == "after"
        serving = _serving_after(check, context)
        place = place_after(event, serving, seconds=length) if after else place_before(event, agent)
        shown += [place, event_evidence(event)]
    return tuple(shown)


def _beside(event: Event, check: EventAttributeCheck, context: CheckContext) -> list[Turn]:
    """The agent's turn next to the event, on the side where the words belong; none or one."""
    agent = context.turns_of("agent")
    if check.words == "after":
        return [turn for turn in _serving_after(check, context) if turn.end > event.end][:1]
    return [turn for turn in agent if turn.start < event.start][-1:]


def _serving_after(check: EventAttributeCheck, context: CheckContext) -> tuple[Turn, ...]:
    """The turns of whoever serves the caller after the event: after a transfer, anyone does."""
    parties = ("agent", "other") if check.event == "transfer" else ("agent",)
    return tuple(turn for turn in context.call.turns if turn.party in parties)


def _attributes_sure(event: Event) -> float:
    """How sure what was said around the event is.

    Where telephony knows of it and the sound does not, the words may be about something else.
    """
    disagree = event.attributes.get("disagree") is True
    return event.confidence * (DISAGREE_SHARE if disagree else 1.0)
