"""Which calls are counted together: by layout, and by the condition of the line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flows.benchmark.accuracy import AccuracyCounts, CallAccuracy, pool
from flows.benchmark.figure_definitions import FIGURES
from flows.benchmark.figures import Figure, figures_of

#: Names of the columns, and which calls are in them.
COLUMNS: dict[str, Callable[[CallAccuracy], bool]] = {
    "stereo": lambda call: call.layout == "stereo",
    "mono": lambda call: call.layout == "mono",
    "all": lambda call: call.layout in ("stereo", "mono"),
}

#: How calls without a condition are called beside those that have one.
NO_CONDITION = "none named"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyColumn:
    """The counts of some calls, and every figure they give, by id."""

    counts: AccuracyCounts
    figures: Mapping[str, Figure]


def accuracy_columns(calls: Sequence[CallAccuracy]) -> dict[str, AccuracyColumn]:
    """By layout; a layout that no call has is a column of nothing."""
    return {name: _column([c for c in calls if chosen(c)]) for name, chosen in COLUMNS.items()}


def condition_columns(calls: Sequence[CallAccuracy]) -> dict[str, AccuracyColumn]:
    """By condition of the line, in order of appearance; empty where no call names one."""
    if all(call.condition is None for call in calls):
        return {}
    names = dict.fromkeys(call.condition for call in calls)
    return {
        name or NO_CONDITION: _column([call for call in calls if call.condition == name])
        for name in names
    }


def _column(calls: Sequence[CallAccuracy]) -> AccuracyColumn:
    return AccuracyColumn(
        counts=pool(calls), figures=figures_of([call.counts for call in calls], FIGURES)
    )
