"""Checks on what happened: how often, and how long."""

from collections.abc import Mapping, Sequence

from audio_features.timeline import AttributeValue, Event, Party
from scoring.checks.evidence import (
    count_evidence,
    event_evidence,
    match_evidence,
)
from scoring.checks.expected_place import place_of_listening
from scoring.checks.reliability import (
    one_side_heard,
    role_confidence,
    role_problem,
    speech_seconds,
)
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema import (
    EventCountCheck,
    EventLengthCheck,
    EventPresentCheck,
)
from scoring.checks.schema_parts import EventWeight
from scoring.checks.windows import find_all
from scoring.findings import Evidence
from scoring.language.intent_match import IntentMatch


def check_event_count(check: EventCountCheck, context: CheckContext) -> CheckResult:
    """Credit by how many such events there are, heavier ones counting more.

    Where leaving out the doubtful ones would change the credit, it is ``unsure``; so it is where
    an attribute could not be told (null) and knowing it might.
    """
    if (problem := _unheard(check, context)) is not None:
        return problem
    events = [
        event
        for event in context.call.events
        if event.kind == check.event
        and (check.party is None or event.party == check.party)
        and event.span.seconds >= check.min_seconds
        and fits(event, check.where)
    ]
    tiers = [(event, _tier(event, check.weights)) for event in events]
    counted = [(event, tier.weight) for event, tier in tiers if tier.weight > 0]
    span = context.speech_span
    allowance = 1.0
    if check.per_minutes is not None:
        allowance = max(1.0, span.seconds / 60.0 / check.per_minutes)
    credit = _graded(sum(weight for _, weight in counted) / allowance, check)
    sure = [
        (event, weight) for event, weight in counted if event.confidence >= check.doubtful_below
    ]
    sure_credit = _graded(sum(weight for _, weight in sure) / allowance, check)
    told_weight = sum(_tier(event, check.weights, untold=True).weight for event, _ in counted)
    told_credit = _graded(told_weight / allowance, check)
    evidence = tuple(
        event_evidence(event, threshold=_shorter_than(tier))
        for event, tier in tiers
        if tier.weight > 0
    )
    proof = count_evidence(
        check.event, len(counted), span=span, threshold=_count_limit(check, allowance)
    )
    telling, tag = _telling(tiers, check, met=credit >= 1)
    fields: dict[str, str | int | float] = {
        "count": len(counted),
        "limit": check.grades[0].at_most,
        "seconds": 0.0 if telling is None else telling.span.seconds,
        "quote": "",
    }
    if sure_credit != credit or told_credit != credit:
        cause = "doubtful_events" if sure_credit != credit else "not_told"
        return unsure(cause, evidence=evidence, fields=fields)
    role = role_confidence(context, check.party)
    if credit >= 1:
        result = CheckResult(
            verdict="met",
            credit=1.0,
            confidence=role * _absence_confidence(check, context),
            evidence=(proof, *evidence),
            fields=fields,
            tag=tag,
        ).tagged(check.tag)
        return _unless_protested(result, check, context, allowance=allowance)
    return CheckResult(
        verdict="not_met",
        credit=credit,
        confidence=role * max(event.confidence for event, _ in sure),
        evidence=(*evidence, proof),
        fields=fields,
        tag=tag or ("some" if credit > 0 else None),
    ).tagged(check.tag)


def _unheard(check: EventCountCheck, context: CheckContext) -> CheckResult | None:
    """Unsure where too little is heard of those whose events are counted."""
    if problem := role_problem(context, check.party):
        return unsure(problem)
    if not context.call.turns:
        # Where nobody speaks nothing happens either: that is no merit.
        return unsure("too_little_speech")
    if check.party is None and one_side_heard(context):
        # Silence may be the other side's talk.
        return unsure("one_side")
    seconds = None if check.party is None else speech_seconds(context, check.party)
    if seconds is not None and seconds < check.min_speech_s:
        return unsure("too_little_speech", fields={"seconds": seconds})
    return None


def _telling(
    tiers: Sequence[tuple[Event, EventWeight]], check: EventCountCheck, *, met: bool
) -> tuple[Event | None, str | None]:
    """The event that the reason is about, and the tag of its wording; None where there is none.

    Where it is met that is the longest, which was there and did not count for much: either by what
    it was (`where_tag`) or, ``few``, as so little is allowed. Where it is not, one that weighs by
    itself, if any does.
    """
    mild = [event for event, tier in tiers if check.where_tag and tier.where]
    plain = [event for event, tier in tiers if event not in mild and tier.weight > 0]
    if not met:
        mild = [event for event, tier in tiers if event in mild and tier.weight > 0]
    longest = max((*mild, *plain) if met else (plain or mild), key=_seconds, default=None)
    if longest is None:
        return None, None
    if longest in mild:
        return longest, check.where_tag
    return longest, "few" if met else None


def _seconds(event: Event) -> float:
    return event.span.seconds


def _unless_protested(
    met: CheckResult, check: EventCountCheck, context: CheckContext, *, allowance: float
) -> CheckResult:
    """`met`, unless the other party says that it was done: one channel may hide such events."""
    if check.party not in ("agent", "customer") or not _on_one_channel(context):
        return met
    other: Party = "customer" if check.party == "agent" else "agent"
    said = find_all(context, check.one_channel_protests, party=other, min_score=check.protest_score)
    protests = [
        match for match in said if _just_spoke(match, check.party, check=check, context=context)
    ]
    if not protests:
        return met
    surest = max(protests, key=lambda match: match.score)
    return CheckResult(
        verdict="not_met",
        credit=_graded(len(protests) / allowance, check),
        confidence=role_confidence(context, check.party) * surest.score,
        evidence=(*(match_evidence(match) for match in protests), *met.evidence),
        fields={**met.fields, "quote": surest.quote},
        tag="protested",
    )


def _just_spoke(
    protest: IntentMatch, party: Party, *, check: EventCountCheck, context: CheckContext
) -> bool:
    """Whether `party`, whom it may be meant for, spoke when it was said, or just before."""
    asked_at = protest.start if protest.said_from is None else protest.said_from
    return any(
        turn.start < asked_at and turn.end >= asked_at - check.protest_reach_s
        for turn in context.turns_of(party)
    )


def _on_one_channel(context: CheckContext) -> bool:
    agent = context.call.roles.agent
    return agent is not None and agent.channel is None


def _absence_confidence(check: EventCountCheck, context: CheckContext) -> float:
    shared = _on_one_channel(context)
    if shared and check.one_channel_absence_confidence is not None:
        return check.one_channel_absence_confidence
    return check.absence_confidence


def check_event_present(check: EventPresentCheck, context: CheckContext) -> CheckResult:
    """Met by the events themselves; where they are missing, by how far that proves anything."""
    if problem := role_problem(context, check.party):
        return unsure(problem)
    events = [
        event
        for event in context.call.events
        if event.kind == check.event
        and (check.party is None or event.party == check.party)
        and fits(event, check.where)
    ]
    threshold = f">= {check.at_least}"
    fields = {"count": len(events)}
    role = role_confidence(context, check.party)
    if len(events) >= check.at_least:
        surest = sorted((event.confidence for event in events), reverse=True)
        return CheckResult(
            verdict="met",
            credit=1.0,
            confidence=role * surest[check.at_least - 1],
            evidence=tuple(event_evidence(event) for event in events[:3]),
            fields=fields,
        ).tagged(check.tag)
    proof = count_evidence(check.event, len(events), span=context.speech_span, threshold=threshold)
    return CheckResult(
        verdict="not_met",
        confidence=role * check.absence_confidence,
        evidence=(*_listening_place(check, context), proof),
        fields=fields,
    ).tagged(check.tag)


def _listening_place(check: EventPresentCheck, context: CheckContext) -> tuple[Evidence, ...]:
    """Signs of listening are missed while the other party talks longest."""
    if check.event != "backchannel" or check.party not in ("agent", "customer"):
        return ()
    return place_of_listening(context.turns_of("customer" if check.party == "agent" else "agent"))


def check_event_length(check: EventLengthCheck, context: CheckContext) -> CheckResult:
    """Credit is the share of events that are short enough."""
    events = [
        event
        for event in context.call.events
        if event.kind == check.event
        and fits(event, check.where)
        and not (check.except_where and fits(event, check.except_where))
    ]
    if not events:
        return not_applicable(confidence=check.absence_confidence)
    threshold = f"<= {check.at_most_s:g}"
    longest = max(events, key=lambda event: event.span.seconds)
    beyond = longest.span.seconds - check.at_most_s
    fields = {
        "seconds": longest.span.seconds,
        "limit": check.at_most_s,
        "events": len(events),
    }
    too_long = [event for event in events if event.span.seconds > check.at_most_s]
    evidence = tuple(
        event_evidence(event, threshold=threshold) for event in (too_long or [longest])
    )
    if abs(beyond) < check.margin_s:
        return unsure("borderline", evidence=evidence, fields=fields)
    if too_long:
        return CheckResult(
            verdict="not_met",
            credit=1 - len(too_long) / len(events),
            confidence=max(event.confidence for event in too_long),
            evidence=evidence,
            fields=fields,
        ).tagged(check.tag)
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=min(event.confidence for event in events),
        evidence=evidence,
        fields=fields,
    ).tagged(check.tag)


def fits(event: Event, where: Mapping[str, AttributeValue], *, untold: bool = False) -> bool:
    """Whether the event has these attributes; one it lacks counts as null, and null as false.

    With `untold`, an attribute that is there but could not be told (null) fits anything.
    """
    for name, wanted in where.items():
        if untold and name in event.attributes and event.attributes[name] is None:
            continue
        value = event.attributes.get(name)
        if value is None and wanted is False:
            continue
        if value != wanted:
            return False
    return True


def _graded(count: float, check: EventCountCheck) -> float:
    for grade in check.grades:
        if count <= grade.at_most:
            return grade.credit
    return 0.0


def _tier(event: Event, weights: Sequence[EventWeight], *, untold: bool = False) -> EventWeight:
    """How much the event counts, and from what length it does."""
    for entry in weights:
        if event.span.seconds >= entry.min_seconds and fits(event, entry.where, untold=untold):
            return entry
    return EventWeight(weight=0.0 if weights else 1.0)


def _shorter_than(tier: EventWeight) -> str | None:
    """Length below which the event would have weighed less; nothing where any length counts."""
    return f"< {tier.min_seconds:g}" if tier.min_seconds > 0 else None


def _count_limit(check: EventCountCheck, allowance: float) -> str | None:
    """How many are allowed, where plain counting says so: a sum of weights is no count."""
    limit = check.grades[0].at_most * allowance
    return f"<= {limit:g}" if limit == 0 or not check.weights else None
