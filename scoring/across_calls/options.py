"""From when on something is said across calls: every value is our own choice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType


def _least_spread() -> Mapping[str, float]:
    return MappingProxyType(
        {
            "active_level": 1.5,  # dB; smaller differences come from how the headset sits
            "speech_rate": 10.0,  # words a minute
            "pitch_median": 1.0,  # semitones
            "pitch_spread": 0.4,  # semitones
            "talk_share": 0.06,  # of 1
            "response_latency_median": 0.2,  # s
            "kind_words": 0.1,  # of 1
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AcrossCallsOptions:
    """Limits of what is told across calls."""

    #: A call that starts no later than this after a hard one ended comes right after it.
    right_after: timedelta = timedelta(minutes=60)
    #: Calls, neither hard nor right after a hard one, that a baseline needs.
    baseline_calls: int = 10
    #: Calls right after hard ones that are needed to say anything of them.
    after_calls: int = 3
    #: Their median must lie this many usual spreads away from the baseline's. In three calls of a
    #: steady voice that happens by chance about three times in a thousand.
    beyond_spreads: float = 2.0
    #: The usual spread is taken for at least this, in the unit of the measure: few calls may agree
    #: by chance, and smaller differences mean nothing.
    least_spread: Mapping[str, float] = field(default_factory=_least_spread)
    #: So many hard calls of one agent …
    run_calls: int = 3
    #: … from the start of the first to the start of the last within this: a run of hard calls.
    run_window: timedelta = timedelta(hours=2)
    #: The same customer calling within this is calling again.
    again_within: timedelta = timedelta(days=7)
    #: A call that ended less than this before is the same one, picked up by somebody else or after
    #: the line broke: its caller did not have to call again.
    one_call_within: timedelta = timedelta(minutes=10)
    #: The same where the call before was put through: its caller may have waited in a queue.
    put_through_within: timedelta = timedelta(minutes=60)
    #: Calls of the same customer, this long before, on which a promise may have been made.
    promise_within: timedelta = timedelta(days=30)
    #: How sure (0 to 1) words must be to say that a caller called before.
    least_word_score: float = 0.6
