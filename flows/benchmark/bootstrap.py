"""Intervals of the benchmark's figures, by bootstrap over calls."""

from collections.abc import Sequence

import numpy as np

from flows.benchmark.pooling import Ratio
from scoring.bootstrap import Floats, Interval, bootstrap_interval, pooled_interval

__all__ = ["Interval", "bootstrap_interval", "quantile_interval", "ratio_interval"]


def ratio_interval(calls: Sequence[Ratio]) -> Interval | None:
    """Interval of the pooled ratio; calls in which there was nothing to count are not drawn."""
    counted = [call for call in calls if call.part or call.whole]
    return pooled_interval([call.part for call in counted], [call.whole for call in counted])


def quantile_interval(calls: Sequence[Sequence[float]], *, quantile: float) -> Interval | None:
    """Interval of the `quantile` (0 to 1) of the values of all calls; calls without any aside."""
    counted = [call for call in calls if call]
    values = np.array([value for call in counted for value in call])
    owners = np.array([i for i, call in enumerate(counted) for _ in call], dtype=np.intp)
    order = np.argsort(values)

    def pooled(weights: Floats) -> Floats:
        """The least value that `quantile` of the drawn ones do not exceed."""
        reached = weights[:, owners[order]].cumsum(axis=1)
        enough = reached >= quantile * reached[:, -1:]
        chosen: Floats = values[order][enough.argmax(axis=1)]
        return chosen

    return bootstrap_interval(len(counted), pooled)
