"""How far a pooled number would move with other calls: 95 % intervals by bootstrap over calls.

Calls are drawn whole and with replacement, as what is found in one call shares its faults.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from flows.benchmark.pooling import Ratio

Interval = tuple[float, float]
Floats = NDArray[np.float64]

_RESAMPLES = 2_000
_SEED = 20_240_101  # any; fixed so that the same counts give the same interval
_TAILS = (0.025, 0.975)


def bootstrap_interval(calls: int, statistic: Callable[[Floats], Floats]) -> Interval | None:
    """95 % percentile interval of `statistic` over `calls`; None for fewer than two of them.

    Parameters
    ----------
    calls
        How many calls there are to draw from.
    statistic
        From how often each call was drawn, shape (resamples, calls), to the number wanted in each
        resample, shape (resamples,), NaN where there is none.
    """
    if calls < 2:
        return None
    values = statistic(_weights(calls))
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, _TAILS)
    return float(low), float(high)


@lru_cache(maxsize=8)
def _weights(calls: int) -> Floats:
    """How often each call is drawn, shape (resamples, calls); every row adds up to `calls`."""
    chance = np.random.default_rng(_SEED)
    drawn = chance.multinomial(calls, np.full(calls, 1 / calls), size=_RESAMPLES)
    return drawn.astype(np.float64)


def ratio_interval(calls: Sequence[Ratio]) -> Interval | None:
    """Interval of the pooled ratio; calls in which there was nothing to count are not drawn."""
    counted = [call for call in calls if call.part or call.whole]
    parts = np.array([call.part for call in counted])
    wholes = np.array([call.whole for call in counted])

    def pooled(weights: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            values: Floats = (weights @ parts) / (weights @ wholes)
        return np.where(np.isfinite(values), values, np.nan)

    return bootstrap_interval(len(counted), pooled)


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
