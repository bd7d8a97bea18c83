"""Whether every ring before the answer is counted, and none made up."""

from dataclasses import dataclass

from audio_features.heard_call import HeardCall
from flows.benchmark.pooling import Cases
from flows.benchmark.truth import CallTruth


@dataclass(frozen=True, slots=True, kw_only=True)
class RingCase:
    """Rings of one call that can be heard in it, and those that were."""

    call_id: str
    want: int
    got: int


def ring_case(truth: CallTruth, heard: HeardCall) -> RingCase:
    """Rings before the answer by ear alone: what telephony says of them does not count here."""
    got = sum(e.kind == "ring" and e.attributes.get("answer_ring") is True for e in heard.events)
    return RingCase(call_id=truth.call_id, want=truth.rings or 0, got=got)


def ringing_calls(cases: tuple[RingCase, ...]) -> Cases:
    """Calls that ring, and those whose rings are counted exactly."""
    ringing = [case for case in cases if case.want]
    return Cases(right=sum(c.got == c.want for c in ringing), total=len(ringing))


def silent_calls(cases: tuple[RingCase, ...]) -> Cases:
    """Calls that start at the answer, and those in which no ring is heard."""
    silent = [case for case in cases if not case.want]
    return Cases(right=sum(c.got == 0 for c in silent), total=len(silent))
