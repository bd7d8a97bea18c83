"""Whether a hard call can be heard in the next one: information for the agent, never a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from scoring.across_calls.baselines import Baseline, baselines, voice_value
from scoring.across_calls.call_times import ended, timed, whole_call
from scoring.across_calls.hard_calls import hardness
from scoring.across_calls.options import AcrossCallsOptions
from scoring.coaching.report import CallMoment
from scoring.findings import ScoredCall


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver:
    """One measure that differs right after hard calls.

    `change` is the median of the calls right after less the baseline's `usual`; `spread` is the
    usual spread. All in the unit of the measure, pitch in semitones. `calls` are those compared.
    """

    measure: str
    direction: Literal["higher", "lower"]
    usual: float
    spread: float
    change: float
    baseline_calls: int
    calls: tuple[CallMoment, ...]


def carry_over(
    calls: Sequence[ScoredCall], options: AcrossCallsOptions | None = None
) -> tuple[CarryOver, ...]:
    """What differs right after hard calls from how this one agent usually sounds.

    A next call that was hard itself tells of itself, and one of which that is unknown may: neither
    is compared, nor part of the baseline.
    """
    chosen = options or AcrossCallsOptions()
    after = calls_after_hard_ones(calls, chosen)
    if len(after) < chosen.after_calls:
        return ()
    beside = {call.heard.call_id for call in after}
    calm = [
        call for call in calls if hardness(call) == "not_hard" and call.heard.call_id not in beside
    ]
    compared = (_compare(after, baseline, chosen) for baseline in baselines(calm, chosen).values())
    return tuple(item for item in compared if item is not None)


def calls_after_hard_ones(
    calls: Sequence[ScoredCall], options: AcrossCallsOptions
) -> tuple[ScoredCall, ...]:
    """Calls that were not hard themselves and came soon after a hard one of the same agent."""
    return tuple(
        later[1]
        for earlier, later in pairwise(timed(calls))
        if hardness(earlier[1]) == "hard"
        and hardness(later[1]) == "not_hard"
        and later[0] - ended(earlier) <= options.right_after
    )


def _compare(
    after: Sequence[ScoredCall], baseline: Baseline, options: AcrossCallsOptions
) -> CarryOver | None:
    measured = [
        (call, value)
        for call in after
        if (value := voice_value(call, baseline.measure)) is not None
    ]
    if len(measured) < options.after_calls:
        return None
    change = median(value for _, value in measured) - baseline.usual
    if abs(change) <= options.beyond_spreads * baseline.spread:
        return None
    return CarryOver(
        measure=baseline.measure,
        direction="higher" if change > 0 else "lower",
        usual=round(baseline.usual, 3),
        spread=round(baseline.spread, 3),
        change=round(change, 3),
        baseline_calls=baseline.calls,
        calls=tuple(whole_call(call) for call, _ in measured),
    )
