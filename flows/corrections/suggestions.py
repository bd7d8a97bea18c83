"""Which value of a number in the rubric people would have agreed with more, told only if it shows.

Nothing here changes a rubric: a person does, or does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.benchmark.bootstrap import Interval, ratio_interval
from flows.benchmark.pooling import Cases, Ratio
from flows.corrections.trials import Trial
from scoring.rubrics.thresholds import Threshold, path_text, snippet

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionOptions:
    """When people's verdicts are enough to speak of a number.

    `min_findings`: reviewed findings of the criterion that bear on it; our choice.
    `min_differences`: findings on which machine and people differ, or a search is vain: of calls
    drawn with replacement more than 2.5 % of the draws have none of any three, so that four calls
    are the least gain that goes beyond its 95 % interval.
    """

    min_findings: int = 20
    min_differences: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A value that people would have agreed with more.

    `before` and `after` are findings on which the criterion agrees with people as the rubric is
    and with the value chosen on all calls but the one counted. `gain` is the 95 % interval of the
    difference, in shares of 1.
    """

    criterion: str
    threshold: Threshold
    value: float
    before: Cases
    after: Cases
    gain: Interval

    @property
    def path(self) -> str:
        """Where the number stands in the rubric."""
        return path_text(self.criterion, self.threshold.path)

    @property
    def yaml(self) -> str:
        """The value as a piece of a rubric."""
        return snippet(self.criterion, self.threshold.path, value=self.value)


def suggestions(
    trials: Iterable[Trial], options: SuggestionOptions | None = None
) -> tuple[Suggestion, ...]:
    """At most one number a criterion: the one that gains most, by calls it was not chosen on."""
    best: dict[str, Suggestion] = {}
    for trial in trials:
        found = suggestion(trial, options or SuggestionOptions())
        known = best.get(trial.criterion)
        if found is not None and (known is None or found.after.right > known.after.right):
            best[trial.criterion] = found
    return tuple(best.values())


def suggestion(trial: Trial, options: SuggestionOptions) -> Suggestion | None:
    """A better value of one number; None where there is none, or too little shows it.

    Each call is judged with the value that agrees best with people on all the others, so that
    a value that happens to fit these calls earns nothing by it.
    """
    if len(trial.agrees) < options.min_findings:
        return None
    agrees = np.array(trial.agrees, dtype=np.int64)  # (calls, values)
    total: Counts = agrees.sum(axis=0)
    chosen = best_value(total, now=trial.now)
    if chosen == trial.now:
        return None
    before = agrees[:, trial.now]
    after = np.array([own[best_value(total - own, now=trial.now)] for own in agrees])
    gain = ratio_interval([Ratio(part=float(d), whole=1.0) for d in after - before])
    if gain is None or gain[0] <= 0:
        return None
    return Suggestion(
        criterion=trial.criterion,
        threshold=trial.threshold,
        value=trial.values[chosen],
        before=Cases(right=int(before.sum()), total=len(before)),
        after=Cases(right=int(after.sum()), total=len(after)),
        gain=gain,
    )


def best_value(right: Sequence[int] | Counts, *, now: int) -> int:
    """Which value has most findings `right`: the present one where none has more.

    Where neighbours are equally good, the middle one, which is furthest from being worse; where
    they reach the end of what was tried nobody knows how far it goes on: the one nearest to `now`.
    """
    most = max(right)
    if right[now] == most:
        return now
    runs: list[list[int]] = []
    for index, count in enumerate(right):
        if count == most and runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        elif count == most:
            runs.append([index])
    nearest = min(runs, key=lambda run: min(abs(index - now) for index in run))
    if nearest[0] == 0 or nearest[-1] == len(right) - 1:
        return min(nearest, key=lambda index: abs(index - now))
    return nearest[len(nearest) // 2]
