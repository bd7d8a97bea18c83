"""Runs of hard calls: what an agent had to bear, for whoever plans breaks and support."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.across_calls.call_times import TimedCall, moment_at, timed, whole_call
from scoring.across_calls.hard_calls import hard_moment, hardness
from scoring.across_calls.options import AcrossCallsOptions
from scoring.coaching.report import CallMoment
from scoring.findings import ScoredCall


@dataclass(frozen=True, slots=True, kw_only=True)
class HardRun:
    """Hard calls of one agent close together; `calls_taken` counts all calls in that time."""

    agent_id: str
    agent_name: str | None
    start: datetime
    end: datetime
    calls_taken: int
    hard_calls: tuple[CallMoment, ...]


def hard_runs(
    calls: Sequence[ScoredCall],
    *,
    agent_id: str,
    agent_name: str | None,
    options: AcrossCallsOptions | None = None,
) -> tuple[HardRun, ...]:
    """Runs of hard calls among those of one agent, in order of time; windows that touch are one.

    `start` and `end` are when its first and its last hard call began.
    """
    chosen = options or AcrossCallsOptions()
    dated = timed(calls)
    hard = [call for call in dated if hardness(call[1]) == "hard"]
    return tuple(
        HardRun(
            agent_id=agent_id,
            agent_name=agent_name,
            start=run[0][0],
            end=run[-1][0],
            calls_taken=sum(run[0][0] <= moment <= run[-1][0] for moment, _ in dated),
            hard_calls=tuple(hardest_moment(call) for _, call in run),
        )
        for run in _runs(hard, chosen)
    )


def hardest_moment(call: ScoredCall) -> CallMoment:
    """Where in the call the caller's anger shows, without the words."""
    evidence = hard_moment(call)
    if evidence is None:
        return whole_call(call)
    return moment_at(call, start=evidence.start, end=evidence.end)


def _runs(hard: Sequence[TimedCall], options: AcrossCallsOptions) -> list[Sequence[TimedCall]]:
    spans: list[tuple[int, int]] = []
    for first in range(len(hard) - options.run_calls + 1):
        last = first + options.run_calls - 1
        if hard[last][0] - hard[first][0] > options.run_window:
            continue
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return [hard[first : last + 1] for first, last in spans]
