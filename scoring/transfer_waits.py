"""The wait while a call is passed on: heard as a hold, and none that anybody put the caller on."""

from dataclasses import replace

from audio_features.heard_call import HeardCall
from audio_features.timeline import Event
from scoring.findings import Evidence

#: What evidence of a hold is called where the hold is such a wait.
_NAMES = {"hold": "transfer_wait", "after_hold": "after_transfer_wait"}


def is_transfer_wait(event: Event) -> bool:
    """Whether `event` is the wait while the call is passed on, and no hold."""
    return event.kind == "hold" and event.attributes.get("during_transfer") is True


def told_apart(evidence: Evidence, heard: HeardCall) -> Evidence:
    """`evidence` of the call `heard`, its measure renamed where its hold is a transfer's wait."""
    measure = evidence.measure
    if measure is None or measure.name not in _NAMES:
        return evidence
    waits = (event for event in heard.events if is_transfer_wait(event))
    if not any(wait.start <= evidence.start < wait.end for wait in waits):
        return evidence
    return replace(evidence, measure=replace(measure, name=_NAMES[measure.name]))
