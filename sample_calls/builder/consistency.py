"""Verdicts that follow from the call itself; refuses stated ones that contradict it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sample_calls.builder.errors import ScriptError
from sample_calls.builder.script import CallScript
from scoring.rubrics.schema import PROTOCOL_CRITERIA

_RINGS_ALLOWED = 3  # protocol: answered at the third ring at the latest

#: Criterion → attribute of the hold or transfer that it turns on.
_HOLD_FACTS = {
    "hold_announced": ("announced", "reason_given"),
    "hold_consent": ("consented",),
    "hold_duration_given": ("duration_given",),
    "hold_return_courtesy": ("return_courtesy",),
}
_TRANSFER_FACTS = {
    "transfer_explained": ("explained",),
    "transfer_consent": ("consented",),
    "transfer_warm": ("warm",),
}


def settled_verdicts(script: CallScript, truth: Mapping[str, Any]) -> dict[str, str]:
    """Verdict by criterion in the protocol's order: stated in the script, or implied by the call.

    What the script leaves open gets none.

    Raises
    ------
    ScriptError
        Where a stated verdict contradicts what happens in the call.
    """
    implied, stated = dict(_required(script, truth)), script.expected.verdicts()
    wrong = [
        f"{criterion} is expected to be {given}, but the call makes it {implied[criterion]}"
        for criterion, given in stated.items()
        if criterion in implied and given != implied[criterion]
    ]
    if wrong:
        raise ScriptError(f"{script.call_id}: " + "; ".join(wrong))
    settled, left_open = {**implied, **stated}, script.expected.left_open
    return {c: settled[c] for c in PROTOCOL_CRITERIA if c in settled and c not in left_open}


def _required(script: CallScript, truth: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    events = truth["events"]
    holds = [e["attributes"] for e in events if e["kind"] == "hold"]
    parked = [hold for hold in holds if not hold["during_transfer"]]
    moves = [e["attributes"] for e in events if e["kind"] == "transfer"]
    yield "answered_within_three_rings", _ring_verdict(script, truth)
    by_agent = [e["kind"] for e in events if e["party"] == "agent"]
    yield "no_interruptions", "not_met" if "interruption" in by_agent else "met"
    yield "no_sighs", "not_met" if "sigh" in by_agent else "met"
    silences = [_severity(e["attributes"]) for e in events if e["kind"] == "dead_air"]
    if set(silences) != {"mild"}:
        yield "no_dead_air", "not_met" if silences else "met"
    yield from _of_facts(_HOLD_FACTS, parked)
    yield from _of_facts(_TRANSFER_FACTS, moves)
    if not parked:
        yield "hold_length_reasonable", "not_applicable"
    if "call dropped" in truth["conditions"]:
        yield "call_not_dropped", "not_met"
    else:
        yield "call_not_dropped", "met" if holds else "not_applicable"
    if script.language != "es":
        yield "formal_address", "not_applicable"


def _of_facts(
    turning_on: Mapping[str, tuple[str, ...]], happened: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Verdicts that turn on attributes of holds or transfers; open where a fact is not known."""
    for criterion, names in turning_on.items():
        facts = [event[name] for event in happened for name in names]
        if not happened:
            yield criterion, "not_applicable"
        elif False in facts:
            yield criterion, "not_met"
        elif None not in facts:
            yield criterion, "met"


def _severity(silence: Mapping[str, Any]) -> str:
    """How bad a silence is; one that was explained ("I'm checking") is milder by one step."""
    if silence["explained"] and silence["severity"] == "clear":
        return "mild"
    return str(silence["severity"])


def _ring_verdict(script: CallScript, truth: Mapping[str, Any]) -> str:
    if script.sidecar.given.get("direction") == "outbound":
        return "not_applicable"  # whoever places the call has nothing to answer
    rings = truth["rings"]
    if rings is None:
        rings = script.sidecar.given.get("rings")
    if rings is None:
        return "unsure"
    return "met" if rings <= _RINGS_ALLOWED else "not_met"
