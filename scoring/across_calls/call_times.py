"""When calls were, and how to lead to one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from scoring.coaching.report import CallMoment
from scoring.coaching.tally import in_order, started
from scoring.findings import ScoredCall

TimedCall = tuple[datetime, ScoredCall]


def timed(calls: Iterable[ScoredCall]) -> tuple[TimedCall, ...]:
    """Calls with their starts, in order of time; those without one are left out."""
    return tuple(
        (moment, call) for call in in_order(calls) if (moment := started(call)) is not None
    )


def ended(call: TimedCall) -> datetime:
    """When the recording of the call ends."""
    return call[0] + timedelta(seconds=call[1].heard.recording.seconds)


def whole_call(call: ScoredCall) -> CallMoment:
    """The call as a whole, to listen to."""
    return moment_at(call, start=0.0, end=call.heard.recording.seconds, whole=True)


def moment_at(call: ScoredCall, *, start: float, end: float, whole: bool = False) -> CallMoment:
    """A moment of the call in seconds, without the words said in it."""
    day = started(call)
    return CallMoment(
        call_id=call.heard.call_id,
        start=round(start, 2),
        end=round(end, 2),
        day=None if day is None else day.date(),
        whole=whole,
    )
